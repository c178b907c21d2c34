import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reply } from '../../src/reply/reply.ts';
import { own, plain, quoted, said } from '../../src/reply/text.ts';
import { foldName, withholdNames } from '../../src/reply/withhold.ts';
import { ask, press, sampleBot, someone, wordsOf } from '../helpers/desk.ts';

const withhold = (text: string, ...names: string[]): string =>
  wordsOf(withholdNames({ blocks: [{ kind: 'passage', text: [quoted(text)] }] }, names)).trim();

test.each([
  ['Mr. Drobnik spoke.', ['Drobnik'], 'Mr. [name withheld] spoke.'],
  ['DROBNÍK, DROBNI\u0301K and dro\u200Bbnik', ['Drobnik'], '[name withheld], [name withheld] and [name withheld]'],
  ['Pavel\nDrobnik’s and Pavel-Drobniks', ['pavel drobnik'], '[name withheld]’s and [name withheld]'],
  ['Drobnik and Adrobnik', ['Drobnik'], '[name withheld] and Adrobnik'],
  ['Li met Lind', ['Li'], '[name withheld] met Lind'],
  ['Pavel Drobnik', ['Pavel', 'Pavel Drobnik'], '[name withheld]'],
  ['Łódź', ['nobody'], 'Łódź'],
])('%j without %j', (text, names, expected) => {
  expect(withhold(text, ...names)).toBe(expected);
});

test('a name that is marked in the middle of a passage, and in every part of an answer, is withheld', () => {
  const bare = [
    quoted('by '),
    { kind: 'mark' as const, text: 'Pavel' },
    quoted(' Drob'),
    { kind: 'mark' as const, text: 'nik' },
    quoted(' there'),
  ];
  const reply: Reply = {
    title: said`On ${quoted('Pavel Drobnik')}`,
    blocks: [
      { kind: 'passage', text: bare },
      {
        kind: 'items',
        items: [{ head: bare, lines: [bare], passage: bare, actions: [{ kind: 'link', label: bare, url: 'https://example.org' }] }],
      },
      { kind: 'facts', facts: [['Subject', quoted('Pavel Drobnik')]] },
      { kind: 'table', columns: ['Pavel Drobnik'], rows: [[own('1'), bare]] },
    ],
    actions: [
      [
        {
          kind: 'choose',
          label: bare,
          command: 'cable',
          options: {},
          option: 'ref',
          choices: [{ label: 'Pavel Drobnik', value: '1' }],
          as: 'reply',
        },
      ],
    ],
  };
  expect(JSON.stringify(reply)).toMatch(/Pavel|Drob/);
  const left = withholdNames(reply, ['Pavel Drobnik']);
  expect(JSON.stringify(left)).not.toMatch(/Pavel|Drob/);
  expect(JSON.stringify(left).match(/\[name withheld\]/g)).toHaveLength(11);
});

test('whatever stands around it, no name is left, and nothing else is lost', () => {
  const word = fc.stringMatching(/^[a-zé]{4,8}$/);
  fc.assert(
    fc.property(word, fc.array(fc.oneof(word, fc.constantFrom(' ', ', ', '.\n', '-', '’')), { maxLength: 12 }), (name, around) => {
      const text = [...around, ' ', name.toUpperCase(), ' ', ...around.toReversed()].join('');
      const left = withhold(text, name).replaceAll('[name withheld]', '|');
      expect(` ${foldName(left)}`).not.toContain(` ${foldName(name)}`);
      const others = text.split(/[^\p{L}]+/u).filter((other) => !foldName(other).startsWith(foldName(name)));
      for (const other of others) expect(left).toContain(other);
    }),
  );
});

test('what Share and Discuss post shows no name on the list; preview and private answers say so and show it', async () => {
  const bot = await sampleBot({ exposure: 'open' });
  const lead = someone('lead');
  const place = { id: '1', name: 'desk', listed: true, open: false };
  const named = await ask(bot, 'desk mask', { name: 'crimea' }, lead);
  expect(wordsOf(named.reply)).toContain('show [name withheld] instead of crimea');
  expect((await ask(bot, 'desk mask', { name: 'Crimea' }, someone('lead'))).ok).toBe(false);
  const { reply } = await ask(bot, 'search', { query: '"hot zone"' }, someone('reader', { place }));
  expect(wordsOf(reply)).toContain('Crimea');
  const preview = await press(bot, reply, 'Share', someone('reader', { place }));
  expect(wordsOf(preview.reply)).toContain('[name withheld]: "hot zone" and possible deployment');
  expect((await press(bot, preview.reply, 'Post here', someone('reader', { place }))).ok).toBe(true);
  expect((await ask(bot, 'cable', { ref: 'COREU/KYI/0039/18', discuss: true }, someone('reader', { place }))).ok).toBe(true);
  const posts = bot.desk.outbox.due(9).map(({ post }) => post);
  expect(posts).toHaveLength(2);
  for (const post of posts) {
    expect(wordsOf(post.reply)).toContain('[name withheld]');
    expect(JSON.stringify(post)).not.toMatch(/crimea/i);
  }
  expect(wordsOf((await ask(bot, 'desk mask', {}, someone('lead'))).reply)).toContain('Withheld from posts in channels: crimea');
  await ask(bot, 'desk mask', { name: 'CRIMEA', lift: true }, someone('lead'));
  expect(wordsOf((await press(bot, reply, 'Share', someone('reader', { place }))).reply)).toContain('Crimea: "hot zone"');
  expect(plain(named.reply.title ?? [])).not.toContain('Crimea');
});
