import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { noCable } from '../../desk/facts.ts';
import { excerptLimit, mayRun } from '../../desk/policy.ts';
import { passageText } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import { sentenceAround } from '../../language/sentences.ts';
import { isStopWord } from '../../language/tokens.ts';
import { choose, form, press, type RunAction } from '../../reply/actions.ts';
import { absence, total } from '../../reply/absence.ts';
import { DeskError } from '../../reply/failure.ts';
import { listPage } from '../../reply/paging.ts';
import type { Action, Block, Choice, Item, Reply } from '../../reply/reply.ts';
import { join, ours, own, plural, quoted, ref, said, strong, time, type Text } from '../../reply/text.ts';
import { runSearch } from '../../search/search.ts';
import { cableFor, done, person } from '../../team/pages/lines.ts';
import { termKey, type GlossaryTerm, type TermMeaning } from '../glossary.ts';
import { paragraphMark } from './sayings.ts';

/** The glossary: terms of the trove, what the cables themselves say they mean, and what the desk says. */

const perPage = 10;
/** Terms explained under one cable, and words of it that are looked up. */
const mostOfCable = 10;
const mostLookedUp = 700;
/** Characters of a cable in which terms are looked for. */
const mostRead = 30_000;
const longestMeaning = 200;

/** What `/names glossary` is asked: one term, the terms of a cable, or all. */
export type GlossaryAsked = { term?: string | undefined; ref?: string | undefined; page?: number | undefined };

type DeskMeaning = { key: string; term: string; meaning: string; member: string; at: number };

/** What editors of this desk say that terms mean, by key. */
const deskMeanings = (desk: Desk, caller: Caller): Map<string, DeskMeaning> =>
  new Map(
    desk.facts
      .all(caller.desk, 'term')
      .map(({ key, value, member, at }) => [key, { key, member, at, term: value.term, meaning: value.meaning }] as const),
  );

/** One term, the terms of one cable, or the list of all. */
export async function glossaryPage(desk: Desk, caller: Caller, asked: GlossaryAsked): Promise<Reply> {
  await desk.names.settledSoon();
  const typed = asked.term?.trim() ?? '';
  if (typed !== '') return termPage(desk, caller, typed);
  if (asked.ref !== undefined) return termsOfCable(desk, caller, asked.ref);
  return allTerms(desk, caller, asked.page);
}

/** Suggestions for a term: those of the cables and those of the desk. */
export function suggestTerms(desk: Desk, caller: Caller, typed: string): Choice[] {
  const key = termKey(typed);
  const own = [...deskMeanings(desk, caller).values()].filter((one) => one.key.startsWith(key));
  const found = desk.names.completeTerms(typed, 25).filter((one) => !own.some((known) => known.key === one.key));
  return [
    ...own.map(({ term, meaning }) => ({ label: `${term}: ${meaning}`.slice(0, 100), value: term.slice(0, 100) })),
    ...found.map(({ key: of, term, cables }) => ({
      label: `${term}: ${desk.names.meanings(of)[0]?.meaning ?? ''} (${cables})`.slice(0, 100),
      value: term.slice(0, 100),
    })),
  ].slice(0, 25);
}

function allTerms(desk: Desk, caller: Caller, page: number | undefined): Reply {
  const own = [...deskMeanings(desk, caller).values()].filter(({ key }) => desk.names.term(key) === undefined);
  const ownTerms: GlossaryTerm[] = own.map(({ key, term }) => ({ key, term, cables: 0 }));
  const byDesk = deskMeanings(desk, caller);
  return listPage({
    title: (count) => said`Glossary: ${total(plural(count, 'term'))}`,
    rows: (offset, limit) => {
      const first = ownTerms.slice(offset, offset + limit);
      const { total: inCables, rows } = desk.names.terms({ offset: Math.max(0, offset - ownTerms.length), limit: limit - first.length });
      return { total: inCables + ownTerms.length, rows: [...first, ...rows] };
    },
    perPage,
    page,
    item: (term): Item => ({ head: termLine(desk, term, byDesk.get(term.key)) }),
    empty: absence(said`No cable spells a term out, as in “National Security Council (NSC)”.`),
    order: said`those that most cables spell out first`,
    menus: (shown) =>
      shown.length === 0
        ? []
        : [
            [
              choose(
                said`Open a term`,
                'names glossary',
                'term',
                shown.map(({ term }) => ({ label: term.slice(0, 100), value: term.slice(0, 100) })),
                { as: 'replace' },
              ),
            ],
          ],
    turn: ['names glossary', {}],
    beside: mayRun(caller, 'editor').allowed ? [defineForm()] : [],
  });
}

/** `NSC: National Security Council · 3 cables, and 1 other meaning`. */
function termLine(desk: Desk, { key, term, cables }: GlossaryTerm, decided: DeskMeaning | undefined): Text {
  const [first, ...others] = desk.names.meanings(key);
  const meaning = decided?.meaning ?? first?.meaning ?? '';
  const count = cables === 0 ? said`by the desk` : said`spelled out in ${plural(cables, 'cable')}`;
  const more =
    decided !== undefined && cables > 0
      ? said`, the desk’s words`
      : others.length === 0
        ? said``
        : said`, ${plural(others.length, 'other meaning')}`;
  return said`${{ kind: 'mark', text: term }}: ${quoted(meaning)} · ${count}${more}`;
}

async function termPage(desk: Desk, caller: Caller, typed: string): Promise<Reply> {
  const key = termKey(typed);
  const decided = deskMeanings(desk, caller).get(key);
  const found = desk.names.term(typed);
  const term = found?.term ?? decided?.term ?? typed.slice(0, 60);
  const meanings = desk.names.meanings(key);
  const { found: uses } = await runSearch(desk, caller, { query: `="${term.replaceAll('"', '')}"`, copies: 'apart' }, 0, 0);
  return {
    title: said`${quoted(term)}`,
    blocks: [
      ...(decided === undefined ? [] : [deskBlock(desk, caller, decided)]),
      { kind: 'items', items: meanings.map((one) => meaningItem(desk, one)) },
      ...(meanings.length > 0 ? [] : [{ kind: 'text' as const, text: notSpelledOut(term) }]),
      {
        kind: 'small',
        text:
          uses.total === 0
            ? absence(said`No cable has it.`)
            : said`Used in ${total(plural(uses.total, 'cable'))}. Meanings are word for word from the cables; which one a cable means, its text must tell.`,
      },
    ],
    actions: [
      [
        ...(uses.total === 0
          ? []
          : [press(said`Show cables`, 'search', { query: `="${term.replaceAll('"', '')}"` }, { style: 'main' as const })]),
        ...(mayRun(caller, 'editor').allowed ? [meaningForm(term, decided?.meaning ?? meanings[0]?.meaning)] : []),
        press(said`All terms`, 'names glossary', {}, { as: 'replace' }),
      ],
    ],
  };
}

const notSpelledOut = (term: string): Text =>
  absence(
    said`No cable spells it out. Looked for: a bracket behind its meaning, “… (${quoted(term)})”, and a bracket behind it, “${quoted(term)} (…)”.`,
  );

const deskBlock = (desk: Desk, caller: Caller, { meaning, member, at }: DeskMeaning): Block => ({
  kind: 'text',
  text: said`${strong(ours('At this desk:'))} ${quoted(meaning)} (${person(desk, caller.desk, member)}, ${time(at, 'date')})`,
});

/** A meaning with the first places that say so, the first of them in its sentence. */
function meaningItem(desk: Desk, { meaning, cables, places }: TermMeaning): Item {
  const named = places.flatMap((place) => {
    const cable = desk.cables.byRow(place.row);
    return cable === undefined ? [] : [{ place, cable }];
  });
  const [first] = named;
  const list = join(
    named.map(({ place, cable }) => said`${ref(cable.ref)}${own(paragraphMark(desk, place))}`),
    ', ',
  );
  return {
    head: said`${quoted(meaning)} · ${plural(cables, 'cable')}`,
    lines: [cables > named.length ? said`${list} and ${cables - named.length} more` : list],
    ...(first === undefined ? {} : { passage: passageAt(desk, first.cable, first.place) }),
  };
}

/** The sentence around a place, as much of it as may be shown. */
function passageAt(desk: Desk, cable: Cable, place: { start: number; end: number }): Text {
  const most = excerptLimit(desk.exposure);
  const sentence = sentenceAround(cable.body, place);
  const from =
    sentence.end - sentence.start <= most ? sentence.start : Math.max(sentence.start, Math.min(place.start, sentence.end - most));
  const to = Math.min(sentence.end, from + most);
  const marks: [number, number][] = [[place.start - from, Math.min(place.end, to) - from]];
  return passageText(
    cable.body.slice(from, to),
    marks,
    { before: from > sentence.start, after: to < sentence.end },
    { cable: cable.row, at: from },
  );
}

/** The terms in a cable that its text does not spell out, but other cables or the desk do; their keys, in the order of the text. */
export function openTerms(desk: Desk, caller: Caller, cable: Pick<Cable, 'row' | 'body'>): string[] {
  const body = cable.body.slice(0, mostRead);
  const found = new Set(
    body
      .matchAll(/(?<![\p{L}\d])[\p{L}\d][\p{L}\d&./-]{1,11}(?![\p{L}\d])/gu)
      .filter(([word]) => /\p{Lu}/u.test(word))
      .map(([word]) => termKey(word)),
  );
  const keys = [...found].slice(0, mostLookedUp);
  const spelled = new Set(desk.names.spelledOutIn(cable.row));
  const byDesk = deskMeanings(desk, caller);
  // In a text of capitals WHO and AID are words: only what is spelled out in such a text counts.
  const isShouted = !/\p{Ll}{3}/u.test(body);
  const known = desk.names.knownTerms(keys);
  return keys
    .filter((key) => !spelled.has(key) && (byDesk.has(key) || known.has(key)))
    .filter((key) => !isShouted || byDesk.has(key) || (!isStopWord(key.toLowerCase()) && isShoutedTerm(desk, key)))
    .slice(0, mostOfCable);
}

const isShoutedTerm = (desk: Desk, key: string): boolean => desk.names.meanings(key).some(({ meaning }) => !/\p{Ll}/u.test(meaning));

/** The button under a card, where its text uses such terms. */
export const termsAction = (desk: Desk, caller: Caller, cable: Cable): RunAction[] =>
  openTerms(desk, caller, cable).length === 0 ? [] : [press(said`Terms`, 'names glossary', { ref: cable.ref })];

function termsOfCable(desk: Desk, caller: Caller, wanted: string): Reply {
  const cable = cableFor(desk, wanted);
  const byDesk = deskMeanings(desk, caller);
  const keys = openTerms(desk, caller, cable);
  const terms = keys.flatMap((key) => desk.names.term(key) ?? { key, term: byDesk.get(key)?.term ?? key, cables: 0 });
  return {
    title: said`Terms in ${ref(cable.ref)}`,
    blocks: [
      terms.length === 0
        ? { kind: 'text', text: absence(said`It uses no term that other cables or the desk explain.`) }
        : { kind: 'items', items: terms.map((term) => ({ head: termLine(desk, term, byDesk.get(term.key)) })) },
      { kind: 'small', text: said`Terms that its own text does not spell out; what other cables say they mean.` },
    ],
    actions:
      terms.length === 0
        ? []
        : [
            [
              choose(
                said`Open a term`,
                'names glossary',
                'term',
                terms.map(({ term }) => ({ label: term.slice(0, 100), value: term.slice(0, 100) })),
              ),
            ],
          ],
  };
}

const meaningField = (value: string | undefined) => ({
  option: 'meaning' as const,
  label: ours('What it means'),
  description: ours('Leave it empty to go by the cables alone'),
  ...(value === undefined ? {} : { value: value.slice(0, longestMeaning) }),
  max: longestMeaning,
});

const meaningForm = (term: string, value: string | undefined): Action =>
  form(
    said`Say what it means`,
    'names define',
    { term: term.slice(0, 60) },
    { title: said`What a term means`, fields: [meaningField(value)] },
  );

const defineForm = (): Action =>
  form(
    said`Add a term`,
    'names define',
    {},
    {
      title: said`What a term means`,
      fields: [{ option: 'term', label: ours('The term'), required: true, max: 60 }, meaningField(undefined)],
    },
  );

const openTerm = (term: string): RunAction => press(said`Open it`, 'names glossary', { term: term.slice(0, 60) });

/** Says what a term means at this desk, or with no meaning goes by the cables alone again. */
export function defineTerm(desk: Desk, caller: Caller, typed: string, meant: string | undefined): Reply {
  const term = typed.replaceAll(/\s+/g, ' ').trim();
  const meaning = meant?.replaceAll(/\s+/g, ' ').trim() ?? '';
  const key = termKey(term);
  if (key === '') throw new DeskError(said`A term needs at least one letter.`, { kind: 'usage' });
  const known = deskMeanings(desk, caller).get(key);
  if (meaning === '' && known === undefined)
    throw new DeskError(said`The desk says nothing about ${quoted(term)} yet: give its meaning.`, { kind: 'usage' });
  if (meaning === known?.meaning)
    throw new DeskError(said`${quoted(term)} means ${quoted(meaning)} at this desk already.`, { actions: [openTerm(term)] });
  const shown = desk.names.term(term)?.term ?? known?.term ?? term;
  const act = desk.act(caller, { act: meaning === '' ? 'term removed' : 'term', detail: { term: shown } }, ({ act: number, put, drop }) => {
    if (meaning === '') drop('term', noCable, key);
    else put('term', noCable, key, { term: shown, meaning });
    return number;
  });
  return done(meaning === '' ? said`${quoted(shown)} goes by the cables alone again.` : said`${quoted(shown)}: ${quoted(meaning)}`, act, {
    actions: [openTerm(shown)],
  });
}
