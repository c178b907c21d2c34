import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { plain } from '../../src/reply/text.ts';
import { actionNamed, actionsOf, ask, importRecords, itemsOf, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

const cable = (ref: string, date: string, origin: string, body: string) => ({ ref, date, origin, subject: `Talks ${ref}`, body });

const records = [
  cable(
    'R5',
    '2018-08-01',
    'EU Delegation Ankara',
    'An official of the ministry of commerce told us that quotas would follow in spring. He said that quotas were dear. The quotas must be confirmed by the minister of commerce in writing.',
  ),
  cable(
    'R1',
    '2018-03-01',
    'EU Mission Moscow',
    '1. We met Dmitry Rogozin at noon.\n\n2. Dmitry Rogozin said that Russia will deliver 40 missiles to Serbia. An aide to Dmitry Rogozin said that lunch was served late that day.',
  ),
  cable(
    'R2',
    '2018-05-01',
    'EU Mission Belgrade',
    'According to Dmitry Rogozin, Russia will deliver 60 missiles to Serbia this year. Caroline Vicini did not say that the talks had failed.',
  ),
  cable(
    'R3',
    '2018-06-01',
    'EU Mission Washington',
    'Caroline Vicini told us that Dmitry Rogozin had said the tariffs were an insult to Russia.',
  ),
  cable(
    'R4',
    '2018-07-01',
    'EU Mission Washington',
    'From: Caroline Vicini\nTo: Brussels\nSubject: Tariffs\n\nDmitry Rogozin told the press that tariffs on steel would be answered soon.',
  ),
  {
    ...cable('R6', '2018-09-01', '', 'Pavel Drobnik told us that the orchards were closed. His aide was silent.'),
  },
  cable(
    'R7',
    '2018-09-02',
    'EU Mission Moscow',
    'Since May 2017, when then President Dmitry Rogozin announced that orchards would be opened, progress in planting has been disappointing.',
  ),
  cable(
    'R9',
    '2016-09-03',
    'EU Mission Moscow',
    [
      'Mr. Anton Alphason said that the lanterns were sold. He added that more lanterns would follow. The market was full. Later he said that lanterns were dear.',
      'Mr. Anton Alphason said that the lanterns were blue. The minister came. He added that green lanterns were better.',
      'Mr. Anton Alphason asked the minister for lanterns of glass. He said that lanterns of glass were gone.',
      'Mr. Anton Alphason said that lanterns fell in the night. Ms. Caroline Vicini left. He said that nobody mended the lanterns.',
      'Mr. Anton Alphason told us that lanterns burn. She said that lanterns burn for long.',
      'He said that lanterns of paper were best.',
    ].join('\n\n'),
  ),
  cable('R8', '2018-09-03', 'EU Mission Moscow', 'We met Mr. Paul Quorvath. Mr. Paul Quorvath came and went.'),
  ...Array.from({ length: 8 }, (_, i) =>
    cable(
      `S${i}`,
      `2017-01-0${i + 1}`,
      'EU Mission Moscow',
      `Dmitry Rogozin said that the harbour number ${i + 20} was closed for repairs of kind ${'abcdefgh'[i]}.`,
    ),
  ),
];

let desk: Desk;
let bot: Bot;
beforeAll(async () => {
  desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  await importRecords(desk, records);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  bot = await createBot(desk, quiet);
});
afterAll(() => desk.close());

const heads = async (options: Record<string, string | number>) => {
  const { reply } = await ask(bot, 'names quotes', options, someone('reader'));
  return itemsOf(reply).map(({ head, passage = [] }) => `${plain(head)}: ${plain(passage)}`);
};

describe('/quotes', () => {
  test('shows what somebody said, with reporter, date and paragraph; never what an aide said', async () => {
    expect(await heads({ person: 'Dmitry Rogozin', topic: 'missiles', since: '2018-01', until: '2018-04' })).toEqual([
      'Dmitry Rogozin, as reported by EU Mission Moscow, 2018-03-01, R1¶2: Dmitry Rogozin said that Russia will deliver 40 missiles to Serbia.',
    ]);
    expect((await heads({ person: 'Rogozin', topic: 'lunch' })).join('\n')).toBe('');
  });

  test('names through whom it was heard, and the writer of a mail as its reporter', async () => {
    const found = await heads({ person: 'Rogozin', topic: 'tariffs' });
    expect(found).toEqual([
      'Dmitry Rogozin, as reported by Caroline Vicini, 2018-07-01, R4¶2: Dmitry Rogozin told the press that tariffs on steel would be answered soon.',
      'Dmitry Rogozin, through Caroline Vicini, as reported by EU Mission Washington, 2018-06-01, R3¶1: Caroline Vicini told us that Dmitry Rogozin had said the tariffs were an insult to Russia.',
    ]);
  });

  test('what somebody did not say, and the sender, are no statement of theirs', async () => {
    const said = await heads({ person: 'Caroline Vicini' });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('Caroline Vicini, as reported by EU Mission Washington, 2018-06-01');
  });

  test('puts other figures of the same thing side by side, the older first', async () => {
    const { reply } = await ask(bot, 'names quotes', { person: 'Rogozin', topic: 'missiles' }, someone('reader'));
    expect(wordsOf(reply)).toContain('Other figures: “40 missiles” and “60 missiles”');
    expect(
      itemsOf(reply)
        .slice(0, 2)
        .map(({ head }) => plain(head)),
    ).toEqual([expect.stringContaining('R1¶2'), expect.stringContaining('R2¶1')]);
  });

  test('by topic alone finds whoever is described as the one who says it, too, but not “he”', async () => {
    expect(await heads({ topic: 'quotas' })).toEqual([
      'An official of the ministry of commerce, as reported by EU Delegation Ankara, 2018-08-01, R5¶1: An official of the ministry of commerce told us that quotas would follow in spring.',
    ]);
  });

  test('by topic alone names each speaker; turns pages; opens from a person’s page', async () => {
    expect((await heads({ topic: 'tariffs' })).every((head) => /^(?:Dmitry Rogozin|Caroline Vicini), /.test(head))).toBe(true);
    const person = await ask(bot, 'individuals', { name: 'Rogozin' }, someone('reader'));
    const first = await press(bot, person.reply, 'Who said what', someone('reader'));
    expect(wordsOf(first.reply)).toContain('What Dmitry Rogozin said');
    const second = await press(bot, first.reply, 'Next', someone('reader'));
    expect(wordsOf(second.reply)).toContain('page 2 of 3');
    expect(actionNamed(second.reply, 'Page of this person').command).toBe('individuals');
  });

  test('says so when nobody is named as the one who said it, and asks for a person or a topic', async () => {
    const none = await ask(bot, 'names quotes', { topic: 'repairs', until: '2016' }, someone('reader'));
    expect(none.ok).toBe(true);
    expect(wordsOf(none.reply)).toContain('No sentence about repairs names who said it.');
    expect(wordsOf(none.reply)).toContain('“he said” only where it is clear who');
    const start = await ask(bot, 'names quotes', {}, someone('reader'));
    expect(wordsOf(start.reply)).toContain('Name a person, a topic, or both');
    const offered = actionsOf(start.reply).flatMap((action) => (action.kind === 'choose' ? action.choices.map(({ value }) => value) : []));
    expect(offered).toContain('individual:dmitry rogozin');
    // Named, but not as one who says something.
    expect(desk.names.get('individual:paul quorvath')?.mentions).toBe(2);
    expect(offered).not.toContain('individual:paul quorvath');
  });

  test('he who goes on is whoever spoke last in the paragraph, if nobody else can be meant', async () => {
    const said = [...(await heads({ person: 'Anton Alphason' })), ...(await heads({ person: 'Anton Alphason', page: 2 }))].map((head) =>
      head.replace(/^.*?: /, ''),
    );
    expect(said.toSorted()).toEqual([
      'He added that more lanterns would follow.',
      'Later he said that lanterns were dear.',
      'Mr. Anton Alphason asked the minister for lanterns of glass.',
      'Mr. Anton Alphason said that lanterns fell in the night.',
      'Mr. Anton Alphason said that the lanterns were blue.',
      'Mr. Anton Alphason said that the lanterns were sold.',
      'Mr. Anton Alphason told us that lanterns burn.',
    ]);
    expect(await heads({ topic: 'dear' })).toEqual([
      'Anton Alphason, as reported by EU Mission Moscow, 2016-09-03, R9¶1: Later he said that lanterns were dear.',
    ]);
  });

  test('a side clause makes the writer’s sentence nobody else’s; without a sender the ref is named once', async () => {
    expect(await heads({ topic: 'orchards' })).toEqual([
      'Pavel Drobnik, 2018-09-01, R6¶1: Pavel Drobnik told us that the orchards were closed.',
    ]);
  });

  test('a withdrawn cable says nothing to anybody but leads', async () => {
    await ask(bot, 'desk mask', { ref: 'R4', why: 'legal' }, someone('lead'));
    const reader = await heads({ person: 'Rogozin', topic: 'tariffs' });
    expect(reader.join('\n')).not.toContain('R4');
    expect(reader.join('\n')).toContain('R3');
    const { reply } = await ask(bot, 'names quotes', { person: 'Rogozin', topic: 'tariffs' }, someone('lead'));
    expect(wordsOf(reply)).toContain('R4');
  });
});
