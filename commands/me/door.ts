import { door } from '../../src/bot/command.ts';

export default door({
  name: 'me',
  topic: 'desk',
  description: 'You at this desk: what is kept about you, and your second key',
  front: ['privacy'],
});
