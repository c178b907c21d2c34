import { passageText, headLine, subjectLine } from '../cards.ts';
import type { Cable } from '../cables.ts';
import { fieldChanges, textChanges, type FieldChange, type Stretch, type TextChange } from '../changes.ts';
import { headerLabels } from '../fields.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerptLimit, mayHaveFile, shownToCaller } from '../../desk/policy.ts';
import { DeskError } from '../../reply/failure.ts';
import { press } from '../../reply/actions.ts';
import { listPage } from '../../reply/paging.ts';
import type { Action, Item, Reply } from '../../reply/reply.ts';
import { join, own, plain, plural, ref, said, strong, time, type Text, type Verbatim, ours } from '../../reply/text.ts';
import { paragraphAt, paragraphsOf } from '../paragraphs.ts';

/** Characters of the changes on one page, if there is more than one of them. */
const pageSize = 1500;

/** A cable as it was up to an import, and as that import left it. */
type Step = { n: number; of: number; was: Cable; now: Cable; at: number };

/**
 * What an import changed: fields, then the text, removed and added words marked. `n`: the older text, 1 for the first;
 * the last one when it is not given. Throws a DeskError when there is no such text.
 */
export function showChanges(desk: Desk, caller: Caller, cable: Cable, n: number | undefined, page: number): Reply {
  const step = stepOf(desk, cable, n);
  const isWhole = shownToCaller(desk.exposure).text;
  const fields = fieldChanges(step.was, step.now);
  const text = textChanges(step.was.body, step.now.body);
  const items = [
    ...fields.flatMap((field) => fieldItems(field, isWhole ? Infinity : excerptLimit(desk.exposure))),
    ...textItems(step, isWhole ? text : text.slice(0, 1), isWhole ? Infinity : excerptLimit(desk.exposure)),
  ];
  desk.act(caller, { act: 'open', cable: cable.ref, detail: { version: step.n, page } }, () => null);
  return listPage({
    title: subjectLine(cable),
    before: [
      { kind: 'text', text: headLine(cable) },
      { kind: 'text', text: said`An import on ${time(step.at, 'both')} changed ${whatChanged(fields, text.length)}.` },
      ...(isWhole || text.length === 0
        ? []
        : [{ kind: 'small' as const, text: said`This desk is sealed: only the beginning of the first change in the text is shown.` }]),
    ],
    rows: itemPages(items),
    perPage: 1,
    page,
    item: (shown) => shown,
    turn: ['cable', { ref: cable.ref, changes: true, version: step.n }],
    ...(step.of === 1 ? {} : { order: said`change ${step.n} of ${step.of}` }),
    beside: besides(desk, caller, cable.ref, step),
  });
}

/** The older text number `n`, if it is kept. Throws a DeskError that says which there are. */
export function olderText(desk: Desk, cable: Cable, n: number | undefined): Cable {
  return stepOf(desk, cable, n).was;
}

function stepOf(desk: Desk, cable: Cable, wanted: number | undefined): Step {
  const of = desk.cables.versions(cable.row).length;
  const n = wanted ?? of;
  const older = n === 0 ? undefined : desk.cables.version(cable.row, n);
  if (older === undefined)
    throw new DeskError(
      of === 0 ? said`No import has changed ${ref(cable.ref)}.` : said`${ref(cable.ref)} has no earlier version ${n}: it has ${of}.`,
      { actions: [press(said`Open`, 'cable', { ref: cable.ref }, { as: 'replace' })] },
    );
  return { n, of, was: older.cable, now: desk.cables.version(cable.row, n + 1)?.cable ?? cable, at: older.replacedAt };
}

function whatChanged(fields: readonly FieldChange[], places: number): Text {
  const parts = [
    ...(fields.length === 0 ? [] : [said`${plural(fields.length, 'field')}`]),
    ...(places === 0 ? [] : [said`the text in ${plural(places, 'place')}`]),
  ];
  return parts.length === 0 ? said`only spaces and line breaks` : join(parts, ours(' and '));
}

const labels = new Map<string, string>(headerLabels);

function fieldItems({ field, of, was, now }: FieldChange, limit: number): Item[] {
  const name: Text =
    of === undefined ? said`${strong(labels.get(field) ?? `${field[0]?.toUpperCase()}${field.slice(1)}`)}` : [{ kind: 'mark', text: of }];
  const changes = textChanges(was, now);
  const shown = limit === Infinity ? changes : changes.slice(0, 1);
  return shown.map((change) => itemOf(name, change, { text: was }, { text: now }, limit));
}

function textItems({ n, of, was, now }: Step, changes: readonly TextChange[], limit: number): Item[] {
  const paragraphs = paragraphsOf(now.body);
  return changes.map((change) => {
    const at = change.now.start + (change.now.marks[0]?.[0] ?? 0);
    const paragraph = paragraphAt(paragraphs, at)?.number;
    const name = said`${strong('Text')}${paragraph === undefined ? said`` : said`, paragraph ${paragraph}`}`;
    const [older, newer] = [
      { text: was.body, from: { cable: now.row, version: n } },
      { text: now.body, from: { cable: now.row, ...(n < of ? { version: n + 1 } : {}) } },
    ];
    return itemOf(name, change, older, newer, limit);
  });
}

/** One of two texts, and whose it is when it is one of a cable; `at`: where it begins there. */
type Side = { text: string; from?: Omit<Verbatim, 'at'>; at?: number };

/** Where only one side has words of its own, that side alone tells all. */
function itemOf(name: Text, change: TextChange, was: Side, now: Side, limit: number): Item {
  const line = (label: string, text: Side, stretch: Stretch): Text => said`${own(label)}: ${markedWords(text, stretch, limit)}`;
  if (change.was.marks.length === 0) return { head: name, lines: [line(ours('Added'), now, change.now)] };
  if (change.now.marks.length === 0) return { head: name, lines: [line(ours('Taken out'), was, change.was)] };
  return { head: name, lines: [line(ours('Was'), was, change.was), line(ours('Now'), now, change.now)] };
}

/** The words of a stretch on one line, those of this side alone marked; `limit` cuts it off. */
export function markedWords({ text, from, at = 0 }: Side, { start, end, marks }: Stretch, limit: number): Text {
  const last = Math.min(end, start + limit);
  const inside = marks.flatMap(([from, to]) => (start + from < last ? [[from, Math.min(to, last - start)] as const] : []));
  const words = passageText(
    text.slice(start, last),
    inside,
    { before: start > 0, after: last < text.trimEnd().length },
    from === undefined ? undefined : { ...from, at: at + start },
  );
  return words.map((part) => ('text' in part ? { ...part, text: part.text.replaceAll(/\s+/g, ' ') } : part));
}

/** Items that fit a page together. */
export function itemPages(items: readonly Item[]): Item[][] {
  const pages: Item[][] = [];
  let size = 0;
  for (const item of items) {
    const more = [item.head, ...(item.lines ?? [])].reduce((sum, line) => sum + plain(line).length, 0);
    if (pages.length === 0 || size + more > pageSize) {
      pages.push([]);
      size = 0;
    }
    pages.at(-1)?.push(item);
    size += more;
  }
  return pages;
}

function besides(desk: Desk, caller: Caller, name: string, { n, of }: Step): Action[] {
  const to = (label: Text, version: number): Action =>
    press(label, 'cable', { ref: name, changes: true, version }, { as: 'replace', disabled: version < 1 || version > of });
  return [
    ...(of === 1 ? [] : [to(said`Earlier change`, n - 1), to(said`Later change`, n + 1)]),
    press(said`Open`, 'cable', { ref: name }, { as: 'replace' }),
    ...(mayHaveFile(desk.exposure, caller)
      ? [press(said`Text before this change (file)`, 'cable', { ref: name, file: true, version: n })]
      : []),
  ];
}
