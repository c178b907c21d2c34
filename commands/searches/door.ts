import { door } from '../../src/bot/command.ts';

export default door({
  name: 'searches',
  topic: 'find',
  description: 'Your searches: repeat or narrow them, run many at once, be told about new hits',
  front: ['recent', 'watch add'],
});
