import { door } from '../../src/bot/command.ts';

export default door({
  name: 'names',
  topic: 'names',
  description: 'Who is who: look names up, and correct what was read wrongly',
  front: ['show', 'lookup'],
});
