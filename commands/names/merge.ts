import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { mergeEntities } from '../../src/names/pages/decide.ts';
import { entityOption, queueOption, sureOption } from '../../src/names/pages/entity-option.ts';

const mergeOptions = optionSpecs({
  name: entityOption,
  into: { ...entityOption, description: 'Merge into this one; its name is kept' },
  sure: sureOption,
  queue: queueOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names merge': Values<typeof mergeOptions>;
  }
}

export default command({
  name: 'names merge',
  description: 'Merge two names for the same person or thing; both then lead to it',
  who: 'editor',
  examples: ['/names merge name:Anatole Vermichian into:Anatol Vermishyan'],
  options: mergeOptions,
  run: ({ options, desk, caller }) => mergeEntities(desk, caller, options),
});
