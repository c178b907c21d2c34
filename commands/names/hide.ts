import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { hideEntity } from '../../src/names/pages/decide.ts';
import { entityOption, queueOption, sureOption } from '../../src/names/pages/entity-option.ts';

const hideOptions = optionSpecs({ name: entityOption, sure: sureOption, queue: queueOption });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names hide': Values<typeof hideOptions>;
  }
}

export default command({
  name: 'names hide',
  description: 'Not a real name: hide it from lists, pages and suggestions',
  who: 'editor',
  examples: ['/names hide name:Memorial Day'],
  options: hideOptions,
  run: ({ options, desk, caller }) => hideEntity(desk, caller, options),
});
