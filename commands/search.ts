import { chartAction } from '../src/analysis/pages/analysis-page.ts';
import { pageOf } from '../src/reply/paging.ts';
import { headLine, passageText, subjectLine } from '../src/cables/cards.ts';
import type { Caller } from '../src/desk/caller.ts';
import { command } from '../src/bot/command.ts';
import { readNames } from '../src/names/recognise/read-cable.ts';
import { openEntity } from '../src/names/pages/entity-page.ts';
import { excerpt } from '../src/search/excerpt.ts';
import { DeskError } from '../src/reply/failure.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import { excerptLimit } from '../src/desk/policy.ts';
import { teamLine } from '../src/team/pages/lines.ts';
import { plainQuestion, type Query } from '../src/query/query.ts';
import type { Action, ActionOptions, Block, Item } from '../src/reply/reply.ts';
import { filtersIn, hitsPerPage, requestOptions, runSearch, type SearchRequest } from '../src/search/search.ts';
import type { Found, Hit } from '../src/search/engine/search-index.ts';
import { mostRefs } from '../src/desk/receipts.ts';
import type { Desk } from '../src/desk/desk.ts';
import { commandLink, join, own, plural, quoted, ref, said, strong, type Text } from '../src/reply/text.ts';

/** Characters that a text field of a form takes. */
const mostInForm = 4000;

/** Near-copies of a hit that are named. */
const copiesNamed = 3;

const sorts = ['best', 'newest', 'oldest'] as const;

export default command({
  name: 'search',
  description: 'Find cables by words, phrases, people and places',
  who: 'reader',
  examples: [
    '/search query:"hot zone"',
    '/search query:iran -sanctions since:2018-02 until:2018-07',
    '/search query:subject:"weekly report" from:washington sort:newest',
  ],
  options: {
    query: { type: 'text', description: 'Words (all must occur), "a phrase", OR, NOT or -word, field:value', required: true, max: 6000 },
    since: { type: 'date', description: 'Sent on or after: 2018-07-16, 2018-07 or 2018' },
    until: { type: 'date', description: 'Sent on or before: 2018-07-16, 2018-07 or 2018' },
    origin: {
      type: 'text',
      description: 'Sender, or a part of its name',
      max: 200,
      suggest: ({ desk, caller, typed }) =>
        desk.cables
          .origins(typed, 25, hiddenFrom(desk.facts, caller))
          .map(({ origin, cables }) => ({ label: `${origin} (${cables})`, value: origin.slice(0, 100) })),
    },
    sort: { type: 'choice', description: 'Order of the hits (default: best)', choices: sorts },
    page: { type: 'number', description: 'Page of the results', min: 1 },
    match: { type: 'choice', description: 'All words, or any of them', choices: ['all', 'any'], hidden: true },
    copies: { type: 'choice', description: 'Near-copies one by one', choices: ['apart'], hidden: true },
    filters: { type: 'text', description: 'What narrows it further', hidden: true, max: 4000 },
    add: { type: 'text', description: 'One more filter', hidden: true, max: 512 },
    heard: { type: 'text', description: 'The message that is asked about', hidden: true, max: 2000 },
  },
  menus: [
    {
      on: 'message',
      name: 'Find cables in this message',
      open: (target) => ({
        options:
          target.on === 'message' ? { query: plainQuestion(target.text), match: 'any', heard: target.text.slice(0, 2000) } : { query: '' },
      }),
    },
  ],
  async run({ options, desk, caller }) {
    const request: SearchRequest = {
      query: options.query,
      since: options.since,
      until: options.until,
      origin: options.origin,
      sort: options.sort,
      match: options.match,
      copies: options.copies,
      ...narrowedBy(options.filters, options.add),
    };
    const page = options.page ?? 1;
    const offset = (page - 1) * hitsPerPage;
    // A new question is written down with what it found; turning its pages is not a new one.
    const isNew = options.page === undefined && desk.searches.keeping !== 'off';
    const { query, found: all, named } = await runSearch(desk, caller, request, offset, isNew ? mostRefs : hitsPerPage);
    const found = { ...all, hits: all.hits.slice(0, hitsPerPage) };
    const receipt = isNew ? keepSearch(desk, caller, request, all) : undefined;
    const heard = options.heard === undefined ? [] : namedIn(desk, caller, options.heard);
    if (found.total === 0) {
      const none = await noHit(desk, caller, request, query, receipt);
      return { ...none, blocks: [...heard, ...none.blocks] };
    }

    const pages = Math.ceil(found.shown / hitsPerPage);
    if (page > pages) {
      throw new DeskError(
        said`There is no page ${page}: ${plural(found.shown, 'hit')} ${own(found.shown === 1 ? 'makes' : 'make')} ${plural(pages, 'page')}.`,
        {
          actions: [goTo(request, pages, said`Last page`)],
        },
      );
    }
    const items = found.hits.map((hit, i) => hitItem(desk, caller, request, query, named, hit, offset + i + 1));
    return {
      title: said`${plural(found.total, 'cable')} for ${quoted(options.query)}`,
      blocks: [
        ...heard,
        ...faultBlocks(query),
        ...(request.match === 'any' ? [{ kind: 'small' as const, text: said`Best match first: a cable need not hold every word.` }] : []),
        { kind: 'items', items },
        {
          kind: 'small',
          text: said`${filtersOf(request)}${pageOf(page, pages)} · sorted by ${own(request.sort ?? query.sort ?? 'best')} · ${own(milliseconds(found.ms))}${receipt === undefined ? said`` : said` · receipt ${own(String(receipt))}`}`,
        },
      ],
      actions: [
        pageActions(request, page, pages),
        [...changeAction(request), refineAction(request), chartAction('timeline', said`Chart`, request), ...chips(request).slice(-2)],
        [sortAction(request, query.sort), ...copiesAction(request, found)],
      ].filter((row) => row.length > 0),
    };
  },
});

/** Writes the question down, with the refs that it found. Trouble with that never stands in the way of the answer. */
function keepSearch(desk: Desk, caller: Caller, request: SearchRequest, { total, hits }: Found): number | undefined {
  try {
    const rows = hits.flatMap(({ row, copies = [] }) => [row, ...copies]).slice(0, mostRefs);
    const refs = desk.cables.heads(rows).map((head) => head.ref);
    const asked = Object.fromEntries(Object.entries(requestOptions(request)).map(([name, value]) => [name, String(value)]));
    return desk.searches.keep(caller.desk, { at: desk.now(), member: caller.member, request: asked, total, refs });
  } catch {
    return undefined;
  }
}

/** The near-copies that are folded into a hit, by their refs. */
function copiesLine(desk: Desk, rows: readonly number[]): Text[] {
  if (rows.length === 0) return [];
  const refs = desk.cables.heads(rows.slice(0, copiesNamed)).map((head) => ref(head.ref));
  const more = rows.length > copiesNamed ? said`, and ${rows.length - copiesNamed} more` : said``;
  return [said`+${plural(rows.length, 'near-copy', 'near-copies')}: ${join(refs, ', ')}${more}`];
}

/** Near-copies one by one, or folded again. */
function copiesAction(request: SearchRequest, { shown, total }: Found): Action[] {
  const { copies, ...rest } = request;
  // A message holds so many buttons: those of the filters come first.
  if ((copies === undefined && shown === total) || filtersIn(request).length > 2) return [];
  const label = copies === undefined ? said`Near-copies one by one` : said`Fold near-copies`;
  return [
    {
      kind: 'run',
      label,
      command: 'search',
      options: requestOptions(copies === undefined ? { ...rest, copies: 'apart' } : rest),
      as: 'replace',
    },
  ];
}

/** The filters with one more, each once. */
function narrowedBy(filters: string | undefined, add: string | undefined): { filters?: string } {
  const all = [...new Set([...filtersIn({ filters }), ...(add === undefined ? [] : [add.replaceAll('\n', ' ')])])];
  return all.length === 0 ? {} : { filters: all.join('\n') };
}

function refineAction(request: SearchRequest): Action {
  return { kind: 'run', label: said`Refine`, command: 'refine', options: requestOptions(request), as: 'replace' };
}

/** What narrows the result, each taken off by a press. */
function chips(request: SearchRequest): Action[] {
  const on = filtersIn(request);
  return on.slice(-3).map((filter) => {
    const left = on.filter((one) => one !== filter).join('\n');
    const { filters: _, ...rest } = request;
    return {
      kind: 'run',
      label: said`✕ ${quoted(filter)}`,
      command: 'search',
      options: requestOptions({ ...rest, ...(left === '' ? {} : { filters: left }) }),
      as: 'replace',
    };
  });
}

/** What a message names that the cables name too: entities and refs, each one press away. */
function namedIn(desk: Desk, caller: Caller, text: string): Block[] {
  const without = hiddenFrom(desk.facts, caller);
  const found = new Map<string, Item>();
  for (const [wanted] of text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}/.-]{4,40}/gu)) {
    const cable = /[\d]/.test(wanted) ? desk.cables.get(wanted.replace(/[.,/-]+$/, '')) : undefined;
    if (cable !== undefined && !without.has(cable.row))
      found.set(cable.ref, {
        head: headLine(cable),
        actions: [{ kind: 'run', label: said`Open`, command: 'cable', options: { ref: cable.ref }, as: 'reply' }],
      });
  }
  for (const { kind, surface } of readNames({ subject: '', body: text })) {
    if (kind === 'place') continue;
    for (const one of desk.names.named(surface, kind, without).slice(0, 2))
      if (!one.hidden && !found.has(one.id))
        found.set(one.id, {
          head: said`${quoted(one.name)} · ${own(one.kind)}, ${plural(one.cables, 'cable')}`,
          actions: [openEntity(one, said`Page`)],
        });
  }
  const items = [...found.values()].slice(0, 4);
  return items.length === 0
    ? []
    : [
        { kind: 'text', text: said`The message names:` },
        { kind: 'items', items },
      ];
}

function hitItem(
  desk: Desk,
  caller: Caller,
  request: SearchRequest,
  query: Query,
  named: readonly string[],
  hit: Hit,
  position: number,
): Item {
  const cable = desk.cables.byRow(hit.row);
  if (cable === undefined) return { head: said`${strong(`${position}.`)} this cable is no longer here` };
  // Who was asked for by name is shown where they stand.
  const also = named.length === 0 ? [] : desk.names.spansIn(cable.row, named);
  const found = excerpt(cable.body, query, { max: excerptLimit(desk.exposure), also, language: cable.language });
  const context = { ref: cable.ref, ...requestOptions(request), at: position };
  const team = teamLine(desk, caller.desk, cable.row);
  return {
    head: said`${strong(`${position}.`)} ${headLine(cable)}`,
    lines: [subjectLine(cable), ...(team.length === 0 ? [] : [team]), ...copiesLine(desk, hit.copies ?? [])],
    passage: passageText(found.text, found.marks, { before: found.cutBefore, after: found.cutAfter }),
    actions: [
      { kind: 'run', label: said`Open`, command: 'cable', options: context, as: 'replace', style: 'main' },
      { kind: 'run', label: said`Share`, command: 'cable', options: { ...context, share: true }, as: 'reply' },
      ...(caller.role === 'reader'
        ? []
        : [{ kind: 'run' as const, label: said`Tag`, command: 'tag add', options: { ref: cable.ref }, as: 'reply' as const }]),
    ],
  };
}

/** Nothing found: what was looked for, and what else could be. Never mixed silently into results. */
async function noHit(desk: Desk, caller: Caller, request: SearchRequest, query: Query, receipt: number | undefined) {
  const actions: Action[] = [];
  const words = query.words();
  if (request.match !== 'any' && words.length > 1) {
    actions.push({
      kind: 'run',
      label: said`Any word`,
      command: 'search',
      options: { ...requestOptions(request), match: 'any' },
      as: 'replace',
      style: 'main',
    });
  }
  for (const word of words.slice(0, 8)) {
    for (const near of await desk.index.suggest(word, 3)) {
      if (actions.length >= 5) break;
      // A word that only withdrawn cables hold would tell what is in them.
      if ((await runSearch(desk, caller, { query: `"${near}"` }, 0, 1)).found.total === 0) continue;
      const changed = replaceWord(request.query, word, near);
      if (changed !== undefined)
        actions.push({
          kind: 'run',
          label: said`${quoted(near)} for ${quoted(word)}`,
          command: 'search',
          options: { ...requestOptions(request), query: changed },
          as: 'replace',
        });
    }
  }
  return {
    title: said`No cable for ${quoted(request.query)}`,
    blocks: [
      ...faultBlocks(query),
      {
        kind: 'text' as const,
        text: said`I looked through all ${plural(desk.cables.count() - hiddenFrom(desk.facts, caller).size, 'cable')}${lookedFor(request, words)}`,
      },
      ...(actions.length > 0
        ? [{ kind: 'text' as const, text: said`Try one of these:` }]
        : [{ kind: 'text' as const, text: said`Fewer or other words may help; ${commandLink('help')} shows what can be asked.` }]),
    ],
    actions: [
      actions,
      [
        ...changeAction(request),
        ...chips(request),
        ...(receipt === undefined
          ? []
          : [
              {
                kind: 'run' as const,
                label: said`Receipt ${own(String(receipt))}`,
                command: 'receipt',
                options: { id: receipt },
                as: 'reply' as const,
              },
            ]),
      ],
    ],
  };
}

function lookedFor(request: SearchRequest, words: readonly string[]): Text {
  const shown =
    words.length === 0
      ? said`.`
      : said` for ${join(
          words.map((word) => quoted(word)),
          ', ',
        )}.`;
  const filters = filtersOf(request);
  return filters.length === 0 ? shown : [...shown, own(' Filters: '), ...filters.slice(0, -1), own('.')];
}

function filtersOf(request: SearchRequest): Text {
  const parts: Text[] = [];
  if (request.since !== undefined) parts.push(said`since ${quoted(request.since)}`);
  if (request.until !== undefined) parts.push(said`until ${quoted(request.until)}`);
  if (request.origin !== undefined) parts.push(said`from ${quoted(request.origin)}`);
  for (const filter of filtersIn(request)) parts.push(said`${quoted(filter)}`);
  return parts.length === 0 ? [] : [...join(parts, ', '), own(' · ')];
}

/** Faults and hints of the query, each with a caret under its place. */
function faultBlocks(query: Query): Block[] {
  return [
    ...query.faults.flatMap((fault): Block[] => [
      { kind: 'text', text: said`${own(fault.message)}` },
      ...(fault.caret === '' ? [] : [{ kind: 'copy' as const, text: [quoted(fault.caret)] }]),
    ]),
    ...query.notes.map((note): Block => ({ kind: 'small', text: said`${own(note)}` })),
  ];
}

function replaceWord(query: string, word: string, near: string): string | undefined {
  const at = query.toLowerCase().indexOf(word.toLowerCase());
  return at < 0 ? undefined : query.slice(0, at) + near + query.slice(at + word.length);
}

function goTo(request: SearchRequest, page: number, label: Text, disabled = false): Action {
  return { kind: 'run', label, command: 'search', options: { ...requestOptions(request), page }, as: 'replace', disabled };
}

function pageActions(request: SearchRequest, page: number, pages: number): Action[] {
  if (pages === 1) return [];
  const isNarrowed = filtersIn(request).length > 0;
  const actions = [goTo(request, page - 1, said`Previous`, page === 1), goTo(request, page + 1, said`Next`, page === pages)];
  // A message holds so many buttons: those of the filters come first.
  if (isNarrowed) return actions;
  if (page > 2) actions.unshift(goTo(request, 1, said`First`));
  if (page < pages - 1) actions.push(goTo(request, pages, said`Last`));
  return actions;
}

/** A form with what was asked, to be changed: on a phone, nobody types a command a second time. */
function changeAction(request: SearchRequest): Action[] {
  const { query, since, until, origin, ...rest } = request;
  // A form would cut a longer query, and search for something else.
  if (query.length > mostInForm) return [];
  const day = 'A day, month or year: 2018-07-16, 2018-07, 2018';
  return [
    {
      kind: 'form',
      label: said`Change`,
      title: said`Change this search`,
      command: 'search',
      options: Object.fromEntries(Object.entries(rest).filter((entry) => entry[1] !== undefined)) as ActionOptions,
      fields: [
        {
          option: 'query',
          label: 'Look for',
          description: 'Words, "a phrase", OR, NOT, field:value',
          required: true,
          long: true,
          value: query,
        },
        { option: 'since', label: 'Sent on or after', description: day, ...(since === undefined ? {} : { value: since }), max: 10 },
        { option: 'until', label: 'Sent on or before', description: day, ...(until === undefined ? {} : { value: until }), max: 10 },
        { option: 'origin', label: 'Sender, or a part of its name', ...(origin === undefined ? {} : { value: origin }), max: 200 },
      ],
      as: 'replace',
    },
  ];
}

function sortAction(request: SearchRequest, asked: Query['sort']): Action {
  const { sort = asked ?? 'best', ...rest } = request;
  const names = { best: 'Best match first', newest: 'Newest first', oldest: 'Oldest first' };
  return {
    kind: 'choose',
    label: said`Sort`,
    command: 'search',
    options: requestOptions(rest),
    option: 'sort',
    choices: sorts.map((value) => ({ label: names[value], value, selected: value === sort })),
    as: 'replace',
  };
}

const milliseconds = (ms: number): string => (ms < 1 ? 'under 1 ms' : `${Math.round(ms)} ms`);
