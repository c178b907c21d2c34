import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { ask, importRecords, quiet, sampleBot, someone, testDesk } from '../helpers/desk.ts';

const editor = () => someone('editor');
const lead = () => someone('lead');

test('the table follows RFC 4180 and the exposure, escapes formulas, and has no cable text', async () => {
  const bot = await createBot(testDesk(), quiet);
  await importRecords(bot.desk, [
    { ref: 'C-1', subject: '=cmd|calc', date: '2018-01-02', origin: '@home', body: 'SECRET WORDS in the body' },
    { ref: 'C-2', subject: 'Quotes " and, commas', body: 'SECRET WORDS too' },
  ]);
  await bot.desk.index.ready();
  await ask(bot, 'note', { ref: 'C-1', text: '+1 from me' }, editor());
  await ask(bot, 'tag add', { ref: 'C-2', tag: 'trade' }, editor());
  const table = await ask(bot, 'export', { query: 'text:secret' }, editor());
  const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode((table.reply.files ?? [])[0]?.bytes);
  expect(csv.startsWith('\uFEFFref,date,from,')).toBe(true);
  expect(csv).toContain("'=cmd|calc");
  expect(csv).toContain("'@home");
  expect(csv).toContain('"Quotes "" and, commas"');
  expect(csv).toContain('\r\n');
  expect(csv).toContain('trade');
  expect(csv).not.toContain('SECRET');
  const sealed = await sampleBot({ exposure: 'sealed' });
  expect((await ask(sealed, 'export', { query: 'crimea' }, someone('lead', { via: 'discord' }))).ok).toBe(false);
  expect((await ask(sealed, 'export', { query: 'crimea' }, lead())).ok).toBe(true);
});
