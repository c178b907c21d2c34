import { runnables, type Command } from '../../bot/command.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { covered, type Read } from '../../desk/ledger.ts';
import { mayRun } from '../../desk/policy.ts';
import { press } from '../../reply/actions.ts';
import { DeskError } from '../../reply/failure.ts';
import { listPage } from '../../reply/paging.ts';
import type { Item, Reply } from '../../reply/reply.ts';
import { join, own, plural, quoted, ref, said, strong, time, type Text, ours } from '../../reply/text.ts';
import { pausedBy } from '../reading-alarms.ts';
import { liftedUntil, readingWindows, within } from '../reading-limits.ts';
import { cableFor, openAction, person } from './lines.ts';

/** What the reading ledger tells leads. */

const perPage = 12;

/** The reading ledger, newest first. */
export function readsPage(desk: Desk, caller: Caller, options: { member?: string; ref?: string; page?: number }): Reply {
  const member = options.member === undefined ? undefined : memberOf(desk, caller, options.member);
  const cable = options.ref === undefined ? undefined : cableFor(desk, options.ref);
  const of = { ...(member === undefined ? {} : { member }), ...(cable === undefined ? {} : { cable: cable.row }) };
  const now = desk.now();
  const used = (from: number): Text => {
    const read = desk.ledger.since({ desk: caller.desk, member: member ?? '' }, now - from);
    const opened = new Set(read.filter(({ isOpened }) => isOpened).map((one) => one.cable)).size;
    return said`${plural(opened, 'cable')} opened, ${read.reduce((sum, { length }) => sum + length, 0)} characters shown`;
  };
  const shownTo = member === undefined || member.startsWith('#') ? undefined : person(desk, caller.desk, member);
  return listPage({
    title: (total) => said`${plural(total, 'piece')} of text shown${shownTo === undefined ? said`` : said` to ${shownTo}`}`,
    before:
      member === undefined
        ? []
        : [
            {
              kind: 'facts',
              facts: readingWindows.map(({ name, length }) => [
                name === 'hour' ? ours('Within an hour') : ours('Within a day'),
                used(length),
              ]),
            },
          ],
    rows: (offset, limit) => desk.ledger.list(caller.desk, of, offset, limit),
    perPage,
    page: options.page,
    item: (read) => itemOf(desk, caller, read),
    turn: ['desk reads', { member: options.member, ref: options.ref }],
    empty: said`Nothing has been shown.`,
    after:
      desk.ledger.problem === undefined
        ? []
        : [{ kind: 'text', text: said`The ledger cannot be written now: ${quoted(desk.ledger.problem)}` }],
  });
}

function itemOf(desk: Desk, caller: Caller, { member, when, command, cable: row, at, length, version, isOpened }: Read): Item {
  const cable = desk.cables.byRow(row);
  const whole = cable === undefined ? 0 : cable.body.length;
  const of = whole === 0 ? said`` : said` of ${whole}`;
  return {
    head: said`${member.startsWith('#') ? quoted(member) : person(desk, caller.desk, member)} · ${cable === undefined ? said`a cable that is gone` : ref(cable.ref)} · ${time(when, 'both')}`,
    lines: [
      said`${isOpened ? strong('opened') : own('excerpt')}: ${length}${of} characters from ${at + 1}${version === undefined ? said`` : said`, earlier version ${version}`}, by ${own(`/${command}`)}`,
    ],
    ...(cable === undefined ? {} : { actions: [openAction(cable.ref)] }),
  };
}

/** The id behind what was typed: of somebody who is or was at the desk. */
function memberOf(desk: Desk, caller: Caller, typed: string): string {
  const id = desk.roster.named(caller.desk, typed)?.id;
  if (id === undefined) throw new DeskError(desk.roster.whyNobody(caller.desk, typed), { kind: 'usage' });
  return id;
}

/** Why a member can run a command, or not, and how much they may still read. */
export function whyPage(desk: Desk, caller: Caller, commands: readonly Command[], options: { member: string; command: string }): Reply {
  const id = memberOf(desk, caller, options.member);
  const wanted = options.command.trim().replace(/^\//, '').replaceAll(/\s+/g, ' ');
  const runnable = commands.flatMap(runnables).find(({ name }) => name === wanted);
  if (runnable === undefined)
    throw new DeskError(said`There is no command ${quoted(`/${wanted}`)}.`, {
      kind: 'usage',
      hint: said`${strong('/help')} lists all commands.`,
    });
  const known = desk.roster.get(caller.desk, id);
  const who = person(desk, caller.desk, id);
  const verdict = mayRun({ ...caller, member: id, role: known?.role }, runnable.who);
  const paused = pausedBy(desk, { desk: caller.desk, member: id });
  const reader = { desk: caller.desk, member: id };
  const opened = (window: number): number =>
    new Set(desk.ledger.since(reader, desk.now() - window).flatMap(({ isOpened, cable }) => (isOpened ? [cable] : []))).size;
  const lifted = liftedUntil(desk, caller.desk, id);
  const lines: Text[] = [
    said`Role when last seen${known === undefined ? said`` : said` (${time(known.seenAt, 'relative')})`}: ${strong(known?.role ?? ours('none of this desk'))}. ${strong(`/${wanted}`)} needs ${strong(runnable.who)}.`,
    ...(paused === undefined ? [] : [said`Paused by ${person(desk, caller.desk, paused.by)}, ${time(paused.at, 'relative')}.`]),
    desk.quota === undefined
      ? said`This desk limits nobody’s reading.`
      : lifted === undefined
        ? join(
            readingWindows.map(
              ({ name, length }) => said`${opened(length)} of ${desk.quota?.[name] ?? 0} cables opened ${own(within[name])}`,
            ),
            ', ',
          )
        : said`Reading limits are lifted until ${time(lifted, 'both')}.`,
  ];
  const isFree = verdict.allowed && paused === undefined;
  return {
    title: isFree ? said`${who} may run ${quoted(`/${wanted}`)}` : said`${who} may not run ${quoted(`/${wanted}`)}`,
    blocks: lines.map((text) => ({ kind: 'text', text })),
    actions: [
      [
        press(said`What they read`, 'desk reads', { member: id }),
        ...(paused === undefined ? [] : [press(said`Let them back in`, 'desk resume', { member: id })]),
        ...(desk.quota === undefined || lifted !== undefined ? [] : [press(said`Lift limits for a day`, 'desk lift', { member: id })]),
      ],
    ],
  };
}

/** The cables that leads marked. */
export function tripwiresPage(desk: Desk, caller: Caller): Reply {
  const all = desk.facts.all(caller.desk, 'tripwire');
  return {
    title: said`${plural(all.length, 'marked cable')}`,
    blocks: [
      {
        kind: 'items',
        items: all.slice(0, 20).flatMap(({ cable: row, member, at, value: { why } }) => {
          const cable = desk.cables.byRow(row);
          if (cable === undefined) return [];
          const read = desk.ledger.list(caller.desk, { cable: row }, 0, 1000).rows;
          return [
            {
              head: said`${ref(cable.ref)}, marked by ${person(desk, caller.desk, member)} ${time(at, 'relative')}`,
              lines: [
                ...(why === undefined ? [] : [[quoted(why)]]),
                said`${plural(new Set(read.map((one) => one.member)).size, 'member')} ${own('have seen')} ${Math.round((100 * covered(read)) / Math.max(1, cable.body.length))} % of it.`,
              ],
              actions: [
                press(said`Who read it`, 'desk reads', { ref: cable.ref }),
                press(said`Remove the mark`, 'desk tripwire', { ref: cable.ref, off: true }),
              ],
            },
          ];
        }),
      },
      ...(all.length === 0
        ? [{ kind: 'small' as const, text: said`Leads are told at once who opens a marked cable. Mark real ones only.` }]
        : []),
    ],
  };
}
