import { setList, setPage } from '../src/team/pages/set-page.ts';
import { changeSet, createSet, giveUpSet, shareSet } from '../src/team/pages/change-set.ts';
import { commandGroup, subcommand, type OptionSpec, optionSpecs, pageOption, type Values } from '../src/bot/command.ts';
import { quoted, said } from '../src/reply/text.ts';
import { setsFor } from '../src/team/sets.ts';

const setOption: OptionSpec & { type: 'text' } = {
  type: 'text',
  description: 'Its name or code',
  max: 60,
  suggest: ({ desk, caller, typed }) =>
    setsFor(desk.facts, caller)
      .filter(({ name, code }) => name.includes(typed.trim().toLowerCase()) || code.startsWith(typed.trim().toLowerCase()))
      .slice(0, 25)
      .map(({ name, code, shared }) => ({ label: `${name} (${code}${shared ? '' : ', only yours'})`, value: code })),
  none: ({ typed }) =>
    typed.trim() === ''
      ? said`No sets yet; /set create makes one`
      : said`No set matches ${quoted(typed.slice(0, 40))}; /set create makes one`,
};
const what = {
  query: { type: 'text', description: 'A search, as in /search: everything it finds', max: 6000 },
  refs: { type: 'text', description: 'Cable refs, separated by commas or spaces', max: 6000 },
} as const;

const createOptions = optionSpecs({ name: { type: 'text', description: 'Letters, digits, - and _', required: true, max: 200 }, ...what });

const addOptions = optionSpecs({ set: { ...setOption, required: true }, ...what });

const removeOptions = optionSpecs({
  set: { ...setOption, required: true },
  ...what,
  whole: { type: 'flag', description: 'The whole set', hidden: true },
});

const shareOptions = optionSpecs({ set: { ...setOption, required: true }, off: { type: 'flag', description: 'Make it private again' } });

const showOptions = optionSpecs({
  set: { ...setOption, required: true },
  page: pageOption,
});

const listOptions = optionSpecs({ page: pageOption });

declare module '../src/reply/targets.ts' {
  interface Targets {
    'set create': Values<typeof createOptions>;
    'set add': Values<typeof addOptions>;
    'set remove': Values<typeof removeOptions>;
    'set share': Values<typeof shareOptions>;
    'set show': Values<typeof showOptions>;
    'set list': Values<typeof listOptions>;
  }
}

export default commandGroup({
  name: 'set',
  topic: 'marks',
  description: 'Collect cables under a name; in:name searches them',
  front: ['create', 'list'],
  subcommands: {
    create: subcommand({
      description: 'Make a set from a search or from refs; it is private until you share it',
      who: 'reader',
      examples: ['/set create name:hot-zone query:"hot zone"', '/set create name:ukraine'],
      options: createOptions,
      run: ({ options, desk, caller }) => createSet(desk, caller, options),
    }),
    add: subcommand({
      description: 'Add cables to a set, by ref or by search',
      who: 'reader',
      examples: ['/set add set:hot-zone refs:COREU/WAS/0107/18, COREU/KYI/0039/18', '/set add set:hot-zone query:crimea'],
      options: addOptions,
      run: ({ options, desk, caller }) => changeSet(desk, caller, 'add', options),
    }),
    remove: subcommand({
      description: 'Remove cables from a set, by ref or by search; or delete the whole set',
      who: 'reader',
      examples: ['/set remove set:hot-zone refs:COREU/WAS/0107/18', '/set remove set:hot-zone'],
      options: removeOptions,
      run: ({ options, desk, caller }) =>
        options.whole === true ? giveUpSet(desk, caller, options.set) : changeSet(desk, caller, 'remove', options),
    }),
    share: subcommand({
      description: 'Share one of your sets with the whole desk, or make it private again',
      who: 'editor',
      examples: ['/set share set:hot-zone', '/set share set:hot-zone off:true'],
      options: shareOptions,
      run: ({ options, desk, caller }) => shareSet(desk, caller, options.set, options.off === true),
    }),
    show: subcommand({
      description: 'Open a set by its name or code',
      who: 'reader',
      examples: ['/set show set:hot-zone'],
      options: showOptions,
      run: ({ options, desk, caller }) => setPage(desk, caller, options.set, options.page ?? 1),
    }),
    list: subcommand({
      description: 'Your sets and the desk’s',
      who: 'reader',
      examples: ['/set list'],
      options: listOptions,
      run: ({ options, desk, caller }) => setList(desk, caller, options.page ?? 1),
    }),
  },
});
