import { beforeAll, afterAll, expect, test } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Component } from '../../src/chat/discord/actions.ts';
import { renderReply } from '../../src/chat/discord/render.ts';
import { lintOutgoing, flag } from '../../src/chat/lint/lint.ts';
import { renderTerminal } from '../../src/chat/terminal/render.ts';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { sha256 } from '../../src/store/hash.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { injections } from '../fixtures/injection.ts';
import { ask, quiet, someone } from '../helpers/desk.ts';
import { liveConstructs } from '../helpers/live-markup.ts';
import { randomFrom, sampleOf, seedOf } from '../helpers/random.ts';

/**
 * Every string of the injection corpus, in every field of a cable and in everything that people type, through every
 * answer of the bot as Discord and the terminal show it. The short run asks about two of each class.
 */
const listed = { id: '112233445566778899', name: 'desk', listed: true, open: false };

let desk: Desk;
let bot: Bot;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cabledesk-injection-'));
  desk = openDesk({ folder: join(folder, 'desk'), exposure: 'desk', now: () => fixed });
  const lines = injections.map(({ text }, i) =>
    JSON.stringify({
      id: `I-${i}`,
      ref: `${text.slice(0, 200)} R${i}`,
      number: text,
      date: '2018-03-07',
      datetime: text.slice(0, 500),
      origin: text,
      destination: text,
      info: [text],
      subject: text,
      marking: text,
      tags: [text],
      refs: [text, `I-${i}`],
      type: text,
      lang: text.slice(0, 40),
      notice: text,
      body: `${text} needle${i} ${text}\n${text}`,
    }),
  );
  const hostile = injections[0]?.text ?? '';
  writeFileSync(join(folder, 'hostile.jsonl'), lines.join('\n'));
  writeFileSync(
    join(folder, 'trove.json'),
    JSON.stringify({
      title: hostile,
      notice: hostile,
      fictional: true,
      source: hostile,
      provenance: injections.slice(0, 12).map(({ text }) => ({ label: text.slice(0, 30), text: text.slice(0, 200) })),
      claims: [{ by: hostile, about: hostile, says: hostile }],
      responses: [{ by: hostile, says: hostile }],
      markings: [{ marking: hostile, means: hostile }],
    }),
  );
  const result = await importFiles({ desk, paths: [join(folder, 'hostile.jsonl')], trove: 'hostile', by: 'test' });
  expect(result.rejects).toEqual([]);
  await desk.index.ready();
  bot = await createBot(desk, quiet);
});

afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Marks that are ours: titles, small print, quotes of passages, fences for copying. */
const ours = /^(?:heading|subtext|quote|fence text|node (?:heading|subtext|blockQuote|codeBlock))/;
/** References that the bot itself makes: the channel of a preview, the member who shares. */
/** The desk's clock stands still, so that the times which the bot writes are known from those of a document. */
const fixed = 1_795_000_000_000;
const references = [
  '<#112233445566778899>',
  '<@112233445566778800>',
  '<@112233445566778801>',
  ...['R', 'f'].flatMap((style) => [`<t:${fixed / 1000}:${style}>`, `<t:${fixed / 1000 - 24 * 60 * 60}:${style}>`]),
];

/** What is alive in a text and not ours. `emphasised`: how many words we made bold ourselves in the whole reply. */
function strange(content: string, emphasised: number): string[] {
  // Inside a fence nothing is markup, so stars are stars there.
  const unescaped = content.replaceAll(/```text\n[^]*?\n```/g, '').replaceAll(/\\[^0-9A-Za-z\s]/gu, '\uE000');
  const stars = unescaped.split('**').length - 1;
  if (stars > emphasised * 2) return [`${stars} stars for ${emphasised} emphasised words`];
  let text = content.replaceAll(/(?<!\\)((?:\\\\)*)\*\*/g, '$1');
  for (const reference of references) text = text.replaceAll(reference, '');
  return liveConstructs(text).filter((found) => !ours.test(found));
}

function emphasisIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, part) => sum + emphasisIn(part), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'kind' in value && ['strong', 'mark', 'commandLink'].includes(String(value.kind)) ? 1 : 0;
  // Labels of facts and the word that says an error are made bold by the renderer.
  const made = 'kind' in value && value.kind === 'facts' && 'facts' in value && Array.isArray(value.facts) ? value.facts.length : 0;
  return (
    own +
    made +
    ('tone' in value && (value.tone === 'error' || value.tone === 'notice') ? 1 : 0) +
    Object.values(value).reduce((sum: number, part) => sum + emphasisIn(part), 0)
  );
}

function looked(reply: Reply, where: string): void {
  const { components, files } = renderReply(reply, {
    store: { keep: (view) => sha256(view).slice(0, 22), seal: () => 'sealed--' },
    commands: new Map(),
  });
  const faults = lintOutgoing(
    'message',
    {
      components,
      flags: flag.componentsV2,
      allowed_mentions: { parse: [] },
      attachments: files.map(({ name }, id) => ({ id, filename: name })),
    },
    { files: files.map(({ name, content }) => ({ name, size: content.byteLength })) },
  );
  expect(faults, where).toEqual([]);
  const texts: string[] = [];
  const labels: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      if (typeof part !== 'string') look(part);
      else if (key === 'content') texts.push(part);
      else if (key === 'label' || key === 'placeholder' || key === 'description') labels.push(part);
    }
  };
  look(components satisfies Component[]);
  const emphasised = emphasisIn(reply);
  for (const text of texts) expect(strange(text, emphasised), `${where}: ${text.slice(0, 300)}`).toEqual([]);
  // Labels render no markup; what hides or reorders must not be there all the same.
  for (const text of [...labels, ...files.map(({ name }) => name), renderTerminal(reply)]) {
    expect(text.isWellFormed(), where).toBe(true);
    expect(
      /[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\u{E0000}-\u{E007F}]/u.exec(text.replaceAll(/[\n\t]/g, ''))?.[0],
      where,
    ).toBeUndefined();
  }
}

test('the corpus is all there', () => {
  expect(injections).toHaveLength(122);
  expect(desk.cables.count()).toBe(122);
});

const numbered = injections.map(({ class: name, text }, i) => [i, name, JSON.stringify(text.slice(0, 40)), text] as const);

test.each(sampleOf(numbered, 1, randomFrom(seedOf('injection')), ([, name]) => name))(
  '%i %s %s: dead in every answer',
  async (i, _name, _shown, text) => {
    const ref = desk.cables.byRow(desk.cables.rows()[i] ?? 0)?.ref ?? '';
    const lead = () => someone('lead', { place: listed, name: text.slice(0, 32), member: '112233445566778800' });
    const asked: [string, Record<string, string | number | boolean>][] = [
      ['search', { query: `needle${i}` }],
      ['search', { query: text.slice(0, 3000) === '' ? 'x' : text.slice(0, 3000) }],
      ['search', { query: 'needleless', origin: text.slice(0, 200) }],
      ['cable', { ref }],
      ['cable', { ref, query: `needle${i}`, at: 1 }],
      ['cable', { ref, cite: true }],
      ['cable', { ref, file: true }],
      ['cable', { ref, share: true }],
      ['cable', { ref: `${text.slice(0, 500)}?` }],
      ['cables', { page: 1 + Math.floor(i / 8) }],
      ['cables', { origin: text.slice(0, 200) }],
      ['help', { command: text.slice(0, 32) }],
      ['help', { [text.slice(0, 20)]: text.slice(0, 50) }],
      [text.slice(0, 40), {}],
      ['search', { query: 'x', since: text.slice(0, 100) }],
    ];
    for (const [command, options] of asked) {
      const answer = await ask(bot, command, options, lead());
      expect(answer.failure, `/${command}`).not.toBe('bug');
      looked(answer.reply, `/${command} ${JSON.stringify(options).slice(0, 200)}`);
    }
    // What colleagues write, and the names they go by, is as hostile as a document.
    desk.roster.seen('desk', { id: '112233445566778801', name: text.slice(0, 32), role: 'editor', isBot: false }, fixed);
    const written: [string, Record<string, string | number | boolean>][] = [
      ['note', { ref, text: text.slice(0, 4000) === '' ? 'x' : text.slice(0, 4000) }],
      ['note', { ref }],
      ['note', { ref: text.slice(0, 100), text: text.slice(0, 4000) }],
      ['work read', { ref, irrelevant: true, why: text.slice(0, 300) }],
      ['tag add', { ref, tag: text.slice(0, 200) }],
      ['tag add', { ref, tag: `case-${i}` }],
      ['tag define', { tag: `case-${i}`, meaning: text.slice(0, 300) === '' ? 'x' : text.slice(0, 300) }],
      ['tag list', { tag: `case-${i}` }],
      ['tag bulk', { query: text.slice(0, 3000) === '' ? 'x' : text.slice(0, 3000), add: 'many' }],
      ['work assign', { ref, to: '112233445566778801', why: text.slice(0, 500) }],
      ['work mine', { who: '112233445566778801' }],
      ['work mine', { who: text.slice(0, 100) }],
      ['cable', { ref }],
      ['search', { query: `tag:case-${i}` }],
      ['history', { ref }],
      ['work activity', {}],
      ['work release', { ref, why: text.slice(0, 300) }],
      ['desk mask', { ref, why: text.slice(0, 500) }],
      ['desk mask', {}],
      ['desk mask', { ref, lift: true }],
      ['digest schedule', { time: text.slice(0, 5), zone: text.slice(0, 60) }],
    ];
    for (const [command, options] of written) {
      const answer = await ask(bot, command, options, lead());
      expect(answer.failure, `/${command}`).not.toBe('bug');
      looked(answer.reply, `/${command} ${JSON.stringify(options).slice(0, 200)}`);
    }
    for (const { id, post } of desk.outbox.due(50)) {
      looked(post.reply, 'a post');
      desk.outbox.sent(id, 'm');
    }
    const suggested = await bot.suggest(lead(), { command: 'cable', options: {} }, 'ref', text.slice(0, 100));
    expect(suggested.length).toBeLessThanOrEqual(25);
  },
);

test('the board, the tags and the digest over all of it', async () => {
  const lead = someone('lead', { place: listed });
  for (const command of ['work board', 'tag list', 'work mine', 'digest preview'])
    looked((await ask(bot, command, {}, lead)).reply, `/${command}`);
});

test('/about with a hostile trove.json', async () => {
  const { reply } = await ask(bot, 'about');
  // The time of the import is ours, and the one live thing there may be.
  const blocks = reply.blocks.map((block) =>
    block.kind === 'facts' ? { ...block, facts: block.facts.filter(([name]) => name !== 'Imported') } : block,
  );
  looked({ ...reply, blocks }, '/about');
});
