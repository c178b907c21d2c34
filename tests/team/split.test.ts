import { describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import type { Post } from '../../src/reply/reply.ts';
import type { Role } from '../../src/desk/roles.ts';
import { workOn } from '../../src/team/work.ts';
import { actionNamed, actionsOf, ask, importRecords, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

const french = 'Le gouvernement a dit que la commission ne peut pas accepter cette proposition sans avoir consulté les États membres.';
const english = 'The ministry said that the committee could not accept the proposal before the members had been heard on it.';

/** Texts that are no near-copies of one another. */
function bodyOf(i: number): string {
  const words = ['anvil', 'basalt', 'cedar', 'dynamo', 'ember', 'fjord', 'granite', 'harbour', 'ivory', 'juniper', 'kelp', 'lantern'];
  const own = words.map((_, k) => `${words[(i * (k + 1) + k) % 12]}${i}`).join(' ');
  return `${i % 3 === 0 ? french : english} Matter ${i}: ${own}.`;
}

const reused = reusedDesk(async (count: number) => {
  const mine = openDesk({ folder: tempFolder(), exposure: 'desk' });
  mine.setHome('desk');
  await importRecords(
    mine,
    Array.from({ length: count }, (_, i) => ({
      id: `R${i}`,
      ref: `R${i}`,
      date: `2018-01-${String(i + 1).padStart(2, '0')}`,
      subject: `Item ${i}`,
      lang: i % 3 === 0 ? 'fr' : 'en',
      body: bodyOf(i),
    })),
  );
  await mine.index.ready();
  return mine;
});

async function desk(count = 12): Promise<{ bot: Bot; mine: Desk }> {
  const mine = await reused(count);
  for (const name of ['anna', 'ben', 'cleo']) mine.roster.seen('desk', { id: name, name, role: 'editor', isBot: false }, 0);
  mine.roster.seen('desk', { id: 'lea', name: 'lea', role: 'lead', isBot: false }, 0);
  mine.roster.seen('desk', { id: 'gone', name: 'gone', role: undefined, isBot: false }, 0);
  mine.roster.seen('desk', { id: 'robot', name: 'robot', role: undefined, isBot: true }, 0);
  return { bot: await createBot(mine, quiet), mine };
}

const as = (member: string, role: Role = member === 'lea' ? 'lead' : 'editor') => someone(role, { member });
const rowOf = (mine: Desk, wanted: string): number => mine.cables.get(wanted)?.row ?? 0;
const assigneeOf = (mine: Desk, wanted: string): string | undefined => workOn(mine.facts, 'desk', rowOf(mine, wanted)).assignee;
const shareOf = (mine: Desk, member: string): string[] =>
  [...mine.cables.all()].flatMap(({ ref }) => (assigneeOf(mine, ref) === member ? [ref] : []));
const postsOf = (mine: Desk): Post[] => mine.outbox.due(100).map(({ post }) => post);
const words = async (bot: Bot, command: string, options = {}, caller = as('anna')): Promise<string> =>
  wordsOf((await ask(bot, command, options, caller)).reply);

describe('/work split', () => {
  test('divides free cables, says what is left out, and follows the plan that was shown', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'work claim', { ref: 'R0' }, as('cleo'));
    await ask(bot, 'work claim', { ref: 'R1' }, as('ben'));
    await ask(bot, 'work claim', { ref: 'R2' }, as('ben'));
    await ask(bot, 'work status', { ref: 'R3', status: 'verified' }, as('cleo'));
    await ask(bot, 'work read', { ref: 'R4', irrelevant: true }, as('cleo'));
    const shown = await ask(
      bot,
      'work split',
      { query: 'matter', among: 'anna, ben', due: '2999-01-01', why: 'Who <@1> is named?' },
      as('lea'),
    );
    const text = wordsOf(shown.reply);
    expect(text).toContain('Share out 7 cables among 2?');
    expect(text).toContain('finds 12 cables; 3 are taken, 1 is verified, 1 is set aside.');
    expect(text).toContain('@ben: 2');
    expect(text).toContain('with 2 open already');
    expect(text).toMatch(/@anna: 5 \(1 French, 4 other\)/);
    expect(postsOf(mine)).toHaveLength(0);
    // Frozen: what comes later is not in it, what is taken in between stays.
    await importRecords(mine, [{ id: 'late', ref: 'late', subject: 'Late', body: 'Matter late.' }], 'late.jsonl');
    const taken = 'R5';
    await ask(bot, 'work claim', { ref: taken }, as('cleo'));
    const done = await press(bot, shown.reply, 'Share out 7', as('lea'));
    expect(wordsOf(done.reply)).toContain('6 cables shared out');
    expect(wordsOf(done.reply)).toContain('1 taken or finished since the preview');
    expect(shareOf(mine, 'cleo')).toEqual(['R0', taken]);
    expect(assigneeOf(mine, 'late')).toBeUndefined();
    const [anna, ben] = [shareOf(mine, 'anna'), shareOf(mine, 'ben')];
    expect(anna.length + ben.length).toBe(8);
    expect(anna.filter((one) => ben.includes(one))).toEqual([]);
    expect(workOn(mine.facts, 'desk', rowOf(mine, anna[0] ?? ''))).toMatchObject({ status: 'new', by: 'lea', due: '2999-01-01' });
    // One message each, with their list and no other's.
    const posts = postsOf(mine);
    expect(posts.map(({ to }) => to)).toEqual([{ member: 'anna' }, { member: 'ben' }]);
    const told = posts.map(({ reply }) => wordsOf(reply));
    for (const one of anna) expect(told[0]).toContain(one);
    for (const one of anna) expect(told[1]).not.toMatch(new RegExp(`\\b${one}\\b`));
    // One press takes it back, and nothing else.
    await press(bot, done.reply, 'Undo', as('lea'));
    expect(shareOf(mine, 'anna')).toEqual([]);
    expect(shareOf(mine, 'ben')).toEqual(['R1', 'R2']);
    expect(await words(bot, 'work split', { query: 'matter', among: 'anna, ben', weights: '2,1' }, as('lea'))).toContain('@anna: 6');
  });

  test('a second press of the same preview assigns nothing again', async () => {
    const { bot, mine } = await desk(6);
    const shown = await ask(bot, 'work split', { query: 'matter', among: 'anna ben' }, as('lea'));
    await press(bot, shown.reply, 'Share out 6', as('lea'));
    const again = await press(bot, shown.reply, 'Share out 6', as('lea'));
    expect(wordsOf(again.reply)).toContain('Nothing is left to share out');
    expect(postsOf(mine)).toHaveLength(2);
  });

  test('rejects nonsense, quotes the value, and changes nothing', async () => {
    const { bot, mine } = await desk(3);
    for (const [options, said] of [
      [{ query: 'quokka', among: 'anna, ben' }, 'There is nothing to split: no cable for quokka'],
      [{ query: 'matter', among: 'anna' }, '@anna alone: there is nobody to share with'],
      [{ query: 'matter', among: ', ;' }, 'Name at least two members'],
      [{ query: 'matter', among: 'anna, gone' }, '@gone has no role at this desk'],
      [{ query: 'matter', among: 'anna, robot' }, '@robot is a bot'],
      [{ query: 'matter', among: 'anna, nobody' }, 'Nobody here is called nobody'],
      [{ query: 'matter', among: 'anna, ANNA' }, '@anna is named twice'],
      [{ query: 'matter', among: 'anna, ben', weights: '2,0' }, 'A weight of 0 gives somebody nothing'],
      [{ query: 'matter', among: 'anna, ben', weights: '0.0 1' }, 'A weight of 0 gives somebody nothing'],
      [{ query: 'matter', among: 'anna, ben', weights: '2,-1' }, 'The weight -1 is not a number'],
      [{ query: 'matter', among: 'anna, ben', weights: 'much,1' }, 'The weight much is not a number'],
      [{ query: 'matter', among: 'anna, ben', weights: '1,2,3' }, 'There are 3 weights for 2 people'],
      [{ query: '"half', among: 'anna, ben' }, 'The search has an error'],
      [{ query: 'matter', among: 'anna, ben', due: '2001-01-01' }, '2001-01-01 is past'],
      [{ query: 'matter', among: 'anna, ben', frozen: 'nonsense' }, 'no longer kept'],
    ] as const)
      expect(await words(bot, 'work split', options), JSON.stringify(options)).toContain(said);
    const refs = Array.from(mine.cables.all(), ({ ref }) => ref);
    for (const ref of refs) await ask(bot, 'work claim', { ref }, as('cleo'));
    expect(await words(bot, 'work split', { query: 'matter', among: 'anna, ben' })).toContain('of the 3 cables found 3 are taken');
    expect(postsOf(mine)).toEqual([]);
  });

  test('gives nothing to somebody who left since the preview', async () => {
    const { bot, mine } = await desk(4);
    const shown = await ask(bot, 'work split', { query: 'matter', among: 'anna, ben' }, as('lea'));
    mine.roster.seen('desk', { id: 'ben', name: 'ben', role: undefined, isBot: false }, Date.now());
    const done = await press(bot, shown.reply, 'Share out 4', as('lea'));
    expect(wordsOf(done.reply)).toContain('@ben has no role at this desk');
    expect(mine.facts.all('desk', 'work')).toEqual([]);
  });

  test('a withdrawn cable leaves no trace before or after the preview', async () => {
    const { bot, mine } = await desk(6);
    await ask(bot, 'desk mask', { ref: 'R0' }, as('lea'));
    for (const caller of [as('anna'), as('lea')]) {
      const shown = await ask(bot, 'work split', { query: 'matter', among: 'anna, ben' }, caller);
      expect(wordsOf(shown.reply)).toContain('Share out 5 cables');
    }
    const shown = await ask(bot, 'work split', { query: 'matter', among: 'anna, ben' }, as('anna'));
    await ask(bot, 'desk mask', { ref: 'R1' }, as('lea'));
    const done = await press(bot, shown.reply, 'Share out 5', as('anna'));
    expect(wordsOf(done.reply)).toMatch(/^\n4 cables shared out: [^.]*\. Each gets one message\.$/);
    for (const { reply } of postsOf(mine)) expect(wordsOf(reply)).not.toMatch(/\bR[01]\b/);
  });
});

describe('/work handoff', () => {
  test('hands over all open work with a table, and undoes it as one act', async () => {
    const { bot, mine } = await desk(6);
    for (const one of ['R0', 'R1', 'R2', 'R3']) await ask(bot, 'work claim', { ref: one }, as('anna'));
    await ask(bot, 'work status', { ref: 'R2', status: 'blocked' }, as('anna'));
    await ask(bot, 'work status', { ref: 'R3', status: 'read' }, as('anna'));
    await ask(bot, 'tag add', { ref: 'R0', tag: 'iran' }, as('anna'));
    const works = () => mine.facts.all('desk', 'work').map(({ cable, value }) => [cable, value] as const);
    const before = JSON.stringify(works().toSorted(([a], [b]) => a - b));
    const shown = await ask(bot, 'work handoff', { from: 'anna', to: 'ben', why: 'On leave' }, as('anna'));
    expect(wordsOf(shown.reply)).toContain('Hand @anna’s 3 cables over to @ben?');
    expect(postsOf(mine)).toEqual([]);
    await ask(bot, 'work release', { ref: 'R1' }, as('anna'));
    const done = await press(bot, shown.reply, 'Hand over 3', as('anna'));
    expect(wordsOf(done.reply)).toContain('Handed over to @ben: @anna’s 2 cables. 1 finished or taken');
    expect(shareOf(mine, 'ben')).toEqual(['R0', 'R2']);
    expect(shareOf(mine, 'anna')).toEqual(['R3']);
    expect(workOn(mine.facts, 'desk', rowOf(mine, 'R2')).status).toBe('blocked');
    const [post] = postsOf(mine);
    expect(post?.to).toEqual({ member: 'ben' });
    expect(wordsOf(post?.reply ?? { blocks: [] })).toContain('On leave');
    const table = new TextDecoder().decode(post?.reply.files?.[0]?.bytes);
    expect(table).toContain('R0,');
    expect(table).toContain('iran');
    expect(table).not.toContain('R3,');
    expect(new TextDecoder().decode(done.reply.files?.[0]?.bytes)).toBe(table);
    await press(bot, done.reply, 'Undo', as('anna'));
    await ask(bot, 'work claim', { ref: 'R1' }, as('anna'));
    const plain = (text: string) => text.replaceAll(/"(?:since|touched)":\d+/g, '');
    expect(plain(JSON.stringify(works().toSorted(([a], [b]) => a - b)))).toBe(plain(before));
  });

  test('returns a former member’s work to everybody, with its due day', async () => {
    const { bot, mine } = await desk(3);
    await ask(bot, 'work assign', { ref: 'R0', to: 'ben', due: '2999-01-01' }, as('lea'));
    await ask(bot, 'work claim', { ref: 'R1' }, as('ben'));
    mine.roster.seen('desk', { id: 'ben', name: 'ben', role: undefined, isBot: false }, Date.now());
    const shown = await ask(bot, 'work handoff', { from: 'ben' }, as('lea'));
    expect(wordsOf(shown.reply)).toContain('Release @ben’s 2 cables?');
    const done = await press(bot, shown.reply, 'Release 2', as('lea'));
    expect(shareOf(mine, 'ben')).toEqual([]);
    expect(workOn(mine.facts, 'desk', rowOf(mine, 'R0'))).toEqual({ status: 'new', due: '2999-01-01' });
    expect(mine.facts.get('desk', 'work', rowOf(mine, 'R1'), '')).toBeUndefined();
    await press(bot, done.reply, 'Undo', as('lea'));
    expect(shareOf(mine, 'ben')).toEqual(['R0', 'R1']);
  });

  test('shares the work of somebody who fell ill among several, near-copies together, in one act', async () => {
    const { bot, mine } = await desk(6);
    for (const one of ['R0', 'R1', 'R2', 'R3', 'R4']) await ask(bot, 'work claim', { ref: one }, as('anna'));
    await ask(bot, 'work claim', { ref: 'R5' }, as('ben'));
    expect(await words(bot, 'work handoff', { from: 'anna', among: 'anna' }, as('lea'))).toContain('@anna cannot hand over');
    const released = await ask(bot, 'work handoff', { from: 'anna' }, as('lea'));
    const picking = actionsOf(released.reply).find(({ kind }) => kind === 'form');
    if (picking?.kind !== 'form') throw new Error('nobody can be picked');
    const planned = await ask(bot, picking.command, { ...picking.options, among: 'ben, lea, anna' }, as('lea'));
    expect(wordsOf(planned.reply)).toContain('@ben: 2, with 1 open already');
    expect(wordsOf(planned.reply)).toContain('@lea: 3');
    await ask(bot, 'work release', { ref: 'R0' }, as('anna'));
    const done = await press(bot, planned.reply, 'Hand over 5', as('lea'));
    expect(wordsOf(done.reply)).toContain('Handed over to @ben, @lea: @anna’s 4 cables. 1 finished or taken');
    expect(shareOf(mine, 'anna')).toEqual([]);
    expect([...shareOf(mine, 'ben'), ...shareOf(mine, 'lea')].toSorted()).toEqual(['R1', 'R2', 'R3', 'R4', 'R5']);
    expect(postsOf(mine).map(({ to }) => to)).toEqual([{ member: 'ben' }, { member: 'anna' }]);
    await press(bot, done.reply, 'Undo', as('lea'));
    expect(shareOf(mine, 'anna')).toEqual(['R1', 'R2', 'R3', 'R4']);
    expect(shareOf(mine, 'ben')).toEqual(['R5']);
  });

  test('is for the owner and for leads, and rejects nonsense', async () => {
    const { bot, mine } = await desk(3);
    await ask(bot, 'work claim', { ref: 'R0' }, as('ben'));
    for (const [options, who, said] of [
      [{ from: 'ben', to: 'anna' }, 'anna', "That is @ben's work"],
      [{ from: 'ben', to: 'ben' }, 'ben', 'cannot hand over to themselves'],
      [{ from: 'ben', to: 'gone' }, 'ben', '@gone has no role at this desk'],
      [{ from: 'nobody-here' }, 'lea', 'Nobody here is called nobody-here'],
      [{ from: 'anna', to: 'ben' }, 'anna', '@anna has no open work'],
      [{ from: 'ben', to: 'anna', frozen: 'x' }, 'ben', 'no longer kept'],
    ] as const)
      expect(await words(bot, 'work handoff', options, as(who)), JSON.stringify(options)).toContain(said);
    const shown = await ask(bot, 'work handoff', { from: 'ben', to: 'anna' }, as('ben'));
    await ask(bot, 'work release', { ref: 'R0' }, as('ben'));
    const { command, options } = actionNamed(shown.reply, 'Hand over 1');
    expect(await words(bot, command, options, as('ben'))).toContain('no longer has any of these');
    expect(postsOf(mine)).toEqual([]);
  });

  test('a withdrawn cable is in no editor’s count, list, table or message', async () => {
    const { bot, mine } = await desk(3);
    for (const one of ['R0', 'R1']) await ask(bot, 'work claim', { ref: one }, as('ben'));
    await ask(bot, 'desk mask', { ref: 'R0' }, as('lea'));
    const shown = await ask(bot, 'work handoff', { from: 'ben', to: 'anna' }, as('ben'));
    expect(wordsOf(shown.reply)).toMatch(/^Hand @ben’s 1 cable over/);
    const led = await ask(bot, 'work handoff', { from: 'ben', to: 'anna' }, as('lea'));
    expect(wordsOf(led.reply)).toMatch(/^Hand @ben’s 2 cables over/);
    const done = await press(bot, led.reply, 'Hand over 2', as('lea'));
    expect(new TextDecoder().decode(done.reply.files?.[0]?.bytes)).toContain('R0,');
    for (const { reply } of postsOf(mine)) {
      expect(wordsOf(reply)).not.toMatch(/\bR0\b|2 cables/);
      expect(new TextDecoder().decode(reply.files?.[0]?.bytes)).not.toContain('R0,');
    }
    expect(shareOf(mine, 'anna')).toEqual(['R0', 'R1']);
  });
});
