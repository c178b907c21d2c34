import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { renderReply } from '../../src/chat/discord/render.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { facets } from '../../src/search/pages/facets.ts';
import type { Action, Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, ask, importRecords, openSample, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** Narrowing a result: every count is what a press gives. */

const editor = () => someone('editor');
const chooser = (reply: Reply, label: string): Extract<Action, { kind: 'choose' }> | undefined =>
  actionsOf(reply).find(
    (action): action is Extract<Action, { kind: 'choose' }> => action.kind === 'choose' && plain(action.label) === label,
  );
const total = (reply: Reply): number => Number(/^(\d+) cables? for/.exec(wordsOf(reply))?.[1] ?? 0);

let desk: Desk;
afterAll(() => desk.close());

async function prepared(): Promise<Bot> {
  desk = await openSample();
  const bot = await createBot(desk, quiet);
  await ask(bot, 'tag add', { ref: 'COREU/KYI/0039/18', tag: 'warheads' }, editor());
  await ask(bot, 'work claim', { ref: 'COREU/WAS/0107/18' }, editor());
  return bot;
}

describe('refine', () => {
  let bot: Bot;
  beforeAll(async () => {
    bot = await prepared();
  });

  test.each(facets)('by %s: each count is the total of its search, and leaving out leaves the rest', async (by) => {
    const empty: string[] = [];
    for (const query of ['iran OR ukraine OR trade', 'report']) {
      const all = total((await ask(bot, 'search', { query }, editor())).reply);
      const { reply } = await ask(bot, 'searches refine', { query, by }, editor());
      const [only, without] = [chooser(reply, 'Keep only these'), chooser(reply, 'Leave these out')];
      if (only === undefined || without === undefined) {
        empty.push(wordsOf(reply));
        continue;
      }
      for (const choice of only.choices.slice(0, 6)) {
        const kept = await ask(bot, only.command, { ...only.options, [only.option]: choice.value }, editor());
        expect(total(kept.reply), choice.value).toBe(Number(/\d+/.exec(choice.description ?? '')?.[0]));
        const left = await ask(bot, without.command, { ...without.options, [without.option]: `-${choice.value}` }, editor());
        expect(total(left.reply), `-${choice.value}`).toBe(all - total(kept.reply));
      }
    }
    expect(empty.length).toBeLessThan(2);
    for (const words of empty) expect(words).toContain('nothing of this kind');
  });

  test('a year that is all that is known of a date counts its months, too, as its filter keeps them', async () => {
    const own = testDesk();
    await importRecords(
      own,
      ['2018', '2018-03', '2018-03-07', '2017-05-01', ''].map((date, i) => ({ id: `D-${i}`, date, body: 'word' })),
    );
    const at = await createBot(own, quiet);
    const countsBy = async (by: string) =>
      chooser((await ask(at, 'searches refine', { query: 'word', by })).reply, 'Keep only these')?.choices.map(
        ({ label, description }) => `${label}: ${description}`,
      );
    expect(await countsBy('month')).toEqual(['2018: 3 cables', '2018-03: 2 cables', '2017-05: 1 cable']);
    expect(await countsBy('year')).toEqual(['2018: 3 cables', '2017: 1 cable']);
    await own.close();
  });

  test('filters add up, show as chips, and are taken off one by one', async () => {
    const first = await ask(bot, 'search', { query: 'report', add: 'date:2018' }, editor());
    const second = await ask(bot, 'search', { query: 'report', filters: 'date:2018', add: 'lang:en' }, editor());
    const labels = actionsOf(second.reply).map(({ label }) => plain(label));
    expect(labels).toEqual(expect.arrayContaining(['✕ date:2018', '✕ lang:en', 'Refine']));
    const chip = actionsOf(second.reply).find((action) => plain(action.label) === '✕ lang:en');
    if (chip?.kind !== 'run') throw new Error('no chip');
    expect(total((await ask(bot, chip.command, chip.options, editor())).reply)).toBe(total(first.reply));
  });

  test('pages, sorting and the form keep the filters, and a full page fits a message', async () => {
    const { reply } = await ask(
      bot,
      'search',
      { query: 'the OR of', filters: 'date:2018\nlang:en\n-origin:"COREU Brussels"', page: 3 },
      editor(),
    );
    const searches = actionsOf(reply).flatMap((action) =>
      (action.kind === 'run' || action.kind === 'choose' || action.kind === 'form') && action.command === 'search' ? [action] : [],
    );
    const kept = searches.filter(({ label }) => !plain(label).startsWith('✕'));
    expect(kept.length).toBeGreaterThan(0);
    for (const { label, options } of kept) expect(options['filters'], plain(label)).toContain('lang:en');
    const { components } = renderReply(reply, { store: { keep: () => 'kept', seal: () => 'sealed--' }, commands: new Map() });
    expect(JSON.stringify(components)).not.toContain('did not fit');
    expect(JSON.stringify(components)).toContain('Next');
  });

  test('an opened hit keeps the narrowed result for its neighbours and the way back', async () => {
    const { reply } = await ask(bot, 'search', { query: 'report', filters: 'lang:fr' }, editor());
    const found = total(reply);
    const open = actionsOf(reply).find((action) => plain(action.label) === 'Open');
    if (open?.kind !== 'run') throw new Error('nothing to open');
    const cable = await ask(bot, open.command, open.options, editor());
    expect(cable.ok).toBe(true);
    const back = actionsOf(cable.reply).find((action) => plain(action.label).startsWith('Results'));
    if (back?.kind !== 'run') throw new Error('no way back');
    expect(wordsOf(cable.reply)).toContain(`hit 1 of ${found}`);
    expect(total((await ask(bot, back.command, back.options, editor())).reply)).toBe(found);
  });

  test('an empty result offers to remove filters', async () => {
    const { reply } = await ask(bot, 'search', { query: 'crimea', add: 'lang:de' }, editor());
    expect(wordsOf(reply)).toContain('No cable for');
    expect(actionsOf(reply).map(({ label }) => plain(label))).toContain('✕ lang:de');
  });
});
