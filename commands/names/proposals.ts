import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { openProposalsPage } from '../../src/names/pages/proposals-page.ts';

const listOptions = optionSpecs({ page: pageOption });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names proposals': Values<typeof listOptions>;
  }
}

export default command({
  name: 'names proposals',
  description: 'The model’s proposals waiting for a decision',
  who: 'editor',
  examples: ['/names proposals'],
  options: listOptions,
  run: async ({ options, desk, caller }) => {
    await desk.names.settledSoon();
    return openProposalsPage(desk, caller, options.page ?? 1);
  },
});
