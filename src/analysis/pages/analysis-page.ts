import { analysisKinds, type AnalysisKind, type DatedLines, type Drawn, type Figure } from '../analysis.ts';
import { passageText } from '../../cables/cards.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Block, Item, Reply } from '../../reply/reply.ts';
import { own, quoted, ref, said, strong, type Text } from '../../reply/text.ts';
import type { Given } from '../../reply/targets.ts';
import { typedQuery, type SearchRequest } from '../../search/search.ts';
import { isHarmless, stringifyTable } from '../../reply/table-file.ts';
import { measureActions, changeAnalysisAction, kindsAction, showCables } from './analysis-actions.ts';
import { repeatOptions, meanings, searchFor, type AnalysisRequest, type Sets } from './analysis-request.ts';
import { press, type RunAction } from '../../reply/actions.ts';
import { lineBlocks, lineFiles, openMenu, pageOfLines } from './timeline-lines.ts';

const maxRows = 10;
const maxNotes = 6;
/** Characters available for passages in a message of 4,000. */
const maxPassageCharacters = 2000;

/** The reply: picture, numbers, method, the cables behind each figure, and the numbers as a file. */
export function analysisReply(
  kind: AnalysisKind,
  drawn: Drawn,
  search: SearchRequest,
  request: AnalysisRequest,
  sets: Sets,
  { desk, excerpts, files: mayHaveFiles, page }: { desk: Desk; excerpts: number; files: boolean; page?: number | undefined },
): Reply {
  const { title, method, notes, columns, figures, png, alt, files = [], passages = [], told } = drawn;
  // The picture and the files stand on the first page.
  const isLater = told !== undefined && pageOfLines(told, page).page > 1;
  const picture: Block[] =
    png === undefined || isLater
      ? []
      : [{ kind: 'picture', file: { name: `${kind}.png`, bytes: png, alt: alt.slice(0, 1000) }, alt: said`${quoted(alt.slice(0, 1000))}` }];
  return {
    title,
    blocks: [
      ...picture,
      ...fittingPassages(passages, excerpts).flatMap((passage): Block[] => [
        { kind: 'text', text: passage.head },
        {
          kind: 'items',
          items: passage.sentences.map(({ ref: cable, row, at, date, origin, text, marks }): Item => ({
            head: said`${quoted(origin)}, ${quoted(date === '' ? 'undated' : date)}, ${ref(cable)}`,
            passage: passageText(
              text.slice(0, excerpts),
              marks.filter(([, end]) => end <= excerpts),
              { before: false, after: text.length > excerpts },
              { cable: row, at },
            ),
          })),
        },
      ]),
      ...(told === undefined ? [] : lineBlocks(told, page, excerpts)),
      ...(told === undefined ? numberBlocks(drawn, mayHaveFiles) : []),
      ...(isLater
        ? []
        : [...notes.slice(0, maxNotes), said`${strong('Method:')} ${method}`].map((text): Block => ({ kind: 'small', text }))),
    ],
    files:
      mayHaveFiles && !isLater
        ? [
            ...(figures.length === 0 ? [] : [{ name: `${kind}.csv`, bytes: csvOf(desk, columns, figures, sets) }]),
            ...(told === undefined ? [] : lineFiles(desk, { ...drawn, told }, askedText(search, request))),
            ...files.map(({ name, text }) => ({ name, bytes: new TextEncoder().encode(text) })),
          ]
        : [],
    actions: [
      ...(told === undefined ? [] : openMenu(pageOfLines(told, page).shown)),
      ...(isLater ? [] : [...showCables(kind, figures, sets), ...measureActions(kind, search, request)]),
      [kindsAction(search, request)],
      [
        ...(told === undefined ? [] : turnLines(told, page, repeatOptions(search, { ...request, kind }))),
        changeAnalysisAction(search, request),
        ...(isLater ? [] : [otherTheme(kind, search, request)]),
      ],
    ],
  };
}

const otherTheme = (kind: AnalysisKind, search: SearchRequest, request: AnalysisRequest): RunAction =>
  press(
    request.theme === 'light' ? said`Dark` : said`Light`,
    'analysis',
    repeatOptions(search, { ...request, kind, theme: request.theme === 'light' ? 'dark' : 'light' }),
    { as: 'replace' },
  );

/** The numbers as a table or lines, as many as a phone shows. */
function numberBlocks({ figures, brief, columns }: Drawn, mayHaveFiles: boolean): Block[] {
  return [
    ...(figures.length === 0
      ? []
      : [
          brief !== undefined && 'lines' in brief
            ? { kind: 'items' as const, items: brief.lines.slice(0, maxRows).map((head) => ({ head })) }
            : {
                kind: 'table' as const,
                columns: [...(brief?.columns ?? columns)],
                rows: (brief?.rows ?? figures.map(({ cells }) => cells))
                  .slice(0, maxRows)
                  .map((cells) => cells.map((cell) => quoted(cell))),
              },
        ]),
    ...(figures.length > maxRows
      ? [
          {
            kind: 'small' as const,
            text: mayHaveFiles
              ? said`${maxRows} of ${figures.length} lines; the file has all of them.`
              : said`${maxRows} of ${figures.length} lines; at this desk you can’t get it as a file.`,
          },
        ]
      : []),
  ];
}

/** Buttons to the pages before and after. */
function turnLines(told: DatedLines, asked: number | undefined, options: Given<'analysis'>): RunAction[] {
  const { page, pages } = pageOfLines(told, asked);
  const to = (target: number, label: Text): RunAction =>
    press(label, 'analysis', { ...options, page: target }, { as: 'replace', disabled: target < 1 || target > pages });
  return pages === 1 ? [] : [to(page - 1, said`Previous`), to(page + 1, said`Next`)];
}

/** The command as it may be typed again. */
const askedText = (search: SearchRequest, request: AnalysisRequest): string =>
  Object.entries(repeatOptions(search, request))
    .filter(([name, value]) => name !== 'theme' && value !== undefined)
    .map(([name, value]) => `${name}:${String(value)}`)
    .join(' ');

/** The first passages that leave room in a message for the numbers and the method; groups stay whole. */
function fittingPassages(passages: Exclude<Drawn['passages'], undefined>, excerpts: number): Exclude<Drawn['passages'], undefined> {
  let left = maxPassageCharacters;
  return passages.filter(({ sentences }, i) => {
    left -= sentences.reduce(
      (sum, { text, origin, ref: cable }) => sum + Math.min(text.length, excerpts) + origin.length + cable.length + 40,
      0,
    );
    return i === 0 || left >= 0;
  });
}

/**
 * The numbers as CSV. Behind them, for each column of numbers that a search can count again, a column with the query that
 * finds exactly the cables of each row: `search`, or `search: NAME OF THE COLUMN` where there are several. A cell is empty
 * where the number is 0 or no single query finds those cables.
 */
function csvOf(desk: Desk, columns: readonly string[], figures: readonly Figure[], sets: Sets): Uint8Array {
  const counted = [...new Set(figures.flatMap(({ shows }) => shows.flatMap(({ column }) => column ?? [])))].toSorted((a, b) => a - b);
  const queryOfCell = ({ shows }: Figure, column: number): string => {
    const shown = shows.find((one) => one.column === column);
    if (shown === undefined) return '';
    const found = searchFor(shown, shown.side === 'other' ? sets.second : sets.first);
    const query = found === undefined ? '*' : typedQuery(desk, found);
    return query !== undefined && isHarmless(query) ? query : '';
  };
  return stringifyTable(
    [...columns, ...counted.map((column) => (counted.length === 1 ? 'search' : `search: ${columns[column] ?? ''}`))],
    figures.map((figure) => [...figure.cells, ...counted.map((column) => queryOfCell(figure, column))]),
  );
}

/** The menu shown when no kind is chosen. */
export function menuReply(search: SearchRequest, request: AnalysisRequest): Reply {
  return {
    title: said`Analysis`,
    blocks: [
      {
        kind: 'text',
        text: said`Each covers all cables or those of a search, explains its method and shows the cables behind its numbers.`,
      },
      { kind: 'items', items: analysisKinds.map((kind) => ({ head: said`${strong(kind)} ${own(meanings[kind])}` })) },
    ],
    actions: [[kindsAction(search, request)], [changeAnalysisAction(search, request)]],
  };
}
