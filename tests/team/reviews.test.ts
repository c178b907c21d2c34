import { describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { kappa } from '../../src/team/reviews.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { actionNamed, ask, importRecords, quiet, someone, wordsOf } from '../helpers/desk.ts';

/** Second readers who are never the first, and two who read blind. */

const reused = reusedDesk(async (cables: number) => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  desk.setHome('desk');
  await importRecords(
    desk,
    Array.from({ length: cables }, (_, i) => ({ ref: `C-${i}`, subject: `Subject ${i}`, body: `1. What ${i} says.` })),
  );
  return desk;
});

async function small(cables = 3): Promise<Bot> {
  const desk = await reused(cables);
  for (const [name, role] of [
    ['anna', 'editor'],
    ['ben', 'editor'],
    ['cleo', 'editor'],
    ['lea', 'lead'],
    ['rita', 'reader'],
  ] as const)
    desk.roster.seen('desk', { id: name, name, role, isBot: false }, 1);
  return createBot(desk, quiet);
}

const as = (member: string) => someone(member === 'lea' ? 'lead' : member === 'rita' ? 'reader' : 'editor', { member });
const say = async (bot: Bot, who: string, command: string, options: ActionOptions = {}) => {
  const answer = await ask(bot, command, options, as(who));
  expect(answer.failure, wordsOf(answer.reply)).not.toBe('bug');
  return { ...answer, words: wordsOf(answer.reply) };
};
const posts = (bot: Bot): string[] =>
  bot.desk.outbox
    .due(99)
    .map(({ post }) => `${'member' in post.to ? post.to.member : ''}: ${wordsOf(post.reply).trim().replaceAll('\n', ' ')}`);

describe('a second reading', () => {
  test('goes to a colleague other than the first reader; both hear of the verdict', async () => {
    const bot = await small();
    await say(bot, 'anna', 'work claim', { ref: 'C-0' });
    const refused = await say(bot, 'lea', 'check review request', { ref: 'C-0', to: 'anna' });
    expect([refused.ok, refused.words]).toEqual([false, expect.stringContaining('@anna read C-0 first')]);
    expect((await say(bot, 'lea', 'check review request', { ref: 'C-0', to: 'ben', why: 'Is it *Iran*?', due: '2099-01-01' })).ok).toBe(
      true,
    );
    expect(posts(bot)[0]).toMatch(/^ben: @lea asked you for a second reading Is it \*Iran\*\? due 2099-01-01/);
    expect((await say(bot, 'cleo', 'check review verdict', { ref: 'C-0', verdict: 'agrees' })).words).toContain('@ben was asked for it');
    expect((await say(bot, 'anna', 'check review verdict', { ref: 'C-0', verdict: 'agrees' })).words).toContain('@anna read C-0 first');
    expect((await say(bot, 'rita', 'cable', { ref: 'C-0' })).words).toContain('second reading with @ben');
    expect((await say(bot, 'rita', 'check review list')).words).toMatch(
      /1 cable is waiting for a second reader[^]*read first by @anna; waiting for @ben, due 2099-01-01/,
    );
    expect((await say(bot, 'ben', 'check review verdict', { ref: 'C-0', verdict: 'disagrees', note: 'It says *Iraq*' })).words).toContain(
      '@ben disagrees',
    );
    expect(posts(bot).slice(1).toSorted()).toEqual([
      'anna: @ben read C-0 a second time and disagrees with the first reading. It says *Iraq*',
      'lea: @ben read C-0 a second time and disagrees with the first reading. It says *Iraq*',
    ]);
    expect((await say(bot, 'ben', 'check review verdict', { ref: 'C-0', verdict: 'agrees' })).words).toContain(
      'C-0 is not waiting for a second reader',
    );
    expect((await say(bot, 'ben', 'check review list')).words).toContain('No cable is waiting');
  });

  test('that is open to all excludes the first reader: assignee, reader or requester', async () => {
    const bot = await small();
    await say(bot, 'ben', 'work read', { ref: 'C-1' });
    expect((await say(bot, 'anna', 'check review request', { ref: 'C-1' })).words).toContain('anybody but @ben');
    expect((await say(bot, 'ben', 'check review verdict', { ref: 'C-1', verdict: 'agrees' })).ok).toBe(false);
    expect((await say(bot, 'anna', 'check review verdict', { ref: 'C-1', verdict: 'agrees' })).ok).toBe(true);
    expect((await say(bot, 'anna', 'check review request', { ref: 'C-2' })).words).toContain('anybody but @anna');
    expect((await say(bot, 'anna', 'check review request', { ref: 'C-2', to: 'anna' })).ok).toBe(false);
    expect((await say(bot, 'cleo', 'check review request', { ref: 'C-2', to: 'ben' })).words).toContain(
      'is already waiting for a second reader',
    );
    expect((await say(bot, 'lea', 'check review request', { ref: 'C-2', to: 'rita' })).words).toContain('only reads here');
    expect((await say(bot, 'lea', 'check review request', { ref: 'C-2', to: 'nobody' })).ok).toBe(false);
    expect((await say(bot, 'cleo', 'check review cancel', { ref: 'C-2' })).ok).toBe(false);
    expect((await say(bot, 'anna', 'check review cancel', { ref: 'C-2' })).ok).toBe(true);
    expect((await say(bot, 'anna', 'check review cancel', { ref: 'C-2' })).words).toContain('is under way');
  });
});

describe('a blind reading', () => {
  /** Every answer that somebody can get about a cable. */
  const looks: [string, ActionOptions][] = [
    ['check review compare', { ref: 'C-0' }],
    ['check review list', {}],
    ['check review agreement', {}],
    ['cable', { ref: 'C-0' }],
    ['history', { ref: 'C-0' }],
    ['work activity', {}],
    ['tag list', {}],
    ['search', { query: 'tag:secretone' }],
    ['work mine', { who: 'anna' }],
    ['work board', {}],
    ['digest preview', {}],
  ];

  test('hides both readers’ tags until both have finished, then shows the differences', async () => {
    const bot = await small();
    expect((await say(bot, 'lea', 'check review double', { ref: 'C-0', first: 'anna', second: 'anna' })).words).toContain(
      'needs two people',
    );
    expect((await say(bot, 'lea', 'check review double', { ref: 'C-0', first: 'anna', second: 'ben' })).ok).toBe(true);
    expect((await say(bot, 'lea', 'check review double', { ref: 'C-0', first: 'cleo', second: 'ben' })).words).toContain(
      'being read blind already',
    );
    expect(
      posts(bot)
        .map((text) => text.replace(/:.*/, ''))
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['anna', 'ben']);
    expect((await say(bot, 'anna', 'check review mark', { ref: 'C-0', tags: '#secretone, shared' })).words).toContain(
      'Your tags: #secretone #shared',
    );
    expect((await say(bot, 'cleo', 'check review mark', { ref: 'C-0', tags: 'x1' })).words).toContain('not you');
    const open = await say(bot, 'anna', 'tag add', { ref: 'C-0', tag: 'secretone' });
    expect([open.ok, open.words]).toEqual([false, expect.stringContaining('give yours away')]);
    const off = await say(bot, 'anna', 'tag remove', { ref: 'C-0', tag: 'secretone' });
    expect([off.ok, off.words]).toEqual([false, expect.stringContaining('give yours away')]);
    const nobodyElseSees = async (): Promise<void> => {
      for (const who of ['ben', 'lea', 'rita', 'cleo'])
        for (const [command, options] of looks)
          expect((await say(bot, who, command, options)).words.replaceAll('tag:secretone', ''), `${who} ${command}`).not.toMatch(
            /secretone|shared/,
          );
    };
    await nobodyElseSees();
    expect((await say(bot, 'anna', 'check review finish', { ref: 'C-0' })).words).toContain('@anna: has finished');
    await nobodyElseSees();
    expect((await say(bot, 'anna', 'check review mark', { ref: 'C-0', tags: 'later' })).words).toContain('You have finished');
    expect((await say(bot, 'ben', 'check review accept', { ref: 'C-0', who: 'a' })).words).toContain('still being read');
    await say(bot, 'ben', 'check review mark', { ref: 'C-0', tags: 'shared other' });
    const both = await say(bot, 'ben', 'check review finish', { ref: 'C-0' });
    expect(both.words).toMatch(/A @anna: #secretone #shared\nB @ben: #other #shared\nAgreed: #shared/);
    expect(posts(bot).slice(2).toSorted()).toEqual([
      'anna: Both have finished reading C-0 blind.',
      'lea: Both have finished reading C-0 blind.',
    ]);
  });

  test('cannot be undone once finished', async () => {
    const bot = await small();
    await say(bot, 'lea', 'check review double', { ref: 'C-0', first: 'anna', second: 'ben' });
    await say(bot, 'anna', 'check review mark', { ref: 'C-0', tags: 'one' });
    await say(bot, 'anna', 'check review finish', { ref: 'C-0' });
    const act = bot.desk.db.prepare<[], number>("SELECT max(seq) FROM audit WHERE act = 'finish'").pluck().get() ?? 0;
    expect((await say(bot, 'anna', 'undo', { act })).words).toContain('can’t be undone');
    expect((await say(bot, 'lea', 'undo', { act })).words).toContain('can’t be undone');
    expect((await say(bot, 'anna', 'undo')).words).toMatch(/Nothing was undone|nothing to undo/);
    expect((await say(bot, 'anna', 'check review compare', { ref: 'C-0' })).words).toContain('Your tags: #one');
  });

  test.each<[who: string, tag: string | undefined, on: string[]]>([
    ['a', undefined, ['only-a', 'shared']],
    ['b', undefined, ['only-b', 'shared']],
    ['both', undefined, ['only-a', 'only-b', 'shared']],
    ['a', 'only-a', ['only-a']],
    ['b', 'only-a', []],
  ])('accept %s for %s', async (who, tag, on) => {
    const bot = await small();
    await say(bot, 'lea', 'check review double', { ref: 'C-0', first: 'anna', second: 'ben' });
    for (const [reader, tags] of [
      ['anna', 'only-a shared'],
      ['ben', 'only-b shared'],
    ] as const) {
      await say(bot, reader, 'check review mark', { ref: 'C-0', tags });
      await say(bot, reader, 'check review finish', { ref: 'C-0' });
    }
    const settled = await say(bot, 'lea', 'check review accept', { ref: 'C-0', who, ...(tag === undefined ? {} : { tag }) });
    const tags = () =>
      bot.desk.facts
        .all('desk', 'tag')
        .map(({ key }) => key)
        .toSorted();
    expect(tags()).toEqual(on);
    expect(
      (await say(bot, 'rita', 'check review compare', { ref: 'C-0' })).words.includes(
        who === 'a' || who === 'both' ? '#only-a only A, added' : '#only-a only A, left off',
      ),
    ).toBe(true);
    await say(bot, 'lea', 'undo', actionNamed(settled.reply, 'Undo').options);
    expect(tags()).toEqual([]);
  });

  test('of a withdrawn cable is visible to leads only', async () => {
    const bot = await small();
    await say(bot, 'lea', 'check review double', { ref: 'C-0', first: 'anna', second: 'ben' });
    await say(bot, 'lea', 'check review request', { ref: 'C-1', to: 'ben' });
    for (const reader of ['anna', 'ben']) {
      await say(bot, reader, 'check review mark', { ref: 'C-0', tags: 'gone' });
      await say(bot, reader, 'check review finish', { ref: 'C-0' });
    }
    for (const ref of ['C-0', 'C-1']) await say(bot, 'lea', 'desk mask', { ref });
    for (const [command, options] of [...looks, ['check review verdict', { ref: 'C-1', verdict: 'agrees' }] as [string, ActionOptions]])
      expect((await say(bot, 'ben', command, options)).words, command).not.toMatch(/#gone|Subject [01]/);
    expect((await say(bot, 'lea', 'check review agreement')).words).toContain('#gone');
  });
});

test('kappa matches Cohen’s example, its bounds, and where it is undefined', () => {
  // The table of https://en.wikipedia.org/wiki/Cohen%27s_kappa: 20 both, 5 and 10 one alone, 15 neither.
  expect(kappa({ both: 20, onlyA: 5, onlyB: 10, neither: 15 })).toBeCloseTo(0.4, 12);
  expect(kappa({ both: 45, onlyA: 15, onlyB: 25, neither: 15 })).toBeCloseTo(0.1304, 4);
  expect(kappa({ both: 25, onlyA: 35, onlyB: 5, neither: 35 })).toBeCloseTo(0.2593, 4);
  expect(kappa({ both: 5, onlyA: 0, onlyB: 0, neither: 5 })).toBe(1);
  expect(kappa({ both: 0, onlyA: 5, onlyB: 5, neither: 0 })).toBe(-1);
  expect(kappa({ both: 5, onlyA: 0, onlyB: 0, neither: 0 })).toBeUndefined();
  expect(kappa({ both: 0, onlyA: 0, onlyB: 0, neither: 0 })).toBeUndefined();
});

test('agreement ignores the order of readers, and warns when there is little data', async () => {
  const bot = await small(4);
  for (const [i, [a, b]] of [
    ['iran', 'iran'],
    ['iran', ''],
    ['', 'iran'],
    ['', ''],
  ].entries()) {
    const isTurned = i % 2 === 1;
    await say(bot, 'lea', 'check review double', { ref: `C-${i}`, first: isTurned ? 'ben' : 'anna', second: isTurned ? 'anna' : 'ben' });
    await say(bot, 'anna', 'check review mark', { ref: `C-${i}`, tags: a ?? '' });
    await say(bot, 'ben', 'check review mark', { ref: `C-${i}`, tags: b ?? '' });
    for (const reader of ['anna', 'ben']) await say(bot, reader, 'check review finish', { ref: `C-${i}` });
  }
  const { words } = await say(bot, 'rita', 'check review agreement');
  expect(words).toContain('How far @anna and @ben agree: 4 cables');
  expect(words).toContain('#iran | 1 | 1 | 1 | 1 | 0.00');
  expect(words).toContain('Few cables');
  expect(words).toContain('10.1177/001316446002000104');
});
