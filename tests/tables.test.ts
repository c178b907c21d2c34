import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { analysisKinds } from '../src/analysis/analysis.ts';
import type { Bot } from '../src/bot/command.ts';
import { createBot } from '../src/bot/bot.ts';
import { openDesk } from '../src/desk/desk.ts';
import type { Role } from '../src/desk/roles.ts';
import type { ActionOptions, Reply } from '../src/reply/reply.ts';
import { readHarmless, searchesOf } from './helpers/csv.ts';
import { actionNamed, ask, importRecords, press, quiet, someone, wordsOf } from './helpers/desk.ts';
import { tempFolder } from './helpers/temp.ts';

/** Every table that the bot makes, of a desk whose cables, notes and names are hostile, as programs of others read it. */

const evil = [
  '=HYPERLINK("http://x.example","y")',
  'LIMITE\n@SUM(1)',
  '"\r\n+1',
  '\u202E-2+3\u2066',
  '\t=1,2;=3',
  'a";=1+1;"',
  '＝1\u2028－2',
  '\u0000  "=x"',
];
const evilAt = (i: number): string => evil[i % evil.length] ?? '';
const refOf = (i: number): string => `R/${String(i).padStart(4, '0')}/18`;
const count = 24;
/** Of a series that lacks a number. */
const weeks = [1, 2, 4, 5];

let bot: Bot;
const as = (member: string, role: Role = member === 'lea' ? 'lead' : 'editor') => someone(role, { member });
const tablesIn = ({ files = [] }: Reply): string[][][] =>
  files.filter(({ name }) => name.endsWith('.csv')).map(({ bytes }) => readHarmless(bytes));
/** The one table of an answer, its head left out. */
async function rowsOf(command: string, options: ActionOptions, member = 'lea'): Promise<string[][]> {
  const { ok, reply } = await ask(bot, command, options, as(member));
  expect(ok, wordsOf(reply)).toBe(true);
  const [table = [], ...more] = tablesIn(reply);
  expect(more).toEqual([]);
  return table.slice(1);
}

beforeAll(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  desk.setHome('desk');
  await importRecords(desk, [
    ...weeks.map((week) => ({
      id: `W${week}`,
      ref: refOf(count + week),
      date: `2018-01-${String(6 * week).padStart(2, '0')}`,
      origin: evil[0],
      subject: `Weekly report, week ${week}`,
      body: '1. Nothing.',
    })),
    ...Array.from({ length: count }, (_, i) => ({
      id: `R${i}`,
      ref: refOf(i),
      date: `2018-0${1 + (i % 6)}-1${i % 3}`,
      origin: `Oslo ${evilAt(i)}`,
      destination: evilAt(i + 1),
      marking: evilAt(i + 2),
      type: evilAt(i + 3),
      subject: `${evilAt(i + 4)} pumps`,
      body: `1. ${evilAt(i)} ${i % 3 === 0 ? 'Mr. Olav Tveitmoen met Ms. Rita Zakaite in Norway; the quokka, the wallaby and the wombat were sold' : 'The pumps of Iran were old, said the committee in Tehran'}. ${i % 6 < 3 ? 'Ballots were counted before the election' : 'The harvest was poor and the granaries stood empty'}.\n\n2. =1+1 was said in round ${i}.`,
    })),
  ]);
  for (const [id, name, role] of [
    ['anna', '=Anna "A"', 'editor'],
    ['ben', '@Ben\n+1', 'editor'],
    ['lea', '-Lea\u202E', 'lead'],
  ] as const)
    desk.roster.seen('desk', { id, name, role, isBot: false }, 1);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  bot = await createBot(desk, quiet);
  for (const [i, text] of evil.entries()) {
    const ref = refOf(i);
    for (const note of [text, `first\n${text}`]) await ask(bot, 'note', { ref, text: note }, as('anna'));
    await ask(bot, 'tag add', { ref, tag: i % 2 === 0 ? 'pumps' : 'iran-deal' }, as('anna'));
    await ask(bot, 'work claim', { ref }, as('anna'));
    const { reply } = await ask(bot, 'check fact add', { claim: `${text} was said`, cite: `${ref}¶2` }, as('anna'));
    await ask(bot, 'check fact confirm', { number: actionNamed(reply, 'Show').options['number'] ?? 0, note: text }, as('ben'));
  }
  return () => desk.close();
});

test('these files make tables, and each has its test below', () => {
  const root = join(import.meta.dirname, '..');
  const makers = globSync('{src,commands}/**/*.ts', { cwd: root }).filter((file) =>
    readFileSync(join(root, file), 'utf8').includes("/table-file.ts'"),
  );
  expect(makers.toSorted()).toEqual([
    'src/analysis/pages/analysis-page.ts',
    'src/analysis/pages/timeline-lines.ts',
    'src/factcheck/claim-sheet.ts',
    'src/names/pages/xref.ts',
    'src/search/pages/batch-page.ts',
    'src/team/export.ts',
  ]);
});

describe('a row for each', () => {
  test('cable of /export, with all of its notes in one cell', async () => {
    const rows = await rowsOf('export', { query: '*' });
    expect(rows.map(([ref = '']) => ref).toSorted()).toEqual([...bot.desk.cables.all()].map(({ ref }) => ref).toSorted());
    const [first = []] = rows.filter(([ref]) => ref === refOf(1));
    expect(first.at(-3)).toBe('\'=Anna "A": LIMITE\n\'@SUM(1)\n\'=Anna "A": first\nLIMITE\n\'@SUM(1)');
  });

  test('cable of a search that is split, and of work that is handed over, in the answer and in what is sent', async () => {
    const shown = await ask(bot, 'work split', { query: 'is:unassigned', among: 'anna, ben' }, as('lea'));
    await press(bot, shown.reply, 'Share', as('lea'));
    const handed = await ask(bot, 'work handoff', { from: 'anna', to: 'ben', why: '=1' }, as('lea'));
    const done = await press(bot, handed.reply, 'Hand over', as('lea'));
    const [table = []] = tablesIn(done.reply);
    expect(table.length).toBeGreaterThan(evil.length);
    const sent = bot.desk.outbox.due(100).flatMap(({ post }) => tablesIn(post.reply));
    expect(sent).toContainEqual(table);
  });

  test('sentence of a timeline, beside the numbers of its picture', async () => {
    const { reply } = await ask(bot, 'analysis', { kind: 'timeline', query: 'pumps' }, as('lea'));
    const tables = tablesIn(reply);
    expect(tables).toHaveLength(2);
    const [head = [], ...rows] = tables.find(([first]) => first?.includes('sentence')) ?? [];
    expect(rows.length).toBeGreaterThan(evil.length);
    const senders = new Set(rows.map((row) => row[head.indexOf('sender')]));
    expect(senders.size).toBeGreaterThan(4);
  });

  test('search of /searches batch', async () => {
    const lines = ['pumps', 'quokka', '"=1+1"', '-tag:pumps', '+pumps', '@sum', '"unclosed'];
    const rows = await rowsOf('searches batch', { lines: lines.join('\n') });
    expect(rows.map(([line]) => line?.replace(/^'/, ''))).toEqual(lines);
  });

  test('name of /names lookup', async () => {
    const names = ['Olav Tveitmoen', '=HYPERLINK("http://x","y")', '+1+cmd', '@SUM(A1)', '-2+3 cmd', 'Zakaite\u202E'];
    const rows = await rowsOf('names lookup', { names: names.join('\n') });
    expect(rows.length).toBeGreaterThanOrEqual(names.length);
  });

  test('source of a claim of /check fact export', async () => {
    const rows = await rowsOf('check fact export', {});
    expect(rows).toHaveLength(evil.length);
    expect(rows.map(([, claim, status]) => [claim?.endsWith(' was said'), status])).toEqual(evil.map(() => [true, 'verified']));
  });
});

describe('analyses', () => {
  const more: Partial<Record<(typeof analysisKinds)[number], ActionOptions>> = {
    trends: { split: '2018-04' },
    distinctive: { query: 'quokka' },
    compare: { query: 'pumps' },
    matrix: { by: 'mission', across: 'marking' },
  };

  test.each(analysisKinds)(
    '%s: a harmless table, whose searches find as many cables as it says when they are typed again',
    async (kind) => {
      const { ok, reply } = await ask(bot, 'analysis', { kind, ...more[kind] }, as('lea'));
      expect(ok, wordsOf(reply)).toBe(true);
      const [table = []] = tablesIn(reply);
      expect(table.length).toBeGreaterThan(1);
      const searches = searchesOf(reply);
      expect(searches.some(({ query }) => query !== '')).toBe(true);
      for (const { row, column, cables, query } of searches) {
        if (query === '') continue;
        const found = await ask(bot, 'search', { query }, as('lea'));
        expect(Number(/^([\d,]+) cables?/.exec(wordsOf(found.reply))?.[1]), `${row}, ${column}: ${query}`).toBe(cables);
      }
    },
  );
});
