import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { retypeEntity } from '../../src/names/pages/decide.ts';
import { entityKinds } from '../../src/names/resolve/entity.ts';
import { entityOption, queueOption, sureOption } from '../../src/names/pages/entity-option.ts';

const retypeOptions = optionSpecs({
  name: entityOption,
  kind: { type: 'choice', description: 'The correct type', choices: entityKinds, required: true },
  sure: sureOption,
  queue: queueOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names kind': Values<typeof retypeOptions>;
  }
}

export default command({
  name: 'names kind',
  description: 'Correct its type',
  who: 'editor',
  examples: ['/names kind name:Rodina Kairos kind:organization'],
  options: retypeOptions,
  run: ({ options, desk, caller }) => retypeEntity(desk, caller, options),
});
