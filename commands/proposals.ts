import { commandGroup, subcommand, optionSpecs, pageOption, type Values } from '../src/bot/command.ts';
import { settleProposal } from '../src/names/pages/proposals.ts';
import { cableFor } from '../src/team/pages/lines.ts';
import { askAboutNames, mostAsked, usuallyAsked, openProposalsPage } from '../src/names/pages/proposals-page.ts';

const askOptions = optionSpecs({
  count: { type: 'number', description: `How many names (default: ${usuallyAsked})`, min: 1, max: mostAsked },
  sure: { type: 'flag', description: 'Already previewed', hidden: true },
});

const listOptions = optionSpecs({ page: pageOption });

const settleOptions = optionSpecs({
  ref: { type: 'cable', description: 'In which cable', required: true },
  name: { type: 'text', description: 'The name that several bear', required: true, max: 300 },
  to: { type: 'text', description: 'Whom it means there; without it, none of them', max: 300 },
  page: { type: 'number', description: 'Page to go back to', hidden: true, min: 1 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    'proposals ask': Values<typeof askOptions>;
    'proposals list': Values<typeof listOptions>;
    'proposals settle': Values<typeof settleOptions>;
  }
}

export default commandGroup({
  name: 'proposals',
  topic: 'names',
  description: 'What a model of your own makes of names that several bear; nothing holds until a person says so',
  subcommands: {
    ask: subcommand({
      description: 'Ask the model who is meant, where a name may be several people’s: first a preview of what is sent',
      who: 'editor',
      examples: ['/proposals ask', '/proposals ask count:30'],
      options: askOptions,
      run: ({ options, desk, caller, progress }) => askAboutNames(desk, caller, options, progress),
    }),
    list: subcommand({
      description: 'Proposals that wait for a person',
      who: 'editor',
      examples: ['/proposals list'],
      options: listOptions,
      run: async ({ options, desk, caller }) => {
        await desk.names.settledSoon();
        return openProposalsPage(desk, caller, options.page ?? 1);
      },
    }),
    settle: subcommand({
      description: 'Accept a proposal for one of those who may be meant, or reject it',
      who: 'editor',
      examples: [
        '/proposals settle ref:COREU/BRU/0427/18 name:Drobnik to:Jana Drobnik',
        '/proposals settle ref:COREU/BRU/0427/18 name:Drobnik',
      ],
      options: settleOptions,
      async run({ options, desk, caller }) {
        const cable = cableFor(desk, options.ref);
        const done = await settleProposal(desk, caller, { ref: cable.ref, name: options.name, to: options.to });
        return openProposalsPage(desk, caller, options.page ?? 1, done);
      },
    }),
  },
});
