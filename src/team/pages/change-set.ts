import { absence } from '../../reply/absence.ts';
import { setLabel, requireSet, showSet } from './set-page.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { noCable } from '../../desk/facts.ts';
import type { Action, Reply } from '../../reply/reply.ts';
import { foundRows } from '../../search/search.ts';
import { RowSet } from '../../query/row-set.ts';
import { newCode, rowsIn, setFor, normaliseSetName, setsFor, setValue, type CableSet } from '../sets.ts';
import { notice } from './tag-page.ts';
import { done, person } from './lines.ts';
import { asTyped, ours, join, own, plural, quoted, said, strong, type Text } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';

/** Cables that can be added at once; nobody works through a larger set. */
const maxAtOnce = 5000;

/** Refs listed individually in a reply. */
const maxRefsListed = 5;

function refuseUnlessMayChange(desk: Desk, caller: Caller, set: CableSet): void {
  if (set.owner === caller.member || caller.role === 'lead' || (set.shared && caller.role === 'editor')) return;
  throw new DeskError(said`The set ${setLabel(set)} is ${person(desk, caller.desk, set.owner)}'s; editors change what is shared.`, {
    hint: said`Make your own: /set create`,
  });
}

type CablesWanted = { query?: string; refs?: string };

/** Resolves a query and refs to cables that the caller may see; `unknown`: words that are not a ref of any. */
async function resolveCables(desk: Desk, caller: Caller, { query, refs }: CablesWanted): Promise<{ rows: number[]; unknown: string[] }> {
  const rows = new RowSet();
  const unknown: string[] = [];
  if (query !== undefined) {
    const { query: read, rows: found } = await foundRows(desk, caller, { query });
    const [fault] = read.faults;
    if (fault !== undefined)
      throw new DeskError(said`The search has an error, so nothing changed: ${own(fault.message)}`, {
        kind: 'usage',
        hint: said`Try it with ${strong('/search')} first.`,
      });
    if (found.size === 0) throw new DeskError(absence(said`No cable for ${quoted(query)}; nothing changed.`));
    rows.add(found);
  }
  const rowOf = (typed: string): number | undefined => desk.cables.get(typed)?.row;
  for (const piece of (refs ?? '').split(/[,;|\n]+/).map((one) => one.trim())) {
    if (piece === '') continue;
    // A ref may itself contain spaces.
    const whole = rowOf(piece);
    const parts = whole === undefined ? piece.split(/\s+/) : [];
    if (whole !== undefined) rows.addOne(whole);
    for (const part of parts) {
      const row = rowOf(part);
      if (row === undefined) unknown.push(part);
      else rows.addOne(row);
    }
  }
  const { size } = rows;
  if (size === 0 && unknown.length > 0)
    throw new DeskError(said`No cable has the ref ${join(unknown.slice(0, maxRefsListed).map(quoted), ', ')}.`, {
      hint: said`/search finds cables by their words.`,
    });
  if (size > maxAtOnce)
    throw new DeskError(said`${plural(size, 'cable')} are too many for a set: ${maxAtOnce} at most at once.`, {
      kind: 'usage',
      hint: said`Narrow the search; what you search for often can be watched: /searches watch add`,
    });
  return { rows: [...rows], unknown };
}

const unknownLine = (unknown: readonly string[]): Text =>
  unknown.length === 0
    ? said``
    : absence(
        said` No cable has the ref ${join(unknown.slice(0, maxRefsListed).map(quoted), ', ')}${unknown.length > maxRefsListed ? said` (and ${unknown.length - maxRefsListed} more)` : said``}.`,
        ours(' Some of the refs are not here so far.'),
      );

export async function createSet(desk: Desk, caller: Caller, options: CablesWanted & { name: string }): Promise<Reply> {
  const name = normaliseSetName(options.name);
  const { rows, unknown } = await resolveCables(desk, caller, options);
  const made = desk.act(caller, { act: 'set create' }, ({ act, put }) => {
    const taken = setsFor(desk.facts, caller).find((one) => one.name === name);
    if (taken !== undefined)
      throw new DeskError(said`There is a set ${setLabel(taken)} already.`, {
        hint: said`Choose another name, or add to it.`,
        actions: [showSet(taken, said`Open it`)],
      });
    const code = newCode(desk.facts, caller.desk, act);
    put('set', noCable, code, setValue({ name, owner: caller.member, shared: false }));
    for (const row of rows) put('in', row, code, {});
    return { act, code };
  });
  return done(
    said`The set ${quoted(name)} is made, with ${plural(rows.length, 'cable')}; it is private. Its code is ${own(made.code)}; ${own(`in:${name}`)} searches it.${unknownLine(unknown)}`,
    made.act,
    { actions: [press(said`Open`, 'set show', { set: made.code })] },
  );
}

export async function changeSet(
  desk: Desk,
  caller: Caller,
  how: 'add' | 'remove',
  options: CablesWanted & { set: string },
): Promise<Reply> {
  const set = requireSet(desk, caller, options.set);
  refuseUnlessMayChange(desk, caller, set);
  if (options.query === undefined && options.refs === undefined) {
    if (how === 'remove') return confirmGiveUp(desk, caller, set);
    throw new DeskError(said`Say which cables: either ${asTyped('query')} or ${asTyped('refs')}.`, { kind: 'usage' });
  }
  const { rows, unknown } = await resolveCables(desk, caller, options);
  const isAdding = how === 'add';
  const rowsBefore = new Set(rowsIn(desk.facts, caller.desk, set.code));
  const touched = rows.filter((row) => rowsBefore.has(row) !== isAdding);
  if (touched.length === 0)
    return notice(
      said`${isAdding ? said`${plural(rows.length, 'cable')} found, and none is new to ${setLabel(set)}.` : said`None of the ${plural(rows.length, 'cable')} is in ${setLabel(set)}.`}${unknownLine(unknown)}`,
    );
  const { act, changed } = desk.act(caller, { act: `set ${how}` }, ({ act: number, put, drop }) => {
    // Check again inside the transaction: the set may have been given up or unshared.
    const now = setFor(desk.facts, caller, set.code);
    if (now === undefined) throw new DeskError(said`The set ${setLabel(set)} no longer exists.`);
    refuseUnlessMayChange(desk, caller, now);
    return {
      act: number,
      changed: touched.filter((row) => (isAdding ? put('in', row, set.code, {}) : drop('in', row, set.code))).length,
    };
  });
  const rest = rows.length - changed;
  return done(
    isAdding
      ? said`${plural(changed, 'cable')} added to ${setLabel(set)}${rest === 0 ? said`` : said`; ${rest} were in it already`}.${unknownLine(unknown)}`
      : said`${plural(changed, 'cable')} removed from ${setLabel(set)}.${unknownLine(unknown)}`,
    act,
    { actions: [showSet(set, said`Open`)] },
  );
}

function confirmGiveUp(desk: Desk, caller: Caller, set: CableSet): Reply {
  refuseUnlessOwner(desk, caller, set);
  return {
    title: said`Delete the set ${setLabel(set)}?`,
    blocks: [
      {
        kind: 'text',
        text: said`It holds ${plural(rowsIn(desk.facts, caller.desk, set.code).length, 'cable')}; the cables themselves stay. To remove only some of them, give ${asTyped('refs')} or a ${asTyped('query')}.`,
      },
    ],
    actions: [
      [
        press(said`Delete it`, 'set remove', { set: set.code, whole: true }, { as: 'replace', style: 'danger' }),
        showSet(set, said`Open it first`),
      ],
    ],
  };
}

/** Only its owner or a lead may give up or unshare a set: others rely on it. */
function refuseUnlessOwner(desk: Desk, caller: Caller, set: CableSet): void {
  if (set.owner === caller.member || caller.role === 'lead') return;
  throw new DeskError(said`The set ${setLabel(set)} is ${person(desk, caller.desk, set.owner)}'s; only they and leads do that.`);
}

export function giveUpSet(desk: Desk, caller: Caller, typed: string): Reply {
  const act = desk.act(caller, { act: 'set give up' }, ({ act: number, drop }) => {
    const set = requireSet(desk, caller, typed);
    refuseUnlessOwner(desk, caller, set);
    // With the withdrawn ones that it holds: nothing of it is left behind.
    for (const row of rowsIn(desk.whole.facts, caller.desk, set.code)) drop('in', row, set.code);
    drop('set', noCable, set.code);
    return { number, name: set.name };
  });
  return done(said`The set ${quoted(act.name)} is deleted.`, act.number);
}

export function shareSet(desk: Desk, caller: Caller, typed: string, isOff: boolean): Reply {
  const set = requireSet(desk, caller, typed);
  refuseUnlessOwner(desk, caller, set);
  if (set.shared !== isOff) return notice(isOff ? said`${setLabel(set)} is private already.` : said`${setLabel(set)} is shared already.`);
  const act = desk.act(caller, { act: 'set share' }, ({ act: number, put, post }) => {
    const taken = setsFor(desk.facts, caller).find(({ name, code, shared }) => shared && name === set.name && code !== set.code);
    if (taken !== undefined && !isOff)
      throw new DeskError(said`The desk has a set ${setLabel(taken)} already.`, {
        hint: said`Add to that one, or make yours again under another name.`,
        actions: [showSet(taken, said`Open it`)],
      });
    put('set', noCable, set.code, setValue({ ...set, shared: !isOff }), { member: set.owner, at: set.at });
    const { place } = caller;
    if (!isOff && place !== undefined)
      post(() => ({
        to: { channel: place.id },
        silent: true,
        reply: {
          blocks: [
            {
              kind: 'text',
              text: said`${person(desk, caller.desk, caller.member)} shares the set ${setLabel(set)}; ${own(`in:${set.name}`)} searches in it.`,
            },
          ],
          actions: [[{ ...showSet(set, said`Open it`), as: 'reply' } as Action]],
          visibility: 'channel',
        },
      }));
    return number;
  });
  return done(
    isOff
      ? said`${setLabel(set)} is private again.`
      : said`The whole desk can open ${setLabel(set)} now, also by its code ${own(set.code)}.`,
    act,
  );
}
