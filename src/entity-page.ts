import { passageText } from './cards.ts';
import type { Cable } from './cables.ts';
import type { Caller } from './command.ts';
import type { Desk } from './desk.ts';
import { entityKinds, type Entity, type EntityKind } from './entities/entity.ts';
import { sentencesOf, type Sentence } from './entities/sentences.ts';
import { summarise, type Candidate } from './entities/summary.ts';
import { logLikelihood } from './entities/together.ts';
import { roles as roleWords } from './entities/cues.ts';
import { barsSvg, countMonths, countsText, countYears } from './charts/months.ts';
import { pngOf } from './charts/png.ts';
import { hiddenFrom } from './masks.ts';
import type { Counted, NameMention } from './names.ts';
import { paragraphsOf } from './notes.ts';
import { excerptLimit } from './policy.ts';
import type { Action, Block, Choice, Item, Reply } from './reply.ts';
import { join, own, plural, quoted, ref, said, strong, type Text } from './text.ts';

/** The section of a kind: its command. */
export const sectionOf: Readonly<Record<EntityKind, 'countries' | 'individuals' | 'events' | 'organizations'>> = {
  country: 'countries',
  individual: 'individuals',
  event: 'events',
  organization: 'organizations',
};
/** The query language's field for a kind. */
export const fieldOf: Readonly<Record<EntityKind, string>> = {
  country: 'country',
  individual: 'person',
  event: 'event',
  organization: 'org',
};

/** The query that finds the cables of an entity. */
export const queryFor = ({ kind, name }: Pick<Entity, 'kind' | 'name'>): string =>
  `${fieldOf[kind]}:"${name.replaceAll(/["“”„\\]/g, ' ')}"`;

/** Mentions looked at for a page: enough for its sentences; counts are always of all. */
const mostMentions = 300;
const longestPassage = 420;

export const openEntity = (
  { id, name, kind }: Pick<Entity, 'id' | 'name' | 'kind'>,
  label: Text = said`${quoted(shortName(name))}`,
): Action => ({
  kind: 'run',
  label,
  command: sectionOf[kind],
  options: { name: id.slice(0, 300) },
  as: 'reply',
});

export const shortName = (name: string): string => (name.length <= 60 ? name : `${name.slice(0, 57)}…`);

/** Says how far the reading of names is, when it is not through. */
export function readingNote(desk: Desk): Block[] {
  const { done, total } = desk.names.progress();
  return done < total
    ? [{ kind: 'small', text: said`${done} of ${plural(total, 'cable')} have been read for names; the rest is being read.` }]
    : [];
}

type Where = { cable: Cable; mention: NameMention; sentence: Sentence | undefined };

/** Everything that a page says of one entity, each line from a cable that the caller may see. */
export async function entityPage(desk: Desk, caller: Caller, entity: Counted): Promise<Reply> {
  const without = hiddenFrom(desk.facts, caller);
  const all = desk.names.mentions(entity.id, without);
  const places = placesOf(desk, sampled(all));
  const shown = summarise(candidatesOf(places, entity).filter(({ text }) => text.length <= excerptLimit(desk.exposure)));
  const facts: [string, Text][] = [];
  const aliases = entity.aliases.filter(({ name }) => name !== entity.name).slice(0, 12);
  if (aliases.length > 0)
    facts.push([
      'Also',
      join(
        aliases.map(({ name, mentions }) => said`${quoted(name)} ${own(String(mentions))}`),
        ', ',
      ),
    ]);
  if (entity.date !== '') facts.push(['When', said`${quoted(entity.date)}`]);
  if (entity.parent !== '') facts.push(['Part of', said`${quoted(entity.parent)}`]);
  const rows = [...new Set(all.map(({ row }) => row))];
  const heads = desk.cables.heads(rows);
  const dated = heads.filter(({ date }) => date !== '');
  const [first, last] = [dated[0], dated.at(-1)];
  if (first !== undefined && last !== undefined)
    facts.push([
      'Cables',
      first === last
        ? said`${ref(first.ref)}, ${quoted(first.date)}`
        : said`${quoted(first.date)} (${ref(first.ref)}) to ${quoted(last.date)} (${ref(last.ref)})`,
    ]);
  if (entity.kind === 'country') facts.push(...missionFacts(desk, entity, heads.length, without));
  const roles = entity.kind === 'individual' ? rolesOf(places) : [];
  const statements = entity.kind === 'individual' ? statementsOf(places) : [];
  const listed = entity.kind === 'individual' ? listedRole(desk, entity) : undefined;
  return {
    title: said`${quoted(entity.name)}`,
    blocks: [
      {
        kind: 'text',
        text: said`${own(kindName(entity.kind))} · named in ${plural(entity.cables, 'cable')}, ${plural(entity.mentions, 'time')}${entity.hidden ? said` · hidden by an editor` : said``}${entity.ambiguous ? said` · several people bear this name, and these cables do not say which` : said``}`,
      },
      ...readingNote(desk),
      ...(entity.candidates.length === 0 ? [] : [candidatesBlock(desk, entity, without)]),
      ...(roles.length === 0
        ? []
        : [{ kind: 'items' as const, items: roles.map(({ text, at }): Item => ({ head: said`${quoted(text)} (${at})` })) }]),
      ...(listed === undefined ? [] : [{ kind: 'small' as const, text: said`The trove's own list: ${quoted(listed)}` }]),
      { kind: 'facts', facts },
      ...(await monthBlocks(
        entity,
        dated.map(({ date }) => date),
      )),
      ...(shown.length === 0 ? [] : [{ kind: 'text' as const, text: strongText('In the words of the cables') }]),
      ...(shown.length === 0 ? [] : [{ kind: 'items' as const, items: shown.map((candidate) => sentenceItem(desk, candidate, places)) }]),
      ...(statements.length === 0 ? [] : [{ kind: 'items' as const, items: statements }]),
      ...(entity.kind === 'event' ? versionsBlocks(desk, places, shown) : []),
      { kind: 'small', text: said`Every line is from a cable; /cable opens it. Names were found by rules, and can be mistaken.` },
    ],
    actions: actionsFor(desk, caller, entity, without),
  };
}

/** A sentence under its source: who sent it, when, in which cable and paragraph. */
function sentenceItem(desk: Desk, candidate: Candidate, places: readonly Where[]): Item {
  const origin = places.find(({ cable }) => cable.row === candidate.row)?.cable.origin ?? '';
  return {
    head: said`${ref(candidate.ref)}${own(paragraphMark(desk, candidate))}${origin === '' ? said`` : said` · ${quoted(origin)}`}${candidate.date === '' ? said`` : said` · ${quoted(candidate.date)}`}`,
    passage: passageText(candidate.text, marksOf(candidate, places), { before: false, after: false }),
  };
}

/** At most so many mentions, spread evenly over the cables' dates. */
const sampled = (all: readonly NameMention[]): NameMention[] =>
  all.length <= mostMentions
    ? [...all]
    : Array.from({ length: mostMentions }, (_, i) => all[Math.floor((i * all.length) / mostMentions)]).filter((one) => one !== undefined);

const strongText = (text: string): Text => [strong(text)];
const kindName = (kind: EntityKind): string =>
  ({ country: 'Country', individual: 'Individual', event: 'Event', organization: 'Organization' })[kind];

function placesOf(desk: Desk, mentions: readonly NameMention[]): Where[] {
  const cables = new Map<number, Cable | undefined>();
  return mentions.flatMap((mention) => {
    if (!cables.has(mention.row)) cables.set(mention.row, desk.cables.byRow(mention.row));
    const cable = cables.get(mention.row);
    return cable === undefined
      ? []
      : [{ cable, mention, sentence: mention.part === 'body' ? sentenceAround(cable.body, mention) : undefined }];
  });
}

/** Sentences are looked for in this much of a text on each side of a name; UTF-16 units. */
const around = 1200;

/** The sentence in which a name stands: looked for in its paragraph, so that a long cable costs no more than a short one. */
function sentenceAround(body: string, { start, end }: { start: number; end: number }): Sentence | undefined {
  const before = body.lastIndexOf('\n\n', start);
  const after = body.indexOf('\n\n', end);
  const from = before >= start - around ? before + 1 : Math.max(0, start - around);
  const to = after >= 0 && after <= end + around ? after : Math.min(body.length, end + around);
  const found = sentencesOf(body.slice(Math.max(from, 0), to)).find((one) => one.start + from <= start && end <= one.end + from);
  // One that touches the edge of what was looked at may be cut.
  const isCut =
    found !== undefined &&
    ((found.start === 0 && before < start - around && from > 0) || (found.end + from === to && to < body.length && after !== to));
  return found === undefined || isCut ? undefined : { start: found.start + from, end: found.end + from };
}

function candidatesOf(places: readonly Where[], entity: Entity): Candidate[] {
  const seen = new Set<string>();
  return places.flatMap(({ cable, mention, sentence }) => {
    if (sentence === undefined) return [];
    const key = `${cable.row}:${sentence.start}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const text = cable.body.slice(sentence.start, sentence.end);
    // A heading, a list of those present: not a sentence.
    if (!/[.!?]["’”)\]]*$/.test(text) || /^[\p{Lu}\s,.'’()-]{1,60}$/u.test(text) || (text.match(/\n/g)?.length ?? 0) > text.length / 25)
      return [];
    const after = cable.body.slice(mention.end, mention.end + 60);
    const defines =
      entity.kind === 'country'
        ? false
        : /^,? (?:is|was|are|were|became) (?:a|an|the)\b|^, (?:a|an|the|deputy|former|head|president|minister)\b/i.test(after);
    return [{ ref: cable.ref, row: cable.row, date: cable.date, ...sentence, text, opens: mention.start - sentence.start < 25, defines }];
  });
}

/** Every form of the entity in the sentence. */
function marksOf(candidate: Candidate, places: readonly Where[]): [number, number][] {
  const marks = places
    .filter(
      ({ cable, mention }) =>
        cable.row === candidate.row && mention.part === 'body' && mention.start >= candidate.start && mention.end <= candidate.end,
    )
    .map(({ mention }): [number, number] => [mention.start - candidate.start, mention.end - candidate.start])
    .toSorted((a, b) => a[0] - b[0] || b[1] - a[1]);
  return marks.filter(([start], i) => i === 0 || start >= Math.max(...marks.slice(0, i).map(([, end]) => end)));
}

function paragraphMark(desk: Desk, { row, start }: { row: number; start: number }): string {
  const body = desk.cables.byRow(row)?.body ?? '';
  const found = paragraphsOf(body).find((paragraph) => paragraph.start <= start && start < paragraph.end);
  return found === undefined ? '' : `¶${found.number}`;
}

const rolePattern = /^,\s+((?:the |a |an )?[^,.;:()\n"]{6,140}?)(?:[,.;:()\n]|$)/u;

/** `NAME, deputy head of ...,`: what the cables say somebody is, with the first and the last cable that says so. */
function rolesOf(places: readonly Where[]): { text: string; at: Text }[] {
  const roles = new Map<string, { text: string; cables: Cable[] }>();
  for (const { cable, mention } of places) {
    if (mention.part !== 'body') continue;
    const text = rolePattern.exec(cable.body.slice(mention.end, mention.end + 180))?.[1]?.trim();
    if (text === undefined || !isRole(text)) continue;
    const key = text.toLowerCase();
    const found = roles.get(key) ?? { text, cables: [] };
    if (found.cables.at(-1)?.row !== cable.row) found.cables.push(cable);
    roles.set(key, found);
  }
  return [...roles.values()]
    .toSorted((a, b) => b.cables.length - a.cables.length)
    .slice(0, 3)
    .map(({ text, cables }) => {
      const [first, last] = [cables[0], cables.at(-1)];
      const at =
        first === last
          ? said`${ref(first?.ref ?? '')}`
          : said`${quoted(first?.date ?? '')} to ${quoted(last?.date ?? '')}, ${plural(cables.length, 'cable')}`;
      return { text, at };
    });
}

/** A role is a noun phrase that names an office: it holds one of the words for it and no verb of a new clause. */
function isRole(text: string): boolean {
  const words = text.toLowerCase().split(/[\s-]+/);
  return (
    words.some(
      (word) =>
        roleWords.has(word) ||
        /^(?:head|member|officer|official|expert|engineer|chief|judge|leader|founder|analyst|counsel|counsellor|attaché|chairwoman|mayor|owner)$/.test(
          word,
        ),
    ) && !/\b(?:who|which|said|told|was|is|were|had|has)\b/.test(text.toLowerCase().split(' ').slice(0, 4).join(' '))
  );
}

const sayingVerb =
  /^\s+(?:(?:also|then|again|himself|herself)\s+)?(?:said|told|stated|argued|added|repeated|explained|asked|answered|replied|proposed|suggested|confirmed|denied|warned|promised|insisted|thought|would like)\b/;

/** Sentences in which somebody says something, with whom to blame for the report. */
function statementsOf(places: readonly Where[]): Item[] {
  return places
    .filter(
      ({ cable, mention, sentence }) =>
        sentence !== undefined && mention.part === 'body' && sayingVerb.test(cable.body.slice(mention.end, mention.end + 40)),
    )
    .slice(0, 3)
    .map(({ cable, sentence }) => ({
      head: said`Said so by ${quoted(cable.origin === '' ? cable.ref : cable.origin)}, ${ref(cable.ref)}:`,
      passage: [quoted(cable.body.slice(sentence?.start ?? 0, Math.min(sentence?.end ?? 0, (sentence?.start ?? 0) + longestPassage)))],
    }));
}

function listedRole(desk: Desk, entity: Entity): string | undefined {
  const names = new Set([entity.name, ...entity.aliases.map(({ name }) => name)]);
  return desk.troves
    .list()
    .flatMap(({ about }) => about.people)
    .find(({ name, aliases }) => names.has(name) || aliases.some((alias) => names.has(alias)))?.role;
}

function candidatesBlock(desk: Desk, entity: Entity, without: ReadonlySet<number>): Block {
  const bearers = entity.candidates.map((id) => desk.names.get(id, without)).filter((one) => one !== undefined);
  return {
    kind: 'text',
    text: said`It may be ${join(
      bearers.map(({ name, cables }) => said`${quoted(name)} (${plural(cables, 'cable')})`),
      ' or ',
    )}.`,
  };
}

/** Cables that a country's missions sent, apart from those about it. */
function missionFacts(desk: Desk, entity: Entity, about: number, without: ReadonlySet<number>): [string, Text][] {
  const names = new Set(entity.aliases.map(({ name }) => name.toLowerCase()).filter((name) => name.length > 3));
  // Senders are few, cables many: each sender is looked at once.
  const isFrom = new Map<string, boolean>();
  const sent = desk.cables.shortest().filter(({ row, origin }) => {
    let from = isFrom.get(origin);
    if (from === undefined) {
      const words = ` ${origin.toLowerCase().replaceAll(/[^\p{L}]+/gu, ' ')} `;
      from = [...names].some((name) => words.includes(` ${name} `));
      isFrom.set(origin, from);
    }
    return from && !without.has(row);
  });
  return [['From there', said`${plural(sent.length, 'cable')}, by the sender’s name; named in ${plural(about, 'cable')}`]];
}

async function monthBlocks(entity: Entity, dates: readonly string[]): Promise<Block[]> {
  const months = countMonths(dates);
  const counts = months.length > 60 ? countYears(dates) : months;
  if (counts.length < 2) return [];
  const numbers = countsText(counts);
  const alt = `Cables that name ${entity.name}, by ${months.length > 60 ? 'year' : 'month'} of sending: ${numbers}`;
  return [
    {
      kind: 'picture',
      file: { name: 'cables-by-month.png', bytes: await pngOf(barsSvg(counts)), alt: alt.slice(0, 1000) },
      alt: said`${quoted(alt.slice(0, 1000))}`,
    },
    {
      kind: 'small',
      text: said`Cables by ${own(months.length > 60 ? 'year' : 'month')}: ${own(numbers.length > 300 ? `${numbers.slice(0, 300)} …` : numbers)}`,
    },
  ];
}

/** What each sender's cables say of an event, side by side: one sentence each of those not shown above. */
function versionsBlocks(desk: Desk, places: readonly Where[], shown: readonly Candidate[]): Block[] {
  const origins = new Map<string, Where>();
  const isShown = (where: Where): boolean => shown.some(({ row, start }) => row === where.cable.row && start === where.sentence?.start);
  for (const where of places)
    if (where.sentence !== undefined && !origins.has(where.cable.origin) && !isShown(where)) origins.set(where.cable.origin, where);
  const all = new Set(places.map(({ cable }) => cable.origin));
  if (all.size < 2 || origins.size === 0) return [];
  return [
    { kind: 'text', text: strongText('As others tell it') },
    {
      kind: 'items',
      items: [...origins.values()].slice(0, 4).map(({ cable, sentence }) => ({
        head: said`${quoted(cable.origin)}, ${quoted(cable.date)}, ${ref(cable.ref)}${own(paragraphMark(desk, { row: cable.row, start: sentence?.start ?? 0 }))}`,
        passage: [quoted(cable.body.slice(sentence?.start ?? 0, Math.min(sentence?.end ?? 0, (sentence?.start ?? 0) + 300)))],
      })),
    },
  ];
}

/** Who and what stands in the same cables more often than by chance, most telling first. */
export function together(desk: Desk, entity: Entity, without: ReadonlySet<number>): { entity: Entity; both: number; score: number }[] {
  const all = desk.cables.count() - without.size;
  const own_ = desk.names.get(entity.id, without)?.cables ?? 0;
  return desk.names
    .beside(entity.id, without)
    .map(({ entity: other, both, all: others }) => ({ entity: other, both, score: logLikelihood({ both, a: own_, b: others, all }) }))
    .filter(({ both, score }) => (both >= 2 || own_ < 4) && score > 0)
    .toSorted((a, b) => b.score - a.score || b.both - a.both || (a.entity.id < b.entity.id ? -1 : 1));
}

function actionsFor(desk: Desk, caller: Caller, entity: Counted, without: ReadonlySet<number>): Action[][] {
  const near = together(desk, entity, without);
  const choices = entityKinds
    .flatMap((kind) => near.filter((one) => one.entity.kind === kind).slice(0, 6))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 25)
    .map(({ entity: other, both }): Choice => ({
      label: shortName(other.name),
      value: `${queryFor(entity)} ${queryFor(other)}`.slice(0, 90),
      description: `${kindName(other.kind)}: ${both} ${both === 1 ? 'cable' : 'cables'} with both`,
    }))
    .filter(({ value }, i, list) => list.findIndex((one) => one.value === value) === i);
  const rows: Action[][] = [
    [
      {
        kind: 'run',
        label: said`Show cables`,
        command: 'search',
        options: { query: queryFor(entity), sort: 'newest' },
        as: 'reply',
        style: 'main',
      },
      { kind: 'run', label: said`All ${own(sectionOf[entity.kind])}`, command: sectionOf[entity.kind], options: {}, as: 'replace' },
    ],
  ];
  if (caller.role !== undefined && caller.role !== 'reader') rows.push(editorActions(entity));
  if (choices.length > 0)
    rows.push([{ kind: 'choose', label: said`In the same cables`, command: 'search', options: {}, option: 'query', choices, as: 'reply' }]);
  return rows;
}

function editorActions(entity: Entity): Action[] {
  const form = (label: string, title: string, command: string, field: { option: string; label: string; description: string }): Action => ({
    kind: 'form',
    label: said`${own(label)}`,
    title: said`${own(title)}`,
    command,
    options: { name: entity.id },
    fields: [{ ...field, required: true, max: 200 }],
    as: 'reply',
  });
  return [
    form('Rename', 'Call it otherwise', 'entity rename', { option: 'to', label: 'Its name', description: 'As the pages are to show it' }),
    form('Merge', 'This is the same as …', 'entity merge', {
      option: 'into',
      label: 'Name of the other',
      description: 'Any name it is known by',
    }),
    { kind: 'run', label: said`Hide`, command: 'entity hide', options: { name: entity.id }, as: 'reply' },
  ];
}

/** The index of a kind: a list with counts, each entry one press away. */
export function entityIndex(
  desk: Desk,
  caller: Caller,
  kind: EntityKind,
  { sort, page }: { sort: 'mentions' | 'name' | 'newest'; page: number },
): { total: number; pages: number; items: Item[]; entities: Counted[] } {
  const perPage = 10;
  const { total, entities } = desk.names.list(kind, {
    sort,
    offset: (page - 1) * perPage,
    limit: perPage,
    without: hiddenFrom(desk.facts, caller),
  });
  return {
    total,
    pages: Math.max(1, Math.ceil(total / perPage)),
    entities,
    items: entities.map((one, i) => ({
      head: said`${strong(`${(page - 1) * perPage + i + 1}.`)} ${quoted(shortName(one.name))}${one.ambiguous ? own(' (ambiguous)') : own('')} · ${plural(one.cables, 'cable')}, ${plural(one.mentions, 'mention')}${one.last === '' ? said`` : said` · last ${quoted(one.last)}`}`,
    })),
  };
}
