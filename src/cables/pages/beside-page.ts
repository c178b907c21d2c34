import { pairParagraphs, type Pair, type Side } from '../beside.ts';
import { headLine, passageText, subjectLine } from '../cards.ts';
import type { Cable, CableHead } from '../cables.ts';
import { textChanges } from '../changes.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { shownToCaller } from '../../desk/policy.ts';
import { shortName } from '../../names/pages/entity-page.ts';
import { form, press, type FormAction, type RunAction } from '../../reply/actions.ts';
import { DeskError } from '../../reply/failure.ts';
import { listPage } from '../../reply/paging.ts';
import type { Block, Item, Reply } from '../../reply/reply.ts';
import { asTyped, join, ours, own, plural, quoted, ref, said, strong, type Part, type Text } from '../../reply/text.ts';
import { excerpt } from '../../search/excerpt.ts';
import { paragraphsOf } from '../paragraphs.ts';
import { refuseBeyondLimit } from '../../team/reading-alarms.ts';
import { itemPages, markedWords } from './changes-page.ts';
import { noteOpening } from './opening.ts';

/** Paragraphs of each that are compared: how long it takes grows with the product of both. */
const mostCompared = 200;
/** Characters shown of a paragraph that one of them alone has, or round a quotation. */
const shownOfOne = 300;
/** Names that both have. */
const namesListed = 8;

/** Asks for the cable to put beside this one. */
export const besideForm = (name: string): FormAction =>
  form(
    said`Beside another`,
    'cable',
    { ref: name },
    {
      as: 'replace',
      title: said`Put another cable beside it`,
      fields: [{ option: 'with', label: ours('Ref of the other cable'), required: true, max: 100 }],
    },
  );

/** A button that puts two cables side by side. */
export const besideAction = (name: string, other: string): RunAction =>
  press(said`Beside ${ref(other)}`, 'cable', { ref: name, with: other }, { as: 'replace' });

/** Words with which the subject of a cable begins that corrects another one. */
const correcting = /^\W*(?:corrigend(?:um|a)|corrected copy|correction|errat(?:um|a)|rectificatif|corrigenda|berichtigung)\b/i;

/** The cables that call themselves a correction and cite this one. */
export const correctionsOf = (desk: Desk, cable: Cable): CableHead[] =>
  desk.cables.citedBy(cable.row).filter(({ subject }) => correcting.test(subject));

/** Refs of what this cable cites, if it calls itself a correction. */
export const correctedBy = (desk: Desk, cable: Cable): string[] =>
  correcting.test(cable.subject) ? desk.cables.citations(cable.row).flatMap((cited) => cited.ref ?? []) : [];

/**
 * Two cables side by side: which paragraphs quote the other, which stand in both, where these differ, and what one has alone.
 * Throws a DeskError for a cable beside itself, and on a sealed desk, which shows no whole text.
 */
export function showBeside(desk: Desk, caller: Caller, cable: Cable, other: Cable, page: number): Reply {
  if (cable.row === other.row)
    throw new DeskError(said`That is the same cable twice.`, { kind: 'usage', actions: [besideForm(cable.ref)] });
  if (!shownToCaller(desk.exposure).text)
    throw new DeskError(said`This desk is sealed: two texts can only be compared in the terminal.`, {
      actions: [press(said`Open`, 'cable', { ref: cable.ref }, { as: 'replace' })],
    });
  for (const one of [cable, other]) refuseBeyondLimit(desk, caller, one.row);
  for (const one of [cable, other]) noteOpening(desk, caller, one, 1);
  const sides = [sideOf(cable), sideOf(other)] as const;
  const pairs = pairParagraphs(...sides);
  // A quotation is what one of two different texts is opened beside the other for, such as the line that a corrigendum corrects.
  const [quotes, others] = [pairs.filter(({ how }) => how === 'quotes'), pairs.filter(({ how }) => how !== 'quotes')];
  const items = itemsOf([...quotes, ...others], [cable, other], sides);
  const isCut = [cable, other].some(({ body }) => paragraphsOf(body).length > mostCompared);
  return listPage({
    title: said`${ref(cable.ref)} beside ${ref(other.ref)}`,
    before: [
      ...[cable, other].map((one): Block => ({
        kind: 'text',
        text: said`${strong(one === cable ? 'First' : 'Second')}: ${headLine(one)}, ${subjectLine(one)}`,
      })),
      { kind: 'text', text: summary(pairs, sides) },
      ...sharedNames(desk, cable, other),
    ],
    rows: itemPages(items),
    perPage: 1,
    page,
    item: (shown) => shown,
    turn: ['cable', { ref: cable.ref, with: other.ref }],
    ...(isCut ? { order: said`only the first ${mostCompared} paragraphs of each were compared` } : {}),
    beside: [cable, other].map((one) => press(said`Open ${ref(one.ref)}`, 'cable', { ref: one.ref })),
  });
}

const sideOf = ({ body }: Cable): Side => ({ text: body, paragraphs: paragraphsOf(body).slice(0, mostCompared) });

function summary(pairs: readonly Pair[], [first, second]: readonly [Side, Side]): Text {
  const count = (how: Pair['how']): number => pairs.filter((pair) => pair.how === how).length;
  const [same, near, quotes] = [count('same'), count('near'), count('quotes')];
  const parts: Text[] = [
    ...(same === 0 ? [] : [said`${strong(String(same))} the same`]),
    ...(near === 0 ? [] : [said`${strong(String(near))} with other words`]),
    ...(quotes === 0 ? [] : [said`${strong(String(quotes))} quoting the other`]),
  ];
  const alike = parts.length === 0 ? said`all different` : join(parts, ', ');
  return said`Paragraphs: ${first.paragraphs.length} in the first, ${second.paragraphs.length} in the second; ${alike}.`;
}

function sharedNames(desk: Desk, cable: Cable, other: Cable): Block[] {
  const there = new Set(desk.names.ofCable(other.row).map(({ entity }) => entity.id));
  const both = desk.names.ofCable(cable.row).filter(({ entity }) => there.has(entity.id));
  if (both.length === 0) return [];
  const listed = both.slice(0, namesListed).map(({ entity }) => quoted(shortName(entity.name)));
  const more = both.length - listed.length;
  return [
    {
      kind: 'text',
      text: said`${strong('Named in both')}: ${join(listed, ', ')}${more > 0 ? said` and ${plural(more, 'other')}` : said``}`,
    },
  ];
}

type Two<T> = readonly [T, T];

function itemsOf(pairs: readonly Pair[], cables: Two<Cable>, sides: Two<Side>): Item[] {
  const number = (which: 0 | 1, i: number | undefined): number => sides[which].paragraphs[i ?? 0]?.number ?? 0;
  const items: Item[] = [];
  let run: Two<number>[] = [];
  const endRun = (): void => {
    const [from, to] = [run[0], run.at(-1)];
    if (from === undefined || to === undefined) return;
    const range = (which: 0 | 1): Part => asTyped(from[which] === to[which] ? `¶${from[which]}` : `¶${from[which]}–${to[which]}`);
    items.push({ head: said`${range(0)} = ${range(1)}: the same` });
    run = [];
  };
  for (const pair of pairs) {
    if (pair.how === 'same') {
      const here = [number(0, pair.first), number(1, pair.second)] as const;
      const last = run.at(-1);
      if (last !== undefined && (here[0] !== last[0] + 1 || here[1] !== last[1] + 1)) endRun();
      run.push(here);
      continue;
    }
    endRun();
    if (pair.how === 'alone') {
      const which = pair.first === undefined ? 1 : 0;
      items.push({
        head: said`${asTyped(`¶${number(which, pair.first ?? pair.second)}`)} in the ${own(which === 0 ? ours('first') : ours('second'))} alone`,
        lines: [passageOf(cables[which], sides[which], pair.first ?? pair.second, [])],
      });
    } else {
      const numbers = said`${asTyped(`¶${number(0, pair.first)}`)} and ${asTyped(`¶${number(1, pair.second)}`)}`;
      items.push(pair.how === 'quotes' ? quotingItem(numbers, pair, cables, sides) : changedItem(numbers, pair, cables, sides));
    }
  }
  endRun();
  return items;
}

const labelled = (which: 0 | 1, words: Text): Text => said`${own(which === 0 ? ours('First') : ours('Second'))}: ${words}`;

function changedItem(numbers: Text, pair: { first: number; second: number }, cables: Two<Cable>, sides: Two<Side>): Item {
  const at = [sides[0].paragraphs[pair.first]?.start ?? 0, sides[1].paragraphs[pair.second]?.start ?? 0] as const;
  const texts = [paragraphText(sides[0], pair.first), paragraphText(sides[1], pair.second)] as const;
  const changes = textChanges(texts[0], texts[1]);
  const side = (which: 0 | 1) => ({ text: texts[which], from: { cable: cables[which].row }, at: at[which] });
  return {
    head: said`${numbers}: other words`,
    lines: changes.flatMap((change) => [
      labelled(0, markedWords(side(0), change.was, Infinity)),
      labelled(1, markedWords(side(1), change.now, Infinity)),
    ]),
  };
}

function quotingItem(numbers: Text, pair: Extract<Pair, { how: 'quotes' }>, cables: Two<Cable>, sides: Two<Side>): Item {
  return {
    head: said`${numbers}: the ${own(pair.by === 'first' ? ours('first') : ours('second'))} quotes the other`,
    lines: [
      labelled(0, passageOf(cables[0], sides[0], pair.first, pair.words)),
      labelled(1, passageOf(cables[1], sides[1], pair.second, pair.words)),
    ],
  };
}

const paragraphText = ({ text, paragraphs }: Side, i: number): string => text.slice(paragraphs[i]?.start, paragraphs[i]?.end);

/** What stands in a paragraph round these words, or its beginning. */
function passageOf(cable: Cable, side: Side, i: number, words: readonly string[]): Text {
  const text = paragraphText(side, i);
  const marks = words.flatMap((one): [number, number][] =>
    text.includes(one) ? [[text.indexOf(one), text.indexOf(one) + one.length]] : [],
  );
  const found = excerpt(text, undefined, { max: shownOfOne, also: marks });
  const shown = passageText(
    found.text,
    found.marks,
    { before: found.cutBefore, after: found.cutAfter },
    { cable: cable.row, at: (side.paragraphs[i]?.start ?? 0) + found.start },
  );
  return shown.map((part) => ('text' in part ? { ...part, text: part.text.replaceAll(/\s+/g, ' ') } : part));
}
