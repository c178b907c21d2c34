import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { AttachedFile } from '../../src/bot/attachment.ts';
import { checkDraft, draftIn } from '../../src/factcheck/pages/check-draft.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { actionsOf, ask, importRecords, quiet, sampleData, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { pickerFrom, randomFrom } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';
import { createBot } from '../../src/bot/bot.ts';

/** What a draft quotes is found, and held against the cables word by word. */

describe('a draft of 40 quotations of the sample trove', () => {
  test('classifies 25 exact, 10 altered and 5 invented quotations', async () => {
    const random = randomFrom(Number(process.env['CABLEDESK_SEED'] ?? 1));
    const pick = pickerFrom(random);
    const desk = testDesk({ folder: await sampleData() });
    await desk.index.ready();
    const cables = [...desk.cables.all()].filter(({ body }) => body.length > 300);
    const sentencesOf = (body: string): string[] =>
      body
        .split(/(?<=[.!?])\s+|\n\s*\n/)
        .map((one) => one.replaceAll(/\s+/g, ' ').trim())
        .filter((one) => !/["“”«»„*[\]]/.test(one) && one.split(' ').length >= 8 && one.split(' ').length <= 30);
    type Made = { text: string; kind: string; ref?: string; was?: string };
    const made: Made[] = [];
    while (made.length < 35) {
      const cable = pick(cables);
      const sentences = sentencesOf(cable.body);
      if (sentences.length === 0) continue;
      const text = pick(sentences);
      if (made.some((one) => one.text === text)) continue;
      if (made.length >= 10) made.push({ text, kind: 'exact', ref: cable.ref });
      else {
        const words = text.split(' ');
        const at = Math.floor(random() * words.length);
        const was = words[at] ?? '';
        if (!/^\p{L}{4,}$/u.test(was)) continue;
        words[at] = 'quokkas';
        made.push({ text: words.join(' '), kind: 'near', ref: cable.ref, was });
      }
    }
    while (made.length < 40) {
      const words = Array.from({ length: 12 }, () => pick(pick(cables).body.match(/\p{L}+/gu) ?? ['x']));
      made.push({ text: words.join(' '), kind: 'not found' });
    }
    const marks = [['“', '”'] as const, ['"', '"'] as const, ['« ', ' »'] as const, ['„', '“'] as const];
    const draft = made.map(({ text }, i) => `Line ${i}: ${marks[i % 4]?.[0]}${text}${marks[i % 4]?.[1]}, it says.`).join('\n\n');
    const { checked, total } = await checkDraft(desk, { kind: 'text', text: draft }, 'draft', () => {});
    expect(total).toBe(40);
    for (const { text, kind, ref, was } of made) {
      const one = checked.find((other) => other.text === text);
      expect(one?.outcome, text).toBe(kind);
      const refs = one?.places.map(({ row }) => desk.cables.byRow(row)?.ref) ?? [];
      expect(ref === undefined ? refs.length === 0 : refs.includes(ref), text).toBe(true);
      expect(one?.places[0]?.differences ?? [], text).toMatchObject(was === undefined ? [] : [{ draft: 'quokkas', cable: was }]);
      for (const { row, paragraph, passage } of one?.places ?? []) {
        expect(desk.cables.byRow(row)?.body, text).toContain(passage);
        expect(paragraph).toBeGreaterThan(0);
      }
    }
  });
});

const paragraphXml = (text: string, style = ''): string =>
  `<w:p>${style === '' ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word document as an archive of its parts. */
function docx(paragraphs: string, more: Record<string, Uint8Array> = {}): Uint8Array {
  const relations = 'http://schemas.openxmlformats.org';
  return zipSync({
    '[Content_Types].xml': strToU8(
      `${xmlHead}<Types xmlns="${relations}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ),
    '_rels/.rels': strToU8(
      `${xmlHead}<Relationships xmlns="${relations}/package/2006/relationships"><Relationship Id="r1" Type="${relations}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    'word/styles.xml': strToU8(
      `${xmlHead}<w:styles ${word}><w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style></w:styles>`,
    ),
    'word/_rels/document.xml.rels': strToU8(
      `${xmlHead}<Relationships xmlns="${relations}/package/2006/relationships"><Relationship Id="r2" Type="${relations}/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r9" Type="${relations}/officeDocument/2006/relationships/image" Target="media/image1.png"/></Relationships>`,
    ),
    'word/document.xml': strToU8(`${xmlHead}<w:document ${word}><w:body>${paragraphs}</w:body></w:document>`),
    ...more,
  });
}

const file = (name: string, bytes: Uint8Array): AttachedFile => ({ name, size: bytes.byteLength, read: async () => bytes });

const reused = reusedDesk(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  await importRecords(desk, [
    { ref: 'S1', subject: 'Norrfald', body: '1. The quokka came over the hill at night.\n\n2. It left again before the morning.' },
    { ref: 'S2', subject: 'Pumps', body: '1. Pumps were sold to the ministry by a friend of the family.' },
  ]);
  await desk.index.ready();
  return desk;
});
const small = async (): Promise<Bot> => createBot(await reused(), quiet);

const said = 'He saw “The quokka came over the hill at night” and “Pumps were bought by the ministry from a friend of the family”.';

describe('/check draft', () => {
  test('reports exact, near (with the differences) and missing quotations', async () => {
    const bot = await small();
    const { reply } = await ask(bot, 'check draft', { text: `${said} “Nobody knows of this at all”, he said.` }, someone('editor'));
    const words = wordsOf(reply);
    expect(words).toContain('3 quotations: 1 exact, 1 near, 1 not found');
    expect(words).toContain('S1¶1');
    expect(words).toContain('Draft “bought by”, cable “sold to”');
    expect(words).toContain('Nothing from the draft is kept');
    expect(new TextDecoder().decode(reply.files?.[0]?.bytes)).toContain('line 1: EXACT  S1¶1');
  });

  test('reports a repeated quotation twice, each with its own verdict', async () => {
    const bot = await small();
    const text = '“The quokka came” he said, “and nothing of that” she said, “The quokka came” they said.';
    const { checked } = await checkDraft(bot.desk, { kind: 'text', text }, 'x', () => {});
    expect(checked.map(({ outcome }) => outcome)).toEqual(['exact', 'not found', 'exact']);
  });

  test('answers a crowd: drafts wait for their turn, and are refused when too many wait', async () => {
    const bot = await small();
    const draft = { kind: 'text' as const, text: said };
    const asked = Array.from({ length: 12 }, () => checkDraft(bot.desk, draft, 'x', () => {}));
    const answers = await Promise.allSettled(asked);
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value.checked.length : (one.reason as Error).message))).toEqual([
      ...Array.from({ length: 10 }, () => 2),
      '8 other drafts are waiting to be checked already.',
      '8 other drafts are waiting to be checked already.',
    ]);
    const { checked } = await checkDraft(bot.desk, draft, 'x', () => {});
    expect(checked).toHaveLength(2);
  });

  test('says when a quotation is too long to compare in full', async () => {
    const bot = await small();
    const { reply } = await ask(bot, 'check draft', { text: `“${'the quokka came over '.repeat(280)}”` }, someone('editor'));
    expect(wordsOf(reply)).not.toContain('too long');
    const long = { kind: 'text' as const, text: `“${'the quokka came over '.repeat(500)}”` };
    const { checked } = await checkDraft(bot.desk, long, 'x', () => {});
    expect(checked.map(({ isCut, words }) => [isCut, words])).toEqual([[true, 1500]]);
  });

  test('keeps nothing of a draft but counts in the audit', async () => {
    const bot = await small();
    await ask(bot, 'check draft', { text: 'They said “a zanzibarquokka was seen by the ministry” today.' }, someone('editor'));
    const all = readdirSync(bot.desk.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of all) expect(readFileSync(join(parentPath, name)).includes('zanzibarquokka'), name).toBe(false);
    expect(bot.desk.db.prepare("SELECT detail FROM audit WHERE act = 'checkdraft'").pluck().get()).toBe(
      '{"quotations":1,"exact":0,"near":0,"missing":1}',
    );
  });

  test('keeps quotations on request; looks them up again; undo removes them', async () => {
    const bot = await small();
    const { reply } = await ask(bot, 'check draft', { text: said, keep: true }, someone('editor'));
    const number = Number(/kept:(\d+)/.exec(wordsOf(reply))?.[1]);
    const again = await ask(bot, 'check draft', { kept: number }, someone('reader'));
    expect(wordsOf(again.reply)).toContain('2 quotations: 1 exact, 1 near, 0 not found');
    await ask(bot, 'desk mask', { ref: 'S1' }, someone('lead'));
    const without = wordsOf((await ask(bot, 'check draft', { kept: number }, someone('reader'))).reply);
    expect(without).toContain('1 quotation: 0 exact, 1 near');
    expect(without).not.toContain('quokka');
    const undo = actionsOf(reply).find((action) => action.kind === 'run' && action.command === 'undo');
    if (undo?.kind !== 'run') throw new Error('no undo');
    expect((await ask(bot, 'undo', undo.options, someone('editor'))).ok).toBe(true);
    expect((await ask(bot, 'check draft', { kept: number }, someone('editor'))).ok).toBe(false);
  });

  test('hides a withdrawn cable from all but leads', async () => {
    const bot = await small();
    await ask(bot, 'desk mask', { ref: 'S1' }, someone('lead'));
    expect(wordsOf((await ask(bot, 'check draft', { text: said }, someone('editor'))).reply)).toMatch(/0 exact, 1 near, 1 not found/);
    expect(wordsOf((await ask(bot, 'check draft', { text: said }, someone('lead'))).reply)).toMatch(/1 exact, 1 near, 0 not found/);
  });

  test('gives no files to those who may not have them', async () => {
    const bot = await small();
    expect((await ask(bot, 'check draft', { text: said }, someone('reader', { via: 'discord' }))).reply.files).toBeUndefined();
    expect((await ask(bot, 'check draft', { text: said }, someone('editor', { via: 'discord' }))).reply.files).toHaveLength(1);
  });

  test.each(['', 'Nobody is quoted here.', '“”', "It's the '90s."])('says when there is no quotation: %j', async (text) => {
    const bot = await small();
    const { reply } = await ask(bot, 'check draft', text === '' ? {} : { text }, someone('reader'));
    expect(wordsOf(reply)).toContain(text === '' ? 'Paste a draft, or attach it' : 'No quotations found');
  });

  test('reads Word documents: quotation marks, block quotes, entities; skips deleted words', async () => {
    const bot = await small();
    const bytes = docx(
      paragraphXml('He saw “The quokka came over the hill at night” &amp; left.') +
        paragraphXml('Pumps were sold to the ministry by a friend', 'Zitat') +
        paragraphXml('&gt; no block quote') +
        // A picture whose file is not looked at.
        `<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="r9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>` +
        `<w:p><w:del><w:r><w:delText>“never said at all”</w:delText></w:r></w:del></w:p>`,
    );
    const answer = await bot.answer(someone('editor'), {
      command: 'check draft',
      options: { file: 'x' },
      files: { file: file('Draft.DOCX', bytes) },
    });
    expect(wordsOf(answer.reply)).toContain('2 quotations: 2 exact');
    expect(wordsOf(answer.reply)).toContain('block quote');
  });

  const cases: [name: string, AttachedFile, words: string][] = [
    ['a PDF', file('a.pdf', strToU8('%PDF-1.7')), 'a file of the kind PDF'],
    ['an old Word document', file('a.doc', new Uint8Array([0xd0, 0xcf])), 'a file of the kind DOC'],
    ['a text that calls itself Word', file('a.docx', strToU8('“hot zone”')), 'not a Word document'],
    ['a damaged one', file('a.docx', docx('').slice(0, 200)), 'cannot be read as a Word document'],
    ['another archive', file('a.docx', zipSync({ 'a.txt': strToU8('x') })), 'not a Word document'],
    ['one without sense', file('a.docx', zipSync({ 'word/document.xml': strToU8('<<<') })), 'cannot be read as a Word document'],
    ['a bomb', file('a.docx', docx('', { 'word/footnotes.xml': new Uint8Array(60_000_000) })), 'unpacks to more than any draft holds'],
    ['a text of 5 MB', file('a.txt', new Uint8Array(5_000_000)), 'the limit is 4.0 MB'],
    ['a document of 20 MB', file('a.docx', new Uint8Array(20_000_000)), 'too large'],
  ];
  test.each(cases)('refuses %s', async (_, attached, words) => {
    const bot = await small();
    const answer = await bot.answer(someone('editor'), { command: 'check draft', options: { file: 'x' }, files: { file: attached } });
    expect(answer.failure).toBe('usage');
    expect(wordsOf(answer.reply)).toContain(words);
  });

  test('unpacks an archive no further than the sizes it declares', async () => {
    const bytes = docx('', { 'word/footnotes.xml': new Uint8Array(60_000_000) });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let lies = 0;
    for (let i = 0; i + 46 < bytes.length; i += 1)
      if (view.getUint32(i, true) === 0x02_01_4b_50 && view.getUint32(i + 24, true) === 60_000_000) {
        view.setUint32(i + 24, 100, true);
        lies += 1;
      }
    expect(lies).toBe(1);
    const bot = await small();
    const answer = await bot.answer(someone('editor'), {
      command: 'check draft',
      options: { file: 'x' },
      files: { file: file('a.docx', bytes) },
    });
    expect(answer.failure).not.toBe('bug');
  });

  test('reads a draft of 2 MB', async () => {
    const bot = await small();
    const text = `${said}\n\n${'The story goes on and quotes nobody, for a long time.\n\n'.repeat(38_000)}`;
    const draft = await draftIn(file('story.md', strToU8(text)));
    const { total, checked } = await checkDraft(bot.desk, draft, 'story.md', () => {});
    expect([total, checked.map(({ outcome }) => outcome)]).toEqual([2, ['exact', 'near']]);
  });
});
