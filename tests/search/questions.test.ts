import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Desk } from '../../src/desk/desk.ts';
import { parseQuery, plainQuestion } from '../../src/query/query.ts';
import { createBot } from '../../src/bot/bot.ts';
import { plain } from '../../src/reply/text.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { actionsOf, ask, itemsOf, openSample, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { comparedEngines, openIndex } from '../helpers/engines.ts';

/**
 * What a reporter would ask of the sample trove, and what ought to come first: judged by reading the cables, not by
 * what an engine gave. `first`: in this order. `among`: these, in any order, before all others.
 */
const questions: readonly { asks: string; first?: string[]; among?: string[] }[] = [
  { asks: 'What did Vicini say about Iran?', first: ['COREU/WAS/0107/18'] },
  { asks: 'hot zone in Crimea: are there nuclear warheads?', first: ['COREU/KYI/0039/18'] },
  { asks: 'pumps for a drinking water plant in Iran', first: ['COREU/COP/0041/18'] },
  { asks: 'Xi on Trump and trade, no holds barred', first: ['COREU/BEI/0124/18'] },
  { asks: 'How did the Helsinki meeting of Trump and Putin go?', first: ['COREU/HEL/0021/18'] },
  { asks: 'Rogozin', first: ['COREU/VIE/0052/18'] },
  { asks: 'missiles of North Korea, meetings of the secretary-general', first: ['UN/NY/0007/16'] },
  { asks: 'summary of the meeting at the White House on trade and tariffs', first: ['COREU/WAS/0258/18'] },
  { asks: 'Ohrid conference on shared waters', among: ['COREU/SKO/0071/18', 'COREU/TIR/0109/18', 'COREU/BEL/0148/18'] },
  { asks: 'listed person, medical treatment abroad', first: ['COREU/HAG/0033/18'] },
  { asks: 'Brexit at the Salzburg meeting', first: ['COREU/BRU/0415/18'] },
  { asks: 'anthracite landed at a Baltic port: what is its origin?', first: ['COREU/WAR/0055/17'] },
  { asks: 'corrigendum', among: ['COREU/BRU/0433/18', 'COREU/BRU/0512/18', 'COREU/BRU/0611/17'] },
  { asks: 'cyber attribution', first: ['COREU/BRU/0140/18'] },
  { asks: 'states, cities and companies after the announcement on the Paris Agreement', first: ['COREU/WAS/0240/17'] },
  { asks: 'ships in the Mediterranean and disembarkation', first: ['COREU/ROM/0118/18'] },
  { asks: 'offshore wind auctions', first: ['COREU/COP/0058/18'] },
  { asks: 'Who writes mails that arrive on Fridays?', first: ['COREU/VAL/0014/18'] },
  { asks: 'visit of the working party on counterterrorism', first: ['COREU/CAI/0024/18'] },
  { asks: 'pacte sur les migration, conférence de Marrakech', first: ['COREU/RAB/0041/18'] },
  { asks: 'blocking statute: what may a company do?', first: ['COREU/BRU/0344/18'] },
  { asks: 'the name agreement of 17 June', first: ['COREU/SKO/0044/18'] },
];

describe.each(comparedEngines)('%s', (engine) => {
  let desk: Desk;
  let index: SearchIndex;
  beforeAll(async () => {
    desk = await openSample();
    const database = join(desk.archive.folder, archiveFiles.database);
    index = openIndex(engine, { database, file: `${database}.${engine}` });
    await index.ready();
  });
  afterAll(() => Promise.all([index.close(), desk.close()]));

  test.each(questions)('$asks', async ({ asks, first = [], among = [] }) => {
    const wanted = first.length + among.length;
    const found = await index.find(parseQuery(plainQuestion(asks), { match: 'any' }), { sort: 'best', offset: 0, limit: wanted });
    const refs = found.hits.map(({ row }) => desk.cables.byRow(row)?.ref);
    expect(refs.slice(0, first.length)).toEqual(first);
    expect(new Set(refs.slice(first.length))).toEqual(new Set(among));
  });

  test('typed as they are, they lead to what ought to come first', async () => {
    const bot = await createBot({ ...desk, index: { ...desk.index, ...index } }, quiet);
    for (const { asks, first = [], among = [] } of questions) {
      const [wanted = ''] = [...first, ...among];
      const { reply } = await ask(bot, 'search', { query: asks }, someone('reader'));
      const offers = actionsOf(reply).some(({ label }) => /^Any (?:word|of its words)/.test(plain(label)));
      const any = offers ? (await press(bot, reply, 'Any ', someone('reader'))).reply : reply;
      expect([...itemsOf(reply), ...itemsOf(any)].map(({ head }) => plain(head)).join('\n'), asks).toContain(wanted);
    }
  });

  test('searches by length and sorts as the query says', async () => {
    const bot = await createBot({ ...desk, index: { ...desk.index, ...index } }, quiet);
    const long = [...desk.cables.all()].filter(({ body }) => body.trim().split(/\s+/).length > 300);
    const { reply } = await ask(bot, 'search', { query: '* words:>300 sort:oldest' }, someone('reader'));
    expect(wordsOf(reply)).toContain(`${long.length} cables for`);
    expect(wordsOf(reply)).toContain('sorted by oldest');
    const [oldest] = long.toSorted((a, b) => (a.date < b.date ? -1 : 1));
    expect(wordsOf(reply)).toContain(`1. ${oldest?.ref ?? ''}`);
    for (const [query, wanted] of [
      ['* words:[* TO 300]', [...desk.cables.all()].length - long.length],
      ['* words:<=300 -words:>300', [...desk.cables.all()].length - long.length],
    ] as const)
      expect(wordsOf((await ask(bot, 'search', { query }, someone('reader'))).reply)).toContain(`${wanted} cables for`);
  });
});
