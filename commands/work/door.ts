import { door } from '../../src/bot/command.ts';

export default door({
  name: 'work',
  topic: 'work',
  description: 'Who reads what: claim, assign, split, hand over, and see where the desk stands',
  front: ['claim', 'mine', 'board'],
});
