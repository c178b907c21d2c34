import { listPage } from '../src/reply/paging.ts';
import type { Caller } from '../src/desk/caller.ts';
import { commandGroup, subcommand, optionSpecs, type Values } from '../src/bot/command.ts';
import type { Cable } from '../src/cables/cables.ts';
import type { Desk } from '../src/desk/desk.ts';
import { noCable } from '../src/desk/facts.ts';
import { DeskError } from '../src/reply/failure.ts';
import type { Action, Reply } from '../src/reply/reply.ts';
import { refuseWhileBlind } from '../src/team/pages/review-page.ts';
import { currentTag, nearTags, replaceTag, normaliseTag, tagsOf } from '../src/team/tags.ts';
import { bulk, chooser, hash, notice } from '../src/team/pages/tag-page.ts';
import { cableFor, done, lineOf, openAction, person, touch } from '../src/team/pages/lines.ts';
import { join, plural, quoted, ref, said, strong, time, type Text } from '../src/reply/text.ts';
import { press, choose } from '../src/reply/actions.ts';

const perPage = 8;

const tagOption = (description: string) =>
  ({
    type: 'text',
    description,
    max: 200,
    suggest: ({ desk, caller, typed }: { desk: Desk; caller: Caller; typed: string }) => {
      const wanted = typed.toLowerCase().replace(/^#/, '');
      return tagsOf(desk.facts, caller.desk)
        .filter(({ name }) => name.includes(wanted))
        .toSorted((a, b) => Number(b.name.startsWith(wanted)) - Number(a.name.startsWith(wanted)) || b.cables - a.cables)
        .map(({ name, cables, definition }) => ({
          label: `#${name} (${cables})${definition === '' ? '' : ` ${definition}`}`,
          value: name,
        }));
    },
  }) as const;

const addOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  tag: tagOption('The tag: letters, digits, - and _'),
  new: { type: 'flag', description: 'A new tag, though one like it exists', hidden: true },
});

const removeOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  tag: { ...tagOption('The tag'), required: true },
});

const listOptions = optionSpecs({ tag: tagOption('One tag'), page: { type: 'number', description: 'Page of the list', min: 1 } });

const defineOptions = optionSpecs({
  tag: { ...tagOption('The tag'), required: true },
  meaning: { type: 'text', description: 'What it is for, in a sentence', required: true, max: 300 },
});

const renameOptions = optionSpecs({
  tag: { ...tagOption('The tag'), required: true },
  to: { type: 'text', description: 'Its new name', required: true, max: 200 },
});

const mergeOptions = optionSpecs({
  tag: { ...tagOption('The tag that goes'), required: true },
  into: { ...tagOption('The tag that stays'), required: true },
});

const bulkOptions = optionSpecs({
  query: { type: 'text', description: 'The search, as in /search', required: true, max: 6000 },
  add: tagOption('The tag to put on'),
  remove: tagOption('The tag to take off'),
  frozen: { type: 'text', description: 'The cables that were previewed', hidden: true, max: 64 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    'tag add': Values<typeof addOptions>;
    'tag remove': Values<typeof removeOptions>;
    'tag list': Values<typeof listOptions>;
    'tag define': Values<typeof defineOptions>;
    'tag rename': Values<typeof renameOptions>;
    'tag merge': Values<typeof mergeOptions>;
    'tag bulk': Values<typeof bulkOptions>;
  }
}

export default commandGroup({
  name: 'tag',
  topic: 'marks',
  description: 'Labels on cables: put on, take off, list, define, rename, merge, many at once',
  subcommands: {
    add: subcommand({
      description: 'Put a tag on a cable; without a tag, choose from those there are',
      who: 'editor',
      examples: ['/tag add ref:COREU/WAS/0107/18 tag:iran-deal'],
      options: addOptions,
      run({ options, desk, caller }) {
        const cable = cableFor(desk, options.ref);
        return options.tag === undefined ? chooser(desk, caller, cable) : add(desk, caller, cable, options.tag, options.new === true);
      },
    }),
    remove: subcommand({
      description: 'Take a tag off a cable',
      who: 'editor',
      examples: ['/tag remove ref:COREU/WAS/0107/18 tag:iran-deal'],
      options: removeOptions,
      run({ options, desk, caller }) {
        const cable = cableFor(desk, options.ref);
        refuseWhileBlind(desk, caller, cable.row);
        const name = normaliseTag(options.tag);
        const { act, was } = desk.act(caller, { act: 'untag', cable: cable.ref, detail: { tag: name } }, ({ act: number, drop, put }) => {
          touch(desk, caller, put, cable.row);
          return { act: number, was: drop('tag', cable.row, name) };
        });
        return was
          ? done(said`${hash(name)} is off ${ref(cable.ref)}.`, act)
          : notice(said`${ref(cable.ref)} does not carry ${hash(name)}.`);
      },
    }),
    list: subcommand({
      description: 'All tags with their cables, or one tag: what it means, who put it where and when',
      who: 'reader',
      examples: ['/tag list', '/tag list tag:iran-deal'],
      options: listOptions,
      run: ({ options, desk, caller }) =>
        options.tag === undefined ? listAll(desk, caller, options.page ?? 1) : showTag(desk, caller, options.tag, options.page ?? 1),
    }),
    define: subcommand({
      description: 'Say what a tag means',
      who: 'editor',
      examples: ['/tag define tag:iran-deal meaning:Everything on the nuclear agreement of 2015'],
      options: defineOptions,
      run({ options, desk, caller }) {
        const name = currentTag(desk.facts, caller.desk, normaliseTag(options.tag));
        const act = desk.act(caller, { act: 'define', detail: { tag: name } }, ({ act: number, put }) => {
          put('label', noCable, name, { definition: options.meaning });
          return number;
        });
        return done(said`${hash(name)}: ${quoted(options.meaning)}`, act);
      },
    }),
    rename: subcommand({
      description: 'Give a tag another name, on all its cables',
      who: 'lead',
      examples: ['/tag rename tag:iran-deal to:jcpoa'],
      options: renameOptions,
      run({ options, desk, caller }) {
        const { from, to } = pair(desk, caller, options.tag, options.to);
        if (tagsOf(desk.facts, caller.desk).some(({ name }) => name === to))
          throw new DeskError(said`${hash(to)} exists already.`, {
            hint: said`To make both one, merge them.`,
            actions: [press(said`Merge them`, 'tag merge', { tag: from, into: to }, { as: 'replace' })],
          });
        return replace(desk, caller, 'rename', from, to);
      },
    }),
    merge: subcommand({
      description: 'Make two tags one: all cables of the first get the second',
      who: 'lead',
      examples: ['/tag merge tag:irandeal into:iran-deal'],
      options: mergeOptions,
      run({ options, desk, caller }) {
        const { from, to } = pair(desk, caller, options.tag, options.into);
        return replace(desk, caller, 'merge', from, to);
      },
    }),
    bulk: subcommand({
      description: 'Put a tag on, or take it off, every cable that a search finds: first a preview',
      who: 'editor',
      examples: ['/tag bulk query:iran from:washington add:iran-deal'],
      options: bulkOptions,
      run: ({ options, desk, caller }) => bulk(desk, caller, options),
    }),
  },
});

function add(desk: Desk, caller: Caller, cable: Cable, typed: string, isNew: boolean): Reply {
  refuseWhileBlind(desk, caller, cable.row, [typed]);
  const name = currentTag(desk.facts, caller.desk, normaliseTag(typed));
  const known = tagsOf(desk.facts, caller.desk).map((tag) => tag.name);
  const near = known.includes(name) || isNew ? [] : nearTags(name, known);
  const addAction = (tag: string, label: Text, more: object = {}): Action =>
    press(label, 'tag add', { ref: cable.ref, tag, ...more }, { as: 'replace' });
  if (near.length > 0)
    return notice(said`There is ${join(near.slice(0, 3).map(hash), ', ')} already. Nothing was tagged yet.`, [
      ...near.slice(0, 3).map((tag) => addAction(tag, said`Use ${hash(tag)}`)),
      addAction(name, said`New tag ${hash(name)}`, { new: true }),
    ]);
  const before = desk.facts.get(caller.desk, 'tag', cable.row, name);
  if (before !== undefined && before.act > 0)
    return notice(
      said`${ref(cable.ref)} carries ${hash(name)} already: ${person(desk, caller.desk, before.member)}, ${time(before.at, 'relative')}.`,
    );
  const act = desk.act(caller, { act: 'tag', cable: cable.ref, detail: { tag: name } }, ({ act: number, put }) => {
    put('tag', cable.row, name, {});
    touch(desk, caller, put, cable.row);
    return number;
  });
  return done(said`${hash(name)} is on ${ref(cable.ref)}.`, act, {
    actions: [press(said`Another tag`, 'tag add', { ref: cable.ref }, { as: 'replace' })],
  });
}

function pair(desk: Desk, caller: Caller, typed: string, target: string): { from: string; to: string } {
  const from = normaliseTag(typed);
  const to = normaliseTag(target);
  if (!tagsOf(desk.facts, caller.desk).some(({ name }) => name === from)) throw unknownTag(desk, caller, from);
  if (from === to) throw new DeskError(said`${hash(from)} is that already.`, { kind: 'usage' });
  return { from, to };
}

function unknownTag(desk: Desk, caller: Caller, name: string): DeskError {
  const near = nearTags(
    name,
    tagsOf(desk.facts, caller.desk).map((tag) => tag.name),
  );
  return new DeskError(said`There is no tag ${hash(name)}.`, {
    hint: near.length === 0 ? said`/tag list shows those there are.` : said`Did you mean ${join(near.slice(0, 3).map(hash), ', ')}?`,
  });
}

function replace(desk: Desk, caller: Caller, what: 'rename' | 'merge', from: string, to: string): Reply {
  const { act, cables } = desk.act(caller, { act: what, detail: { tag: from, to } }, (tools) => {
    const seen = desk.facts.all(caller.desk, 'tag', from).length;
    // On withdrawn cables, too: it would come back with them.
    replaceTag(desk.whole.facts, tools, caller.desk, from, to);
    return { act: tools.act, cables: seen };
  });
  return done(said`${hash(from)} is ${hash(to)} now, on ${plural(cables, 'cable')}.`, act);
}

function listAll(desk: Desk, caller: Caller, page: number | undefined): Reply {
  const tags = tagsOf(desk.facts, caller.desk);
  if (tags.length === 0) return notice(said`There are no tags yet. An editor puts the first one on a cable with its button Tag.`);
  return listPage({
    title: said`${plural(tags.length, 'tag')}`,
    rows: tags,
    perPage,
    page,
    item: ({ name, cables, definition }) => ({
      head: said`${strong(String(cables))} ${hash(name)}${definition === '' ? said`` : said` ${quoted(definition)}`}`,
    }),
    menus: (shown) => [
      [
        choose(
          said`Open a tag`,
          'tag list',
          'tag',
          shown.map(({ name }) => ({ label: `#${name}`, value: name })),
          { as: 'replace' },
        ),
      ],
    ],
    turn: ['tag list', {}],
  });
}

function showTag(desk: Desk, caller: Caller, typed: string, page: number | undefined): Reply {
  const name = currentTag(desk.facts, caller.desk, normaliseTag(typed));
  const tag = tagsOf(desk.facts, caller.desk).find((known) => known.name === name);
  if (tag === undefined) throw unknownTag(desk, caller, name);
  const tagged = desk.facts.all(caller.desk, 'tag', name).toSorted((a, b) => b.at - a.at);
  return listPage({
    title: said`${hash(name)}: ${plural(tagged.length, 'cable')}`,
    before: tag.definition === '' ? [] : [{ kind: 'text', text: [quoted(tag.definition)] }],
    rows: tagged,
    perPage: 5,
    page,
    item: ({ cable, member, at }) =>
      desk.cables.heads([cable]).map((head) => {
        const { head: line, lines } = lineOf(desk, caller.desk, head);
        return {
          head: line,
          lines: [...lines, said`tagged by ${person(desk, caller.desk, member)}, ${time(at, 'relative')}`],
          actions: [openAction(head.ref)],
        };
      }),
    turn: ['tag list', { tag: name }],
    beside: [press(said`Search in them`, 'search', { query: `tag:${name}` }, { as: 'replace' })],
  });
}
