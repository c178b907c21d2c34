import { passageText, shortNotice } from '../../cables/cards.ts';
import { aboutTroves } from '../../cables/pages/citation-page.ts';
import type { Desk } from '../../desk/desk.ts';
import { choose } from '../../reply/actions.ts';
import { absence } from '../../reply/absence.ts';
import { page, type Html } from '../../reply/html.ts';
import { pageOf } from '../../reply/paging.ts';
import type { ActionRow, Block, Item, ReplyFile, TextPiece } from '../../reply/reply.ts';
import { stringifyTable } from '../../reply/table-file.ts';
import { join, ours, own, plain, plural, quoted, ref, said, strong, time, type Part, type Text } from '../../reply/text.ts';
import { wholePage } from '../../reply/whole-page.ts';
import type { DatedLine, DatedLines, Drawn, LinePlace } from '../analysis.ts';

/** How the dated sentences of a timeline are shown: a page of them in chat, all of them as a table and as a page to print. */

const perPage = 5;
/** Places that are named of a sentence in several cables, and of what is dated differently. */
const mostNamed = 3;

/** Which lines a page shows; `pages`: how many there are. */
export function pageOfLines({ lines }: DatedLines, asked = 1): { shown: readonly DatedLine[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(lines.length / perPage));
  const at = Math.min(Math.max(1, asked), pages);
  return { shown: lines.slice((at - 1) * perPage, at * perPage), page: at, pages };
}

/** The lines of one page, or what was looked for where no sentence names a day. */
export function lineBlocks(told: DatedLines, asked: number | undefined, excerpts: number): Block[] {
  const { shown, page: at, pages } = pageOfLines(told, asked);
  const named = told.lines.filter(({ how }) => how === 'named').length;
  return [
    ...(named > 0 ? [] : [{ kind: 'text' as const, text: nothingNamed(told) }]),
    { kind: 'items', items: shown.map((line) => lineItem(line, excerpts)) },
    {
      kind: 'small',
      text: join(
        [
          ...(pages === 1 ? [] : [pageOf(at, pages)]),
          said`${plural(told.lines.length, 'line')}: ${named} by a day the sentence names, ${told.lines.length - named} by the day of sending`,
        ],
        ' · ',
      ),
    },
    ...(told.left === 0
      ? []
      : [{ kind: 'small' as const, text: said`${told.left} more left out: those of days that fewer cables name. Fewer cables show all.` }]),
  ];
}

const nothingNamed = ({ sought }: DatedLines): Text =>
  sought.length === 0
    ? absence(
        said`No sentence names a day. Looked for: 16 July 2018, July 16, 2018-07-16, 16.07.2018, July 2018, in July, in 1996, yesterday.`,
      )
    : absence(
        said`No sentence with ${join(sought.map(quoted), ', ')} names a day. Looked for: 16 July 2018, July 16, 2018-07-16, 16.07.2018, July 2018, in July, in 1996, yesterday.`,
      );

const whenOf = ({ date, until }: Pick<DatedLine, 'date' | 'until'>): string =>
  date === '' ? ours('no date') : until === undefined ? date : `${date} – ${until}`;

/** `named`, `named, year inferred`: where the date of a line comes from. */
function howWords({ how, inferred, date }: DatedLine): string {
  if (how === 'sent') return date === '' ? ours('undated cable') : ours('sent');
  if (inferred === 'day') return ours('named, day inferred');
  if (inferred === 'year') return ours('named, year inferred');
  return inferred === 'order' ? ours('named, day and month may be swapped') : ours('named');
}

const placeText = ({ ref: name, paragraph }: LinePlace): Text =>
  paragraph === undefined ? said`${ref(name)} (subject)` : said`${ref(name)}${own(`¶${paragraph}`)}`;

/** `REF¶3, REF¶5 and 2 more`. */
function placesText(places: readonly LinePlace[], each: (place: LinePlace) => Text = placeText): Text {
  const named = join(places.slice(0, mostNamed).map(each), '; ');
  return places.length > mostNamed ? said`${named} and ${places.length - mostNamed} more` : named;
}

/** Further lines under a sentence: where else it stands, and what dates the same differently. */
function notesOf({ also, against }: DatedLine): Text[] {
  const dated = new Map<LinePlace, string>(against.map((one) => [one, one.date]));
  return [
    ...(also.length === 0 ? [] : [said`Word for word in ${placesText(also)}`]),
    ...(against.length === 0
      ? []
      : [
          said`${strong(ours('Dated differently?'))} ${placesText(against, (place) => said`${quoted(dated.get(place) ?? '')} in ${placeText(place)}`)}`,
        ]),
  ];
}

function lineItem(line: DatedLine, excerpts: number): Item {
  const { origin, sent, how, row, at, paragraph } = line;
  const shown = aroundMark(line, excerpts);
  const source: (Part | Text)[] = [
    placeText(line),
    ...(origin === '' ? [] : [quoted(origin)]),
    ...(how === 'named' && sent !== '' ? [said`sent ${quoted(sent)}`] : []),
  ];
  return {
    head: said`${strong(whenOf(line))} · ${own(howWords(line))} · ${join(source, ', ')}`,
    lines: notesOf(line),
    passage: passageText(shown.text, shown.marks, shown.cut, paragraph === undefined ? undefined : { cable: row, at: at + shown.start }),
  };
}

/** So much of a sentence, with its date. */
function aroundMark({ text, marks }: DatedLine, most: number) {
  const [first, last] = marks[0] ?? [0, 0];
  const start = text.length <= most || last <= most ? 0 : Math.min(first, text.length - most);
  const end = Math.min(text.length, start + most);
  return {
    text: text.slice(start, end),
    start,
    cut: { before: start > 0, after: end < text.length },
    marks: marks.flatMap(([from, to]): [number, number][] => (from >= start && to <= end ? [[from - start, to - start]] : [])),
  };
}

/** A menu that opens the cables of these lines. */
export function openMenu(shown: readonly DatedLine[]): ActionRow[] {
  const choices = shown.map(({ ref: name, text }) => ({
    label: name.slice(0, 100),
    value: name,
    description: plain([quoted(text.slice(0, 90))]),
  }));
  const distinct = choices.filter(({ value }, i) => value.length <= 100 && choices.findIndex((one) => one.value === value) === i);
  return distinct.length === 0 ? [] : [[choose(said`Open a cable`, 'cable', 'ref', distinct)]];
}

/** All lines as a table, and as a page that opens without a network and can be printed. `asked`: what the timeline was asked for. */
export function lineFiles(desk: Desk, { told, title, method, notes }: Drawn & { told: DatedLines }, asked: string): ReplyFile[] {
  const holds = told.lines.flatMap(({ row, at, text, paragraph }): TextPiece[] =>
    paragraph === undefined ? [] : [{ cable: row, at, length: text.length }],
  );
  return [
    { name: 'timeline-sentences.csv', bytes: tableOf(told.lines), holds },
    { name: 'timeline.html', bytes: printed(desk, { told, title, method, notes }, asked), holds },
  ];
}

const tableOf = (lines: readonly DatedLine[]): Uint8Array =>
  stringifyTable(
    [
      'date',
      'until',
      'from',
      'inferred',
      'date as written',
      'sentence',
      'ref',
      'paragraph',
      'sent',
      'sender',
      'also in',
      'dated differently',
    ],
    lines.map((line) => [
      line.date,
      line.until ?? '',
      line.how,
      line.inferred ?? '',
      line.marks.map(([start, end]) => line.text.slice(start, end)).join('; '),
      line.text,
      line.ref,
      line.paragraph === undefined ? 'subject' : String(line.paragraph),
      line.sent,
      line.origin,
      line.also.map((place) => plain(placeText(place))).join('; '),
      line.against.map((place) => `${place.date}: ${plain(placeText(place))}`).join('; '),
    ]),
  );

function printed(
  desk: Desk,
  { told, title, method, notes }: Pick<Drawn, 'title' | 'method' | 'notes'> & { told: DatedLines },
  asked: string,
) {
  const about = aboutTroves(desk);
  const cables = [...new Set(told.lines.map(({ row }) => row))].flatMap((row) => desk.cables.byRow(row) ?? []);
  const notices = new Set(cables.flatMap((cable) => about(cable.trove)?.notice || shortNotice(cable) || []));
  return wholePage(plain(title), [
    page`<header>
      <h1 dir="auto">${title}</h1>
      ${[...notices].map((notice) => page`<p class="notice" dir="auto">${notice}</p>`)}
    </header>`,
    page`<ol class="timeline">
      ${told.lines.map(printedLine)}
    </ol>`,
    page`<footer>
      ${[method, ...notes].map((text) => page`<p class="small">${text}</p>`)}
      <p class="small" dir="auto">
        ${said`Asked: ${quoted(asked)}. Made ${time(desk.now(), 'both')} from ${plural(cables.length, 'cable')}.`}
      </p>
    </footer>`,
  ]);
}

function printedLine(line: DatedLine): Html {
  const { origin, sent, how } = line;
  return page`<li>
    <time datetime="${line.date}">${whenOf(line)}</time> <span class="small">${howWords(line)}</span>
    <blockquote dir="auto">${markedText(line)}</blockquote>
    <div class="small" dir="auto">${placeText(line)}${origin === '' ? '' : `, ${origin}`}${how === 'named' && sent !== '' ? said`, sent ${quoted(sent)}` : ''}</div>
    ${notesOf(line).map((text) => page`<div class="small" dir="auto">${text}</div>`)}
  </li>`;
}

/** The whole sentence, its date in bold. */
function markedText({ text, marks }: DatedLine): Html[] {
  const [start, end] = marks[0] ?? [0, 0];
  return [page`${text.slice(0, start)}`, ...(end > start ? [page`<mark>${text.slice(start, end)}</mark>`] : []), page`${text.slice(end)}`];
}
