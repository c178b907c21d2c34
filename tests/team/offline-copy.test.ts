import { Parser } from 'htmlparser2';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { injections } from '../fixtures/injection.ts';
import { actionsOf, ask, importRecords, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A cable to take along: one page that needs no network, with what its card shows whoever asks. */

const hostile = injections.map(({ text }) => text).join('\n');
const body = `1. The quokka came at night.\n\n2. ${hostile}\n\n3. The warden left.`;

const reused = reusedDesk(async (exposure: 'desk' | 'open' = 'desk') => {
  const desk = openDesk({ folder: tempFolder(), exposure });
  desk.setHome('desk');
  await importRecords(desk, [{ id: 'A', ref: 'A/1', date: '2018-02-08', origin: 'Mission', subject: 'Quokkas', body }]);
  return desk;
});

async function bot(exposure: 'desk' | 'open' = 'desk'): Promise<Bot> {
  const desk = await reused(exposure);
  for (const name of ['anna', 'ben']) desk.roster.seen('desk', { id: name, name, role: 'editor', isBot: false }, 1);
  return createBot(desk, quiet);
}
const as = (member: string) => someone('editor', { member, name: member });
const say = (on: Bot, who: string, command: string, options: ActionOptions = {}) => ask(on, command, { ref: 'A/1', ...options }, as(who));
async function copyFor(on: Bot, who: string): Promise<string> {
  const { reply } = await press(on, (await say(on, who, 'cable')).reply, 'Offline copy', as(who));
  const [file] = reply.files ?? [];
  expect(file?.name).toBe('A/1.html');
  expect(file?.holds).toMatchObject([{ at: 0, length: body.length }]);
  return new TextDecoder().decode(file?.bytes);
}

/** Its elements with their attributes, and the text within the first element of a class. */
function readPage(html: string): { elements: { name: string; attributes: Record<string, string> }[]; text: string } {
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  let [text, depth] = ['', 0];
  let isText = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      elements.push({ name, attributes });
      if (name === 'h3') isText = false;
      depth += 1;
    },
    ontext(data) {
      if (data === 'Text') isText = true;
      else if (isText) text += data;
    },
    onclosetag: () => void (depth -= 1),
  });
  parser.write(html);
  parser.end();
  return { elements, text };
}

test('it holds the text as it stands, the tags, and the notes linked with their paragraphs', async () => {
  const on = await bot();
  await say(on, 'ben', 'tag add', { tag: 'marsupials' });
  await say(on, 'ben', 'note', { text: 'At <b>night</b>, then?', paragraph: 3 });
  const { elements, text } = readPage(await copyFor(on, 'ben'));
  expect(text).toContain('The warden left.');
  const html = await copyFor(on, 'ben');
  expect(html).toContain('#marsupials');
  expect(html).toContain('At &lt;b&gt;night&lt;/b&gt;, then?');
  const ids = new Set(elements.flatMap(({ attributes }) => attributes['id'] ?? []));
  const links = elements.flatMap(({ attributes }) => attributes['href'] ?? []);
  for (const link of links) expect(ids, link).toContain(link.slice(1));
  expect(links).toEqual(expect.arrayContaining(['#cable-p3', expect.stringMatching(/^#cable-note-\d+$/)]));
});

test('hostile text makes no element of its own, and nothing is loaded', async () => {
  const { elements } = readPage(await copyFor(await bot(), 'ben'));
  expect(elements.filter(({ name }) => ['script', 'img', 'svg', 'link', 'iframe', 'form', 'base', 'object'].includes(name))).toEqual([]);
  expect(elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => /^on|^src$|^style$/.test(name))).toEqual([]);
  const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
  expect(policy?.attributes['content']).toContain("default-src 'none'");
});

test('what a card holds back until one has read it is not in the copy either', async () => {
  const on = await bot();
  await say(on, 'ben', 'tag add', { tag: 'marsupials' });
  await say(on, 'ben', 'note', { text: 'Who is the warden?', paragraph: 3 });
  await say(on, 'ben', 'work read');
  await say(on, 'anna', 'work claim');
  await say(on, 'anna', 'note', { text: 'Left where?', paragraph: 3 });
  const early = await copyFor(on, 'anna');
  expect(early).toContain('is left out until you have read it');
  expect([early.includes('Left where?'), early.includes('marsupials'), early.includes('Who is the warden')]).toEqual([true, false, false]);
  await say(on, 'anna', 'work read');
  expect(await copyFor(on, 'anna')).toMatch(/marsupials[^]*Who is the warden/);
});

test('it is for whoever gets files', async () => {
  const on = await bot();
  const reader = someone('reader', { member: 'rita', via: 'discord' });
  const card = await ask(on, 'cable', { ref: 'A/1' }, reader);
  expect(actionsOf(card.reply).some((one) => one.kind === 'run' && one.options['offline'] === true)).toBe(false);
  const refused = await ask(on, 'cable', { ref: 'A/1', offline: true }, reader);
  expect([refused.ok, wordsOf(refused.reply)]).toEqual([false, expect.stringContaining('Files are not for')]);
  expect((await ask(await bot('open'), 'cable', { ref: 'A/1', offline: true }, reader)).ok).toBe(true);
});
