import { commandGroup, subcommand, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { said } from '../../src/reply/text.ts';
import { watchFrequencies } from '../../src/desk/kinds.ts';
import { addWatch, listWatches, removeWatch } from '../../src/clock/change-watch.ts';

const addOptions = optionSpecs({
  query: { type: 'text', description: 'The search, as in /search', required: true, max: 512 },
  where: { type: 'choice', description: 'Tell only you (default), or this channel', choices: ['me', 'channel'] },
  hook: {
    type: 'text',
    description: 'A webhook of the operator’s that is told, too',
    max: 32,
    suggest: ({ desk, typed }) =>
      [...desk.webhooks.keys()].filter((name) => name.includes(typed.trim())).map((name) => ({ label: name, value: name })),
    none: () => said`The operator has named no webhook like that`,
  },
  when: { type: 'choice', description: 'At once (default), or with the daily digest', choices: watchFrequencies },
});

const listOptions = optionSpecs({ page: pageOption });

const removeOptions = optionSpecs({
  watch: { type: 'number', description: 'Its number, from /searches watch list', required: true, min: 1 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'searches watch add': Values<typeof addOptions>;
    'searches watch list': Values<typeof listOptions>;
    'searches watch remove': Values<typeof removeOptions>;
  }
}

export default commandGroup({
  name: 'searches watch',
  description: 'Watches: be told when a cable starts to match a search',
  subcommands: {
    add: subcommand({
      description: 'Be told once about each cable that starts to match, by its text or by the team’s work on it',
      who: 'reader',
      whoFor: ({ where, hook }) => (where === 'channel' || hook !== undefined ? 'editor' : 'reader'),
      examples: ['/searches watch add query:rogozin', '/searches watch add query:tag:iran is:unread age:>3d where:channel when:daily'],
      options: addOptions,
      run: ({ options, desk, caller }) => addWatch(desk, caller, options),
    }),
    list: subcommand({
      description: 'Your watches and those posted in channels',
      who: 'reader',
      examples: ['/searches watch list'],
      options: listOptions,
      run: ({ options, desk, caller }) => listWatches(desk, caller, options.page ?? 1),
    }),
    remove: subcommand({
      description: 'End a watch',
      who: 'reader',
      examples: ['/searches watch remove watch:120'],
      options: removeOptions,
      run: ({ options, desk, caller }) => removeWatch(desk, caller, options.watch),
    }),
  },
});
