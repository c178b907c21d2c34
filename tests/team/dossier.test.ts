import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Parser } from 'htmlparser2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { isWithoutChromium, closeWindows, keptBrowser } from '../helpers/browser.ts';
import { injections } from '../fixtures/injection.ts';
import { tempFolder } from '../helpers/temp.ts';

const hostile = [
  '</style><script>alert(1)</script>',
  '</title></head><body onload=alert(1)>',
  '"><img src=https://evil.example/x onerror=alert(1)>',
  "'-alert(1)-' `${alert(1)}`",
  '<!-- --> ]]> <svg/onload=alert(1)> <meta http-equiv=refresh content="0;url=https://evil.example/">',
  'a\u202Egnp.exe \u2066b\u2069 \u200Bc \u0000d',
  '&lt;b&gt; &#x3C;script&#x3E; <base href=https://evil.example/> <link rel=stylesheet href=//evil.example/a.css>',
];

/** The elements that a dossier is made of. */
const ours = [
  'a',
  'article',
  'blockquote',
  'body',
  'br',
  'code',
  'dd',
  'div',
  'dl',
  'dt',
  'h1',
  'h2',
  'h3',
  'head',
  'header',
  'html',
  'li',
  'meta',
  'nav',
  'ol',
  'p',
  'span',
  'style',
  'title',
  'ul',
];

const editor = (more = {}) => someone('editor', more);

async function desk(options = {}): Promise<Bot> {
  const bot = await createBot(testDesk(options), quiet);
  await importRecords(bot.desk, [
    ...hostile.map((text, i) => ({
      ref: `H-${i}`,
      subject: text,
      origin: text,
      classification: text,
      date: `2018-01-0${i + 1}`,
      body: `1. ${text}\n\n2. Second paragraph of ${i}.`,
      refs: [text],
    })),
    { ref: 'S-1', subject: 'Secret', date: '2018-02-01', body: 'The withdrawn words.' },
  ]);
  await bot.desk.index.ready();
  return bot;
}

async function dossier(bot: Bot, options: Record<string, string>, caller = editor()): Promise<string> {
  const { reply } = await ask(bot, 'export', { ...options, as: 'dossier' }, caller);
  const [file] = reply.files ?? [];
  if (file === undefined) throw new Error(wordsOf(reply));
  return new TextDecoder().decode(file.bytes);
}

/** The elements of a page, each with its attributes, and its text. */
function partsOf(html: string): { names: Set<string>; attributes: [string, string][]; text: string } {
  const names = new Set<string>();
  const attributes: [string, string][] = [];
  let text = '';
  const parser = new Parser({
    onopentag: (name, given) => {
      names.add(name);
      attributes.push(...Object.entries(given));
    },
    ontext: (piece) => void (text += piece),
  });
  parser.end(html);
  return { names, attributes, text };
}

test('a dossier has text, notes, claims, provenance, contents, citations and a receipt; what is written in them stays text', async () => {
  const bot = await desk();
  const [first = ''] = hostile;
  await ask(bot, 'note', { ref: 'H-0', text: first }, editor());
  const added = await ask(bot, 'check fact add', { claim: `It is so ${first}`, cite: 'H-1¶1' }, editor());
  expect(wordsOf(added.reply)).toContain('is in the ledger');
  const page = await dossier(bot, { query: 'second paragraph' });
  const { names, attributes, text } = partsOf(page);
  expect([...names].toSorted()).toEqual(ours.toSorted());
  expect(new Set(attributes.map(([name]) => name))).toEqual(
    new Set(['lang', 'charset', 'http-equiv', 'content', 'name', 'id', 'href', 'class', 'dir']),
  );
  expect(attributes.filter(([name, value]) => name === 'href' && !/^#(?:cable-\d+|contents|citations|receipt)$/.test(value))).toEqual([]);
  // Each link leads somewhere.
  const ids = attributes.flatMap(([name, value]) => (name === 'id' ? [value] : []));
  expect(attributes.filter(([name, value]) => name === 'href' && !ids.includes(value.slice(1)))).toEqual([]);
  const plainBodies = [...bot.desk.cables.all()]
    .map(({ body }) => body)
    .filter((body) => body.startsWith('1. ') && !body.includes('\u202E'));
  expect(plainBodies.length).toBeGreaterThan(3);
  expect(plainBodies.filter((body) => !text.includes(body))).toEqual([]);
  expect(page).not.toMatch(/[\u200B\u202A-\u202E\u2066-\u2069]/);
  expect(text).toContain(`It is so ${first}`);
  const cable = bot.desk.cables.get('H-1');
  for (const known of [cable?.hash ?? '?', 'records.jsonl', bot.desk.searches.corpus().checksum, 'second paragraph', 'January 2, 2018'])
    expect(text).toContain(known);
});

test('nothing of the injection corpus becomes an element or an attribute', async () => {
  const bot = await createBot(testDesk(), quiet);
  await importRecords(
    bot.desk,
    injections.map(({ text }, i) => ({ ref: `I-${i}`, subject: text.slice(0, 200), body: `all of them ${text}` })),
  );
  await bot.desk.index.ready();
  const { names, attributes } = partsOf(await dossier(bot, { refs: injections.map((_, i) => `I-${i}`).join(',') }));
  expect([...names].filter((name) => !ours.includes(name))).toEqual([]);
  expect(attributes.filter(([name, value]) => name.startsWith('on') || /^(?:https?|javascript|data):/i.test(value))).toEqual([]);
});

test('who gets one is the rule of files; withdrawn cables and private sets do not exist in it; texts count as read', async () => {
  const bot = await desk();
  const all = { refs: 'H-0,H-1' };
  expect((await ask(bot, 'export', { ...all, as: 'dossier' }, someone('reader'))).ok).toBe(false);
  await ask(bot, 'desk mask', { ref: 'S-1' }, someone('lead'));
  await ask(bot, 'set create', { name: 'mine', refs: 'H-0' }, someone('lead'));
  expect(await dossier(bot, { query: 'ref:H OR ref:S' })).not.toContain('withdrawn words');
  expect((await ask(bot, 'export', { refs: 'S-1', as: 'dossier' }, editor())).ok).toBe(false);
  expect((await ask(bot, 'export', { set: 'mine', as: 'dossier' }, editor())).ok).toBe(false);
  const sealed = await createBot({ ...bot.desk, exposure: 'sealed' }, quiet);
  expect((await ask(sealed, 'export', { ...all, as: 'dossier' }, editor({ via: 'discord' }))).ok).toBe(false);
  // Two may be opened, and three are asked for: no file, and why.
  const limited = await createBot({ ...bot.desk, quota: { hour: 2, day: 10 } }, quiet);
  const reader = editor({ via: 'discord', member: 'limited' });
  const { reply } = await ask(limited, 'export', { refs: 'H-0,H-1,H-2', as: 'dossier' }, reader);
  expect(reply.files ?? []).toEqual([]);
  expect(wordsOf(reply)).toContain('as many as this desk allows');
  const { reply: two } = await ask(bot, 'export', { ...all, as: 'dossier' }, editor({ via: 'discord', member: 'two' }));
  expect(two.files).toHaveLength(1);
  expect(bot.desk.ledger.since({ desk: 'desk', member: 'two' }, 0).filter(({ isOpened }) => isOpened)).toHaveLength(2);
});

test('a selection that is too large is refused in words', async () => {
  const bot = await createBot(testDesk(), quiet);
  await importRecords(
    bot.desk,
    Array.from({ length: 201 }, (_, i) => ({ ref: `C-${i}`, subject: 'One of many', body: 'many' })),
  );
  await importRecords(bot.desk, [{ ref: 'L-1', subject: 'Long', body: `${'long'.repeat(500)} `.repeat(4200) }], 'long.jsonl');
  await bot.desk.index.ready();
  const said = async (options: Record<string, string>): Promise<string> =>
    wordsOf((await ask(bot, 'export', { ...options, as: 'dossier' }, editor())).reply);
  expect(await said({ query: 'subject:many' })).toContain('201 cables are too many for one dossier: 200 cables at most.');
  expect(await said({ refs: 'L-1' })).toContain('too long for one dossier: 8 MB at most');
});

const isWithout = isWithoutChromium();
let browser: Browser;
beforeAll(async () => {
  if (!isWithout) browser = await keptBrowser();
});
afterAll(() => browser && closeWindows(browser));

test.skipIf(isWithout)(
  'it opens offline without a request, an error or a script, fits a phone, and prints each cable on a page of its own',
  async () => {
    const bot = await desk();
    const file = join(tempFolder(), 'dossier.html');
    writeFileSync(file, await dossier(bot, { query: 'second paragraph' }));
    const context = await browser.newContext({ offline: true, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const seen: string[] = [];
    page.on('request', (request) => seen.push(request.url()));
    page.on('console', (message) => seen.push(message.text()));
    page.on('dialog', (dialog) => seen.push(`dialog ${dialog.message()}`));
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('link', { name: /Citations/ }).click();
    expect(seen).toEqual([pathToFileURL(file).href]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    // Ours are the styles that hold: the policy knows them.
    expect(await page.evaluate("getComputedStyle(document.querySelector('.text')).whiteSpace")).toMatch(/pre-wrap|preserve/);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    expect(pages.length).toBeGreaterThanOrEqual(hostile.length + 3);
    await context.close();
  },
);
