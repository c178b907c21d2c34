import { headLine, excerptText, subjectLine } from '../../cables/cards.ts';
import type { Cable, CableHead } from '../../cables/cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerpt } from '../../search/excerpt.ts';
import type { Tools } from '../../desk/act.ts';
import type { Writing } from '../../desk/facts.ts';
import { DeskError } from '../../reply/failure.ts';
import { notesOn } from '../notes.ts';
import { excerptLimit, leadOf } from '../../desk/policy.ts';
import { todayAt } from '../progress.ts';
import { readingsOf } from '../readings.ts';
import type { Action, Block, Reply } from '../../reply/reply.ts';
import { doubleOf, reviewOf } from '../reviews.ts';
import type { Member } from '../../desk/roster.ts';
import { tagsOn } from '../tags.ts';
import { join, own, plural, quoted, ref, said, time, type Part, type Text, ours, english } from '../../reply/text.ts';
import { statusText, workOn, type Work } from '../work.ts';
import { form, press, type FormAction, type RunAction } from '../../reply/actions.ts';

/** Shared by the team commands: resolving a cable as the caller may see it, and summarising what the desk holds on it. */

/** How long a colleague's activity on a cable is shown to others; milliseconds. */
const recentFor = 2 * 60 * 60_000;

/** Cables offered by one citation: two rows of buttons. */
const mostOffered = 10;

/** The cable with this ref, or cited so, if the caller may see it. Throws a DeskError that offers the nearest refs as buttons. */
export function cableFor(desk: Desk, wanted: string): Cable {
  const cable = desk.cables.get(wanted);
  if (cable !== undefined) return cable;
  const several = desk.cables.citedAs(wanted, mostOffered);
  if (several.length > 1)
    throw new DeskError(said`Several cables are cited as ${quoted(wanted)}.`, {
      hint: several.length < mostOffered ? said`Did you mean one of these?` : said`Did you mean one of these first ${mostOffered}?`,
      actions: several.map((head) => openAction(head.ref, said`${ref(head.ref)}`)),
    });
  // Words of a subject only get suggestions: a write must never land on another cable.
  const fitting = desk.cables.complete(wanted, 4);
  const near = fitting.length > 0 ? fitting : desk.cables.near(wanted, 4);
  throw new DeskError(said`No cable has the ref ${quoted(wanted)}.`, {
    hint: near.length === 0 ? said`/cables lists them all; /search finds them by their words.` : said`Did you mean one of these?`,
    actions: near.slice(0, 4).map((head) => openAction(head.ref, said`${ref(head.ref)}`)),
  });
}

export function openAction(wanted: string, label: Text = said`Open`): RunAction {
  return press(label, 'cable', { ref: wanted }, { as: 'replace' });
}

/** A member by name, or by id when the desk has never seen them. */
export function person(desk: Desk, deskId: string, id: string): Part {
  return { kind: 'member', id, name: desk.roster.get(deskId, id)?.name ?? id };
}

/** A member who can be given work. Throws a DeskError for a reader, too. */
export function colleague(desk: Desk, caller: Caller, typed: string): Member {
  const member = anyMember(desk, caller, typed);
  if (member.role === 'reader')
    throw new DeskError(said`${person(desk, caller.desk, member.id)} only reads here: work is for reporters and editors.`, {
      hint: said`Ask ${leadOf(caller)} to make them a reporter.`,
    });
  return member;
}

/** A member of the desk. Throws a DeskError for an unknown or ambiguous name, a bot, or somebody without a role at the desk. */
export function anyMember(desk: Desk, caller: Caller, typed: string): Member {
  const member = desk.roster.named(caller.desk, typed);
  if (member === undefined)
    throw new DeskError(desk.roster.whyNobody(caller.desk, typed), {
      kind: 'usage',
      hint: said`Pick somebody from the list. I only know people who have used me here.`,
    });
  const who = person(desk, caller.desk, member.id);
  if (member.isBot) throw new DeskError(said`${who} is a bot; work is for people.`);
  if (member.role === undefined)
    throw new DeskError(said`${who} has no role at this desk.`, { hint: said`Ask ${leadOf(caller)} to give them one.` });
  return member;
}

/** Validates a due date (`YYYY-MM-DD`, today or later). Throws a DeskError for one that is past or not a full date. */
export function dueDay(desk: Desk, day: string | undefined): string | undefined {
  if (day === undefined) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day))
    throw new DeskError(said`Due needs a day, not ${quoted(day)}.`, { kind: 'usage', hint: said`For example ${own(todayOf(desk))}.` });
  if (day < todayOf(desk))
    throw new DeskError(said`${quoted(day)} is past.`, { kind: 'usage', hint: said`Today is ${own(todayOf(desk))}.` });
  return day;
}

/** The desk's day (`YYYY-MM-DD`). */
export const todayOf = (desk: Desk): string => todayAt(desk.facts, desk.home(), desk.now());

/** The undo button, offered under every reply that changed something. */
export function undoAction(act: number): Action {
  return press(said`Undo`, 'undo', { act }, { as: 'replace' });
}

/** Verified cables take no more work. Throws a DeskError that says how to reopen one. */
export function refuseVerified(cable: Cable, { status }: Work): void {
  if (status === 'verified')
    throw new DeskError(said`${ref(cable.ref)} is verified, so there is nothing left to do on it.`, {
      hint: said`To open it again, set its status first: /work status ref:${ref(cable.ref)} status:new`,
    });
}

/** Notifies the former assignee, unless that is the caller. */
export function notifyFormerAssignee(
  desk: Desk,
  caller: Caller,
  cable: Cable,
  { assignee }: Work,
  post: Tools['post'],
  what: () => Text,
): void {
  if (assignee === undefined || assignee === caller.member) return;
  post(() => ({
    to: { member: assignee },
    shows: 'metadata',
    about: cable.row,
    reply: {
      blocks: [{ kind: 'text', text: said`${person(desk, caller.desk, caller.member)} took ${ref(cable.ref)} from you and ${what()}.` }],
    },
  }));
}

/** The reply after a change, with its undo button. */
export function done(text: Text, act: number, { blocks = [], actions = [] }: { blocks?: Block[]; actions?: Action[] } = {}): Reply {
  return { blocks: [{ kind: 'text', text }, ...blocks], actions: [[...actions, undoAction(act)]] };
}

/** `#iran-deal · claimed by @Editor · 2 notes · opened by 3`: what the desk holds on a cable; may be empty. */
export function teamLine(desk: Desk, deskId: string, row: number): Text {
  const parts: Text[] = [];
  const tags = tagsOn(desk.facts, deskId, row);
  if (tags.length > 0)
    parts.push(
      join(
        tags.slice(0, 6).map(({ key }) => quoted(`#${key}`)),
        ' ',
      ),
    );
  if (tags.length > 6) parts.push(said`${tags.length - 6} more tags`);
  const work = workOn(desk.facts, deskId, row);
  if (work.assignee !== undefined || work.status !== 'new') parts.push(workText(desk, deskId, work));
  const second = secondReadingText(desk, deskId, row);
  if (second !== undefined) parts.push(second);
  const notes = notesOn(desk.facts, deskId, row).length;
  if (notes > 0) parts.push([plural(notes, 'note')]);
  const readers = readingsOf(desk.facts, deskId, row);
  if (readers.length > 0) parts.push(said`opened by ${readers.length}`);
  return join(parts, ' · ');
}

const secondReader = english({
  agrees: 'second reader agrees',
  disagrees: 'second reader disagrees',
  unsure: 'second reader is unsure',
});

/** The state of a second or blind reading; undefined for none. */
function secondReadingText(desk: Desk, deskId: string, row: number): Text | undefined {
  if (doubleOf(desk.facts, deskId, row)?.isOpen === true) return said`read blind by two`;
  const review = reviewOf(desk.facts, deskId, row);
  if (review?.verdict !== undefined) return [own(secondReader[review.verdict.what])];
  if (review === undefined) return undefined;
  return review.to === undefined ? said`waiting for a second reader` : said`second reading with ${person(desk, deskId, review.to)}`;
}

/** `claimed by @Editor, high, due 2026-11-30`. */
export function workText(desk: Desk, deskId: string, { status, assignee, offered, priority, due }: Work): Text {
  const who = assignee === undefined ? undefined : person(desk, deskId, assignee);
  const head =
    who === undefined
      ? [statusText(status)]
      : status === 'new'
        ? offered === true
          ? said`assigned to ${who}`
          : said`with ${who}`
        : said`${statusText(status)} by ${who}`;
  const more: Text[] = [];
  if (priority !== undefined && priority !== 'normal') more.push(said`${own(priority)} priority`);
  if (due !== undefined) more.push(said`due ${own(due)}`);
  return join([head, ...more], ', ');
}

const recently = english({ opened: 'opened it', tagged: 'tagged it', claimed: 'claimed it' });

/** Who else was recently active on this cable, to avoid duplicate reading; undefined for nobody. */
export function recentActivity(desk: Desk, caller: Caller, row: number): Text | undefined {
  const since = desk.now() - recentFor;
  const found = new Map<string, { what: keyof typeof recently; at: number }>();
  const see = (member: string, what: keyof typeof recently, at: number | undefined): void => {
    if (member === caller.member || at === undefined || at < since || (found.get(member)?.at ?? 0) > at) return;
    found.set(member, { what, at });
  };
  for (const [member, { last }] of readingsOf(desk.facts, caller.desk, row)) see(member, 'opened', last);
  for (const { member, at } of tagsOn(desk.facts, caller.desk, row)) see(member, 'tagged', at);
  const { assignee, touched, status } = workOn(desk.facts, caller.desk, row);
  if (assignee !== undefined && status === 'claimed') see(assignee, 'claimed', touched);
  if (found.size === 0) return undefined;
  const parts = [...found]
    .toSorted(([, a], [, b]) => b.at - a.at)
    .slice(0, 3)
    .map(([member, { what, at }]) => said`${person(desk, caller.desk, member)} ${own(recently[what])} ${time(at, 'relative')}`);
  return said`Someone is on it: ${join(parts, ', ')}.`;
}

/** Records activity on a cable when the caller is its assignee. */
export function touch(desk: Desk, caller: Caller, put: Writing['put'], row: number): void {
  const { nudged: _, ...work } = workOn(desk.facts, caller.desk, row);
  if (work.assignee === caller.member) put('work', row, '', { ...work, touched: desk.now() });
}

/** A cable as a list entry, with what the desk holds on it. */
export function lineOf(desk: Desk, deskId: string, head: CableHead): { head: Text; lines: Text[] } {
  const team = teamLine(desk, deskId, head.row);
  return { head: headLine(head), lines: [subjectLine(head), ...(team.length === 0 ? [] : [team])] };
}

/** The excerpt of a cable that may be posted with a message. */
export function excerptOf(desk: Desk, cable: Cable): Block {
  const found = excerpt(cable.body, undefined, { max: excerptLimit(desk.exposure) });
  return { kind: 'passage', text: excerptText(found, cable.row) };
}

/** The buttons of a cable's card, for what a reporter does between two phone calls. */
export function cardActions(desk: Desk, caller: Caller, cable: Cable): Action[] {
  const work = workOn(desk.facts, caller.desk, cable.row);
  const isMine = work.assignee === caller.member;
  const options = { ref: cable.ref };
  return [
    isMine
      ? press(said`Release`, 'work release', options)
      : press(said`Claim`, 'work claim', options, { disabled: work.assignee !== undefined && work.status === 'claimed' }),
    press(said`Tag`, 'tag add', options),
    noteForm(cable.ref),
    form(
      said`Check`,
      'check draft',
      {},
      {
        title: said`Check a quotation`,
        fields: [
          {
            option: 'quotation',
            label: ours('The quotation'),
            description: ours('As you would print it'),
            long: true,
            required: true,
            max: 4000,
          },
        ],
      },
    ),
  ];
}

/** A form for a note; `text` prefills it after a failed attempt. */
export function noteForm(
  wanted: string,
  { text, to, label = said`Note`, link, author }: { text?: string; to?: string; label?: Text; link?: string; author?: string } = {},
): FormAction {
  return form(
    label,
    'note',
    {
      ref: wanted,
      ...(to === undefined ? {} : { to }),
      ...(link === undefined ? {} : { link }),
      ...(author === undefined ? {} : { author }),
    },
    {
      title: to === undefined ? said`A note on ${quoted(wanted)}` : said`A reply on ${quoted(wanted)}`,
      fields: [
        { option: 'text', label: ours('What did you find?'), long: true, required: true, ...(text === undefined ? {} : { value: text }) },
        ...(to === undefined
          ? [{ option: 'paragraph', label: ours('Paragraph'), description: ours('Its number, if the note is about one'), max: 4 } as const]
          : []),
      ],
    },
  );
}

/** A form to assign a cable. */
export function assignForm(wanted: string): FormAction {
  return form(
    said`Assign`,
    'work assign',
    { ref: wanted },
    {
      title: said`Assign ${quoted(wanted)}`,
      fields: [
        { option: 'to', label: ours('Who gets it'), kind: 'member', required: true },
        { option: 'due', label: ours('Due'), description: ours('A day: 2026-12-01'), max: 10 },
        {
          option: 'priority',
          label: ours('Priority'),
          kind: 'choice',
          choices: english(['high', 'normal', 'low']).map((value) => ({ label: ours(value), value })),
        },
        { option: 'why', label: ours('Why'), description: ours('What to look for (they see this in their message)'), long: true, max: 500 },
      ],
    },
  );
}
