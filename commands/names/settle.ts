import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { settleProposal } from '../../src/names/pages/proposals.ts';
import { cableFor } from '../../src/team/pages/lines.ts';
import { openProposalsPage } from '../../src/names/pages/proposals-page.ts';

const settleOptions = optionSpecs({
  ref: { type: 'cable', description: 'Which cable', required: true },
  name: { type: 'text', description: 'The shared name', required: true, max: 300 },
  to: { type: 'text', description: 'Who it means there; leave empty for none of them', max: 300 },
  page: { type: 'number', description: 'Page to go back to', hidden: true, min: 1 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names settle': Values<typeof settleOptions>;
  }
}

export default command({
  name: 'names settle',
  description: 'Accept or reject a proposal for who a shared name means',
  who: 'editor',
  examples: ['/names settle ref:COREU/BRU/0427/18 name:Drobnik to:Jana Drobnik', '/names settle ref:COREU/BRU/0427/18 name:Drobnik'],
  options: settleOptions,
  async run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const done = await settleProposal(desk, caller, { ref: cable.ref, name: options.name, to: options.to });
    return openProposalsPage(desk, caller, options.page ?? 1, done);
  },
});
