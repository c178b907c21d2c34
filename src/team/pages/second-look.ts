import { shortened } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { press, type RunAction } from '../../reply/actions.ts';
import { listPage } from '../../reply/paging.ts';
import type { Block, Item, Reply } from '../../reply/reply.ts';
import { join, ours, own, plural, quoted, ref, said, strong, time, type Part, type Text } from '../../reply/text.ts';
import { hasFinished, isReading, noticedIn, othersWho, type Noticed } from '../second-look.ts';
import { noteForm, openAction, person } from './lines.ts';

/** What colleagues noticed in a cable, beside what the caller noticed. */

const perPage = 4;
const notesShown = 4;
const peopleNamed = 3;
const longestShown = 280;

export type HeldBack = { block: Block; action: RunAction };

/**
 * What stands on a card in place of others' tags and notes while the caller reads the cable for themselves; undefined where nothing is
 * held back.
 */
export function heldBack(desk: Desk, caller: Caller, cable: Cable): HeldBack | undefined {
  if (!isReading(desk.facts, caller.desk, cable.row, caller.member)) return undefined;
  const noticed = noticedIn(desk.facts, caller.desk, cable);
  const others = othersWho(noticed, caller.member);
  if (others.length === 0 || hasFinished(noticed, caller.member)) return undefined;
  return {
    block: {
      kind: 'text',
      text: said`${people(desk, caller, others)} read it before you. What they noticed is shown once you have read it.`,
    },
    action: lookAction(cable.ref),
  };
}

export const lookAction = (wanted: string): RunAction => press(said`Second look`, 'work look', { ref: wanted });

/** Offered to whoever has finished a cable that others read before; undefined where they noticed nothing. */
export function lookOffer(desk: Desk, caller: Caller, cable: Cable): { text: Text; action: RunAction } | undefined {
  const others = othersWho(noticedIn(desk.facts, caller.desk, cable), caller.member);
  return others.length === 0
    ? undefined
    : { text: said`${people(desk, caller, others)} read it before you: compare what you noticed.`, action: lookAction(cable.ref) };
}

/** What others noticed in a cable. `early`: though the caller has not finished it. */
export function secondLook(
  desk: Desk,
  caller: Caller,
  cable: Cable,
  { early = false, page }: { early?: boolean; page?: number | undefined },
): Reply {
  const noticed = noticedIn(desk.facts, caller.desk, cable);
  const others = othersWho(noticed, caller.member);
  if (!early && !hasFinished(noticed, caller.member))
    return {
      tone: 'notice',
      blocks: [
        {
          kind: 'text',
          text: said`You have not finished ${ref(cable.ref)} yet. What colleagues noticed is shown once you have, so that two readers stay two readers.`,
        },
      ],
      actions: [
        [
          press(said`I have read it`, 'work read', { ref: cable.ref }, { as: 'replace', style: 'main' }),
          ...(others.length === 0 ? [] : [press(said`Show it now`, 'work look', { ref: cable.ref, early: true }, { as: 'replace' })]),
        ],
      ],
    };
  const mine = noticed.get(caller.member);
  return listPage({
    title: said`Second look at ${ref(cable.ref)}`,
    before:
      mine === undefined ? [] : [{ kind: 'text', text: said`${strong(ours('Only you'))}: ${onlyIn(mine, others)}` }, { kind: 'rule' }],
    rows: others,
    perPage,
    page,
    item: (one) => colleagueItem(desk, caller, cable, one, mine),
    turn: ['work look', { ref: cable.ref, early }],
    empty: said`Nobody else has read ${ref(cable.ref)} and noticed something in it.`,
    beside: [openAction(cable.ref), noteForm(cable.ref)],
  });
}

function people(desk: Desk, caller: Caller, others: readonly Noticed[]): Text {
  const named = join(
    others.slice(0, peopleNamed).map(({ member }) => [person(desk, caller.desk, member)]),
    ', ',
  );
  return others.length > peopleNamed ? said`${named} and ${others.length - peopleNamed} more` : named;
}

const paragraphsOf = ({ notes }: Noticed): Set<number> => new Set(notes.flatMap(({ paragraph }) => paragraph ?? []));

/** Tags and noted paragraphs that none of the others has. */
function onlyIn(mine: Noticed, others: readonly Noticed[]): Text {
  const noted = new Set(others.flatMap((one) => [...paragraphsOf(one)]));
  const parts: Part[][] = [
    ...mine.tags.map((tag) => [quoted(`#${tag}`)]),
    ...[...paragraphsOf(mine)].filter((one) => !noted.has(one)).map((one) => [own(`¶${one}`)]),
    ...mine.names.map(nameText),
  ];
  return parts.length === 0 ? said`no tag, no noted paragraph` : join(parts, ', ');
}

const nameText = ({ name, to }: Noticed['names'][number]): Part[] => [quoted(to === undefined ? name : `${name} = ${to}`)];

function colleagueItem(
  desk: Desk,
  caller: Caller,
  cable: Cable,
  { member, finished, tags, notes, names }: Noticed,
  mine: Noticed | undefined,
): Item {
  const noted = mine === undefined ? new Set<number>() : paragraphsOf(mine);
  const roots = notes.filter(({ to }) => to === undefined);
  const shown = roots.slice(-notesShown);
  return {
    head: said`${person(desk, caller.desk, member)} · read it ${time(finished ?? 0, 'relative')}`,
    lines: [
      ...(tags.length === 0
        ? []
        : [
            join(
              tags.map((tag) => [quoted(`#${tag}`)]),
              ' ',
            ),
          ]),
      ...(names.length === 0 ? [] : [said`Names: ${join(names.map(nameText), ', ')}`]),
      ...shown.map(({ paragraph, text }) =>
        paragraph === undefined
          ? said`On the whole: ${quoted(shortened(text, longestShown))}`
          : said`${own(`¶${paragraph}`)}${noted.has(paragraph) ? said` (you, too)` : said``}: ${quoted(shortened(text, longestShown))}`,
      ),
      ...(roots.length > shown.length ? [said`and ${plural(roots.length - shown.length, 'earlier note')}`] : []),
    ],
    actions: shown.slice(-1).map(({ key }) => noteForm(cable.ref, { to: key, label: said`Reply` })),
  };
}
