import { door } from '../../src/bot/command.ts';

export default door({
  name: 'names',
  topic: 'names',
  description: 'Who is who: look up names and correct mistakes',
  front: ['show', 'quotes', 'lookup'],
});
