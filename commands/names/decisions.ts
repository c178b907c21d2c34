import { asOfOption, command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { decisionsPage } from '../../src/names/pages/decisions.ts';

const listOptions = optionSpecs({ page: pageOption, asof: asOfOption });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names decisions': Values<typeof listOptions>;
  }
}

export default command({
  name: 'names decisions',
  description: 'What editors decided, decisions that no longer match anything, and shared names',
  who: 'reader',
  looksBack: true,
  examples: ['/names decisions'],
  options: listOptions,
  run: ({ options, desk, caller }) => decisionsPage(desk, caller, options.page),
});
