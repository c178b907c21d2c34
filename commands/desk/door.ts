import { door } from '../../src/bot/command.ts';

export default door({
  name: 'desk',
  topic: 'desk',
  description: 'For leads: imports, who was shown what, reading limits, paused members',
  front: ['import', 'reads'],
});
