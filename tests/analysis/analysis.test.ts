import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysisKinds } from '../../src/analysis/analysis.ts';
import type { Analyst } from '../../src/analysis/analyst.ts';
import type { Cable } from '../../src/cables/cables.ts';
import type { Answer, Bot } from '../../src/bot/command.ts';
import { renderReply } from '../../src/chat/discord/render.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import type { Action, ActionOptions, Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { fold, tokenise } from '../../src/language/tokens.ts';
import { dangling, dispute, series } from '../fixtures/planted.ts';
import {
  actionNamed,
  actionsOf,
  ask,
  importRecords,
  itemsOf,
  openSample,
  quiet,
  sampleFolder,
  someone,
  testDesk,
  wordsOf,
} from '../helpers/desk.ts';

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
    if (i % 7 === 0) await ask(bot, 'status', { ref, status: i % 2 === 0 ? 'verified' : 'read' }, lead());
    if (i % 11 === 0) await ask(bot, 'note', { ref, text: 'Who says so?' }, lead());
  }
});
afterAll(() => desk.close());

const analyse = (options: ActionOptions, caller = lead()): Promise<Answer> => ask(bot, 'analysis', options, caller);
const picture = (reply: Reply): Uint8Array | undefined =>
  reply.blocks.flatMap((block) => (block.kind === 'picture' ? [block.file.bytes] : []))[0];
/** The numbers as they stand in the file: the header, then the lines. */
function numbers(reply: Reply): string[][] {
  const csv = new TextDecoder().decode((reply.files ?? []).find(({ name }) => name.endsWith('.csv'))?.bytes);
  const rows = csv
    .replace(/^\uFEFF/, '')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')),
    );
  // The last column is the search behind the line.
  return rows.map((cells) => cells.slice(0, rows[0]?.indexOf('search')));
}
const total = (reply: Reply): number => Number(/^([\d,]+) cables? for/.exec(wordsOf(reply))?.[1]?.replaceAll(',', '') ?? 0);
const shows = (reply: Reply): Extract<Action, { kind: 'choose' }>[] =>
  actionsOf(reply).flatMap((action) => (action.kind === 'choose' && plain(action.label).startsWith('Show cables') ? [action] : []));

const everything: ActionOptions[] = [
  { kind: 'timeline' },
  { kind: 'timeline', by: 'year' },
  { kind: 'timeline', query: 'from:kyiv', by: 'day', since: '2018-05', until: '2018-07' },
  { kind: 'timeline', query: 'iran', with: 'ukraine OR russia' },
  { kind: 'trends' },
  { kind: 'trends', about: 'Helsinki meeting' },
  { kind: 'trends', query: 'report OR iran', split: '2018-03-01' },
  { kind: 'distinctive', query: 'from:kyiv' },
  { kind: 'distinctive', query: 'iran', with: 'china' },
  { kind: 'distinctive', query: 'lang:fr' },
  { kind: 'network' },
  { kind: 'network', about: 'Iran' },
  { kind: 'network', query: 'date:2018' },
  { kind: 'matrix' },
  { kind: 'matrix', by: 'tag', across: 'month' },
  { kind: 'matrix', by: 'person', across: 'event' },
  { kind: 'matrix', by: 'organization', across: 'marking', query: 'the' },
  { kind: 'map' },
  { kind: 'map', since: '2018-06' },
  { kind: 'gaps' },
  { kind: 'compare', about: 'Ohrid conference' },
  { kind: 'compare', query: 'anthracite' },
  { kind: 'compare', about: 'Iran' },
  { kind: 'coverage' },
  { kind: 'coverage', by: 'month' },
  { kind: 'coverage', by: 'country', query: 'date:2018' },
  { kind: 'coverage', by: 'tag' },
  { kind: 'stats' },
  { kind: 'stats', query: 'iran' },
];

describe('every analysis', () => {
  test('the list above has every kind', () => {
    expect(new Set(everything.map(({ kind }) => kind))).toEqual(new Set(analysisKinds));
  });

  test.each(everything)(
    '$kind $query $about $by: a picture with words, a method, numbers, and as many cables as each line says',
    async (options) => {
      const { ok, reply } = await analyse(options);
      expect(ok, wordsOf(reply)).toBe(true);
      const png = picture(reply);
      expect(
        Buffer.from(png ?? [])
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      expect(new DataView((png ?? new Uint8Array()).buffer, png?.byteOffset).getUint32(16)).toBeLessThanOrEqual(1215);
      const block = reply.blocks.find((one) => one.kind === 'picture');
      expect(block?.kind === 'picture' ? plain(block.alt).length : 0).toBeGreaterThan(30);
      expect(wordsOf(reply)).toContain('Method: ');
      expect(numbers(reply).length).toBeGreaterThan(1);
      const { components } = renderReply(reply, { keep: () => 'kept', commands: new Map() });
      expect(JSON.stringify(components)).not.toContain('did not fit');
      let pressed = 0;
      for (const list of shows(reply))
        for (const choice of list.choices) {
          const found = await ask(bot, list.command, { ...list.options, [list.option]: choice.value }, lead());
          expect(total(found.reply), `${choice.label}: ${JSON.stringify(list.options)} ${choice.value}`).toBe(
            Number(/^\d+/.exec(choice.description ?? '')?.[0]),
          );
          expect(wordsOf(found.reply)).not.toMatch(/never closed|no partner|cannot be read/);
          pressed += 1;
        }
      expect(pressed).toBeGreaterThan(0);
    },
  );

  test('the same cables give the same bytes, another theme others', async () => {
    const [one, two, light] = await Promise.all([
      analyse({ kind: 'network' }),
      analyse({ kind: 'network' }),
      analyse({ kind: 'network', theme: 'light' }),
    ]);
    expect(Buffer.from(picture(one.reply) ?? [])).toEqual(Buffer.from(picture(two.reply) ?? []));
    expect(Buffer.from(picture(one.reply) ?? []).equals(Buffer.from(picture(light.reply) ?? []))).toBe(false);
  });
});

describe('counted again', () => {
  test('timeline: cables sent by month, and those that write a date of it out', async () => {
    const lines = numbers((await analyse({ kind: 'timeline' })).reply).slice(1);
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
    const both = numbers((await analyse({ kind: 'timeline', query: 'iran', with: 'ukraine', by: 'month' })).reply).slice(1);
    for (const [side, query] of ['iran', 'ukraine'].entries()) {
      const alone = numbers((await analyse({ kind: 'timeline', query, by: 'month' })).reply).slice(1);
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
    const sets = [facts('reading'), facts('tag'), facts('note'), status('read'), status('verified')];
    expect(sets.every((set) => set.size > 5)).toBe(true);
    const lines = numbers((await analyse({ kind: 'coverage' })).reply).slice(1);
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
    const map = numbers((await analyse({ kind: 'map' })).reply).slice(1);
    expect(map).toHaveLength(new Set([...countries.values()].flat()).size);
    for (const [country = '', cables] of map)
      expect(Number(cables), country).toBe(all.filter(({ row }) => countries.get(row)?.includes(country)).length);
    const [head = [], ...lines] = numbers((await analyse({ kind: 'matrix' })).reply);
    expect(lines.length).toBeGreaterThan(8);
    for (const [origin, ...cells] of lines)
      for (const [i, cell] of cells.entries())
        expect(Number(cell), `${origin ?? ''} ${head[i + 1] ?? ''}`).toBe(
          all.filter((cable) => cable.origin === origin && countries.get(cable.row)?.includes(head[i + 1] ?? '')).length,
        );
  });

  test('network: pairs, and Dunning’s ratio by its definition', async () => {
    const { reply } = await analyse({ kind: 'network' });
    const lines = numbers(reply).slice(1);
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
    const lines = numbers((await analyse({ kind: 'distinctive', query: 'from:kyiv' })).reply).slice(1);
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

  test('stats: cables by marking, language and form', async () => {
    const lines = numbers((await analyse({ kind: 'stats' })).reply).slice(1);
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

describe('what is planted', () => {
  test('gaps: the missing week, the ref that leads nowhere, and nothing else', async () => {
    const lines = numbers((await analyse({ kind: 'gaps' })).reply).slice(1);
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
    const kyiv = numbers((await analyse({ kind: 'gaps', query: `ref:"${series.missing.after}"` })).reply).slice(1);
    expect(kyiv.map(([kind, what]) => [kind, what])).toEqual([
      ['missing number', `Weekly report, Kyiv, week ${series.missing.week} (EU Delegation Kyiv)`],
    ]);
    // Every second of the weekly reports: those between them are not missing.
    const weekly = all.filter(({ subject }) => subject.startsWith('Weekly report, Kyiv')).map(({ ref }) => ref);
    const some = weekly.filter((ref, i) => i % 3 !== 1 && ref !== series.missing.after && ref !== series.missing.before).slice(0, 12);
    const { ok, reply } = await analyse({ kind: 'gaps', query: some.map((ref) => `ref:"${ref}"`).join(' OR ') });
    expect(ok ? numbers(reply).filter(([kind]) => kind === 'missing number') : []).toEqual([]);
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
    const phrases = numbers(reply).slice(1);
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

describe('ways in and on', () => {
  test('without a kind: a menu of all kinds, each of which answers', async () => {
    const { reply } = await analyse({});
    const menu = actionsOf(reply).find((action) => action.kind === 'choose');
    if (menu?.kind !== 'choose') throw new Error('no menu');
    expect(menu.choices.map(({ value }) => value)).toEqual([...analysisKinds]);
    for (const kind of analysisKinds) expect(wordsOf(reply)).toContain(kind);
  });

  test('a search leads to its chart, and the chart to other analyses of the same cables', async () => {
    const { reply } = await ask(
      bot,
      'search',
      { query: 'iran', filters: 'date:2018', sort: 'newest', since: '2018-01', until: '2018-12', origin: 'EU', match: 'any' },
      lead(),
    );
    const found = total(reply);
    expect(found).toBeGreaterThan(2);
    const chart = await bot.answer(lead(), actionNamed(reply, 'Chart'));
    expect(chart.ok).toBe(true);
    const sent = numbers(chart.reply)
      .slice(1)
      .reduce((sum, [, cables]) => sum + Number(cables), 0);
    expect(sent).toBeLessThanOrEqual(found);
    const more = actionsOf(chart.reply).find((action) => action.kind === 'choose' && plain(action.label) === 'Another analysis');
    if (more?.kind !== 'choose') throw new Error('no way on');
    const stats = await ask(bot, more.command, { ...more.options, [more.option]: 'stats' }, lead());
    expect(numbers(stats.reply).find(([what]) => what === 'Cables')?.[1]).toBe(String(found));
  });

  test('the board and the digest lead to what is covered', async () => {
    for (const command of ['board', 'digest preview']) {
      const { reply } = await ask(bot, command, {}, lead());
      const shown = await bot.answer(lead(), actionNamed(reply, 'Coverage'));
      expect(wordsOf(shown.reply), command).toContain('Coverage by mission');
    }
  });

  test('the page of a name leads to its timeline, network and comparison', async () => {
    const { reply } = await ask(bot, 'events', { name: 'Ohrid conference' }, lead());
    for (const label of ['Timeline', 'As missions tell it'])
      expect((await bot.answer(lead(), actionNamed(reply, label))).ok, label).toBe(true);
    const iran = await ask(bot, 'countries', { name: 'Iran' }, lead());
    expect((await bot.answer(lead(), actionNamed(iran.reply, 'Network'))).ok).toBe(true);
  });
});

describe('bad input', () => {
  const refused = async (options: ActionOptions): Promise<{ words: string; reply: Reply }> => {
    const { ok, reply } = await analyse(options);
    expect(ok, JSON.stringify(options)).toBe(false);
    expect(wordsOf(reply)).not.toContain('went wrong');
    return { words: wordsOf(reply), reply };
  };

  test('a selection of nothing names what was asked', async () => {
    for (const kind of analysisKinds)
      expect((await refused({ kind, query: 'quokkawombat' })).words, kind).toContain('No cable for quokkawombat');
    expect((await refused({ kind: 'timeline', since: '1999', until: '2001' })).words).toContain('1999');
    expect((await refused({ kind: 'timeline', since: '2018-05', until: '2018-01' })).words).toContain('Swap the two');
    expect((await refused({ kind: 'timeline', query: 'iran', with: 'quokkawombat' })).words).toContain('No cable for quokkawombat');
  });

  test('trends of a single month are by its days', async () => {
    const { ok, reply } = await analyse({ kind: 'trends', query: 'date:2018-06' });
    expect(ok, wordsOf(reply)).toBe(true);
    expect(wordsOf(reply)).toMatch(/before and from 2018-06-\d\d/);
  });

  test('one cable: an answer, or a sentence that says why not', async () => {
    for (const kind of analysisKinds) {
      const { ok, reply } = await analyse({ kind, query: 'ref:"COREU/KYI/0039/18"' });
      expect(wordsOf(reply), kind).not.toContain('went wrong');
      expect(ok || wordsOf(reply).length > 20, kind).toBe(true);
    }
  });

  test('an unknown name is answered with those like it, which lead back here', async () => {
    const { reply, words } = await refused({ kind: 'network', about: 'Vermishian' });
    expect(words).toContain('Vermishian');
    const [near] = actionsOf(reply);
    if (near?.kind !== 'run') throw new Error('nobody offered');
    expect(near.command).toBe('analysis');
    expect(plain(near.label)).toMatch(/Verm/);
    const wrong = await refused({ kind: 'timeline', query: 'person:Vermishian' });
    expect(wrong.words).toContain('Did you mean');
    expect((await bot.answer(lead(), actionNamed(wrong.reply, 'Anatol'))).ok).toBe(true);
  });

  test('what does not go together says so', async () => {
    expect((await refused({ kind: 'matrix', by: 'month', across: 'month' })).words).toContain('both month');
    expect((await refused({ kind: 'timeline', by: 'mission' })).words).toContain('day, month, year');
    expect((await refused({ kind: 'distinctive' })).words).toContain('not apart from anything');
    expect((await refused({ kind: 'trends', split: '1990' })).words).toContain('nothing to compare');
    expect((await refused({ kind: 'trends', about: 'Ohrid conference' })).words).toContain('has no date');
    expect((await refused({ kind: 'compare', query: 'from:kyiv' })).words).toContain('Only EU Delegation Kyiv');
  });
});

describe('many at once, and the end', () => {
  test('twelve people are all answered, each with their own picture', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => analyse({ kind: analysisKinds[i % analysisKinds.length] ?? 'stats', query: 'report OR iran' })),
    );
    for (const [i, { ok, reply }] of answers.entries()) {
      expect(ok, wordsOf(reply)).toBe(true);
      expect((reply.files ?? [])[0]?.name).toBe(`${analysisKinds[i % analysisKinds.length] ?? ''}.csv`);
    }
  });

  test('who waits when the desk closes is told so, and the thread ends with it', async () => {
    const mine = testDesk();
    await importRecords(mine, [{ id: 'A', ref: 'A/1', date: '2018-01-01', origin: 'Oslo', subject: 'Pumps', body: 'Pumps were sold.' }]);
    await mine.index.ready();
    let asked = 0;
    const analyst: Analyst = {
      ...mine.analyst,
      ask(question) {
        asked += 1;
        return mine.analyst.ask(question);
      },
    };
    const other = await createBot({ ...mine, analyst }, quiet);
    const waiting = [ask(other, 'analysis', { kind: 'stats' }, lead()), ask(other, 'analysis', { kind: 'gaps' }, lead())];
    await expect.poll(() => asked).toBe(2);
    await mine.close();
    for (const { reply } of await Promise.all(waiting)) expect(wordsOf(reply)).not.toContain('went wrong');
  });

  test('a sealed desk gives out no files, and short passages', async () => {
    const mine = testDesk({ exposure: 'sealed' });
    await importFiles({ desk: mine, paths: [join(sampleFolder, '2018/10')], by: 'test' });
    await Promise.all([mine.index.ready(), mine.names.settled()]);
    const { ok, reply } = await ask(await createBot(mine, quiet), 'analysis', { kind: 'compare', about: 'Ohrid conference' }, lead());
    expect(ok).toBe(true);
    expect(reply.files).toEqual([]);
    expect(itemsOf(reply).length).toBeGreaterThan(0);
    for (const { passage = [] } of itemsOf(reply)) expect(plain(passage).length).toBeLessThan(165);
  });
});

describe('what the caller may not see', () => {
  test('a withdrawn cable is in no number, name, picture or passage', async () => {
    const mine = testDesk();
    const records = Array.from({ length: 12 }, (_, i) => ({
      id: `R${i}`,
      ref: `R/${String(i).padStart(4, '0')}/18`,
      date: `2018-0${1 + (i % 6)}-1${i % 3}`,
      origin: i % 2 === 0 ? 'Embassy Oslo' : 'Embassy Riga',
      marking: 'LIMITE',
      subject: `Pumps ${i}`,
      body: `Mr. Olav Tveitmoen met Ms. Rita Zakaite in Norway. The pumps were sold in round ${i}.`,
    }));
    await importRecords(mine, [
      ...records,
      {
        id: 'S',
        ref: 'S/0099/18',
        date: '2019-09-09',
        origin: 'Hiddenville',
        marking: 'HIDDENMARK',
        subject: 'Quokkawombat pumps',
        // The longest form of a name that the others bear in short.
        body: 'Mr. Xaver Quokkawombat of the Hidden Commission met Mr. Xaver Quokkawombat in Mongolia. Mr. Olav Hemmelig Tveitmoen was there. Mr. Olav Hemmelig Tveitmoen said so; Mr. Olav Hemmelig Tveitmoen left. '.concat(
          'Mr. Olav Hemmelig Tveitmoen wrote. '.repeat(30),
        ),
        refs: ['R/9999/18'],
      },
    ]);
    await Promise.all([mine.index.ready(), mine.names.settled()]);
    const other = await createBot(mine, quiet);
    await ask(other, 'tag add', { ref: 'S/0099/18', tag: 'hiddentag' }, lead());
    const visible = async (caller = someone('reader')) =>
      Promise.all(
        [
          { kind: 'timeline' },
          { kind: 'trends', split: '2018-04' },
          { kind: 'distinctive', query: 'oslo' },
          { kind: 'network' },
          { kind: 'network', about: 'Olav Tveitmoen' },
          { kind: 'compare', about: 'Olav Tveitmoen' },
          { kind: 'coverage', by: 'person' },
          { kind: 'matrix' },
          { kind: 'matrix', by: 'tag', across: 'marking' },
          { kind: 'map' },
          { kind: 'gaps' },
          { kind: 'compare', query: 'pumps' },
          { kind: 'coverage' },
          { kind: 'coverage', by: 'tag' },
          { kind: 'coverage', by: 'month' },
          { kind: 'stats' },
        ].map(async (options) => {
          const { reply } = await ask(other, 'analysis', options, caller);
          const files = (reply.files ?? []).map(({ bytes }) => new TextDecoder().decode(bytes)).join('\n');
          return `${JSON.stringify(options)}\n${wordsOf(reply)}\n${files}\n${JSON.stringify(actionsOf(reply))}`;
        }),
      );
    const secret = /S\/0099|Quokkawombat|Hiddenville|HIDDENMARK|hiddentag|Mongolia|2019-09|R\/9999|Hemmelig/i;
    expect((await visible()).filter((text) => secret.test(text)).length).toBeGreaterThan(5);
    await ask(other, 'mask', { ref: 'S/0099/18' }, lead());
    for (const text of await visible()) expect(text).not.toMatch(secret);
    expect((await visible(lead())).filter((text) => secret.test(text)).length).toBeGreaterThan(5);
  });
});
