import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { splitEntity } from '../../src/names/pages/decide.ts';
import { entityOption, sureOption } from '../../src/names/pages/entity-option.ts';

const splitOptions = optionSpecs({
  name: entityOption,
  alias: { type: 'text', description: 'The name that does not belong to it', required: true, max: 300 },
  sure: sureOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names split': Values<typeof splitOptions>;
  }
}

export default command({
  name: 'names split',
  description: 'Split off a name that belongs to somebody or something else',
  who: 'editor',
  examples: ['/names split name:Anatol Vermishyan alias:Vermichian'],
  options: splitOptions,
  run: ({ options, desk, caller }) => splitEntity(desk, caller, options),
});
