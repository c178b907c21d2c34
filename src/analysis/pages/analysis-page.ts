import { analysisKinds, measures, type Figure, type Drawn, type AnalysisKind, type Measure, type CablesBehind } from '../analysis.ts';
import { passageText } from '../../cables/cards.ts';
import { stringifyTable } from '../../reply/table-file.ts';
import type { Action, ActionOptions, Block, Choice, Item, Reply } from '../../reply/reply.ts';
import { requestOptions, requestText, type SearchRequest } from '../../search/search.ts';
import { own, quoted, ref, said, strong, type Text } from '../../reply/text.ts';

/** What each analysis shows, for the menu and for help. */
export const meanings: Readonly<Record<AnalysisKind, string>> = {
  timeline: 'When: cables by day, month or year, sent and named; two searches side by side; events marked',
  trends: 'What rises and falls between two periods, or before and after an event',
  distinctive: 'Words and names that set some cables apart from the rest',
  network: 'Who is named with whom, more often than by chance',
  matrix: 'Two things against each other: missions and countries, people and events, tags and months',
  map: 'Which countries are named, as tiles',
  gaps: 'What is missing: numbers of a series, refs cited and absent, silent months',
  compare: 'One event or name as different missions tell it',
  coverage: 'What the desk has opened, tagged and verified',
  stats: 'The trove in numbers',
};

/** What an analysis can be counted by, and what each of them understands. */
export const byOf: Partial<Record<AnalysisKind, readonly Measure[]>> = {
  timeline: ['day', 'month', 'year'],
  coverage: ['month', 'year', 'mission', 'country', 'person', 'organization', 'event', 'tag', 'marking'],
  matrix: measures,
};

/** What was asked, as buttons carry it. */
export type AnalysisRequest = {
  kind?: AnalysisKind | undefined;
  with?: string | undefined;
  about?: string | undefined;
  by?: Measure | undefined;
  across?: Measure | undefined;
  split?: string | undefined;
  theme?: 'dark' | 'light' | undefined;
};

const mostRows = 10;
const mostChoices = 25;
const mostNotes = 6;
/** Characters of passages in a message of 4,000. */
const mostPassages = 2000;

/** The options of an action that asks the same again, with changes; those that are undefined are left out. */
export const again = (search: SearchRequest, request: AnalysisRequest): ActionOptions => {
  // A picture has no order of hits.
  const { query, sort: _, ...more } = requestOptions(search);
  const own_ = Object.fromEntries(
    Object.entries(request).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  return { ...(query === undefined || query === '' ? {} : { query }), ...more, ...own_ };
};

/** The search that finds the cables of a figure, in the cables of `base` (undefined: all). */
export function searchFor({ filters }: Pick<CablesBehind, 'filters'>, base: SearchRequest | undefined): SearchRequest | undefined {
  const filter = filters.map((one) => (/ OR /.test(one) && filters.length > 1 ? `(${one})` : one)).join(' ');
  if (base === undefined) return filter === '' ? undefined : { query: filter };
  if (filter === '') return base;
  return { ...base, filters: [...(base.filters === undefined ? [] : [base.filters]), filter].join('\n') };
}

export type Sets = { first: SearchRequest | undefined; second: SearchRequest | undefined };

/** The answer: picture, numbers, method, the cables behind each figure, and the numbers as a file. */
export function analysisReply(
  kind: AnalysisKind,
  drawn: Drawn,
  search: SearchRequest,
  request: AnalysisRequest,
  sets: Sets,
  { excerpts, files: mayHaveFiles }: { excerpts: number; files: boolean },
): Reply {
  const { title, method, notes, columns, figures, brief, png, alt, files = [], passages = [] } = drawn;
  const picture: Block[] =
    png === undefined
      ? []
      : [{ kind: 'picture', file: { name: `${kind}.png`, bytes: png, alt: alt.slice(0, 1000) }, alt: said`${quoted(alt.slice(0, 1000))}` }];
  return {
    title,
    blocks: [
      ...picture,
      ...thatFit(passages, excerpts).flatMap((passage): Block[] => [
        { kind: 'text', text: passage.head },
        {
          kind: 'items',
          items: passage.told.map(({ ref: cable, date, origin, text, marks }): Item => ({
            head: said`${quoted(origin)}, ${quoted(date === '' ? 'undated' : date)}, ${ref(cable)}`,
            passage: passageText(
              text.slice(0, excerpts),
              marks.filter(([, end]) => end <= excerpts),
              { before: false, after: text.length > excerpts },
            ),
          })),
        },
      ]),
      ...(figures.length === 0
        ? []
        : [
            brief !== undefined && 'lines' in brief
              ? { kind: 'items' as const, items: brief.lines.slice(0, mostRows).map((head) => ({ head })) }
              : {
                  kind: 'table' as const,
                  columns: [...(brief?.columns ?? columns)],
                  rows: (brief?.rows ?? figures.map(({ cells }) => cells))
                    .slice(0, mostRows)
                    .map((cells) => cells.map((cell) => quoted(cell))),
                },
          ]),
      ...(figures.length > mostRows
        ? [
            {
              kind: 'small' as const,
              text: said`${mostRows} of ${figures.length} lines${own(mayHaveFiles ? '; the file has all of them.' : '; this desk gives out no files.')}`,
            },
          ]
        : []),
      ...notes.slice(0, mostNotes).map((text): Block => ({ kind: 'small', text })),
      { kind: 'small', text: said`${strong('Method:')} ${method}` },
    ],
    files: mayHaveFiles
      ? [
          { name: `${kind}.csv`, bytes: csvOf(columns, figures, sets) },
          ...files.map(({ name, text }) => ({ name, bytes: new TextEncoder().encode(text) })),
        ]
      : [],
    actions: [
      ...showCables(kind, figures, sets),
      ...byAction(kind, search, request),
      [kindsAction(search, request)],
      [
        changeAction(search, request),
        {
          kind: 'run' as const,
          label: request.theme === 'light' ? said`Dark` : said`Light`,
          command: 'analysis',
          options: again(search, { ...request, kind, theme: request.theme === 'light' ? 'dark' : 'light' }),
          as: 'replace' as const,
        },
      ],
    ],
  };
}

/** Of passages as many as leave room in a message for the numbers and the method: whole groups, the first ones. */
function thatFit(passages: Exclude<Drawn['passages'], undefined>, excerpts: number): Exclude<Drawn['passages'], undefined> {
  let left = mostPassages;
  return passages.filter(({ told }, i) => {
    left -= told.reduce(
      (sum, { text, origin, ref: cable }) => sum + Math.min(text.length, excerpts) + origin.length + cable.length + 40,
      0,
    );
    return i === 0 || left >= 0;
  });
}

/** The numbers with the search that finds the cables of each line. */
function csvOf(columns: readonly string[], figures: readonly Figure[], sets: Sets): Uint8Array {
  const searchText = ({ shows }: Figure): string =>
    shows
      .map((shown) => {
        const found = searchFor(shown, shown.side === 'other' ? sets.second : sets.first);
        return found === undefined
          ? ''
          : requestText(Object.fromEntries(Object.entries(requestOptions(found)).map(([name, value]) => [name, String(value)])));
      })
      .filter((text) => text !== '')
      .join(' | ');
  return stringifyTable(
    [...columns, 'search'],
    figures.map((figure) => [...figure.cells, searchText(figure)]),
  );
}

/** A list for each of the two sets: a figure, one press away from its cables. */
function showCables(kind: AnalysisKind, figures: readonly Figure[], sets: Sets): Action[][] {
  const list = (side: 'other' | undefined): Action[][] => {
    const base = side === 'other' ? sets.second : sets.first;
    const shows = figures.flatMap(({ shows: all }) => all.filter((shown) => shown.side === side));
    const choices = ranked(kind, figures, shows).flatMap((shown): Choice[] => {
      const found = searchFor({ filters: shown.filters }, undefined);
      return found === undefined || found.query.length > 500
        ? []
        : [{ label: shown.what, value: found.query, description: `${shown.cables} ${shown.cables === 1 ? 'cable' : 'cables'}` }];
    });
    const once = choices.filter(({ value }, i) => choices.findIndex((one) => one.value === value) === i).slice(0, mostChoices);
    if (once.length === 0) return [];
    return [
      [
        {
          kind: 'choose',
          label: side === 'other' ? said`Show cables of the second` : said`Show cables`,
          command: 'search',
          options: base === undefined ? {} : requestOptions(base),
          option: base === undefined ? 'query' : 'add',
          choices: once,
          as: 'reply',
        },
      ],
    ];
  };
  return [...list(undefined), ...list('other')];
}

/** As many as fit into a list: the first of every line before the second of any; of a timeline the fullest, in their order. */
function ranked(kind: AnalysisKind, figures: readonly Figure[], shows: readonly CablesBehind[]): CablesBehind[] {
  if (shows.length <= mostChoices) return [...shows];
  if (kind === 'timeline') {
    const best = new Set(shows.toSorted((a, b) => b.cables - a.cables).slice(0, mostChoices));
    return shows.filter((shown) => best.has(shown));
  }
  const place = new Map(figures.flatMap((figure) => figure.shows.map((shown, i) => [shown, i] as const)));
  return shows.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

function byAction(kind: AnalysisKind, search: SearchRequest, request: AnalysisRequest): Action[][] {
  const known = byOf[kind];
  if (known === undefined) return [];
  return [
    [
      {
        kind: 'choose',
        label: kind === 'matrix' ? said`Rows by` : said`Count by`,
        command: 'analysis',
        options: again(search, { ...request, kind, by: undefined }),
        option: 'by',
        choices: known.map((value) => ({
          label: kind === 'matrix' ? `Rows by ${value}` : `By ${value}`,
          value,
          selected: value === request.by,
        })),
        as: 'replace',
      },
    ],
    ...(kind === 'matrix'
      ? [
          [
            {
              kind: 'choose' as const,
              label: said`Columns by`,
              command: 'analysis',
              options: again(search, { ...request, kind, across: undefined }),
              option: 'across',
              choices: known.map((value) => ({ label: `Columns by ${value}`, value, selected: value === request.across })),
              as: 'replace' as const,
            },
          ],
        ]
      : []),
  ];
}

/** The menu: every kind over the same cables. */
export function kindsAction(search: SearchRequest, request: AnalysisRequest): Action {
  return {
    kind: 'choose',
    label: said`Another analysis`,
    command: 'analysis',
    // What counts by what differs from kind to kind.
    options: again(search, { ...request, kind: undefined, by: undefined, across: undefined }),
    option: 'kind',
    choices: analysisKinds.map((value) => ({
      label: value.slice(0, 1).toUpperCase() + value.slice(1),
      value,
      description: meanings[value].slice(0, 100),
      selected: value === request.kind,
    })),
    as: 'replace',
  };
}

function changeAction(search: SearchRequest, request: AnalysisRequest): Action {
  const day = 'A day, month or year: 2018-07-16, 2018-07, 2018';
  const value = (text: string | undefined): { value?: string } => (text === undefined || text === '' ? {} : { value: text });
  const { query, since, until, ...more } = search;
  const { with: second, about, ...rest } = request;
  return {
    kind: 'form',
    label: said`Change`,
    title: said`Change this analysis`,
    command: 'analysis',
    options: again({ query: '', ...more }, rest),
    fields: [
      { option: 'query', label: 'Which cables', description: 'As in /search; empty for all', ...value(query.slice(0, 4000)), max: 4000 },
      { option: 'with', label: 'Compared with', description: 'A second search', ...value(second), max: 512 },
      {
        option: 'about',
        label: 'About whom or what',
        description: 'A name, for networks, comparisons, before and after',
        ...value(about),
        max: 300,
      },
      { option: 'since', label: 'Sent on or after', description: day, ...value(since), max: 10 },
      { option: 'until', label: 'Sent on or before', description: day, ...value(until), max: 10 },
    ],
    as: 'replace',
  };
}

/** A button to an analysis of these cables. */
export const chartAction = (kind: AnalysisKind, label: Text, search: SearchRequest, request: AnalysisRequest = {}): Action => ({
  kind: 'run',
  label,
  command: 'analysis',
  options: again(search, { ...request, kind }),
  as: 'reply',
});

/** The menu without any kind chosen. */
export function menuReply(search: SearchRequest, request: AnalysisRequest): Reply {
  return {
    title: said`Analysis`,
    blocks: [
      {
        kind: 'text',
        text: said`Each is over all cables, or over those of a search; each says how it was done and shows the cables behind its numbers.`,
      },
      { kind: 'items', items: analysisKinds.map((kind) => ({ head: said`${strong(kind)} ${own(meanings[kind])}` })) },
    ],
    actions: [[kindsAction(search, request)], [changeAction(search, request)]],
  };
}
