import { absence } from '../../reply/absence.ts';
import { pageOf } from '../../reply/paging.ts';
import { headLine, excerptText, passageText, subjectLine } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Tools } from '../../desk/act.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerpt, marksIn } from '../../search/excerpt.ts';
import { noCable } from '../../desk/facts.ts';
import { DeskError } from '../../reply/failure.ts';
import { pagesOf } from '../../cables/text-pages.ts';
import { excerptLimit, shownToCaller } from '../../desk/policy.ts';
import { parseQuery } from '../../query/query.ts';
import { untouchedQuery } from '../progress.ts';
import { readingOf } from '../readings.ts';
import type { Action, Block, Reply } from '../../reply/reply.ts';
import { isForOneself, recordFields, runSearch } from '../../search/search.ts';
import { shiftOutcomes } from '../../desk/kinds.ts';
import { shiftOf, takenByOthers, type ShiftOutcome, type Shift } from '../shifts.ts';
import { noteForm, person, recentActivity, teamLine, touch } from './lines.ts';
import { join, own, plural, quoted, said, strong, type Text, ours } from '../../reply/text.ts';
import { moreMenu, press, type RunAction } from '../../reply/actions.ts';

/** Hits to fetch beyond those already seen in the shift or taken by others. */
const lookahead = 30;

const refsShown = 10;

export const resumeAction = (): RunAction => press(said`Continue`, 'work shift show', {}, { as: 'replace', style: 'main' });

export const endAction = (): RunAction => press(said`End the shift`, 'work shift end', {}, { as: 'replace' });

/** The caller's shift. Throws a DeskError when there is none. */
export function requireShift(desk: Desk, caller: Caller): Shift {
  const shift = shiftOf(desk.facts, caller.desk, caller.member);
  if (shift === undefined)
    throw new DeskError(said`You have no reading shift running.`, {
      actions: [press(said`Start one`, 'work shift start', {}, { as: 'replace' })],
    });
  return shift;
}

/** Records the outcome for the current cable, if there is one, and shows the next one. */
export async function advance(desk: Desk, caller: Caller, shift: Shift, did: ShiftOutcome | undefined): Promise<Reply> {
  const act = shift.current === undefined || did === undefined ? 'shift' : did === 'skipped' ? 'shift skip' : 'shift next';
  const seen = new Set(shift.done.map(([row]) => row));
  if (shift.current !== undefined) seen.add(shift.current);
  const { found } = await runSearch(
    desk,
    caller,
    { query: shift.query },
    0,
    seen.size + lookahead + takenByOthers(desk.facts, caller.desk, caller.member).size,
  );
  const about = shift.current === undefined ? undefined : desk.cables.byRow(shift.current);
  const after = desk.act(
    caller,
    { act, ...(about === undefined ? {} : { cable: about.ref }), ...(did === undefined ? {} : { detail: { did } }) },
    (tools): Shift => {
      // Check again inside the transaction, so that two simultaneous presses never get the same cable.
      const taken = takenByOthers(desk.facts, caller.desk, caller.member);
      const next = found.hits.find(({ row }) => !seen.has(row) && !taken.has(row))?.row;
      if (shift.current !== undefined && did !== undefined) recordOutcome(desk, caller, tools, shift.current, did);
      const { current: _, ...same } = shift;
      const now: Shift = {
        ...same,
        done: shift.current === undefined || did === undefined ? shift.done : [...shift.done, [shift.current, did]],
        ...(next === undefined ? {} : { current: next }),
      };
      tools.put('shift', noCable, caller.member, now);
      if (next !== undefined) markOpened(desk, caller, tools, next);
      return now;
    },
  );
  return currentCable(desk, caller, after, 1, Math.max(0, found.hits.filter(({ row }) => !seen.has(row)).length - 1));
}

/** Records the reader's outcome. A skipped cable counts as opened, but stays available to others. */
function recordOutcome(desk: Desk, caller: Caller, { put }: Tools, row: number, did: ShiftOutcome): void {
  if (did === 'skipped') return;
  const { irrelevant: _, why: __, ...kept } = readingOf(desk.facts, caller.desk, row, caller.member);
  put('reading', row, caller.member, {
    ...kept,
    read: kept.read ?? desk.now(),
    ...(did === 'irrelevant' ? { irrelevant: desk.now() } : {}),
  });
  touch(desk, caller, put, row);
}

function markOpened(desk: Desk, caller: Caller, { put }: Tools, row: number): void {
  const reading = readingOf(desk.facts, caller.desk, row, caller.member);
  put('reading', row, caller.member, { ...reading, opened: reading.opened ?? desk.now(), last: desk.now() });
}

/** The current cable with its actions, or a notice that none is left. */
export async function currentCable(desk: Desk, caller: Caller, shift: Shift, page: number, left?: number): Promise<Reply> {
  const row = shift.current;
  const cable = row === undefined ? undefined : desk.cables.byRow(row);
  if (cable === undefined) {
    // The current cable was withdrawn meanwhile: go on to the next one.
    if (row !== undefined) return advance(desk, caller, shift, 'skipped');
    return {
      tone: 'notice',
      blocks: [
        {
          kind: 'text',
          text:
            shift.done.length === 0
              ? absence(said`Nothing to read for ${quoted(shift.query)}.`)
              : said`${absence(said`That was the last one for`, ours('That was the last one so far for'))} ${quoted(shift.query)}: ${tally(shift)}.`,
        },
        { kind: 'small', text: said`Cables that arrive later join your shift until you end it.` },
      ],
      actions: [[{ ...resumeAction(), label: said`Check for more`, command: 'work shift next' }, endAction()]],
    };
  }
  const pages = pagesOf(cable.body);
  const at = Math.min(page, pages.length);
  const onIt = recentActivity(desk, caller, cable.row);
  const team = teamLine(desk, caller.desk, cable.row);
  return {
    title: said`${strong(`${shift.done.length + 1}.`)} ${subjectLine(cable)}`,
    blocks: [
      { kind: 'text', text: headLine(cable) },
      ...(onIt === undefined ? [] : [{ kind: 'text' as const, text: onIt }]),
      ...(team.length === 0 ? [] : [{ kind: 'text' as const, text: team }]),
      shiftText(desk, cable, shift, pages[at - 1] ?? { start: 0, end: 0 }),
      {
        kind: 'small',
        text: join(
          [
            pageOf(at, pages.length),
            said`shift over ${quoted(shift.query)}`,
            ...(shift.done.length === 0 ? [] : [tally(shift)]),
            ...(left === undefined ? [] : [left >= lookahead ? said`more than ${lookahead} to come` : said`${left} to come`]),
          ],
          ' · ',
        ),
      },
    ],
    actions: actionsFor(caller, cable, at, pages.length),
  };
}

function actionsFor(caller: Caller, cable: Cable, page: number, pages: number): Action[][] {
  const say = (label: Text, did: ShiftOutcome, more: object = {}): RunAction =>
    press(label, 'work shift next', { did, ref: cable.ref }, { as: 'replace', ...more });
  const turn = (to: number, label: Text): RunAction =>
    press(label, 'work shift show', { page: to }, { as: 'replace', disabled: to < 1 || to > pages });
  const [previous, next] = [turn(page - 1, said`Previous page`), turn(page + 1, said`Next page`)];
  const isLast = page === pages;
  return [
    [say(said`Next`, 'read', { style: 'main' }), say(said`Irrelevant`, 'irrelevant'), say(said`Skip`, 'skipped')],
    [press(said`Tag`, 'tag add', { ref: cable.ref }), noteForm(cable.ref), ...(pages === 1 ? [] : [isLast ? previous : next])],
    moreMenu(
      isLast ? undefined : [previous, said`Of this cable’s text`],
      [press(said`Open`, 'cable', { ref: cable.ref }), said`Its card, with all that can be done with it`],
      [endAction(), said`With a summary of what you read`],
    ),
  ];
}

function shiftText(desk: Desk, cable: Cable, shift: Shift, page: { start: number; end: number }): Block {
  const query = parseQuery(shift.query, recordFields(desk));
  if (!shownToCaller(desk.exposure).text) {
    const found = excerpt(cable.body, query, { max: excerptLimit(desk.exposure), language: cable.language });
    return { kind: 'passage', text: excerptText(found, cable.row) };
  }
  const text = cable.body.slice(page.start, page.end);
  return {
    kind: 'passage',
    text: passageText(text, marksIn(text, query, cable.language), { before: false, after: false }, { cable: cable.row, at: page.start }),
  };
}

/** `3 read, 1 irrelevant`. */
function tally({ done }: Shift): Text {
  const of = (did: ShiftOutcome): number => done.filter(([, one]) => one === did).length;
  return join(
    shiftOutcomes.filter((did) => of(did) > 0).map((did) => said`${of(did)} ${own(did)}`),
    ', ',
  );
}

/** Ends the caller's shift and posts a summary to the digest's channel, else to the current one. */
export function endShift(desk: Desk, caller: Caller, digestChannel: string | undefined): Reply {
  const shift = requireShift(desk, caller);
  const channel = digestChannel ?? caller.place?.id;
  const blocks = shiftSummary(desk, caller, shift);
  const isPosted = shift.done.length > 0 && channel !== undefined;
  desk.act(caller, { act: 'shift end', detail: { cables: shift.done.length } }, ({ drop, post }) => {
    drop('shift', noCable, caller.member);
    if (isPosted)
      post(() => ({
        to: { channel },
        silent: true,
        // A sealed desk posts counts only.
        ...(desk.exposure === 'sealed' ? {} : { shows: 'metadata' as const }),
        reply: {
          title: said`A reading shift of ${person(desk, caller.desk, caller.member)}`,
          blocks: shiftSummary(desk, caller, shift),
          visibility: 'channel',
        },
      }));
    return null;
  });
  return {
    title: said`Your shift is over`,
    blocks: [
      ...blocks,
      {
        kind: 'small',
        text: isPosted ? said`Also posted in ${{ kind: 'channel', id: channel, name: channel }}.` : said`Nothing was posted.`,
      },
    ],
    actions: [[press(said`Start another`, 'work shift start', {}, { as: 'replace' })]],
  };
}

/** The summary of a shift for the whole desk, without withdrawn cables. */
export function shiftSummary(desk: Desk, caller: Caller, shift: Shift): Block[] {
  const rows = new Set(desk.as({ desk: caller.desk, role: 'reader' }).cables.existing(shift.done.map(([row]) => row)));
  const isOurs = ({ cable, member, at }: { cable: number; member: string; at: number }): boolean =>
    rows.has(cable) && member === caller.member && at >= shift.started;
  const tagged = desk.facts.all(caller.desk, 'tag').filter(isOurs);
  const notes = desk.facts.all(caller.desk, 'note').filter(isOurs);
  const minutes = Math.round((desk.now() - shift.started) / 60_000);
  const blocks: Block[] = [
    {
      kind: 'text',
      text: said`${plural(rows.size, 'cable')} in ${minutes < 120 ? plural(minutes, 'minute') : plural(Math.round(minutes / 60), 'hour')}${shift.query === untouchedQuery ? said` of what nobody had touched` : desk.exposure === 'sealed' || isForOneself(desk, caller, shift) ? said`` : said` for ${quoted(shift.query)}`}: ${rows.size === 0 ? said`none done` : tally({ ...shift, done: shift.done.filter(([row]) => rows.has(row)) })}, ${plural(tagged.length, 'tag')}, ${plural(notes.length, 'note')}.`,
    },
  ];
  if (desk.exposure === 'sealed' || tagged.length + notes.length === 0) return blocks;
  const byTag = [...Map.groupBy(tagged, ({ key }) => key)].toSorted(([, a], [, b]) => b.length - a.length);
  if (byTag.length > 0)
    blocks.push({
      kind: 'text',
      text: join(
        byTag.slice(0, refsShown).map(([tag, list]) => said`${quoted(`#${tag}`)} ${list.length}`),
        ', ',
      ),
    });
  const heads = desk.cables.heads([...new Set([...tagged, ...notes].map(({ cable }) => cable))]);
  blocks.push({
    kind: 'items',
    items: heads.slice(0, refsShown).map((head) => ({ head: headLine(head), lines: [subjectLine(head)] })),
  });
  if (heads.length > refsShown) blocks.push({ kind: 'small', text: said`and ${heads.length - refsShown} more with a tag or a note` });
  return blocks;
}
