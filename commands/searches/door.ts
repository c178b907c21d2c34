import { door } from '../../src/bot/command.ts';

export default door({
  name: 'searches',
  topic: 'find',
  description: 'Your searches: ask again, narrow, many at once, or be told of new hits',
  front: ['recent', 'watch add'],
});
