import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cable } from '../../src/cables/cables.ts';
import type { Answer, Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { fold, tokenise } from '../../src/language/tokens.ts';
import { dangling, dispute, series } from '../fixtures/planted.ts';
import { numbersOf } from '../helpers/csv.ts';
import { ask, openSample, quiet, someone, wordsOf } from '../helpers/desk.ts';

/** Each number of an analysis is counted again here, from the cables themselves, and its search finds as many. */

let desk: Desk;

let bot: Bot;
let all: Cable[];
const lead = () => someone('lead');

beforeAll(async () => {
  desk = await openSample();
  bot = await createBot(desk, quiet);
  all = [...desk.cables.all()];
  for (const [i, { ref }] of all.entries()) {
    if (i % 3 === 0) await ask(bot, 'cable', { ref }, lead());
    if (i % 5 === 0) await ask(bot, 'tag add', { ref, tag: i % 2 === 0 ? 'pumps' : 'iran-deal' }, lead());
    if (i % 7 === 0) await ask(bot, 'work status', { ref, status: i % 2 === 0 ? 'verified' : 'read' }, lead());
    if (i % 11 === 0) await ask(bot, 'note', { ref, text: 'Who says so?' }, lead());
  }
});

afterAll(() => desk.close());
const analyse = (options: ActionOptions, caller = lead()): Promise<Answer> => ask(bot, 'analysis', options, caller);

describe('counted again', () => {
  test('timeline: cables sent by month, and those that write a date of it out', async () => {
    const lines = numbersOf((await analyse({ kind: 'timeline' })).reply).slice(1);
    for (const [month = '', sent] of lines) {
      expect(Number(sent), month).toBe(all.filter(({ date }) => date.startsWith(month)).length);
    }
    expect(lines.reduce((sum, [, sent]) => sum + Number(sent), 0)).toBe(all.filter(({ date }) => date.length >= 7).length);
    // June 2018, written out with its year: each such cable is among those that name a date of it.
    const written = all.filter(({ body, subject }) => /\b\d{1,2} June 2018\b/.test(`${subject} ${body}`)).map(({ ref }) => ref);
    const named = Number(lines.find(([month]) => month === '2018-06')?.[2]);
    expect(named).toBeGreaterThanOrEqual(written.length);
  });

  test('timeline of two searches: each as if it were alone', async () => {
    const both = numbersOf((await analyse({ kind: 'timeline', query: 'iran', with: 'ukraine', by: 'month' })).reply).slice(1);
    for (const [side, query] of ['iran', 'ukraine'].entries()) {
      const alone = numbersOf((await analyse({ kind: 'timeline', query, by: 'month' })).reply).slice(1);
      for (const [month, sent, named] of alone) {
        const line = both.find(([other]) => other === month);
        expect([line?.[1 + side * 2], line?.[2 + side * 2]], `${query} ${month ?? ''}`).toEqual([sent, named]);
      }
    }
  });

  test('coverage: from what the desk holds', async () => {
    const facts = (kind: 'reading' | 'tag' | 'note') => new Set(desk.facts.all('desk', kind).map(({ cable }) => cable));
    const status = (wanted: string) =>
      new Set(desk.facts.all('desk', 'work').flatMap(({ cable, value }) => (value['status'] === wanted ? [cable] : [])));
    const marked = desk.facts
      .all('desk', 'reading')
      .flatMap(({ cable, value }) => (value.read !== undefined && value.irrelevant === undefined ? [cable] : []));
    const sets = [facts('reading'), facts('tag'), facts('note'), status('read').union(new Set(marked)), status('verified')];
    expect(sets.every((set) => set.size > 5)).toBe(true);
    const lines = numbersOf((await analyse({ kind: 'coverage' })).reply).slice(1);
    expect(lines).toHaveLength(1 + new Set(all.map(({ origin }) => origin).filter((origin) => origin !== '')).size);
    for (const [origin, cables, ...counts] of lines) {
      const own = all.filter((cable) => origin === 'All of these' || cable.origin === origin);
      expect([cables, ...counts].map(Number), origin).toEqual([
        own.length,
        ...sets.map((set) => own.filter(({ row }) => set.has(row)).length),
      ]);
    }
  });

  test('map and matrix: from the names of each cable', async () => {
    const countries = new Map(
      all.map(({ row }) => [
        row,
        desk.names.ofCable(row, new Set()).flatMap(({ entity }) => (entity.kind === 'country' && !entity.ambiguous ? [entity.name] : [])),
      ]),
    );
    const map = numbersOf((await analyse({ kind: 'map' })).reply).slice(1);
    expect(map).toHaveLength(new Set([...countries.values()].flat()).size);
    for (const [country = '', cables] of map)
      expect(Number(cables), country).toBe(all.filter(({ row }) => countries.get(row)?.includes(country)).length);
    const [head = [], ...lines] = numbersOf((await analyse({ kind: 'matrix' })).reply);
    expect(lines.length).toBeGreaterThan(8);
    for (const [origin, ...cells] of lines)
      for (const [i, cell] of cells.entries())
        expect(Number(cell), `${origin ?? ''} ${head[i + 1] ?? ''}`).toBe(
          all.filter((cable) => cable.origin === origin && countries.get(cable.row)?.includes(head[i + 1] ?? '')).length,
        );
  });

  test('network: pairs, and Dunning’s ratio by its definition', async () => {
    const { reply } = await analyse({ kind: 'network' });
    const lines = numbersOf(reply).slice(1);
    const names = new Map(
      all.map(({ row }) => [
        row,
        new Set(desk.names.ofCable(row, new Set()).flatMap(({ entity }) => (entity.ambiguous ? [] : [entity.name]))),
      ]),
    );
    const holding = (...wanted: string[]) => all.filter(({ row }) => wanted.every((name) => names.get(row)?.has(name))).length;
    const n = all.length;
    const likelihood = (k: number, m: number, p: number) => k * Math.log(Math.max(p, 1e-300)) + (m - k) * Math.log(Math.max(1 - p, 1e-300));
    for (const [a = '', b = '', both, score, cablesA, cablesB] of lines) {
      const [k, x, y] = [holding(a, b), holding(a), holding(b)];
      expect([both, cablesA, cablesB].map(Number), `${a} ${b}`).toEqual([k, x, y]);
      // -2 log lambda of two binomials: b among the cables with a, and among those without.
      const p = y / n;
      const ratio =
        2 * (likelihood(k, x, k / x) + likelihood(y - k, n - x, (y - k) / (n - x)) - likelihood(k, x, p) - likelihood(y - k, n - x, p));
      expect(Number(score)).toBeCloseTo(ratio, 0);
      expect(ratio).toBeGreaterThanOrEqual(10.83);
    }
    expect(new Set(lines.flatMap(([a, b]) => [a, b])).size).toBeLessThanOrEqual(25);
    const graph = new TextDecoder().decode((reply.files ?? []).find(({ name }) => name.endsWith('.graphml'))?.bytes);
    expect(graph.match(/<edge /g)).toHaveLength(lines.length);
  });

  test('distinctive: cables that hold a word, here and elsewhere, and z by the published formula', async () => {
    const lines = numbersOf((await analyse({ kind: 'distinctive', query: 'from:kyiv' })).reply).slice(1);
    const inside = (cable: Cable) => cable.origin.includes('Kyiv');
    const stems = new Map(
      all.map((cable) => [
        cable.row,
        new Set(
          tokenise(
            [cable.subject, ...(cable.title === cable.subject ? [] : [cable.title]), cable.body].join('\n\n'),
            cable.language,
          ).flatMap(({ stem, halves }) => [stem, ...(halves ?? []).map((half) => half.stem)]),
        ),
      ]),
    );
    const words = lines.filter(([, kind]) => kind === 'word');
    expect(new Set(words.map(([word = '']) => fold(word))).size).toBe(words.length);
    expect(words.length).toBeGreaterThan(5);
    for (const [word = '', , , , here, elsewhere] of words) {
      const holding = all.filter(({ row, language }) => stems.get(row)?.has(tokenise(word, language)[0]?.stem ?? ''));
      expect([here, elsewhere].map(Number), word).toEqual([
        holding.filter(inside).length,
        holding.filter((cable) => !inside(cable)).length,
      ]);
    }
  });

  test('stats: what cables do not say is counted, and is no bar', async () => {
    const { reply } = await analyse({ kind: 'stats' });
    const without = all.filter(({ marking }) => marking === '').length;
    expect(without).toBeGreaterThan(0);
    expect(Number(numbersOf(reply).find(([what]) => what === 'Marking: none')?.[1])).toBe(without);
    const picture = reply.blocks.find((block) => block.kind === 'picture');
    expect(picture?.kind === 'picture' ? plain(picture.alt) : '').toMatch(/^Marking: LIMITE \d+, RESTREINT UE \d+\. Language: en/);
  });

  test('stats: as many names as the lists have, shared ones among them', async () => {
    const { reply } = await analyse({ kind: 'stats' });
    const lines = numbersOf(reply);
    for (const [kind, name] of [
      ['country', 'countries'],
      ['individual', 'individuals'],
      ['organization', 'organizations'],
      ['event', 'events'],
    ] as const)
      expect(Number(lines.find(([what]) => what === `Named: ${name}`)?.[1]), kind).toBe(
        desk.names.list(kind, { sort: 'name', offset: 0, limit: 1 }).total,
      );
    const shared = desk.names.ambiguous().length;
    expect(shared).toBeGreaterThan(0);
    expect(wordsOf(reply)).toContain(`Of the names, ${shared} `);
  });

  test('stats: cables by marking, language and form', async () => {
    const lines = numbersOf((await analyse({ kind: 'stats' })).reply).slice(1);
    for (const [field, name] of [
      ['marking', 'Marking'],
      ['lang', 'Language'],
      ['type', 'Form'],
    ] as const)
      for (const [what = '', value] of lines.filter(([one]) => one?.startsWith(`${name}: `)))
        expect(Number(value), what).toBe(all.filter((cable) => `${name}: ${cable[field] === '' ? 'none' : cable[field]}` === what).length);
    expect(lines.find(([what]) => what === 'Cables')?.[1]).toBe(String(all.length));
  });
});

describe('the planted gaps and disputes', () => {
  test('gaps: the missing week, the ref that leads nowhere, and nothing else', async () => {
    const lines = numbersOf((await analyse({ kind: 'gaps' })).reply).slice(1);
    expect(lines.map(([kind, what]) => [kind, what])).toEqual([
      ['missing number', `Weekly report, Kyiv, week ${series.missing.week} (EU Delegation Kyiv)`],
      ['cited, not here', dangling.ref],
    ]);
    const [[, , expected = '', by = ''] = [], [, , , cited = ''] = []] = lines;
    const [before, after] = [desk.cables.get(series.missing.after)?.date ?? '', desk.cables.get(series.missing.before)?.date ?? ''];
    expect(expected > before && expected < after).toBe(true);
    expect(by).toContain(series.missing.after);
    expect(by).toContain(series.missing.before);
    for (const ref of dangling.from) expect(cited).toContain(ref);
  });

  test('gaps of a search: what is missing beside a cable that was found, and no number that the search left out', async () => {
    const kyiv = numbersOf((await analyse({ kind: 'gaps', query: `ref:"${series.missing.after}"` })).reply).slice(1);
    expect(kyiv.map(([kind, what]) => [kind, what])).toEqual([
      ['missing number', `Weekly report, Kyiv, week ${series.missing.week} (EU Delegation Kyiv)`],
    ]);
    // Every second of the weekly reports: those between them are not missing.
    const weekly = all.filter(({ subject }) => subject.startsWith('Weekly report, Kyiv')).map(({ ref }) => ref);
    const some = weekly.filter((ref, i) => i % 3 !== 1 && ref !== series.missing.after && ref !== series.missing.before).slice(0, 12);
    const { ok, reply } = await analyse({ kind: 'gaps', query: some.map((ref) => `ref:"${ref}"`).join(' OR ') });
    expect(ok ? numbersOf(reply).filter(([kind]) => kind === 'missing number') : []).toEqual([]);
  });

  test('compare: each of the three sentences in dispute stands under its mission, word for word', async () => {
    const { reply } = await analyse({ kind: 'compare', about: 'Ohrid conference' });
    const passages = reply.blocks.flatMap((block) =>
      block.kind === 'items' ? block.items.map(({ head, passage }) => ({ head: plain(head), text: plain(passage ?? []) })) : [],
    );
    for (const { ref, words } of dispute) {
      const told = passages.filter(({ head }) => head.includes(ref));
      expect(
        told.some(({ text }) => text.includes(words)),
        `${ref}: ${words}`,
      ).toBe(true);
      for (const { text } of told) expect(desk.cables.get(ref)?.body).toContain(text);
    }
    const origins = dispute.map(({ ref }) => desk.cables.get(ref)?.origin ?? '');
    const phrases = numbersOf(reply).slice(1);
    expect(new Set(phrases.map(([origin]) => origin))).toEqual(new Set(origins));
    // A phrase of one mission stands in none of the others' cables.
    const stems = (text: string) =>
      ` ${tokenise(text)
        .map(({ stem }) => stem)
        .join(' ')} `;
    for (const [origin, phrase = ''] of phrases)
      for (const { ref } of dispute) {
        const cable = desk.cables.get(ref);
        expect(stems(cable?.body ?? '').includes(stems(phrase)), `${phrase} in ${ref}`).toBe(cable?.origin === origin);
      }
  });
});
