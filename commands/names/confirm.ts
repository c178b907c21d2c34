import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { confirmEntity } from '../../src/names/pages/decide.ts';
import { entityOption, queueOption } from '../../src/names/pages/entity-option.ts';

const confirmOptions = optionSpecs({ name: entityOption, queue: queueOption });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names confirm': Values<typeof confirmOptions>;
  }
}

export default command({
  name: 'names confirm',
  description: 'What is perhaps a name is one: give it its page',
  who: 'editor',
  examples: ['/names confirm name:Qasr'],
  options: confirmOptions,
  run: ({ options, desk, caller }) => confirmEntity(desk, caller, options),
});
