import { expect, test } from 'vitest';
import type { Place } from '../../src/desk/caller.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, ask, press, someone, wordsOf } from '../helpers/desk.ts';
import { reusedSample } from '../helpers/reused-desk.ts';

const listed: Place = { id: '10', name: 'desk', listed: true, open: false };
const general: Place = { id: '11', name: 'general', listed: true, open: true };
const unlisted: Place = { id: '12', name: 'side', listed: false, open: false };
const crimea = 'COREU/KYI/0039/18';

const botWith = reusedSample();

test.each([
  ['open', general, true, true],
  ['desk', listed, true, true],
  ['desk', general, true, false],
  ['desk', unlisted, true, false],
  ['sealed', listed, false, false],
] as const)('sharing with exposure %s in %o', async (exposure, place, shares, withExcerpt) => {
  const bot = await botWith(exposure);
  const options = { ref: crimea, query: 'hot zone', at: 1 };
  const preview = await ask(bot, 'cable', { ...options, share: true }, someone('reader', { place }));
  expect(preview.ok).toBe(shares);
  expect(preview.visibility).toBe('caller');
  expect(bot.desk.outbox.due(10)).toEqual([]);
  if (!shares) return;
  expect(wordsOf(preview.reply).includes('turned into')).toBe(withExcerpt);
  const posted = await press(bot, preview.reply, 'Post here', someone('reader', { place }));
  expect(posted.ok).toBe(true);
  const due = bot.desk.outbox.due(10);
  expect(due).toHaveLength(1);
  expect(due[0]?.post.to).toEqual({ channel: place.id });
  expect(wordsOf(due[0]?.post.reply ?? { blocks: [] }).includes('turned into')).toBe(withExcerpt);
  expect(bot.desk.db.prepare("SELECT count(*) FROM audit WHERE act = 'share' AND cable = ?").pluck().get(crimea)).toBe(1);
});

test('a share whose preview no longer holds is not posted: a new preview is shown', async () => {
  const bot = await botWith();
  const preview = await ask(bot, 'cable', { ref: crimea, share: true }, someone('reader', { place: listed }));
  const elsewhere = await press(bot, preview.reply, 'Post here', someone('reader', { place: general }));
  expect(wordsOf(elsewhere.reply)).toContain('nothing was posted');
  expect(bot.desk.outbox.due(10)).toEqual([]);
});

test('a share carries the reason of whoever shares it, as their words, after a preview', async () => {
  const bot = await botWith();
  const first = await ask(bot, 'cable', { ref: crimea, share: true }, someone('reader', { place: listed }));
  expect(actionsOf(first.reply).map(({ label }) => plain(label))).toContain('Add a reason');
  const why = '@everyone **Look** at\nparagraph 2, [here](https://example.org)';
  const preview = await ask(bot, 'cable', { ref: crimea, share: true, why }, someone('reader', { place: listed }));
  expect(bot.desk.outbox.due(10)).toEqual([]);
  await press(bot, preview.reply, 'Post here', someone('reader', { place: listed }));
  const [due] = bot.desk.outbox.due(10);
  const reply = due?.post.reply ?? { blocks: [] };
  expect(wordsOf(reply)).toContain('Their reason: @everyone **Look** at paragraph 2');
  // As words of a person, not as ours: they are escaped wherever they are shown.
  expect(JSON.stringify(reply)).toMatch(/\{[^{}]*"kind":"quoted"[^{}]*@everyone/);
});

test('pressing Post twice by one interaction posts once', async () => {
  const bot = await botWith();
  const preview = await ask(bot, 'cable', { ref: crimea, share: true }, someone('reader', { place: listed }));
  const caller = someone('reader', { place: listed });
  await press(bot, preview.reply, 'Post here', caller);
  await press(bot, preview.reply, 'Post here', caller);
  expect(bot.desk.outbox.due(10)).toHaveLength(1);
});

test.each([
  ['open', 'reader', true],
  ['desk', 'reader', false],
  ['desk', 'editor', true],
  ['sealed', 'lead', false],
] as const)('a file with exposure %s for a %s: %s', async (exposure, role, given) => {
  const bot = await botWith(exposure);
  const { ok, reply } = await ask(bot, 'cable', { ref: crimea, file: true }, someone(role, { via: 'discord' }));
  expect(ok).toBe(given);
  expect(reply.files?.length ?? 0).toBe(given ? 1 : 0);
  const body = bot.desk.cables.get(crimea)?.body ?? 'no such cable';
  expect(new TextDecoder().decode(reply.files?.[0]?.bytes).includes(body)).toBe(given);
});

test('a sealed desk hands out no table of a batch, but says what is wrong with its lines', async () => {
  const bot = await botWith('sealed');
  const lines = 'rogozin\ndate:2018-99\n"hot zone"';
  const { reply } = await ask(bot, 'searches batch', { lines }, someone('reader', { via: 'discord' }));
  expect(reply.files).toBeUndefined();
  expect(wordsOf(reply)).toMatch(/No file leaves this desk/);
  expect(wordsOf(reply)).toContain('date:2018-99: There is no such date.');
  expect((await ask(bot, 'searches batch', { lines }, someone('lead', { via: 'terminal' }))).reply.files).toHaveLength(1);
});

test('a sealed desk shows an excerpt and never the whole text', async () => {
  const bot = await botWith('sealed');
  const body = bot.desk.cables.get(crimea)?.body ?? '';
  const passages = (await ask(bot, 'cable', { ref: crimea, query: 'hot zone', at: 1 })).reply.blocks.filter(
    (block) => block.kind === 'passage',
  );
  expect(passages).toHaveLength(1);
  for (const passage of passages) expect(plain(passage.text).length).toBeLessThan(200);
  expect(body.length).toBeGreaterThan(1000);
});
