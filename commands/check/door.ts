import { door } from '../../src/bot/command.ts';

export default door({
  name: 'check',
  topic: 'print',
  description: 'Before print: check a draft, keep the fact sheet, ask a second reader',
  front: ['draft', 'fact list', 'review list'],
});
