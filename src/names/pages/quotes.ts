import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { mayRun } from '../../desk/policy.ts';
import { countsOtherwise, gistOf } from '../../language/gist.ts';
import type { Sentence } from '../../language/sentences.ts';
import { tokenise } from '../../language/tokens.ts';
import { findSpans } from '../../query/matching.ts';
import { positives, type TextNode } from '../../query/tree.ts';
import { choose } from '../../reply/actions.ts';
import { absence } from '../../reply/absence.ts';
import { DeskError } from '../../reply/failure.ts';
import { listPage } from '../../reply/paging.ts';
import type { Block, Reply } from '../../reply/reply.ts';
import { plain, plural, quoted, said, strong, ours } from '../../reply/text.ts';
import { RowSet } from '../../query/row-set.ts';
import { runSearch, type SearchRequest } from '../../search/search.ts';
import { queryFor } from '../filters.ts';
import type { Counted } from '../lookup.ts';
import { placesOf } from './sayings.ts';
import { openEntity, shortName } from './entity-page.ts';
import { entityNamed } from './section.ts';
import { statementItem, statementsIn, statementsOf, type Statement } from './statements.ts';

/** What `/names quotes` is asked. */
export type QuotesAsked = {
  person?: string | undefined;
  topic?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  page?: number | undefined;
};

const perPage = 5;
/** Cables that are read for one answer. */
const mostCables = 300;
const mostPairs = 3;
/** Of those who share a name. */
const mostPeople = 10;
/** Milliseconds of reading before the bot answers somebody else. */
const yieldAfter = 15;

/** Who said what: the statements of one person, or about a topic, as the cables report them; other figures of the same thing first. */
export async function quotesPage(desk: Desk, caller: Caller, asked: QuotesAsked): Promise<Reply> {
  const topic = asked.topic?.trim() ?? '';
  const named = asked.person?.trim() ?? '';
  if (topic === '' && named === '') return whoPage(await quotedPeople(desk));
  const people = named === '' ? undefined : await peopleNamed(desk, caller, named);
  const cables = await cablesFor(desk, caller, { ...asked, topic }, people);
  const statements = await found(desk, cables, people);
  const pairs = (asked.page ?? 1) > 1 ? [] : otherFigures(desk, statements);
  const [person] = people ?? [];
  const who = quoted(people?.length === 1 ? (person?.name ?? '') : named);
  const { page: _, ...same } = asked;
  return listPage({
    title:
      person === undefined
        ? said`Who said what about ${quoted(topic)}`
        : topic === ''
          ? said`What ${who} said`
          : said`What ${who} said about ${quoted(topic)}`,
    before: pairs,
    rows: statements,
    perPage,
    page: asked.page,
    item: (one) => statementItem(desk, one, one.marks),
    empty: absence(
      person === undefined
        ? said`No sentence about ${quoted(topic)} names who said it.`
        : topic === ''
          ? said`No sentence names ${who} as the one who said something.`
          : said`No sentence about ${quoted(topic)} names ${who} as the one who said it.`,
    ),
    order: said`${plural(statements.length, 'statement')}, newest first`,
    after: [
      ...(cables.of > cables.rows.length
        ? [{ kind: 'small' as const, text: said`From the newest ${cables.rows.length} of ${plural(cables.of, 'cable')}.` }]
        : []),
      ...(statements.length > 0
        ? []
        : [
            {
              kind: 'small' as const,
              text: said`Sentences such as “X said that …” are found; “he said” only where it is clear who “he” is.`,
            },
          ]),
      { kind: 'small', text: said`Who speaks was read by rules, from the sentence or its paragraph, and can be wrong.` },
    ],
    menus: (shown, first) =>
      shown.length === 0
        ? []
        : [
            [
              choose(
                said`Open a cable`,
                'cable',
                'ref',
                shown
                  .map(({ cable }, i) => ({
                    label: `${first + i}. ${cable.ref}`.slice(0, 100),
                    value: cable.ref,
                    description: plain([quoted(cable.subject.slice(0, 90))]),
                  }))
                  .filter(({ value }, i, all) => value.length <= 100 && all.findIndex((one) => one.value === value) === i),
              ),
            ],
          ],
    turn: ['names quotes', same],
    beside: person === undefined || people?.length !== 1 ? [] : [openEntity(person, said`Page of this person`)],
  });
}

/** Everybody of this name; a failure when there is nobody, or an editor has hidden them. */
async function peopleNamed(desk: Desk, caller: Caller, name: string): Promise<Counted[]> {
  await desk.names.settledSoon();
  const several = desk.names.get(name) === undefined ? desk.names.named(name, 'individual') : [];
  const found = several.length > 1 ? several.slice(0, mostPeople) : [await entityNamed(desk, caller, name, 'individual')];
  const shown = found.filter(({ hidden }) => !hidden || mayRun(caller, 'editor').allowed);
  if (shown.length === 0) throw new DeskError(said`An editor has hidden ${quoted(found[0]?.name ?? name)}.`);
  return shown;
}

/** So many people are asked about at most, and so many places of each: most who speak are found at once. */
const mostAsked = 80;
const mostPlaces = 60;
const mostOffered = 25;

/** Of the people named most, those who say something. */
async function quotedPeople(desk: Desk): Promise<Counted[]> {
  const people: Counted[] = [];
  let since = performance.now();
  for (const one of desk.names.list('individual', { sort: 'mentions', offset: 0, limit: mostAsked }).rows) {
    if (people.length === mostOffered) break;
    if (
      desk.names
        .mentions(one.id)
        .slice(0, mostPlaces)
        .some((mention) => statementsOf(desk, placesOf(desk, [mention])).length > 0)
    )
      people.push(one);
    since = await yielded(since);
  }
  return people;
}

/** Whose statements? */
function whoPage(rows: readonly Counted[]): Reply {
  return {
    title: said`Who said what`,
    blocks: [
      {
        kind: 'text',
        text: said`Name a person, a topic, or both: what they said is shown word for word, with who reports it, when and where.`,
      },
    ],
    actions:
      rows.length === 0
        ? []
        : [
            [
              choose(
                said`What did they say?`,
                'names quotes',
                'person',
                rows.map(({ id, name, cables }) => ({
                  label: shortName(name),
                  value: id.length <= 90 ? id : name.slice(0, 90),
                  description: plain([plural(cables, 'cable')]),
                })),
                { as: 'replace' },
              ),
            ],
          ],
  };
}

/** The cables to be read, newest first; `words`: what their sentences must hold one of. */
type ToRead = { rows: number[]; of: number; words: TextNode[] };

async function cablesFor(
  desk: Desk,
  caller: Caller,
  { topic, since, until }: QuotesAsked & { topic: string },
  people: readonly Counted[] | undefined,
): Promise<ToRead> {
  await desk.names.settledSoon();
  const query = topic === '' && people !== undefined ? people.map(queryFor).join(' OR ') : topic;
  const request: SearchRequest = { query, since, until, sort: 'newest', copies: 'apart' };
  const its = people === undefined ? undefined : new RowSet().add(desk.names.rowsOf(people.map(({ id }) => id)));
  const { query: understood, found } = await runSearch(desk, caller, request, 0, mostCables, its);
  return { rows: found.hits.map(({ row }) => row), of: found.total, words: topic === '' ? [] : positives(understood.root) };
}

/** A statement, and where it has the words of the topic. */
type Found = Statement & { marks: [number, number][] };

async function found(desk: Desk, { rows, words }: ToRead, people: readonly Counted[] | undefined): Promise<Found[]> {
  const each = new Map<string, Found>();
  const its =
    people === undefined
      ? undefined
      : Map.groupBy(
          people.flatMap(({ id }) => desk.names.mentions(id)),
          ({ row }) => row,
        );
  let since = performance.now();
  for (const row of rows) {
    const cable = desk.cables.byRow(row);
    if (cable === undefined) continue;
    const tokens = words.length === 0 ? [] : tokenise(cable.body, cable.language);
    const spans = words.flatMap((word) => findSpans(cable.body, tokens, word));
    const marksIn = ({ start, end }: Sentence): [number, number][] => spans.filter(([from, to]) => from >= start && to <= end);
    const passes = (sentence: Sentence): boolean => words.length === 0 || marksIn(sentence).length > 0;
    if (words.length > 0 && spans.length === 0) continue;
    const all = its === undefined ? statementsIn(desk, cable, passes) : statementsOf(desk, placesOf(desk, its.get(row) ?? []));
    for (const one of all) {
      const text = cable.body.slice(one.sentence.start, one.sentence.end);
      const key = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
      if (passes(one.sentence) && !each.has(key)) each.set(key, { ...one, marks: marksIn(one.sentence) });
    }
    since = await yielded(since);
  }
  return [...each.values()];
}

/** When the bot last answered somebody else: now, if this has gone on for long. */
async function yielded(since: number): Promise<number> {
  if (performance.now() - since < yieldAfter) return since;
  await new Promise((resolve) => setImmediate(resolve));
  return performance.now();
}

/** Statements of the same person that give other figures of the same thing, side by side. */
function otherFigures(desk: Desk, statements: readonly Statement[]): Block[] {
  const gists = statements.map((one) => ({
    one,
    gist: gistOf(one.cable.body.slice(one.sentence.start, one.sentence.end), one.name, one.cable.date),
  }));
  const pairs = gists.flatMap(({ one, gist }, i) =>
    gists.slice(i + 1).flatMap((other) => {
      const figures = one.entity !== '' && one.entity === other.one.entity ? countsOtherwise(gist, other.gist) : undefined;
      return figures === undefined ? [] : [{ figures, items: [statementItem(desk, other.one), statementItem(desk, one)] }];
    }),
  );
  return pairs.slice(0, mostPairs).flatMap(({ figures: { here, there }, items }): Block[] => [
    { kind: 'text', text: said`${strong(ours('Other figures'))}: “${quoted(here)}” and “${quoted(there)}”` },
    { kind: 'items', items },
  ]);
}
