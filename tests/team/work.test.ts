import { createBot } from '../../src/bot/bot.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { describe, expect, test } from 'vitest';
import { notesOn } from '../../src/team/notes.ts';
import { returnIdleWork } from '../../src/team/idle-work.ts';
import { workOn } from '../../src/team/work.ts';
import { ask, openSample, quiet, sampleBot, someone, wordsOf } from '../helpers/desk.ts';

const kyiv = 'COREU/KYI/0039/18';
const was = 'COREU/WAS/0107/18';

const reused = reusedDesk(() => openSample());

/** A bot over the sample trove with an editor, a lead and a reader who are known to the desk. */
async function desk(options?: Parameters<typeof sampleBot>[0]) {
  const bot = options === undefined ? await createBot(await reused(), quiet) : await sampleBot(options);
  for (const role of ['reader', 'editor', 'lead'] as const)
    bot.desk.roster.seen('desk', { id: `member-${role}`, name: role === 'editor' ? 'Edith' : role, role, isBot: false }, bot.desk.now());
  return bot;
}

const editor = () => someone('editor');
const lead = () => someone('lead');
const words = async (answer: ReturnType<typeof ask>): Promise<string> => wordsOf((await answer).reply);
const rowOf = (bot: Awaited<ReturnType<typeof desk>>, ref: string): number => bot.desk.cables.get(ref)?.row ?? 0;

describe('work', () => {
  test('a cable is claimed once; the second person is told who has it', async () => {
    const bot = await desk();
    const [first, second] = await Promise.all([
      ask(bot, 'work claim', { ref: kyiv }, editor()),
      ask(bot, 'work claim', { ref: kyiv }, lead()),
    ]);
    expect(wordsOf(first.reply)).toContain(`${kyiv} is yours.`);
    expect(wordsOf(second.reply)).toContain('@Edith has COREU/KYI/0039/18 since');
    expect(workOn(bot.desk.facts, 'desk', rowOf(bot, kyiv)).assignee).toBe('member-editor');
    const other = someone('editor', { member: 'member-other', name: 'Other' });
    expect(await words(ask(bot, 'work release', { ref: kyiv }, other))).toContain('only they and leads can release it');
    await ask(bot, 'work release', { ref: kyiv }, editor());
    expect(workOn(bot.desk.facts, 'desk', rowOf(bot, kyiv))).toEqual({ status: 'new' });
  });

  test.each([
    ['nobody', 'Nobody here is called nobody'],
    ['robot', 'is a bot; work is for people'],
    ['former', 'has no role at this desk'],
  ])('rejects assigning to %s', async (to, sentence) => {
    const bot = await desk();
    bot.desk.roster.seen('desk', { id: 'robot', name: 'robot', role: 'editor', isBot: true }, 0);
    bot.desk.roster.seen('desk', { id: 'former', name: 'former', role: undefined, isBot: false }, 0);
    expect(await words(ask(bot, 'work assign', { ref: kyiv, to }, lead()))).toContain(sentence);
    expect(bot.desk.outbox.due(10)).toEqual([]);
  });

  test('a due day must be in the future', async () => {
    const bot = await desk({ now: () => Date.parse('2026-11-23T12:00:00Z') });
    expect(await words(ask(bot, 'work assign', { ref: kyiv, to: 'edith', due: '2026-11-22' }, lead()))).toContain('2026-11-22 is past.');
    expect(await words(ask(bot, 'work assign', { ref: kyiv, to: 'edith', due: '2026-12' }, lead()))).toContain('Due needs a day');
    expect(await words(ask(bot, 'work assign', { ref: kyiv, to: 'edith', due: '2026-11-23', priority: 'high' }, lead()))).toContain(
      'is assigned to @Edith',
    );
    expect(await words(ask(bot, 'work mine', {}, editor()))).toContain('high priority, due 2026-11-23');
    expect(await words(ask(bot, 'search', { query: 'due:2026-11 priority:high assignee:edith' }))).toContain('1 cable');
    expect(await words(ask(bot, 'search', { query: 'due:sometime' }))).toContain('This is not a date');
  });

  test('idle claims are asked about once, then returned with their notes', async () => {
    let now = Date.parse('2026-11-23T12:00:00Z');
    const bot = await desk({ now: () => now });
    bot.desk.setHome('desk');
    const hours = (count: number): void => void (now += count * 3_600_000);
    await ask(bot, 'work claim', { ref: kyiv }, editor());
    await ask(bot, 'work claim', { ref: was }, editor());
    const patience = { nudge: 48, giveBack: 96 };
    hours(47);
    expect(returnIdleWork(bot.desk, patience)).toEqual({ nudged: 0, givenBack: 0 });
    await ask(bot, 'note', { ref: was, text: 'Half-way through' }, editor());
    hours(1);
    expect(returnIdleWork(bot.desk, patience)).toEqual({ nudged: 1, givenBack: 0 });
    expect(returnIdleWork(bot.desk, patience)).toEqual({ nudged: 0, givenBack: 0 });
    hours(48);
    expect(returnIdleWork(bot.desk, patience)).toEqual({ nudged: 1, givenBack: 1 });
    expect(workOn(bot.desk.facts, 'desk', rowOf(bot, kyiv)).assignee).toBeUndefined();
    hours(48);
    expect(returnIdleWork(bot.desk, patience).givenBack).toBe(1);
    expect(notesOn(bot.desk.facts, 'desk', rowOf(bot, was))).toHaveLength(1);
    expect(returnIdleWork(bot.desk, { nudge: 0, giveBack: 0 })).toEqual({ nudged: 0, givenBack: 0 });
    expect(bot.desk.outbox.due(10)).toHaveLength(4);
  });
});
