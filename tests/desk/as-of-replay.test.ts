import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { noCable } from '../../src/desk/facts.ts';
import { endOf } from '../../src/desk/zone.ts';
import { addDays, momentOf } from '../../src/language/zones.ts';
import type { ActionOptions, Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, importRecords, pressed, quiet, testDesk } from '../helpers/desk.ts';
import { isLong, pickerFrom, randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import { claimSteps } from './model/claim-steps.ts';
import { Model, people, refs, type Person } from './model/model.ts';
import { reviewSteps } from './model/review-steps.ts';
import { setSteps } from './model/set-steps.ts';
import { drawFrom, type Step } from './model/step.ts';
import { tagSteps } from './model/tag-steps.ts';
import { undoSteps } from './model/undo-steps.ts';
import { workSteps } from './model/work-steps.ts';

/**
 * Sixty days (in the short run sixteen, of which two are looked at) of a desk with 20 people: imports that bring cables and change texts, tags, notes, work, claims, readings, names,
 * withdrawals, undos and searches, drawn with a seed. What is shown as of a day is what was shown at its end.
 */
const days = isLong ? 60 : 16;
const first = '2026-03-01';
// Its clock changes on the 29th of March.
const zone = 'Europe/Brussels';

/** What is looked at each day: the cables first, because opening one is kept. */
const looks: readonly (readonly [command: string, options: ActionOptions])[] = [
  ...['C-0', 'C-3', 'C-7', 'N-1', 'N-9'].map((ref) => ['cable', { ref }] as const),
  ['cable', { ref: 'N-1', changes: true }],
  ...[
    'oil',
    'tag:crimea',
    'is:untouched sort:newest',
    'has:note',
    'is:open',
    'is:overdue',
    'status:verified',
    'assignee:m5',
    'in:*',
    'age:<5d',
    'person:"Karl Vicini"',
    'org:"Brann Council"',
    'tagger:m7 OR note:*',
    'gas OR "spoke of"',
  ].map((query) => ['search', { query, page: 1 }] as const),
  ['individuals', {}],
  ['individuals', { name: 'Vicini' }],
  ['organizations', {}],
  ['names decisions', {}],
  ['work board', {}],
  ['searches recent', { whose: 'team' }],
  ['check fact list', {}],
  ['check story', {}],
  ['check fact export', { as: 'text' }],
  ['tag list', {}],
  ['tag list', { tag: 'crimea' }],
  ['history', { ref: 'C-3' }],
  ['cables', { sort: 'oldest' }],
  ['analysis', { kind: 'coverage' }],
  ['export', { query: 'oil OR gas' }],
  ['ask', { question: 'who spoke of oil?', page: 1 }],
];

let interactions = 0;
const callerOf = ({ id, role }: Person): Caller => ({
  desk: 'desk',
  member: id,
  name: id,
  role,
  via: 'terminal',
  interaction: `replay-${(interactions += 1)}`,
  place: undefined,
});
const answer = async (bot: Bot, who: Person, command: string, options: ActionOptions): Promise<Reply> =>
  (await bot.answer(callerOf(who), pressed({ command, options }))).reply;

/** An answer when all names are read: after an import the desk reads them once more when it notices it. */
async function wholeAnswer(bot: Bot, who: Person, command: string, options: ActionOptions): Promise<Reply> {
  const reply = await answer(bot, who, command, options);
  if (!JSON.stringify(reply.blocks.map((block) => ('text' in block ? block.text : ''))).includes('Still reading')) return reply;
  await bot.desk.names.settled();
  return wholeAnswer(bot, who, command, options);
}

/** An answer but for its buttons, how long it took, and what an answer as of a day says of itself. */
function shown(reply: Reply, day?: string): string {
  const { title, blocks, files = [] } = reply;
  const isOf = (text: string): string =>
    day === undefined
      ? text
      : text.replaceAll(` asof:${day}`, '').replaceAll(`as-of-${day}-`, '').replaceAll(` as of ${day}`, '').replace(`As of ${day}: `, '');
  const mine =
    day === undefined
      ? blocks
      : blocks.slice(title === undefined ? 1 : 0, -2).filter((block) => !JSON.stringify(block).includes('has since changed a text'));
  const text = JSON.stringify(
    {
      title: title === undefined ? '' : isOf(plain(title)),
      mine,
      files: files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('latin1')]),
    },
    (name, value: unknown) => (name === 'actions' || name === 'version' || name === 'from' || name === 'bytes' ? undefined : value),
  );
  return isOf(text)
    .replace('The desk today', 'The desk')
    .replaceAll(/(?:under )?\d+(?:\.\d+)? ms/g, 'N ms');
}

const stepOf = (random: () => number, model: Model): Step => {
  const draw = drawFrom(random, model);
  return draw.pick([tagSteps, workSteps, claimSteps, reviewSteps, setSteps, undoSteps].flatMap((steps) => steps(draw)))();
};

/** The records of the source as they grow and change. */
function sourceOf(pick: <T>(list: readonly T[]) => T) {
  const said = ['oil', 'gas', 'troops', 'the weekly report'];
  const people = ['Karl Vicini', 'Anna Drobnik', 'Karl Vicini of the Brann Council', 'President Mora Lund'];
  const textOf = (ref: string): string =>
    `1. What ${ref} says.\n\n2. The minister ${pick(people)} met ${pick(people)} and spoke of ${pick(said)}. The Brann Council took note.`;
  const records = refs.map((ref) => ({ ref, date: '2018-05-01', from: 'Washington', subject: `Subject of ${ref}`, body: textOf(ref) }));
  return {
    records,
    grow(n: number): void {
      const ref = `N-${records.length - refs.length + 1}`;
      records.push({
        ref,
        date: `2018-0${1 + (n % 9)}-1${n % 10}`,
        from: pick(['Kyiv', 'Moscow']),
        subject: `Subject of ${ref}`,
        body: textOf(ref),
      });
    },
    change(): void {
      const one = pick(records);
      one.body = textOf(one.ref);
      one.subject = `Subject of ${one.ref}, ${pick(['corrected', 'again', 'once more'])}`;
    },
  };
}

test(`${days} days replayed: what is shown as of a day is what was shown on it`, { timeout: 60 * 60_000 }, async () => {
  const seed = seedOf('as of');
  const random = randomFrom(seed);
  const pick = pickerFrom(random);
  const model = new Model();
  const source = sourceOf(pick);
  model.now = momentOf(zone, first, '08:00');
  const desk = testDesk({ now: () => model.now });
  const bot = await createBot(desk, quiet);
  for (const { id, role } of people) desk.roster.seen('desk', { id, name: id, role, isBot: false }, 0);
  const [lead, editor] = [people[18] as Person, people[6] as Person];
  desk.setHome('desk');
  desk.act(callerOf(lead), { act: 'schedule' }, ({ put }) =>
    put('daily', noCable, 'digest', { time: '09:00', zone, channel: 'c', floor: first }),
  );
  const looked = new Set(
    sampleOf(
      Array.from({ length: days }, (_, i) => i),
      2,
      random,
    ),
  );
  const seen = new Map<string, string[]>();
  /** What both are shown: the cables first, because opening one is kept. */
  const lookAt = async (day?: string): Promise<string[]> => {
    const all: string[] = [];
    const asked = (command: string, options: ActionOptions): ActionOptions =>
      day === undefined
        ? options
        : options['query'] === undefined
          ? { ...options, asof: day }
          : { ...options, query: `${String(options['query'])} asof:${day}` };
    for (const isCable of [true, false])
      for (const who of [lead, editor])
        for (const [command, options] of looks.filter(([name]) => (name === 'cable') === isCable))
          all.push(
            `${who.role} ${command} ${JSON.stringify(options)}\n${shown(await wholeAnswer(bot, who, command, asked(command, options)), day)}`,
          );
    return all;
  };
  const doStep = async (): Promise<void> => {
    const { by: who = pick(people), expected, confirm, ...call } = stepOf(random, model);
    // Whether it is refused is another test's matter.
    expected(model, who);
    let { command, options } = call;
    if (confirm !== undefined) {
      const action = actionsOf(await answer(bot, who, call.command, call.options)).find(({ label }) => confirm.test(plain(label)));
      if (action?.kind === 'run') ({ command, options } = action);
    }
    const { failure } = await bot.answer(callerOf(who), pressed({ command, options }));
    expect(failure).not.toBe('bug');
  };
  const others: readonly (() => Promise<unknown>)[] = [
    () => answer(bot, pick(people), 'search', { query: pick(['oil', 'gas', 'tag:crimea', '"Karl Vicini"']) }),
    () => answer(bot, pick(people), 'cable', { ref: pick(source.records).ref }),
    () => answer(bot, lead, 'desk mask', { ref: pick(source.records).ref, why: 'asked to' }),
    () => answer(bot, lead, 'desk mask', { ref: pick(source.records).ref, lift: true }),
    () => answer(bot, editor, 'names rename', { name: 'Anna Drobnik', to: pick(['A. Drobnik-Hale', 'Anna Drobnik']) }),
    () => answer(bot, editor, 'names hide', { name: pick(['Mora Lund', 'Brann Council']) }),
    () => answer(bot, editor, 'names merge', { name: 'Mora Lund', into: 'Anna Drobnik' }),
    () => answer(bot, editor, 'undo', {}),
  ];
  for (let n = 0; n < days; n += 1) {
    const day = addDays(first, n);
    if (n % 3 === 0) {
      for (let more = 0; more < 2; more += 1) source.grow(n);
      if (n % 2 === 0) source.change();
      await importRecords(desk, source.records);
      for (const { ref, row } of desk.cables.all()) model.rows.set(ref, row);
      model.acts = desk.db.prepare<[], number>('SELECT max(seq) FROM audit').pluck().get() ?? 0;
    }
    for (let step = 0; step < 12; step += 1) {
      model.now += Math.floor(random() * 60 * 60_000);
      await (random() < 0.3 ? pick(others)() : doStep());
      model.acts = desk.db.prepare<[], number>('SELECT max(seq) FROM audit').pluck().get() ?? 0;
    }
    await desk.names.settled();
    model.now = endOf(zone, day);
    if (looked.has(n)) {
      await lookAt();
      seen.set(day, await lookAt());
    }
    model.now = momentOf(zone, addDays(day, 1), '08:00');
  }
  // What is withdrawn now is withdrawn there, too.
  for (const { cable } of desk.facts.all('desk', 'mask'))
    await answer(bot, lead, 'desk mask', { ref: desk.cables.byRow(cable)?.ref ?? '', lift: true });
  let [same, moved] = [0, 0];
  const present = await lookAt();
  for (const [day, before] of seen) {
    const then = await lookAt(day);
    for (const [i, one] of before.entries()) {
      expect(then[i], `${seed}, as of ${day}`).toBe(one);
      same += 1;
      if (present[i] !== one) moved += 1;
    }
  }
  console.log(`as of: ${same} answers of ${seen.size} days are as they were, ${moved} of them are others now`);
  expect(moved).toBeGreaterThan(same / 2);
});
