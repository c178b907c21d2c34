import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { runnables } from '../../src/bot/command.ts';
import { mayRun } from '../../src/desk/policy.ts';
import { tellWhoAsked } from '../../src/clock/when-read.ts';
import { archiveFiles, files } from '../../src/store/database.ts';
import { mapTexts } from '../../src/reply/map-texts.ts';
import type { ActionOptions, Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { actionNamed, actionsOf, ask, press, quiet, sampleCount, sampleData, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { optionsFor, type Typed } from '../helpers/noninterference.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';

/** As long as names or texts are not all read, no answer says that something is not there, or how much there is in all. */

/** A data folder whose names are not read, and cannot be before they are let go: another connection is writing to their file. */
async function namesHeldBack(): Promise<{ folder: string; letGo: () => void }> {
  const folder = await sampleData();
  const db = new Database(join(folder, files.archive, archiveFiles.names));
  for (const table of ['entities', 'names', 'mentions', 'read_cables']) db.exec(`DELETE FROM ${table}`);
  db.exec("DELETE FROM about WHERE name = 'resolved'");
  db.exec('BEGIN IMMEDIATE');
  const letGo = (): void => {
    if (db.open) db.close();
  };
  onTestFinished(letGo);
  return { folder, letGo };
}

const typed: Typed = {
  texts: ['quokka wombat', 'person:Nobodyatall', 'org:Rogozin', 'Nobodyatall', 'Rogozin', 'country:Serbia'],
  words: ['quok'],
  numbers: [1],
  dates: ['2018'],
  cables: ['COREU/WAS/0107/18'],
  members: ['member-reader'],
};

/** What an answer says itself, without the words of cables and of people. */
const ownWords = (reply: Reply): string =>
  wordsOf(mapTexts(reply, (text) => text.filter(({ kind }) => kind !== 'quoted' && kind !== 'mark')));

/** Asked whatever chance says. */
const calls: readonly (readonly [command: string, options: ActionOptions])[] = [
  ['organizations', {}],
  ['organizations', { name: 'Rogozin' }],
  ['individuals', { name: 'Dujarric' }],
  ['search', { query: 'quokka wombat' }],
  ['search', { query: 'person:Nobodyatall' }],
  ['searches batch', { lines: 'quokka | rogozin | person:Nobodyatall' }],
  ['check draft', { quotation: 'quokka wombat' }],
  ['check draft', { text: 'He saw “quokkas and wombats on the hill”.' }],
  ['searches refine', { query: 'rogozin', by: 'person' }],
  ['searches similar', { ref: 'COREU/WAS/0107/18' }],
  ['names lookup', { names: 'Nobodyatall | Rogozin' }],
  ['names quotes', { topic: 'Nobodyatall', since: '2018', until: '2018' }],
  ['names in', { ref: 'COREU/WAS/0107/18' }],
  ['analysis', { kind: 'network' }],
  ['analysis', { kind: 'map' }],
];

const absences =
  /\b(?:no|none|nothing|nobody|never|all \d+ cables|not (?:found(?! so far)|in |known(?! as \w+ so far)|named|called)|0 (?:cables|entries|names))\b/i;
/** What a number says alone, without being one so far. */
const totals = /^.*\b\d+ (?:entries|cables? for).*$/;
/** Sentences on what people did or on one cable alone, which are true however far reading is. */
const ofOthers = [
  /\(no subject\)/,
  /no date/,
  /none (?:given|printed)/,
  /no operators/,
  /Names were found by rules/,
  /need not/,
  /Nothing from the draft is kept/,
  /[Nn]obody was asked to respond/,
  /^Receipt \d+: /,
  /[Nn]obody has (?:looked|opened|touched)/,
  /nothing done yet/,
  /nothing (?:is )?changed: /,
];

test('no command says that something is not there while it is read, whoever asks', async () => {
  const { folder } = await namesHeldBack();
  const desk = testDesk({ folder });
  const bot = await createBot(desk, quiet);
  await desk.index.ready();
  const random = randomFrom(seedOf('no absence'));
  const faults: string[] = [];
  let noted = 0;
  for (const importing of [0, 1]) {
    desk.importing = importing;
    for (const command of bot.commands.flatMap(runnables)) {
      if (!mayRun(someone('reporter'), command.who).allowed) continue;
      const fixed = calls.filter(([name]) => name === command.name).map(([, options]) => options);
      const rounds = isLong ? 5 : 1;
      for (const options of [...fixed, ...Array.from({ length: rounds }, () => optionsFor(command.options, typed, random))]) {
        const { reply } = await ask(bot, command.name, options, someone('reporter'));
        const [first, ...lines] = ownWords(reply)
          .split('\n')
          .filter((line) => line !== '');
        const all = [first ?? '', ...lines];
        if (!all.some((line) => line.startsWith('Still reading: '))) continue;
        noted += 1;
        for (const line of all)
          if ((absences.test(line) || totals.test(line)) && !ofOthers.some((one) => one.test(line)) && reply.blocks.length > 0)
            faults.push(`/${command.name} ${JSON.stringify(options)}: ${line}`);
        if (!actionsOf(reply).some(({ label }) => plain(label) === 'Tell me when all are read')) faults.push(`/${command.name}: no offer`);
      }
    }
  }
  desk.importing = 0;
  expect(faults).toEqual([]);
  expect(noted).toBeGreaterThan(20);
});

test('an absence is stated again once all is read, and who asked is told, after a restart too', async () => {
  const { folder, letGo } = await namesHeldBack();
  const held = testDesk({ folder });
  const before = await createBot(held, quiet);
  await held.index.ready();
  const section = (await ask(before, 'organizations', { name: 'Rogozin' })).reply;
  expect(wordsOf(section)).toContain(`of ${sampleCount} cables read for names so far`);
  expect(wordsOf(section)).toContain('Not found so far.');
  const waiting = await press(before, section, 'Tell me when all are read');
  expect(wordsOf(waiting.reply)).toContain('I’ll message you once all are read');
  const suggested = await before.suggest(someone(), { command: 'individuals', options: {} }, 'name', 'Nobody');
  expect(suggested.map(({ label }) => label)).toEqual([expect.stringMatching(/^Still reading: /)]);
  expect(tellWhoAsked(held)).toBe(0);
  await held.close();
  letGo();

  const desk = testDesk({ folder });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  desk.setHome('desk');
  expect([tellWhoAsked(desk), tellWhoAsked(desk)]).toEqual([1, 0]);
  const [due] = desk.outbox.due(10);
  expect(due?.post.to).toEqual({ member: 'member-reader' });
  expect(wordsOf(due?.post.reply ?? { blocks: [] })).toContain(`All ${sampleCount} cables are read`);
  const { command, options } = actionNamed(due?.post.reply ?? { blocks: [] }, 'Ask again');
  const after = (await ask(await createBot(desk, quiet), command, options)).reply;
  expect(wordsOf(after)).toContain('No organization in the cables is called Rogozin');
  expect(wordsOf(after)).not.toContain('so far');
});
