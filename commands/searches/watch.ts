import { commandGroup, subcommand, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { watchFrequencies } from '../../src/desk/kinds.ts';
import { addWatch, listWatches, removeWatch } from '../../src/clock/change-watch.ts';

const addOptions = optionSpecs({
  query: { type: 'text', description: 'The search, as in /search', required: true, max: 512 },
  where: { type: 'choice', description: 'Told to you alone (default), or in this channel', choices: ['me', 'channel'] },
  when: { type: 'choice', description: 'At once (default), or with the digest of the day', choices: watchFrequencies },
});

const listOptions = optionSpecs({ page: pageOption });

const removeOptions = optionSpecs({
  watch: { type: 'number', description: 'Its number, as /searches watch list has it', required: true, min: 1 },
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
  description: 'Standing queries: be told when a cable begins to match',
  subcommands: {
    add: subcommand({
      description: 'Be told of each cable that begins to match a search, by its text or by what the team did; each once',
      who: 'reader',
      whoFor: ({ where }) => (where === 'channel' ? 'editor' : 'reader'),
      examples: ['/searches watch add query:rogozin', '/searches watch add query:tag:iran is:unread age:>3d where:channel when:daily'],
      options: addOptions,
      run: ({ options, desk, caller }) => addWatch(desk, caller, options),
    }),
    list: subcommand({
      description: 'Your watches and those that are told in channels',
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
