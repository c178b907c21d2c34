import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { isOpenWork, allWork, workOn } from '../../src/team/work.ts';
import { actionsOf, ask, importRecords, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { live, readAnswer, shown, wordsIn } from '../helpers/live.ts';
import { tempFolder } from '../helpers/temp.ts';

/** The first evening: everything is given out, also to people who never used the bot. */
describe('on Discord', () => {
  const people = { ada: ['reporter'], ben: ['reporter'], cy: ['reporter'] } as const;
  const openOf = (running: Awaited<ReturnType<typeof live>>, id: string): number =>
    [...allWork(running.desk.facts, running.discord.guildId).values()].filter((work) => work.assignee === id && isOpenWork(work)).length;

  test('people who never used the bot are picked in a form; each gets one message; then their role stands for them', async () => {
    const running = await live({ discord: { guild: { members: people } } });
    const { discord } = running;
    const lead = discord.as('lead');
    const refused = await lead.slash('desk', 'work split', { query: 'is:untouched', among: '@reporters' });
    expect(await readAnswer(refused)).toContain('I know no reporter here yet.');

    const asked = await (await lead.slash('desk', 'work split', { query: 'is:untouched' })).settled();
    const opened = await (await lead.press(shown(asked), 'Pick people')).answered;
    if (opened.modal === undefined) throw new Error('no form');
    const plan = await (await lead.submit(opened.modal, { among: ['ada', 'ben'] })).settled();
    const total = running.desk.cables.count();
    expect(await readAnswer(plan)).toContain(`Share out ${total} cables among 2?`);
    // Whoever changes the list finds those already picked in it.
    const changed = await (await lead.press(shown(plan), 'Change people')).answered;
    expect(JSON.stringify(changed.modal?.components)).toContain(discord.members['ada']?.user.id);
    expect(await readAnswer(await lead.press(shown(plan), `Share out ${total} cables`))).toContain(`${total} cables shared out`);
    await expect.poll(() => ['ada', 'ben', 'cy'].map((who) => discord.as(who).directMessages().length)).toEqual([1, 1, 0]);
    const [ada, ben] = ['ada', 'ben'].map((who) => openOf(running, discord.members[who]?.user.id ?? ''));
    expect((ada ?? 0) + (ben ?? 0)).toBe(total);
    expect(Math.abs((ada ?? 0) - (ben ?? 0))).toBeLessThanOrEqual(3);
    await readAnswer(await lead.slash('desk', 'undo'));
    expect(await readAnswer(await lead.slash('desk', 'work split', { query: 'crimea', among: '@reporters' }))).toContain('among 2?');
  });

  test('from a file to six people with their list: one command and five presses', async () => {
    const members = Object.fromEntries(['ada', 'ben', 'cy', 'dee', 'eli', 'fay'].map((who) => [who, ['reporter']]));
    const running = await live({ empty: true, discord: { guild: { members } } });
    const { discord, desk } = running;
    const lead = discord.as('lead');
    const lines = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({ id: `L${i}`, date: '2018-01-02', body: `Matter ${i}, file ${i * 7919}.` }),
    );
    const file = { name: 'leak.jsonl', content: Buffer.from(lines.join('\n')) };
    const looked = await (await lead.slash('desk', 'desk import', { file })).settled();
    const imported = await (await lead.press(shown(looked), 'Import them')).settled();
    const asked = await (await lead.press(shown(imported), 'Share them out')).settled();
    const { modal } = await (await lead.press(shown(asked), 'Pick people')).answered;
    if (modal === undefined) throw new Error('no form');
    const plan = await (await lead.submit(modal, { among: Object.keys(members) })).settled();
    expect(await readAnswer(await lead.press(shown(plan), 'Share out 60 cables'))).toContain('60 cables shared out');
    const letters = Object.keys(members).map(
      (who) => () =>
        discord
          .as(who)
          .directMessages()
          .map((message) => wordsIn(message)),
    );
    await expect.poll(() => letters.map((of) => of().length)).toEqual([1, 1, 1, 1, 1, 1]);
    for (const of of letters) expect(of()[0]).toContain('assigned you 10 cables to read');
    expect(allWork(desk.facts, discord.guildId).size).toBe(60);
  });

  test('a ping names somebody who never used the bot; one who has left the server is nobody', async () => {
    const running = await live({ discord: { guild: { members: people } } });
    const { discord } = running;
    const ping = (who: string): string => `<@${discord.members[who]?.user.id ?? ''}>`;
    const among = `${ping('cy')} ${ping('ada')}`;
    expect(await readAnswer(await discord.as('editor').slash('desk', 'work split', { query: 'crimea', among }))).toContain('among 2?');
    const gone = await discord.as('editor').slash('desk', 'work split', { query: 'crimea', among: `${ping('cy')}, <@112233445566778899>` });
    expect(await readAnswer(gone)).not.toContain('among 2?');
    const role = await discord.as('editor').slash('desk', 'work split', { query: 'crimea', among: `<@&${discord.roles.reporter.id}>` });
    expect(await readAnswer(role)).toContain('among 2?');
  });
});

describe('of any size', () => {
  const sources = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: `R${i}`,
      ref: `COREU/ABC/${String(i).padStart(4, '0')}/18`,
      date: '2018-01-02',
      subject: `Item ${i}`,
      ...(i % 4 === 1 ? { refs: [`COREU/ABC/${String(i - 1).padStart(4, '0')}/18`] } : {}),
      body: `Matter ${i} of the committee, file ${i * 7919}, and nothing else but ${i * 31}.`,
    }));

  test('1,100 cables are given out at one press, cables that cite one another to one person, and who has nothing left is told', async () => {
    const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
    desk.setHome('desk');
    await importRecords(desk, sources(1100));
    await desk.index.ready();
    const ids = ['anna', 'ben', 'cleo', 'dan', 'eve', 'finn'];
    for (const id of ids) desk.roster.seen('desk', { id, name: id, role: 'reporter', isBot: false }, 0);
    const bot = await createBot(desk, quiet);
    const caller = (n: string) => someone('editor', { member: 'lea', interaction: n });
    const { reply } = await ask(bot, 'work split', { query: 'matter', among: '@reporters' }, caller('plan'));
    expect(wordsOf(reply)).toContain('matter finds 1,100 cables');
    const { reply: gave } = await press(bot, reply, 'Share out 1,100 cables', caller('give'));
    expect(wordsOf(gave)).toContain('1,100 cables shared out');
    const whose = (i: number): string | undefined =>
      workOn(desk.facts, 'desk', desk.cables.get(`COREU/ABC/${String(i).padStart(4, '0')}/18`)?.row ?? 0).assignee;
    for (let i = 1; i < 1100; i += 4) expect(whose(i), `item ${i}`).toBe(whose(i - 1));
    const loads = ids.map((id) => [...allWork(desk.facts, 'desk').values()].filter(({ assignee }) => assignee === id).length);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(2);

    desk.act(someone('reporter', { member: 'finn', interaction: 'read' }), { act: 'status' }, ({ put }) => {
      for (const [row, work] of allWork(desk.facts, 'desk'))
        if (work.assignee === 'finn') put('work', row, '', { ...work, status: 'read' });
    });
    const { reply: board } = await ask(bot, 'work board', {}, caller('board'));
    expect(wordsOf(board)).toMatch(/Nothing left to read: @?finn/);
    expect(actionsOf(board).length).toBeGreaterThan(0);
    await desk.close();
  });
});
