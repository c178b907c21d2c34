import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { doubleOf } from '../../src/team/reviews.ts';
import { actionNamed, ask, quiet, sampleData, someone, testDesk } from '../helpers/desk.ts';
import { compareDesks, does, numberFrom, type Typed } from '../helpers/noninterference.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * Two people read a cable blind. What the one sees does not depend on the marks of the other: two desks that differ in those
 * alone give the same answers, byte for byte, until both have finished.
 */

let now = Date.UTC(2026, 10, 27, 12);
const hour = 3_600_000;
const home = 'terminal';
const blind = 'COREU/KYI/0039/18';
const beside = 'COREU/WAR/0055/17';

const anna = (): Caller => someone('editor', { desk: home, member: 'anna', name: 'anna' });
const lea = (): Caller => someone('lead', { desk: home, member: 'lea', name: 'lea' });
/** The other blind reader, who looks: as an editor, and as a lead, from whom else nothing is kept. */
const ben = (role: 'editor' | 'lead') => (): Caller => someone(role, { desk: home, member: 'ben', name: 'ben' });

const typed: Typed = {
  texts: ['annatag', 'bentag', 'before', 'earlier', 'tag:annatag', 'tag:before', 'tag:earlier', 'annaset', 'crimea', '-iran', blind],
  words: ['', 'anna', 'ben', 'be', 'COREU/K'],
  numbers: [1, 2, 5, 501, 502, 503, 504, 505, 506, 507, 508, 509, 510, 511, 512, 1000],
  dates: ['2018-03', '2026-11-27', '2017'],
  cables: [blind, beside],
  members: ['anna', 'ben', 'lea'],
};

/** What both desks have in common: tags on the cable from before it was read blind, and one taken off again. */
async function commonPast(bot: Bot): Promise<void> {
  for (const [member, role] of [
    ['anna', 'editor'],
    ['ben', 'editor'],
    ['lea', 'lead'],
  ] as const)
    bot.desk.roster.seen(home, { id: member, name: member, role, isBot: false }, now);
  await does(bot, anna(), 'tag add', { ref: blind, tag: 'before' });
  await does(bot, anna(), 'tag add', { ref: blind, tag: 'earlier' });
  await does(bot, anna(), 'tag remove', { ref: blind, tag: 'earlier' });
  await does(bot, ben('editor')(), 'tag add', { ref: beside, tag: 'bentag' });
  await does(bot, ben('editor')(), 'check review double', { ref: blind, first: 'anna', second: 'ben' });
}

/** Everything by which Anna may mark the cable, or try to, while Ben still reads it. */
async function marks(bot: Bot): Promise<void> {
  const tries = (command: string, options: Record<string, string | number>) => ask(bot, command, options, anna());
  const { db } = bot.desk;
  const last = (act: string): number =>
    db.prepare<[string], number>("SELECT max(seq) FROM audit WHERE act = ? AND member = 'anna'").pluck().get(act) ?? 0;
  await does(bot, anna(), 'check review mark', { ref: blind, tags: 'annatag before' });
  await does(bot, anna(), 'check review mark', { ref: blind, tags: 'annatag' });
  await does(bot, anna(), 'check review mark', { ref: blind, tags: 'annatag' });
  await does(bot, anna(), 'undo', { act: last('mark') - 1 });
  await does(bot, lea(), 'undo', { act: last('undo') });
  await tries('tag add', { ref: blind, tag: 'annatag' });
  await tries('tag remove', { ref: blind, tag: 'before' });
  await tries('undo', { act: last('untag') });
  await tries('undo', { act: last('tag') });
  const preview = await tries('tag bulk', { query: `ref:${blind}`, add: 'annatag' });
  await ask(bot, 'tag bulk', actionNamed(preview.reply, 'Add it').options, anna());
  await does(bot, anna(), 'set create', { name: 'annaset', query: `ref:${blind}` });
}

/** Two desks: at the first Anna has marked the cable. `isFinished`: at both she has finished. */
async function twoDesks(isFinished: boolean): Promise<{ marked: Bot; bare: Bot; numberOn: () => void }> {
  const folder = await sampleData();
  const copy = tempFolder();
  cpSync(folder, copy, { recursive: true });
  const [marked, bare] = await Promise.all(
    [folder, copy].map(async (one) => {
      const desk = testDesk({ folder: one, now: () => now });
      await Promise.all([desk.index.ready(), desk.names.settled()]);
      return createBot(desk, quiet);
    }),
  );
  if (marked === undefined || bare === undefined) throw new Error('no desks');
  /** From the next round number on, which a long run has passed at both desks. */
  const numberOn = (): void => {
    const last = [marked, bare].flatMap(({ desk }) =>
      ['SELECT max(seq) FROM audit', 'SELECT max(id) FROM searches'].map((sql) => Number(desk.db.prepare(sql).pluck().get() ?? 0)),
    );
    const next = 500 * (1 + Math.floor(Math.max(...last) / 500));
    for (const { desk } of [marked, bare]) numberFrom(desk, home, next);
  };
  await commonPast(marked);
  await commonPast(bare);
  now += hour;
  numberOn();
  await marks(marked);
  now += hour;
  numberOn();
  if (isFinished) for (const bot of [marked, bare]) await does(bot, anna(), 'check review finish', { ref: blind });
  return { marked, bare, numberOn };
}

test.each([false, true])(
  'a blind reader sees nothing of the other one’s marks, who has finished: %s',
  { timeout: 3_600_000 },
  async (isFinished) => {
    const { marked, bare, numberOn } = await twoDesks(isFinished);
    const reading = () => doubleOf(marked.desk.facts, home, marked.desk.cables.get(blind)?.row ?? 0);
    /** Ben may have finished, ended the reading or withdrawn the cable: then it begins anew. */
    const after = async (): Promise<boolean> => {
      const found = reading();
      for (const bot of [marked, bare])
        if (bot.desk.facts.all(home, 'mask').some(({ cable }) => cable === found?.cable))
          await does(bot, lea(), 'desk mask', { ref: blind, lift: true });
      if (found?.b.finished === undefined && found?.isOpen === true) return true;
      for (const bot of [marked, bare]) {
        await ask(bot, 'check review cancel', { ref: blind }, lea());
        bot.desk.db.prepare("DELETE FROM facts WHERE kind = 'double'").run();
        await does(bot, ben('editor')(), 'check review double', { ref: blind, first: 'anna', second: 'ben' });
      }
      await does(marked, anna(), 'check review mark', { ref: blind, tags: 'annatag' });
      numberOn();
      if (isFinished) for (const bot of [marked, bare]) await does(bot, anna(), 'check review finish', { ref: blind });
      return found?.isOpen !== false;
    };
    const { pairs, differences } = await compareDesks({
      desks: [marked, bare],
      callers: isLong ? [ben('editor'), ben('lead')] : [ben(isFinished ? 'lead' : 'editor')],
      typed,
      // One seed for every day; the long run looks further.
      random: randomFrom(isLong ? seedOf('blind reading') : 1),
      rounds: isLong ? 3 : 1,
      // In the short run one half of the commands before the other reader has finished, and the other half after.
      isCalled: (_, i) => isLong || i % 2 === Number(isFinished),
      calls: [
        { command: 'history', options: { ref: blind } },
        { command: 'work activity', options: { since: '2026-11-27' } },
        { command: 'tag list', options: {} },
        { command: 'tag add', options: { ref: blind } },
        { command: 'search', options: { query: 'tag:before' } },
        { command: 'digest preview', options: {} },
        ...Array.from({ length: 30 }, (_, i) => ({ command: 'undo', options: { act: 490 + i } })),
        { command: 'undo', options: { act: 12 } },
      ],
      after,
    });
    console.log(`blind reading: ${pairs} pairs compared, ${differences.length} different`);
    expect(differences.join('\n\n')).toBe('');
  },
);
