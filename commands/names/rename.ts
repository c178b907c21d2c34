import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { renameEntity } from '../../src/names/pages/decide.ts';
import { entityOption, sureOption } from '../../src/names/pages/entity-option.ts';

const renameOptions = optionSpecs({
  name: entityOption,
  to: { type: 'text', description: 'The name to show', required: true, max: 200 },
  sure: sureOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names rename': Values<typeof renameOptions>;
  }
}

export default command({
  name: 'names rename',
  description: 'Change the name shown; every name the cables use still leads to it',
  who: 'editor',
  examples: ['/names rename name:July 16 meeting to:EU meeting with President Xi'],
  options: renameOptions,
  run: ({ options, desk, caller }) => renameEntity(desk, caller, options),
});
