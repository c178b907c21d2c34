import { expect, test } from 'vitest';
import { collectDigest } from '../../src/clock/digest.ts';
import { actKind, actsThat } from '../../src/desk/acts.ts';
import { plain, plural, said } from '../../src/reply/text.ts';
import { wordsOf } from '../helpers/desk.ts';
import { model, say } from '../helpers/model-server.ts';
import { live, readAnswer } from '../helpers/live.ts';
import { now, bot, useBusyDesk, as, ask, nextDay, fresh, lastAct } from './busy-desk.ts';
import { does } from './every-act.ts';

/**
 * Every act of the table is done through its command, each on a day of its own. The digest then shows the table's label with
 * the right count, or says that nothing was changed where the table has none. Once undone, the act is not counted.
 */

useBusyDesk();

/** What the digest says was done: the counts, or `nothing`. */
async function told(): Promise<string> {
  const words = wordsOf((await collectDigest(bot.desk)).reply);
  return /^Nothing was changed/m.test(words) ? 'nothing' : (/^Since .*: (.*)\.$/m.exec(words)?.[1] ?? '');
}

type Done = { seq: number; act: string; member: string };
const roles = ['reader', 'editor', 'second', 'lead'] as const;

/** The acts since a moment that can be undone, the last one first. */
const undoable = (since: number, isWanted: (what: string) => boolean): Done[] =>
  bot.desk.db
    .prepare<[number], Done>(
      `SELECT seq, act, member FROM audit WHERE at >= ? AND seq IN (SELECT act FROM changes) AND seq NOT IN (SELECT act FROM undone) ORDER BY seq DESC`,
    )
    .all(since)
    .filter(({ act }) => isWanted(act) && actKind(act).undo !== 'none');
/** By a lead, but for private acts, of which nobody is told but who did them. */
const undoAll = async (acts: readonly Done[]): Promise<void> => {
  for (const { seq, act, member } of acts) {
    const doer = actKind(act).private === true ? roles.find((role) => as[role]().member === member) : 'lead';
    await ask('undo', { act: seq }, doer);
  }
};

test('acts on a withdrawn cable are not counted, and neither is its withdrawal', async () => {
  nextDay();
  const before = now;
  const ref = fresh();
  await ask('tag add', { ref, tag: 'told' });
  await ask('work claim', { ref });
  await ask('tag add', { ref: fresh(), tag: 'told' });
  expect(await told()).toBe('2 tags, 1 claim');
  await ask('desk mask', { ref }, 'lead');
  expect(await told()).toBe('1 tag');
  await undoAll(undoable(before, (name) => name !== 'undo'));
});

test('an undo is counted only if what it undid was told in an earlier digest', async () => {
  nextDay();
  await ask('tag add', { ref: fresh(), tag: 'told' });
  const tagged = lastAct();
  await ask('undo', { act: tagged }, 'lead');
  expect(await told()).toBe('nothing');
  await ask('undo', { act: lastAct() }, 'lead');
  expect(await told()).toBe('1 tag');
  nextDay();
  await ask('undo', { act: tagged }, 'lead');
  expect(await told()).toBe('1 undone');
});

test('what is private stays private, however often it is undone and redone', async () => {
  nextDay();
  const ref = fresh();
  await ask('set create', { name: 'secret', refs: ref });
  for (let i = 0; i < 3; i += 1) {
    await ask('undo', { act: lastAct() });
    expect(wordsOf((await ask('history', { ref }, 'second')).reply)).toMatch(/^0 actions on/);
    expect(wordsOf((await ask('work activity', {}, 'second')).reply)).toContain('Nothing changed');
    expect(await told()).toBe('nothing');
  }
});

test.each(Object.entries(does))('%s', async (what, act) => {
  const { counted, undo } = actKind(what);
  nextDay();
  const before = now;
  model.behave = say('{"order":[1],"why":"It fits."}');
  const returned = await act();
  const count = typeof returned === 'number' ? returned : 1;
  const times = bot.desk.db
    .prepare<[string, number], number>('SELECT count(*) FROM audit WHERE act = ? AND at >= ?')
    .pluck()
    .get(what, before);
  expect(times, 'it was done').toBeGreaterThan(0);
  expect(count, 'there is something to tell').toBeGreaterThan(0);
  const expected = counted === 'none' ? 'nothing' : plain(said`${plural(count, ...counted)}`);
  expect(await told()).toBe(expected);
  await undoAll(undoable(before, (name) => name === what));
  expect(await told(), 'once undone').toBe(undo === 'none' ? expected : 'nothing');
  await undoAll(undoable(before, (name) => name !== 'undo'));
});

test('every act of the table is done here, and the thread of a cable by the platform', async () => {
  expect(Object.keys(does).toSorted()).toEqual(
    actsThat(() => true)
      .filter((what) => what !== 'thread')
      .toSorted(),
  );
  const { discord, desk } = await live();
  await readAnswer(await discord.as('editor').slash('listed', 'cable', { ref: 'COREU/KYI/0039/18', discuss: true }));
  await expect.poll(() => desk.facts.all(discord.guildId, 'thread')).toHaveLength(1);
  const { reply } = await collectDigest(desk);
  expect(actKind('thread').counted).toBe('none');
  expect(wordsOf(reply)).not.toContain('thread');
});
