import { door } from '../../src/bot/command.ts';

export default door({
  name: 'check',
  topic: 'print',
  description: 'Before print: check quotations, track claims, ask for a second reader',
  front: ['draft', 'fact list', 'story', 'review list'],
});
