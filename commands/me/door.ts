import { door } from '../../src/bot/command.ts';

export default door({
  name: 'me',
  topic: 'desk',
  description: 'What this desk keeps about you, and your second key',
  front: ['privacy'],
});
