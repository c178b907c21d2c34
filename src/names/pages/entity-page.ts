import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { queryFor } from '../filters.ts';
import { entityKinds, type Entity, type EntityKind } from '../resolve/entity.ts';
import { summarise, type Candidate } from './summary.ts';
import { logLikelihood } from '../../language/keyness.ts';
import { barsSvg, countMonths, countsText, countYears } from '../../charts/months.ts';
import { pngOf } from '../../charts/png.ts';
import type { Counted } from '../lookup.ts';
import { excerptLimit } from '../../desk/policy.ts';
import type { AnalysisKind } from '../../analysis/analysis.ts';
import type { Given } from '../../reply/targets.ts';
import type { Action, ActionRow, Block, Choice, Item, Reply } from '../../reply/reply.ts';
import { join, own, plural, quoted, ref, said, strong, type Text, ours, english, plain } from '../../reply/text.ts';
import { sentenceItem, sampled, placesOf, candidatesOf, versionsBlocks, type MentionPlace } from './sayings.ts';
import { rolesOf } from './roles.ts';
import { pastState } from './past-state.ts';
import { statementItem, statementsShown, type Statement } from './statements.ts';
import { total } from '../../reply/absence.ts';
import { press, form, choose, moreMenu, type RunAction } from '../../reply/actions.ts';

/** The command for each kind's section. */
export const sectionOf: Readonly<Record<EntityKind, 'countries' | 'individuals' | 'events' | 'organizations'>> = {
  country: 'countries',
  individual: 'individuals',
  event: 'events',
  organization: 'organizations',
};

/** What stands above each section. */
export const sectionTitles = english({
  countries: 'Countries',
  individuals: 'Individuals',
  events: 'Events',
  organizations: 'Organizations',
});

const allOf = english({
  countries: 'All countries',
  individuals: 'All individuals',
  events: 'All events',
  organizations: 'All organizations',
});

export const openEntity = (
  { id, name, kind }: Pick<Entity, 'id' | 'name' | 'kind'>,
  label: Text = said`${quoted(shortName(name))}`,
): Action => press(label, sectionOf[kind], { name: id.slice(0, 300) });

export const shortName = (name: string): string => (name.length <= 60 ? name : `${name.slice(0, 57)}…`);

/** The page of one entity, drawn only from cables that the caller may see. */
export async function entityPage(desk: Desk, caller: Caller, entity: Counted): Promise<Reply> {
  const all = desk.names.mentions(entity.id);
  const places = placesOf(desk, sampled(all));
  const statements = entity.kind === 'individual' ? statementsShown(desk, places) : [];
  const shown = summaryOf(desk, places, entity, statements);
  const facts: [string, Text][] = [];
  const aliases = entity.aliases.filter(({ name }) => name !== entity.name).slice(0, 12);
  if (aliases.length > 0)
    facts.push([
      ours('Also'),
      join(
        aliases.map(({ name, mentions }) => said`${quoted(name)} ${own(String(mentions))}`),
        ', ',
      ),
    ]);
  if (entity.date !== '') facts.push([ours('When'), said`${quoted(entity.date)}`]);
  const past = pastState(entity);
  facts.push(...past);
  if (entity.parent !== '') facts.push([ours('Part of'), said`${quoted(entity.parent)}`]);
  const rows = [...new Set(all.map(({ row }) => row))];
  const heads = desk.cables.heads(rows);
  const dated = heads.filter(({ date }) => date !== '');
  const [first, last] = [dated[0], dated.at(-1)];
  if (first !== undefined && last !== undefined)
    facts.push([
      ours('Cables'),
      first === last
        ? said`${ref(first.ref)}, ${quoted(first.date)}`
        : said`${quoted(first.date)} (${ref(first.ref)}) to ${quoted(last.date)} (${ref(last.ref)})`,
    ]);
  // A state of the past sent none of these: its name is in those of others.
  if (entity.kind === 'country' && past.length === 0) facts.push(...missionFacts(desk, entity, heads.length));
  const roles = entity.kind === 'individual' ? rolesOf(desk, places) : [];
  const listed = entity.kind === 'individual' ? listedRole(desk, entity) : undefined;
  const isListed = (role: string): boolean => role.toLowerCase() === listed?.toLowerCase();
  return {
    title: said`${quoted(entity.name)}`,
    blocks: [
      {
        kind: 'text',
        text: said`${own(kindName(entity.kind))} · named in ${plural(entity.cables, 'cable')}, ${total(plural(entity.mentions, 'time'))}${entity.hidden ? said` · hidden by an editor` : said``}${entity.perhaps ? said` · perhaps a name: nothing but capitals and the words around say so` : said``}${entity.ambiguous ? said` · several share this name, and these cables do not say which` : said``}`,
      },
      ...(entity.candidates.length === 0 ? [] : [candidatesBlock(desk, entity)]),
      ...(roles.length === 0
        ? []
        : [
            {
              kind: 'items' as const,
              items: roles.map(({ text, at }): Item => ({
                head: said`${quoted(text)} (${at}${isListed(text) ? said`, and the trove’s own list` : said``})`,
              })),
            },
          ]),
      ...(listed === undefined || roles.some(({ text }) => isListed(text))
        ? []
        : [{ kind: 'small' as const, text: said`The trove's own list: ${quoted(listed)}` }]),
      { kind: 'facts', facts },
      ...(await monthBlocks(
        entity,
        dated.map(({ date }) => date),
      )),
      ...(shown.length === 0 ? [] : [{ kind: 'text' as const, text: strongText(ours('In the words of the cables')) }]),
      ...(shown.length === 0 ? [] : [{ kind: 'items' as const, items: shown.map((candidate) => sentenceItem(desk, candidate, places)) }]),
      ...(statements.length === 0 ? [] : [{ kind: 'text' as const, text: strongText(ours('What they said')) }]),
      ...(statements.length === 0 ? [] : [{ kind: 'items' as const, items: statements.map((one) => statementItem(desk, one)) }]),
      ...(entity.kind === 'event' ? versionsBlocks(desk, places, shown) : []),
      { kind: 'small', text: said`Every line is from a cable; /cable opens it. Names were found by rules, and can be wrong.` },
    ],
    actions: actionsFor(desk, caller, entity),
  };
}

/** The sentences on a page, besides the statements on it. */
export function summaryOf(desk: Desk, places: readonly MentionPlace[], entity: Entity, statements: readonly Statement[]): Candidate[] {
  const isStatement = (one: Candidate): boolean =>
    statements.some(({ cable, sentence }) => cable.row === one.row && sentence.start === one.start);
  return summarise(candidatesOf(desk, places, entity).filter((one) => one.text.length <= excerptLimit(desk.exposure) && !isStatement(one)));
}

const strongText = (text: string): Text => [strong(text)];

const kindNames = english({ country: 'Country', individual: 'Individual', event: 'Event', organization: 'Organization' });
const kindName = (kind: EntityKind): string => kindNames[kind];

function listedRole(desk: Desk, entity: Entity): string | undefined {
  const names = new Set([entity.name, ...entity.aliases.map(({ name }) => name)]);
  return desk.troves
    .list()
    .flatMap(({ about }) => about.people)
    .find(({ name, aliases }) => names.has(name) || aliases.some((alias) => names.has(alias)))?.role;
}

function candidatesBlock(desk: Desk, entity: Entity): Block {
  const bearers = entity.candidates.map((id) => desk.names.get(id)).filter((one) => one !== undefined);
  return {
    kind: 'text',
    text: said`It may be ${join(
      bearers.map(
        ({ name, cables, first, last }) =>
          said`${quoted(name)} (${plural(cables, 'cable')}${first === '' ? said`` : said`, ${quoted(yearsOf(first, last))}`})`,
      ),
      ours(' or '),
    )}, likeliest first.`,
  };
}

export const yearsOf = (first: string, last: string): string =>
  first.slice(0, 4) === last.slice(0, 4) ? first.slice(0, 4) : `${first.slice(0, 4)}–${last.slice(0, 4)}`;

/** Counts the cables sent by a country's missions, next to those that name it. */
function missionFacts(desk: Desk, entity: Entity, about: number): [string, Text][] {
  const names = new Set(entity.aliases.map(({ name }) => name.toLowerCase()).filter((name) => name.length > 3));
  // Many cables share few senders: match each sender once.
  const isFrom = new Map<string, boolean>();
  const sent = desk.cables.shortest().filter(({ origin }) => {
    let from = isFrom.get(origin);
    if (from === undefined) {
      const words = ` ${origin.toLowerCase().replaceAll(/[^\p{L}]+/gu, ' ')} `;
      from = [...names].some((name) => words.includes(` ${name} `));
      isFrom.set(origin, from);
    }
    return from;
  });
  return [[ours('From there'), said`${plural(sent.length, 'cable')}, by the sender’s name; named in ${plural(about, 'cable')}`]];
}

async function monthBlocks(entity: Counted, dates: readonly string[]): Promise<Block[]> {
  const months = countMonths(dates);
  const counts = months.length > 60 ? countYears(dates) : months;
  if (counts.length < 2) return [];
  const numbers = countsText(counts);
  const alt =
    months.length > 60
      ? ours`Cables that name ${entity.name}, by year of sending: ${numbers}`
      : ours`Cables that name ${entity.name}, by month of sending: ${numbers}`;
  const left = entity.cables - counts.reduce((sum, { cables }) => sum + cables, 0);
  const undated = left <= 0 ? said`` : months.length > 60 ? said`; ${left} without a date` : said`; ${left} without a month`;
  return [
    {
      kind: 'picture',
      file: { name: 'cables-by-month.png', bytes: await pngOf(barsSvg(counts)), alt: alt.slice(0, 1000) },
      alt: said`${quoted(alt.slice(0, 1000))}`,
    },
    {
      kind: 'small',
      text: said`${months.length > 60 ? said`Cables by year` : said`Cables by month`}: ${own(numbers.length > 300 ? `${numbers.slice(0, 300)} …` : numbers)}${undated}`,
    },
  ];
}

/** Entities that co-occur with this one more often than by chance, strongest association first. */
export function coOccurring(desk: Desk, entity: Entity): { entity: Entity; both: number; score: number }[] {
  const all = desk.cables.count();
  const named = desk.names.get(entity.id)?.cables ?? 0;
  return desk.names
    .beside(entity.id)
    .map(({ entity: other, both, all: others }) => ({ entity: other, both, score: logLikelihood({ both, a: named, b: others, all }) }))
    .filter(({ both, score }) => (both >= 2 || named < 4) && score > 0)
    .toSorted((a, b) => b.score - a.score || b.both - a.both || (a.entity.id < b.entity.id ? -1 : 1));
}

function actionsFor(desk: Desk, caller: Caller, entity: Counted): Action[][] {
  const near = coOccurring(desk, entity);
  const choices = entityKinds
    .flatMap((kind) => near.filter((one) => one.entity.kind === kind).slice(0, 6))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 25)
    .map(({ entity: other, both }): Choice => ({
      label: shortName(other.name),
      value: `${queryFor(entity)} ${queryFor(other)}`.slice(0, 90),
      description: plain(said`${own(kindName(other.kind))}: ${plural(both, 'cable')} with both`),
    }))
    .filter(({ value }, i, list) => list.findIndex((one) => one.value === value) === i);
  const rows: Action[][] = [
    [
      press(said`Show cables`, 'search', { query: queryFor(entity), sort: 'newest' }, { style: 'main' }),
      // Which of several a sentence means is not known: their cables only.
      analysisOf('timeline', ours('Timeline'), entity.ambiguous ? { query: queryFor(entity) } : { about: entity.id.slice(0, 300) }),
    ],
  ];
  if (choices.length > 0) rows.push([choose(said`In the same cables`, 'search', 'query', choices)]);
  return [...rows, moreRow(entity)];
}

const analysisOf = (kind: AnalysisKind, label: string, options: Given<'analysis'>): RunAction =>
  press(said`${own(label)}`, 'analysis', { kind, ...options });

function moreRow(entity: Entity): ActionRow {
  const name = { name: entity.id };
  const section = sectionOf[entity.kind];
  return moreMenu(
    [analysisOf('network', ours('Network'), { about: entity.id.slice(0, 300) }), said`Who and what is named with it`],
    [
      analysisOf('compare', ours('As missions tell it'), { about: entity.id.slice(0, 300) }),
      said`What each mission says of it, side by side`,
    ],
    entity.kind === 'individual'
      ? [press(said`Who said what`, 'names quotes', { person: entity.id.slice(0, 300) }), said`All they said, word for word`]
      : undefined,
    [press([own(allOf[section])], section, {}, { as: 'replace' }), said`The whole list`],
    [
      form(said`Rename`, 'names rename', name, {
        title: said`Change the name shown`,
        fields: [{ option: 'to', label: ours('Its name'), description: ours('As its page should show it'), required: true, max: 200 }],
      }),
      said`Change the name shown`,
    ],
    [
      form(said`Merge`, 'names merge', name, {
        title: said`This is the same as …`,
        fields: [
          { option: 'into', label: ours('Name of the other'), description: ours('Any name it is known by'), required: true, max: 200 },
        ],
      }),
      said`Two names for the same person or thing`,
    ],
    ...(entity.aliases.length > 1
      ? [[press(said`Why these are one`, 'names why', name), said`What joins its names; take one off`] as const]
      : []),
    ...(entity.perhaps ? [[press(said`It is a name`, 'names confirm', name), said`Give it a place in the lists`] as const] : []),
    [press(said`Hide`, 'names hide', name), said`Not a real name`],
  );
}

/** A line of the index of a kind. */
export const indexLine = (one: Counted, number: number): Item => ({
  head: said`${strong(`${number}.`)} ${quoted(shortName(one.name))}${one.ambiguous ? own(' (ambiguous)') : own('')} · ${plural(one.cables, 'cable')}, ${plural(one.mentions, 'mention')}${one.last === '' ? said`` : said` · last ${quoted(one.last)}`}`,
});
