import { expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import type { Cable } from '../../src/cables/cables.ts';
import { collectDigest, sendDigest } from '../../src/clock/digest.ts';
import { pickRules } from '../../src/clock/pick-rules.ts';
import { pickUntouched } from '../../src/clock/untouched.ts';
import { createWatcher } from '../../src/clock/watcher.ts';
import { eachWord, tokenise } from '../../src/language/tokens.ts';
import { entityKinds } from '../../src/names/resolve/entity.ts';
import { foundRows } from '../../src/search/search.ts';
import type { Action } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { ask, importRecords, press, quiet, sampleFolder, someone, wordsOf } from '../helpers/desk.ts';

const day = 24 * 60 * 60_000;

const refOf = (action: Action | undefined): string => (action?.kind === 'run' ? String(action.options['ref']) : '');

const taggedWith = ({ desk }: Bot, tag: string): number[] => desk.facts.all('desk', 'tag', tag).map(({ cable }) => cable);
const rowOf = ({ desk }: Bot, ref: string): number => desk.cables.get(ref)?.row ?? 0;

/** The cables that a reason calls `3 cables you tagged #x this week`, `REF (#x)` or `REF, on which the desk works`, of those that `isOne`. */
function expectWorked(bot: Bot, called: string, isOne: (row: number) => boolean): void {
  const several = /^(\d+) cables you tagged #(\S+)( this week)?$/.exec(called);
  const [, one, tag] = /^(\S+) \(#(\S+)\)$/.exec(called) ?? [];
  const [, plainOne] = /^(\S+), on which the desk works$/.exec(called) ?? [];
  if (several !== null) expect(taggedWith(bot, several[2] ?? '').filter(isOne), called).toHaveLength(Number(several[1]));
  else if (one !== undefined) expect(taggedWith(bot, tag ?? '').filter(isOne), called).toEqual([rowOf(bot, one)]);
  else expect(bot.desk.facts.about('desk', 'work', rowOf(bot, plainOne ?? '')).length, called).toBe(1);
}

const stemsOf = (text: string): Set<string> => new Set(Array.from(eachWord(tokenise(text)), ({ stem }) => stem));
const rowsNaming = ({ desk }: Bot, name: string): number[] =>
  desk.names.rowsOf(entityKinds.flatMap((kind) => desk.names.named(name, kind).map(({ id }) => id)));
const isOpened = ({ desk }: Bot, row: number): boolean => desk.facts.about('desk', 'reading', row).length > 0;
const madeBy = ({ desk }: Bot, origin: string): number[] =>
  [...desk.cables.all()].filter((cable) => cable.origin === origin).map(({ row }) => row);

/** For each rule of picking: what it says, and whether that is so, found out the long way. */
const reasons: Record<string, { says: RegExp; holds: (bot: Bot, cable: Cable, ...said: string[]) => unknown }> = {
  words: {
    says: /^(?:also )?speaks of (.+?) and (\S+?)(?:, like (.+))?$/,
    holds(bot, { subject, body }, words = '', last = '', like?: string) {
      const here = stemsOf(`${subject}\n${body}`);
      const stems = [...stemsOf(`${words} ${last}`)];
      expect(stems.length).toBeGreaterThan(1);
      expect(stems.filter((stem) => !here.has(stem))).toEqual([]);
      if (like !== undefined) expectWorked(bot, like, () => true);
    },
  },
  names: {
    says: /^(?:also )?names (.+?)(?:, (?:who|which) is in (.+))?$/,
    holds(bot, { row }, name = '', where?: string) {
      const rows = rowsNaming(bot, name);
      expect(rows).toContain(row);
      if (where !== undefined) expectWorked(bot, where, (one) => rows.includes(one));
    },
  },
  sender: {
    says: /^(?:also )?from (.+?)(?:, like (.+))?$/,
    holds(bot, cable, origin = '', like?: string) {
      expect(cable.origin).toBe(origin);
      if (like !== undefined) expectWorked(bot, like, (row) => bot.desk.cables.byRow(row)?.origin === origin);
    },
  },
  cited: {
    says: /^(cites|cited by) (.+)$/,
    holds: (bot, cable, how, what = '') =>
      expectWorked(bot, what, (row) => {
        const [from, to] = how === 'cites' ? [cable.row, row] : [row, cable.row];
        return bot.desk.cables.citedBy(to).some((head) => head.row === from);
      }),
  },
  searched: {
    says: /^found by (?:the search|(\d+) searches, last) (.+)$/,
    async holds(bot, { ref }, _, query = '') {
      expect([...(await foundRows(bot.desk, someone(), { query })).rows]).toContain(rowOf(bot, ref));
    },
  },
  watched: {
    says: /^found by the watch (.+)$/,
    async holds(bot, { row }, query = '') {
      expect([...(await foundRows(bot.desk, someone(), { query })).rows]).toContain(row);
    },
  },
  'put off': {
    says: /^put off on .+ until (\S+)$/,
    holds: ({ desk }, { row }, until) => expect(desk.facts.about('desk', 'later', row)[0]?.value.until).toBe(until),
  },
  disagrees: {
    says: /^disagrees with (\S+) from (.+)$/,
    holds(bot, { row, body }, other = '', origin) {
      expect(bot.desk.cables.get(other)?.origin).toBe(origin);
      expect(bot.desk.cables.citedBy(rowOf(bot, other)).map((head) => head.row)).toContain(row);
      expect(body).toContain(`Contrary to ${other}`);
    },
  },
  imported: {
    says: /^imported on .+, and not opened yet$/,
    holds(bot, { row, importedAt }) {
      expect(now - importedAt).toBeLessThan(7 * day);
      expect(isOpened(bot, row)).toBe(false);
    },
  },
  event: {
    says: /^one of only (\d+) cables that name (.+)$/,
    holds(bot, { row }, cables, name = '') {
      const rows = rowsNaming(bot, name);
      expect(rows).toContain(row);
      expect(rows).toHaveLength(Number(cables));
      expect(rows.filter((one) => isOpened(bot, one))).toEqual([]);
    },
  },
  marked: {
    says: /^marked (.+), as are only (\d+) of (\d+)$/,
    holds({ desk }, { marking }, said, having, all) {
      expect(marking).toBe(said);
      expect([...desk.cables.all()].filter((one) => one.marking === marking)).toHaveLength(Number(having));
      expect(desk.cables.count()).toBe(Number(all));
    },
  },
  central: {
    says: /^(\d+) other cables cite it$/,
    holds: ({ desk }, { row }, cables) => expect(desk.cables.citedBy(row)).toHaveLength(Number(cables)),
  },
  unheard: {
    says: /^nobody has opened any of the (\d+) cables from (.+)$/,
    holds(bot, { origin }, cables, said = '') {
      expect(origin).toBe(said);
      expect(madeBy(bot, origin)).toHaveLength(Number(cables));
      expect(madeBy(bot, origin).filter((row) => isOpened(bot, row))).toEqual([]);
    },
  },
  any: { says: /^nobody has opened it$/, holds: (bot, { row }) => expect(isOpened(bot, row)).toBe(false) },
};

/** Fails unless each part of the reason is worded as one of the rules words it, and true of the cable. Returns the rules. */
async function checkReason(bot: Bot, ref: string, reason: string): Promise<string[]> {
  const cable = bot.desk.cables.get(ref);
  if (cable === undefined) throw new Error(`${ref} is not in the trove`);
  const rules: string[] = [];
  for (const part of reason.split('; ')) {
    const found = Object.entries(reasons).flatMap(([rule, { says, holds }]) => {
      const match = says.exec(part);
      return match === null ? [] : [{ rule, holds, said: match.slice(1) }];
    });
    expect(
      found.map(({ rule }) => rule),
      `${ref}: ${part}`,
    ).toHaveLength(1);
    for (const { rule, holds, said } of found) {
      await holds(bot, cable, ...said);
      rules.push(rule);
    }
  }
  return rules;
}

const morning = Date.parse('2026-11-23T07:00:00Z');
let now = morning;
const reused = reusedDesk(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk', now: () => now });
  desk.setHome('desk');
  await importFiles({ desk, paths: [sampleFolder], by: 'test' });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return desk;
});

/** A desk that holds the sample trove, with one tagged cable and a digest every morning. */
async function scheduled(): Promise<{ bot: Bot; scheduleWords: string }> {
  now = morning;
  const bot = await createBot(await reused(), quiet);
  const lead = someone('lead', { place: { id: '1', name: 'desk', listed: false, open: false } });
  const answer = await ask(bot, 'digest schedule', { time: '8:30', zone: 'europe/brussels' }, lead);
  await ask(bot, 'tag add', { ref: 'COREU/KYI/0039/18', tag: 'warheads' }, someone('editor'));
  return { bot, scheduleWords: wordsOf(answer.reply) };
}

/** Cables that come in nine days after the others, one of which contradicts another. */
async function more({ desk }: Bot): Promise<void> {
  const cable = (id: string, origin: string, body: string) => ({
    id,
    ref: id,
    date: '2018-03-01',
    origin,
    subject: id,
    body,
    marking: 'SECRET',
    refs: /COREU\/TEH\/0901\/18/.exec(body) ?? [],
  });
  now += 9 * day;
  await importRecords(desk, [
    cable('COREU/TEH/0901/18', 'Mission Tehran', 'The talks began on Monday.'),
    cable('COREU/VIE/0901/18', 'Mission Vienna', 'Contrary to COREU/TEH/0901/18, no talks began on Monday.'),
    ...['1', '2', '3'].map((id) =>
      cable(`COREU/OSL/090${id}/18`, 'Mission Oslo', `As COREU/TEH/0901/18 says, ${id}. The Bergen Accord of Fishers holds.`),
    ),
  ]);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
}

/** What a busy desk does in a fortnight, so that each rule has something to say. */
async function busy(bot: Bot): Promise<void> {
  const { desk } = bot;
  const place = { id: '1', name: 'desk', listed: false, open: false };
  const editor = () => someone('editor', { place });
  for (const ref of ['COREU/BRU/0256/18', 'COREU/COP/0041/18', 'COREU/TEH/0071/18'].filter((one) => desk.cables.get(one) !== undefined))
    await ask(bot, 'tag add', { ref, tag: 'iran' }, editor());
  await ask(bot, 'claim', { ref: 'COREU/VIE/0052/18' }, editor());
  await ask(bot, 'search', { query: 'norrfald' }, editor());
  await ask(bot, 'watch add', { query: 'kosovo', where: 'channel' }, editor());
  const watcher = createWatcher(desk, quiet);
  await watcher.look();
  await watcher.stop();
  await ask(bot, 'digest later', { ref: 'COREU/HEL/0021/18', days: 1 }, editor());
  now += day;
}

const scoreOf = async (bot: Bot, ref: string): Promise<number> =>
  (await pickUntouched(bot.desk, { count: 400 })).find(({ head }) => head.ref === ref)?.score ?? 0;

test('what is set aside as not for us speaks against its like', async () => {
  const { bot } = await scheduled();
  const [first] = await pickUntouched(bot.desk, { count: 1 });
  const [like] = await bot.desk.index.similar(first?.head.row ?? 0, 1);
  const [head] = bot.desk.cables.heads([like?.row ?? 0]);
  const before = await scoreOf(bot, head?.ref ?? '');
  await press(bot, (await collectDigest(bot.desk)).reply, 'Not for us');
  expect(await scoreOf(bot, head?.ref ?? '')).toBeLessThan(before);
});

test('only searches that the whole team sees count, and only watches of the digest’s channel', async () => {
  const { bot } = await scheduled();
  await busy(bot);
  const found = async (rule: string, desk = bot.desk): Promise<number> =>
    (await pickUntouched(desk, { count: 400, rules: pickRules.filter(({ name }) => name === rule) })).length;
  expect(await found('searched')).toBeGreaterThan(0);
  for (const keeping of ['mine', 'off'] as const)
    expect(await found('searched', { ...bot.desk, searches: { ...bot.desk.searches, keeping } })).toBe(0);
  expect(await found('watched')).toBeGreaterThan(0);
  await ask(
    bot,
    'digest schedule',
    { time: '8:30', zone: 'UTC' },
    someone('lead', { place: { id: '2', name: 'x', listed: false, open: false } }),
  );
  expect(await found('watched')).toBe(0);
});

test('picks vary, give true reasons, and do not come back at once', async () => {
  const { bot, scheduleWords } = await scheduled();
  expect(scheduleWords).toContain('every day at 08:30 (Europe/Brussels)');
  const seen: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    now += day;
    expect(await sendDigest(bot.desk)).toBe('posted');
    expect(await sendDigest(bot.desk)).toBe('not due');
    const [row] = bot.desk.outbox.due(5);
    const [block] = row?.post.reply.blocks.filter(({ kind }) => kind === 'items') ?? [];
    if (row === undefined || block?.kind !== 'items') throw new Error('no picks');
    bot.desk.outbox.sent(row.id, 'm');
    expect(block.items).toHaveLength(5);
    const refs = block.items.map(({ actions }) => refOf(actions?.[0]));
    expect(refs.filter((ref) => seen.includes(ref))).toEqual([]);
    seen.push(...refs);
    expect(new Set(refs.map((ref) => bot.desk.cables.get(ref)?.origin)).size).toBeGreaterThan(2);
    for (const [j, item] of block.items.entries()) {
      const words = wordsOf({ blocks: [{ kind: 'items', items: [item] }] });
      await checkReason(bot, refs[j] ?? '', /Why: (.+)/.exec(words)?.[1] ?? '');
    }
  }
});
test('a cable that somebody put off is picked again on its day, and undo brings it back at once', async () => {
  const { bot } = await scheduled();
  const picked = async (): Promise<string[]> => (await pickUntouched(bot.desk, { count: 5 })).map(({ head }) => head.ref);
  const before = await picked();
  const [put = ''] = before;
  const { reply } = await collectDigest(bot.desk);
  const later = await press(bot, reply, 'Later');
  expect(wordsOf(later.reply)).toBe(`\n${put} comes back in the digest of 2026-11-26.`);
  expect(await picked()).not.toContain(put);
  await press(bot, later.reply, 'Undo');
  expect(await picked()).toEqual(before);
  await ask(bot, 'digest later', { ref: put, days: 2 });
  now += day;
  expect(await picked()).not.toContain(put);
  now += day;
  expect(await picked()).toContain(put);
});

test('every reason for picking a cable is true of it, whichever rule gives it', async () => {
  const { bot } = await scheduled();
  await more(bot);
  await busy(bot);
  for (const rule of pickRules.filter(({ points, name }) => points > 0 && name !== 'any')) {
    const picks = await pickUntouched(bot.desk, { count: 400, rules: [rule] });
    const told = picks.filter(({ rules }) => rules.length > 0);
    expect(told.length, rule.name).toBeGreaterThan(0);
    for (const { head, reason } of told) expect(await checkReason(bot, head.ref, plain(reason))).toEqual([rule.name]);
  }
  const together = await pickUntouched(bot.desk, { count: 400 });
  for (const { head, reason, rules } of together)
    expect(await checkReason(bot, head.ref, plain(reason))).toEqual(rules.length === 0 ? ['any'] : rules);
  expect(together.some(({ rules }) => rules.length === 2)).toBe(true);
});
