import { pageOf, turnPages } from '../src/reply/paging.ts';
import type { Caller } from '../src/desk/caller.ts';
import { commandGroup, subcommand, type OptionSpec } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import { DeskError } from '../src/reply/failure.ts';
import { noCable } from '../src/desk/facts.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import { editDistance } from '../src/language/edit-distance.ts';
import type { Action, Reply } from '../src/reply/reply.ts';
import { findAll } from '../src/search/search.ts';
import { newCode, rowsIn, setFor, setNamed, setsFor, setValue, type CableSet } from '../src/team/sets.ts';
import { notice } from '../src/team/pages/tag-page.ts';
import { done, lineOf, openAction, person } from '../src/team/pages/lines.ts';
import { join, own, plural, quoted, said, strong, time, type Text } from '../src/reply/text.ts';

const perPage = 5;
const setsPerPage = 10;
/** Cables that are put in at one go; what is more is no set that people go through. */
const mostAtOnce = 5000;
/** Refs that are named one by one in an answer. */
const namedAtMost = 5;

const setOption: OptionSpec & { type: 'text' } = {
  type: 'text',
  description: 'Its name or code',
  max: 60,
  suggest: ({ desk, caller, typed }) =>
    setsFor(desk.facts, caller)
      .filter(({ name, code }) => name.includes(typed.trim().toLowerCase()) || code.startsWith(typed.trim().toLowerCase()))
      .slice(0, 25)
      .map(({ name, code, shared }) => ({ label: `${name} (${code}${shared ? '' : ', yours alone'})`, value: code })),
};
const what = {
  query: { type: 'text', description: 'A search, as in /search: all that it finds', max: 6000 },
  refs: { type: 'text', description: 'Refs of cables, parted by commas or blanks', max: 6000 },
} as const;

export default commandGroup({
  name: 'set',
  description: 'Cables that you gather under a name; in:name searches in them',
  subcommands: {
    create: subcommand({
      description: 'Make a set, with what a search finds or with refs; it is yours alone until you share it',
      who: 'reader',
      examples: ['/set create name:hot-zone query:"hot zone"', '/set create name:ukraine'],
      options: { name: { type: 'text', description: 'Letters, digits, - and _', required: true, max: 200 }, ...what },
      run: ({ options, desk, caller }) => create(desk, caller, options),
    }),
    add: subcommand({
      description: 'Put cables into a set: by their refs, or all that a search finds',
      who: 'reader',
      examples: ['/set add set:hot-zone refs:COREU/WAS/0107/18, COREU/KYI/0039/18', '/set add set:hot-zone query:crimea'],
      options: { set: { ...setOption, required: true }, ...what },
      run: ({ options, desk, caller }) => change(desk, caller, 'add', options),
    }),
    remove: subcommand({
      description: 'Take cables out of a set: by their refs, or all that a search finds; or give up the whole set',
      who: 'reader',
      examples: ['/set remove set:hot-zone refs:COREU/WAS/0107/18', '/set remove set:hot-zone'],
      options: { set: { ...setOption, required: true }, ...what, whole: { type: 'flag', description: 'The whole set', hidden: true } },
      run: ({ options, desk, caller }) =>
        options.whole === true ? giveUp(desk, caller, options.set) : change(desk, caller, 'remove', options),
    }),
    share: subcommand({
      description: 'Let the whole desk open a set of yours, or keep it to yourself again',
      who: 'editor',
      examples: ['/set share set:hot-zone', '/set share set:hot-zone off:true'],
      options: { set: { ...setOption, required: true }, off: { type: 'flag', description: 'Yours alone again' } },
      run: ({ options, desk, caller }) => share(desk, caller, options.set, options.off === true),
    }),
    show: subcommand({
      description: 'Open a set by its name or code',
      who: 'reader',
      examples: ['/set show set:hot-zone'],
      options: { set: { ...setOption, required: true }, page: { type: 'number', description: 'Page of the list', min: 1 } },
      run: ({ options, desk, caller }) => show(desk, caller, options.set, options.page ?? 1),
    }),
    list: subcommand({
      description: 'Your sets and those of the desk',
      who: 'reader',
      examples: ['/set list'],
      options: { page: { type: 'number', description: 'Page of the list', min: 1 } },
      run: ({ options, desk, caller }) => list(desk, caller, options.page ?? 1),
    }),
  },
});

const label = ({ name }: CableSet): Text => said`${quoted(name)}`;

/** The set that is meant. Throws a DeskError with the nearest names. A set of somebody else's own is not there. */
function setMeant(desk: Desk, caller: Caller, typed: string): CableSet {
  const found = setFor(desk.facts, caller, typed);
  if (found !== undefined) return found;
  const wanted = typed.trim().toLowerCase();
  const near = setsFor(desk.facts, caller).filter(({ name }) => name.includes(wanted) || editDistance(name, wanted, 2) <= 2);
  throw new DeskError(said`There is no set ${quoted(typed.slice(0, 60))} that you may open.`, {
    hint: near.length === 0 ? said`/set list shows those there are; /set create makes one.` : said`Did you mean one of these?`,
    actions: near.slice(0, 4).map((one) => showAction(one, [quoted(one.name)])),
  });
}

const showAction = ({ code }: CableSet, text: Text): Action => ({
  kind: 'run',
  label: text,
  command: 'set show',
  options: { set: code },
  as: 'replace',
});

function refuseOthers(desk: Desk, caller: Caller, set: CableSet): void {
  if (set.owner === caller.member || caller.role === 'lead' || (set.shared && caller.role === 'editor')) return;
  throw new DeskError(said`The set ${label(set)} is ${person(desk, caller.desk, set.owner)}'s; editors change what is shared.`, {
    hint: said`Make one of your own: /set create`,
  });
}

type What = { query?: string; refs?: string };

/** The cables that are meant, as far as this caller may see them; `unknown`: what is no ref of any. */
async function cablesMeant(desk: Desk, caller: Caller, { query, refs }: What): Promise<{ rows: number[]; unknown: string[] }> {
  const rows = new Set<number>();
  const unknown: string[] = [];
  if (query !== undefined) {
    const { query: read, rows: found } = await findAll(desk, caller, { query, sort: 'oldest' });
    const [fault] = read.faults;
    if (fault !== undefined)
      throw new DeskError(said`The search has a fault, so nothing is changed: ${own(fault.message)}`, {
        kind: 'usage',
        hint: said`Try it with ${strong('/search')} first.`,
      });
    if (found.length === 0) throw new DeskError(said`No cable for ${quoted(query)}; nothing is changed.`);
    for (const row of found) rows.add(row);
  }
  const hidden = hiddenFrom(desk.facts, caller);
  const rowOf = (typed: string): number | undefined => {
    const row = desk.cables.get(typed)?.row;
    return row === undefined || hidden.has(row) ? undefined : row;
  };
  for (const piece of (refs ?? '').split(/[,;|\n]+/).map((one) => one.trim())) {
    if (piece === '') continue;
    // A ref may hold blanks itself.
    const whole = rowOf(piece);
    const parts = whole === undefined ? piece.split(/\s+/) : [];
    if (whole !== undefined) rows.add(whole);
    for (const part of parts) {
      const row = rowOf(part);
      if (row === undefined) unknown.push(part);
      else rows.add(row);
    }
  }
  if (rows.size === 0 && unknown.length > 0)
    throw new DeskError(said`No cable has the ref ${join(unknown.slice(0, namedAtMost).map(quoted), ', ')}.`, {
      hint: said`/search finds cables by their words.`,
    });
  if (rows.size > mostAtOnce)
    throw new DeskError(said`${plural(rows.size, 'cable')} are too many for a set: ${mostAtOnce} at most at one go.`, {
      kind: 'usage',
      hint: said`Narrow the search; what you search for often can be watched: /watch add`,
    });
  return { rows: [...rows], unknown };
}

const unknownLine = (unknown: readonly string[]): Text =>
  unknown.length === 0
    ? said``
    : said` No cable has the ref ${join(unknown.slice(0, namedAtMost).map(quoted), ', ')}${unknown.length > namedAtMost ? said` (and ${unknown.length - namedAtMost} more)` : said``}.`;

async function create(desk: Desk, caller: Caller, options: What & { name: string }): Promise<Reply> {
  const name = setNamed(options.name);
  const { rows, unknown } = await cablesMeant(desk, caller, options);
  const made = desk.act(caller, { act: 'set create' }, ({ act, put }) => {
    const taken = setsFor(desk.facts, caller).find((one) => one.name === name);
    if (taken !== undefined)
      throw new DeskError(said`There is a set ${label(taken)} already.`, {
        hint: said`Choose another name, or add to it.`,
        actions: [showAction(taken, said`Open it`)],
      });
    const code = newCode(desk.facts, caller.desk, act);
    put('set', noCable, code, setValue({ name, owner: caller.member, shared: false }));
    for (const row of rows) put('in', row, code, {});
    return { act, code };
  });
  return done(
    said`The set ${quoted(name)} is made, with ${plural(rows.length, 'cable')}: yours alone. Its code is ${own(made.code)}; ${own(`in:${name}`)} searches in it.${unknownLine(unknown)}`,
    made.act,
    { actions: [{ kind: 'run', label: said`Open`, command: 'set show', options: { set: made.code }, as: 'reply' }] },
  );
}

async function change(desk: Desk, caller: Caller, how: 'add' | 'remove', options: What & { set: string }): Promise<Reply> {
  const set = setMeant(desk, caller, options.set);
  refuseOthers(desk, caller, set);
  if (options.query === undefined && options.refs === undefined) {
    if (how === 'remove') return askToGiveUp(desk, caller, set);
    throw new DeskError(said`Say which cables: either ${strong('query')} or ${strong('refs')}.`, { kind: 'usage' });
  }
  const { rows, unknown } = await cablesMeant(desk, caller, options);
  const isAdding = how === 'add';
  const held = new Set(rowsIn(desk.facts, caller.desk, set.code));
  const touched = rows.filter((row) => held.has(row) !== isAdding);
  if (touched.length === 0)
    return notice(
      said`${isAdding ? said`${plural(rows.length, 'cable')} found, and none is new to ${label(set)}.` : said`None of the ${plural(rows.length, 'cable')} is in ${label(set)}.`}${unknownLine(unknown)}`,
    );
  const { act, changed } = desk.act(caller, { act: `set ${how}` }, ({ act: number, put, drop }) => {
    // Asked again inside: it may have been given up, or is no longer the desk's.
    const now = setFor(desk.facts, caller, set.code);
    if (now === undefined) throw new DeskError(said`The set ${label(set)} is gone meanwhile.`);
    refuseOthers(desk, caller, now);
    return {
      act: number,
      changed: touched.filter((row) => (isAdding ? put('in', row, set.code, {}) : drop('in', row, set.code))).length,
    };
  });
  const rest = rows.length - changed;
  return done(
    isAdding
      ? said`${plural(changed, 'cable')} put into ${label(set)}${rest === 0 ? said`` : said`; ${rest} were in it already`}.${unknownLine(unknown)}`
      : said`${plural(changed, 'cable')} taken out of ${label(set)}.${unknownLine(unknown)}`,
    act,
    { actions: [showAction(set, said`Open`)] },
  );
}

const seenIn = (desk: Desk, caller: Caller, { code }: CableSet): number[] => {
  const hidden = hiddenFrom(desk.facts, caller);
  return rowsIn(desk.facts, caller.desk, code).filter((row) => !hidden.has(row));
};

function askToGiveUp(desk: Desk, caller: Caller, set: CableSet): Reply {
  refuseSharedFrom(desk, caller, set);
  return {
    title: said`Give up the set ${label(set)}?`,
    blocks: [
      {
        kind: 'text',
        text: said`It holds ${plural(seenIn(desk, caller, set).length, 'cable')}; the cables themselves stay. To take out some of them, name ${strong('refs')} or a ${strong('query')}.`,
      },
    ],
    actions: [
      [
        {
          kind: 'run',
          label: said`Give it up`,
          command: 'set remove',
          options: { set: set.code, whole: true },
          as: 'replace',
          style: 'danger',
        },
        showAction(set, said`Look at it first`),
      ],
    ],
  };
}

/** A shared set is given up, or taken back, by its owner or a lead: others rely on it. */
function refuseSharedFrom(desk: Desk, caller: Caller, set: CableSet): void {
  if (set.owner === caller.member || caller.role === 'lead') return;
  throw new DeskError(said`The set ${label(set)} is ${person(desk, caller.desk, set.owner)}'s; only they and leads do that.`);
}

function giveUp(desk: Desk, caller: Caller, typed: string): Reply {
  const act = desk.act(caller, { act: 'set give up' }, ({ act: number, drop }) => {
    const set = setMeant(desk, caller, typed);
    refuseSharedFrom(desk, caller, set);
    for (const row of rowsIn(desk.facts, caller.desk, set.code)) drop('in', row, set.code);
    drop('set', noCable, set.code);
    return { number, name: set.name };
  });
  return done(said`The set ${quoted(act.name)} is given up.`, act.number);
}

function share(desk: Desk, caller: Caller, typed: string, isOff: boolean): Reply {
  const set = setMeant(desk, caller, typed);
  refuseSharedFrom(desk, caller, set);
  if (set.shared !== isOff) return notice(isOff ? said`${label(set)} is yours alone already.` : said`${label(set)} is the desk's already.`);
  const act = desk.act(caller, { act: 'set share' }, ({ act: number, put, post }) => {
    const taken = setsFor(desk.facts, caller).find(({ name, code, shared }) => shared && name === set.name && code !== set.code);
    if (taken !== undefined && !isOff)
      throw new DeskError(said`The desk has a set ${label(taken)} already.`, {
        hint: said`Add to that one, or make yours anew under another name.`,
        actions: [showAction(taken, said`Open it`)],
      });
    put('set', noCable, set.code, setValue({ ...set, shared: !isOff }), { member: set.owner, at: set.at });
    if (!isOff && caller.place !== undefined)
      post({
        to: { channel: caller.place.id },
        silent: true,
        reply: {
          blocks: [
            {
              kind: 'text',
              text: said`${person(desk, caller.desk, caller.member)} shares the set ${label(set)}; ${own(`in:${set.name}`)} searches in it.`,
            },
          ],
          actions: [[{ ...showAction(set, said`Open it`), as: 'reply' } as Action]],
          visibility: 'channel',
        },
      });
    return number;
  });
  return done(
    isOff ? said`${label(set)} is yours alone again.` : said`The whole desk can open ${label(set)} now, also by its code ${own(set.code)}.`,
    act,
  );
}

function show(desk: Desk, caller: Caller, typed: string, page: number): Reply {
  const set = setMeant(desk, caller, typed);
  const rows = seenIn(desk, caller, set);
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const at = Math.min(page, pages);
  const shown = rows.slice((at - 1) * perPage, at * perPage);
  const heads = new Map(desk.cables.heads(shown).map((head) => [head.row, head]));
  const search = { kind: 'run', as: 'reply', command: 'search', options: { query: `in:${set.code}` } } as const;
  return {
    title: said`${label(set)}: ${plural(rows.length, 'cable')}`,
    blocks: [
      {
        kind: 'text',
        text: said`Code ${strong(set.code)} · ${set.owner === caller.member ? said`yours` : said`${person(desk, caller.desk, set.owner)}'s`}${own(set.shared ? ', shared with the desk' : ' alone')} · made ${time(set.at, 'relative')}`,
      },
      {
        kind: 'items',
        items: shown.flatMap((row) => {
          const head = heads.get(row);
          if (head === undefined) return [];
          const { head: line, lines } = lineOf(desk, caller.desk, head);
          return [{ head: line, lines, actions: [{ ...openAction(head.ref), as: 'reply' as const }, takeOut(set, head.ref)] }];
        }),
      },
      ...(rows.length === 0
        ? [{ kind: 'text' as const, text: said`Nothing is in it. ${strong(`/set add set:${set.code}`)} puts cables in.` }]
        : pages === 1
          ? []
          : [{ kind: 'small' as const, text: pageOf(at, pages) }]),
    ],
    actions: [
      [
        ...turnPages('set show', { set: set.code }, at, pages),
        { ...search, label: said`Search in it` },
        ...(set.shared || set.owner !== caller.member || caller.role === 'reader'
          ? []
          : [{ kind: 'run' as const, label: said`Share`, command: 'set share', options: { set: set.code }, as: 'reply' as const }]),
      ],
    ],
  };
}

const takeOut = ({ code }: CableSet, wanted: string): Action => ({
  kind: 'run',
  label: said`Take out`,
  command: 'set remove',
  options: { set: code, refs: wanted },
  as: 'reply',
});

function list(desk: Desk, caller: Caller, page: number): Reply {
  const sets = setsFor(desk.facts, caller);
  if (sets.length === 0) return notice(said`There are no sets yet. ${strong('/set create')} makes one.`);
  const pages = Math.max(1, Math.ceil(sets.length / setsPerPage));
  const at = Math.min(page, pages);
  const shown = sets.slice((at - 1) * setsPerPage, at * setsPerPage);
  return {
    title: said`${plural(sets.length, 'set')}`,
    blocks: [
      {
        kind: 'text',
        text: join(
          shown.map(
            (set) =>
              said`${strong(String(seenIn(desk, caller, set).length))} ${label(set)} · ${own(set.code)} · ${set.owner === caller.member ? own(set.shared ? 'yours, shared' : 'yours alone') : person(desk, caller.desk, set.owner)}`,
          ),
          '\n',
        ),
      },
      ...(pages === 1 ? [] : [{ kind: 'small' as const, text: pageOf(at, pages) }]),
    ],
    actions: [
      [
        {
          kind: 'choose' as const,
          label: said`Open a set`,
          command: 'set show',
          options: {},
          option: 'set',
          choices: shown.map(({ name, code }) => ({ label: name, value: code, description: code })),
          as: 'replace' as const,
        },
      ],
      turnPages('set list', {}, at, pages),
    ].filter((row) => row.length > 0),
  };
}
