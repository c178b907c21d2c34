import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { assignName } from '../../src/names/pages/decide.ts';
import { entityOption } from '../../src/names/pages/entity-option.ts';

const assignOptions = optionSpecs({
  name: entityOption,
  ref: { type: 'cable', description: 'Which cable', required: true },
  to: { ...entityOption, description: 'Who it means there' },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names meant': Values<typeof assignOptions>;
  }
}

export default command({
  name: 'names meant',
  description: 'Say who a shared name means in one cable',
  who: 'editor',
  examples: ['/names meant name:Drobnik ref:COREU/BRU/0427/18 to:Jana Drobnik'],
  options: assignOptions,
  run: ({ options, desk, caller }) => assignName(desk, caller, options),
});
