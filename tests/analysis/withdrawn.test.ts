import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { actionsOf, ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

const lead = () => someone('lead');

describe('what the caller may not see', () => {
  test('shows a withdrawn cable in no number, name, picture or passage', async () => {
    const mine = testDesk();
    const records = Array.from({ length: 12 }, (_, i) => ({
      id: `R${i}`,
      ref: `R/${String(i).padStart(4, '0')}/18`,
      date: `2018-0${1 + (i % 6)}-1${i % 3}`,
      origin: i % 2 === 0 ? 'Embassy Oslo' : 'Embassy Riga',
      marking: 'LIMITE',
      subject: `Pumps ${i}`,
      body: `Mr. Olav Tveitmoen met Ms. Rita Zakaite in Norway. The pumps were sold in round ${i}.`,
    }));
    await importRecords(mine, [
      ...records,
      {
        id: 'S',
        ref: 'S/0099/18',
        date: '2019-09-09',
        origin: 'Hiddenville',
        marking: 'HIDDENMARK',
        subject: 'Quokkawombat pumps',
        // The longest form of a name that the others bear in short.
        body: 'Mr. Xaver Quokkawombat of the Hidden Commission met Mr. Xaver Quokkawombat in Mongolia. Mr. Olav Hemmelig Tveitmoen was there. Mr. Olav Hemmelig Tveitmoen said so; Mr. Olav Hemmelig Tveitmoen left. '.concat(
          'Mr. Olav Hemmelig Tveitmoen wrote. '.repeat(30),
        ),
        refs: ['R/9999/18'],
      },
    ]);
    await Promise.all([mine.index.ready(), mine.names.settled()]);
    const other = await createBot(mine, quiet);
    await ask(other, 'tag add', { ref: 'S/0099/18', tag: 'hiddentag' }, lead());
    const visible = async (caller = someone('reader')) =>
      Promise.all(
        [
          { kind: 'timeline' },
          { kind: 'trends', split: '2018-04' },
          { kind: 'distinctive', query: 'oslo' },
          { kind: 'network' },
          { kind: 'network', about: 'Olav Tveitmoen' },
          { kind: 'compare', about: 'Olav Tveitmoen' },
          { kind: 'coverage', by: 'person' },
          { kind: 'matrix' },
          { kind: 'matrix', by: 'tag', across: 'marking' },
          { kind: 'map' },
          { kind: 'gaps' },
          { kind: 'compare', query: 'pumps' },
          { kind: 'coverage' },
          { kind: 'coverage', by: 'tag' },
          { kind: 'coverage', by: 'month' },
          { kind: 'stats' },
        ].map(async (options) => {
          const { reply } = await ask(other, 'analysis', options, caller);
          const files = (reply.files ?? []).map(({ bytes }) => new TextDecoder().decode(bytes)).join('\n');
          return `${JSON.stringify(options)}\n${wordsOf(reply)}\n${files}\n${JSON.stringify(actionsOf(reply))}`;
        }),
      );
    const secret = /S\/0099|Quokkawombat|Hiddenville|HIDDENMARK|hiddentag|Mongolia|2019-09|R\/9999|Hemmelig/i;
    expect((await visible()).filter((text) => secret.test(text)).length).toBeGreaterThan(5);
    await ask(other, 'desk mask', { ref: 'S/0099/18' }, lead());
    for (const text of await visible()) expect(text).not.toMatch(secret);
    expect((await visible(lead())).filter((text) => secret.test(text)).length).toBeGreaterThan(5);
  });
});
