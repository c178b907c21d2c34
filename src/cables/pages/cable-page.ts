import { olderText } from './changes-page.ts';
import { besideAction, besideForm, correctedBy, correctionsOf } from './beside-page.ts';
import { findForm } from './find-page.ts';
import { noteOpening } from './opening.ts';
import {
  moreResults,
  neighbours,
  resultActions,
  resultContext,
  textPageActions,
  viewAction,
  type CardView,
  type Neighbours,
} from './navigation.ts';
import { isReflowed } from '../../reply/reflow.ts';
import { pageOf } from '../../reply/paging.ts';
import { cableFile, headerFacts, headLine, excerptText, oneLine, passageText, subjectLine } from '../cards.ts';
import type { Cable } from '../cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerpt, marksIn } from '../../search/excerpt.ts';
import { shortName } from '../../names/pages/entity-page.ts';
import { DeskError } from '../../reply/failure.ts';
import { pagesOf } from '../text-pages.ts';
import { excerptLimit, mayHaveFile, fileRefusal, shownToCaller, leadOf } from '../../desk/policy.ts';
import type { ActionRow, Block, Reply } from '../../reply/reply.ts';
import { queryOf, type SearchRequest } from '../../search/search.ts';
import { moreFields } from '../../query/more-fields.ts';
import { notesOn } from '../../team/notes.ts';
import { isStarred } from '../../team/stars.ts';
import { refuseBeyondLimit } from '../../team/reading-alarms.ts';
import { heldBack, type HeldBack } from '../../team/pages/second-look.ts';
import { assignForm, cardActions, openAction, person, recentActivity, teamLine } from '../../team/pages/lines.ts';
import { join, own, plain, plural, quoted, ref, said, strong, time, type Text, ours } from '../../reply/text.ts';
import { termsAction } from '../../names/pages/glossary-page.ts';
import { choose, moreMenu, press, type RunAction } from '../../reply/actions.ts';

/** Citations offered, each way. */
const citationsOffered = 3;
const notesShown = 3;
const longestShown = 280;

export async function openCable(desk: Desk, caller: Caller, cable: Cable, view: CardView): Promise<Reply> {
  const { page, from, at } = view;
  const shown = shownToCaller(desk.exposure);
  const pages = pagesOf(cable.body);
  const current = pages[page - 1];
  if (current === undefined) {
    throw new DeskError(said`${ref(cable.ref)} has no page ${page}: it has ${plural(pages.length, 'page')}.`, {
      actions: [viewAction(cable, said`Last page`, { ...view, page: pages.length })],
    });
  }
  if (shown.text) refuseBeyondLimit(desk, caller, cable.row);
  const onIt = page === 1 ? recentActivity(desk, caller, cable.row) : undefined;
  const held = page === 1 ? heldBack(desk, caller, cable) : undefined;
  noteOpening(desk, caller, cable, page);
  const blocks: Block[] = [];
  if (page === 1)
    blocks.push(
      ...teamBlocks(desk, caller, cable, { onIt, held }),
      { kind: 'facts', facts: [[ours('Ref'), ref(cable.ref)], ...headerFacts(cable)] },
      ...caveatBlocks(desk, cable),
      ...correctionBlocks(desk, cable),
      ...(cable.goneAt === 0 ? [] : [{ kind: 'text' as const, text: said`No longer in its source since ${time(cable.goneAt, 'date')}.` }]),
    );
  else blocks.push({ kind: 'text', text: headLine(cable) });
  blocks.push(shown.text ? textBlock(desk, cable, current, view) : excerptBlock(desk, cable, from));
  if (!shown.text) blocks.push({ kind: 'small', text: said`This desk is sealed: the whole text can only be read in the terminal.` });
  const results = from === undefined || at === undefined ? undefined : await neighbours(desk, caller, from, at);
  blocks.push({
    kind: 'small',
    text: footer(
      desk,
      cable,
      isStarred(desk.facts, caller, cable.row) ? said`starred by you` : [],
      shown.text ? pageOf(page, pages.length) : [],
      results === undefined ? [] : said`hit ${at ?? 1} of ${results.total}`,
    ),
  });
  return {
    title: subjectLine(cable),
    blocks,
    actions: [
      [
        ...(shown.text ? textPageActions(cable, view, pages.length) : []),
        ...(page === 1 ? aboutCorrections(desk, cable) : []),
        ...(held === undefined ? [] : [held.action]),
        ...(page === 1 ? termsAction(desk, caller, cable) : []),
        ...(view.isPrinted ? [viewAction(cable, said`Joined lines`, { ...view, isPrinted: false })] : []),
        ...(from === undefined || at === undefined ? [] : resultActions(from, at, results, page)),
      ],
      cardActions(desk, caller, cable),
      namedRow(desk, cable),
      moreRow(desk, caller, cable, view, {
        results,
        hasOtherLines: shown.text && caller.via === 'discord' && isReflowed(cable.body.slice(current.start, current.end)),
      }),
    ].filter((row) => row.length > 0),
  };
}

function teamBlocks(
  desk: Desk,
  caller: Caller,
  cable: Cable,
  { onIt, held }: { onIt: Text | undefined; held: HeldBack | undefined },
): Block[] {
  const all = notesOn(desk.facts, caller.desk, cable.row);
  const notes = held === undefined ? all : all.filter(({ author }) => author === caller.member);
  const line = held === undefined ? teamLine(desk, caller.desk, cable.row) : [];
  const blocks: Block[] = held === undefined ? [] : [held.block];
  if (onIt !== undefined && held === undefined) blocks.push({ kind: 'text', text: onIt });
  if (line.length > 0) blocks.push({ kind: 'text', text: line });
  for (const { key, author, at, text, paragraph } of notes.slice(-notesShown)) {
    const writer = desk.facts.get(caller.desk, 'note', cable.row, key)?.member;
    blocks.push({
      kind: 'text',
      text: said`${strong('Note')}${paragraph === undefined ? said`` : said` on paragraph ${paragraph}`} by ${person(desk, caller.desk, author)}${writer === undefined || writer === author ? said`` : said` (attached by ${person(desk, caller.desk, writer)})`}, ${time(at, 'relative')}: ${quoted(text.length > longestShown ? `${text.slice(0, longestShown)} …` : text)}`,
    });
  }
  if (blocks.length > 0) blocks.push({ kind: 'rule' });
  return blocks;
}

function textBlock(desk: Desk, cable: Cable, page: { start: number; end: number }, { from, isPrinted }: CardView): Block {
  const text = cable.body.slice(page.start, page.end);
  const marks = from === undefined ? [] : marksIn(text, queryOf(desk, from), cable.language);
  const shown = passageText(text, marks, { before: false, after: false }, { cable: cable.row, at: page.start });
  return { kind: 'passage', text: shown, ...(isPrinted ? { printed: true } : {}) };
}

export function excerptBlock(desk: Desk, cable: Cable, from: SearchRequest | undefined): Block {
  const found = excerpt(cable.body, from === undefined ? undefined : queryOf(desk, from), {
    max: excerptLimit(desk.exposure),
    language: cable.language,
  });
  return { kind: 'passage', text: excerptText(found, cable.row) };
}

export function caveatBlocks(desk: Desk, cable: Cable): Block[] {
  const caveat = desk.troves.caveat(cable.trove, cable.ref);
  return caveat === undefined ? [] : [{ kind: 'text', text: said`${strong('Caveat:')} ${quoted(caveat)}` }];
}

/** A correction can be overlooked where it came months later; what is printed should rest on it. */
function correctionBlocks(desk: Desk, cable: Cable): Block[] {
  return correctionsOf(desk, cable).map(({ ref: name, subject }) => ({
    kind: 'text',
    text: said`${strong('Correction:')} ${ref(name)} cites this cable, ${quoted(oneLine(subject))}`,
  }));
}

/** A correction beside what it corrects, from either of them. */
const aboutCorrections = (desk: Desk, cable: Cable): RunAction[] =>
  [...correctionsOf(desk, cable).map((head) => head.ref), ...correctedBy(desk, cable)]
    .slice(0, 1)
    .map((other) => besideAction(cable.ref, other));

function footer(desk: Desk, cable: Cable, ...more: Text[]): Text {
  const versions = desk.cables.versions(cable.row).length;
  const parts: Text[] = [...more, versions === 0 ? [] : said`changed by a later import; ${plural(versions, 'earlier version')} kept`];
  return join(
    parts.filter((part) => part.length > 0),
    ' · ',
  );
}

type Around = { results: Neighbours | undefined; hasOtherLines: boolean };

/** What a card offers that is needed less often, by what people do with a cable: read on, work, quote, look around it. */
function moreRow(desk: Desk, caller: Caller, cable: Cable, view: CardView, { results, hasOtherLines }: Around): ActionRow {
  const { page, from, at } = view;
  const options = { ref: cable.ref };
  return moreMenu(
    hasOtherLines && !view.isPrinted
      ? [viewAction(cable, said`As printed`, { ...view, isPrinted: true }), said`This page with the lines of the original`]
      : undefined,
    page > 2 ? [viewAction(cable, said`First page`, { ...view, page: 1 }), said`Back to its header`] : undefined,
    ...(from === undefined || at === undefined ? [] : moreResults(from, at, results, page)),
    [findForm(cable.ref), said`A word or a phrase, place by place`],
    [press(said`Read`, 'work read', options), said`Mark it as read`],
    starEntry(desk, caller, cable),
    [assignForm(cable.ref), said`Give it to a colleague, with a day and a reason`],
    [press(said`Cite`, 'cable', { ...options, cite: true }), said`The line to put under a quotation`],
    [press(said`Share`, 'cable', { ...options, share: true, ...resultContext(from, at) }), said`Post it in this channel, after a preview`],
    caller.via === 'discord' ? [press(said`Discuss`, 'cable', { ...options, discuss: true }), said`Open its thread`] : undefined,
    [press(said`More like this`, 'searches similar', options), said`Cables with much the same words`],
    [besideForm(cable.ref), said`What both say, and where their words differ`],
    ...citationEntries(desk, cable),
    [press(said`Names read`, 'names in', options), said`Each name that was read in it, and where`],
    [press(said`History`, 'history', options), said`What the desk did with it`],
    desk.cables.versions(cable.row).length > 0
      ? [press(said`Changes`, 'cable', { ...options, changes: true }), said`What a later import changed in it`]
      : undefined,
    moreFields(cable.extra).length > 0
      ? [press(said`More fields`, 'cable', { ...options, fields: true }), said`What else its source says of it`]
      : undefined,
    ...(mayHaveFile(desk.exposure, caller)
      ? ([
          [press(said`Whole text (file)`, 'cable', { ...options, file: true }), said`All pages, to save or print`],
          [press(said`Offline copy`, 'cable', { ...options, offline: true }), said`With tags and notes, to read on a train`],
        ] as const)
      : []),
  );
}

/** A star is the caller's alone, so the card shows nobody else's. */
const starEntry = (desk: Desk, caller: Caller, { ref: name, row }: Cable): [RunAction, Text] =>
  isStarred(desk.facts, caller, row)
    ? [press(said`Remove star`, 'work star', { ref: name, off: true }), said`You starred it`]
    : [press(said`Star`, 'work star', { ref: name }), said`For you alone; is:starred finds it`];

function namedRow(desk: Desk, cable: Cable): ActionRow {
  const choices = desk.names
    .ofCable(cable.row)
    .slice(0, 25)
    .map(({ entity, mentions }) => ({
      label: shortName(entity.name),
      value: entity.id.length <= 90 ? entity.id : entity.name.slice(0, 90),
      description: plain(said`${own(entity.kind)}, ${plural(mentions, 'time')} here`),
    }));
  return choices.length === 0 ? [] : [choose(said`Named in it`, 'names show', 'name', choices)];
}

function citationEntries(desk: Desk, cable: Cable): [RunAction, Text][] {
  const cites = desk.cables
    .citations(cable.row)
    .flatMap((citation) => (citation.ref === undefined ? [] : [openAction(citation.ref, said`Cites ${ref(citation.ref)}`)]));
  const citedBy = desk.cables.citedBy(cable.row).map((head) => openAction(head.ref, said`Cited by ${ref(head.ref)}`));
  return [
    ...cites.slice(0, citationsOffered).map((one): [RunAction, Text] => [one, said`Open what it cites`]),
    ...citedBy.slice(0, citationsOffered).map((one): [RunAction, Text] => [one, said`Open what cites it`]),
  ];
}

/** `version`: its older text of this number. */
export function wholeFile(desk: Desk, caller: Caller, cable: Cable, version?: number): Reply {
  if (!mayHaveFile(desk.exposure, caller)) {
    throw new DeskError(fileRefusal(desk.exposure, caller), { hint: said`Ask ${leadOf(caller)}.` });
  }
  refuseBeyondLimit(desk, caller, cable.row);
  const shown = version === undefined ? cable : olderText(desk, cable, version);
  desk.act(caller, { act: 'file', cable: cable.ref, ...(version === undefined ? {} : { detail: { version } }) }, () => null);
  return {
    title: subjectLine(cable),
    blocks: [{ kind: 'text', text: headLine(cable) }],
    files: [
      {
        name: `${cable.ref}${version === undefined ? '' : ` text ${version}`}.txt`,
        bytes: new TextEncoder().encode(cableFile(shown)),
        holds: [{ cable: cable.row, at: 0, length: shown.body.length, version }],
      },
    ],
  };
}
