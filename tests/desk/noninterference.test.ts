import { cpSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { runnables, type Answer, type Bot, type Call, type OptionSpec, type RunnableCommand } from '../../src/bot/command.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { roles } from '../../src/desk/roles.ts';
import type { Action, ActionOptions, Reply } from '../../src/reply/reply.ts';
import { actionsOf, ask, importRecords, quiet, sampleData, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * Noninterference: one desk holds a cable that a lead withdrew, another never had it. Readers and editors get the same
 * answers from both, byte for byte. Commands, options and completions come from what the commands themselves declare.
 */

let now = Date.UTC(2026, 10, 27, 12);
const hour = 3_600_000;
const home = 'terminal';
const shared = 'COREU/KYI/0039/18';
const secret = {
  id: 'ZETA/1',
  ref: 'ZETA/1',
  date: '2018-03-08',
  origin: 'Office Zeta',
  subject: 'The quokkapact',
  marking: 'ZETA ONLY',
  body: `Mr. Olav Zetterquist of the Quokka Directorate signed the quokkapact on Crimea at the Zeta Conference. Mr. Dmitry Rogozin agreed.\n\nSee ${shared}.`,
};

/** What people type, of what both desks hold and of what one of them must not tell. */
const texts = [
  'quokkapact',
  'crimea',
  'iran',
  'Olav Zetterquist',
  'Zetterquist',
  'Quokka Directorate',
  'Zeta Conference',
  'Vicini',
  'Rogozin',
  'quokkatag',
  'warheads',
  'peninsula',
  'shared-set',
  'ZETA/1',
  'ZETA/2',
  'tag:quokkatag',
  'tag:warheads OR quokkapact',
  'person:"Olav Zetterquist"',
  'person:zetter',
  'org:"Quokka Directorate"',
  'event:"Zeta Conference"',
  'marking:"ZETA ONLY"',
  'from:"Office Zeta"',
  '-iran',
  'quokkapackt',
  '09:00',
  'UTC',
];
const typedWords = ['', 'quok', 'zet', 'ZETA', 'w', 'rog', 'shared', 'Office'];
const people = { reader: 'member-reader', editor: 'member-editor', lead: 'member-lead' };

const caller = (role: 'reader' | 'editor' | 'lead'): Caller => someone(role, { desk: home });

async function does(bot: Bot, role: 'reader' | 'editor' | 'lead', command: string, options: ActionOptions): Promise<void> {
  const answer = await ask(bot, command, options, caller(role));
  expect(answer.ok, `/${command} ${JSON.stringify(options)}: ${wordsOf(answer.reply)}`).toBe(true);
}

/** What was done at both desks. */
async function sharedPast(bot: Bot): Promise<void> {
  for (const role of ['reader', 'editor', 'lead'] as const)
    bot.desk.roster.seen(home, { id: people[role], name: role, role, isBot: false }, now);
  await does(bot, 'editor', 'tag add', { ref: shared, tag: 'warheads' });
  await does(bot, 'editor', 'note', { ref: shared, text: 'Who saw it?' });
  await does(bot, 'editor', 'claim', { ref: shared });
  await does(bot, 'reader', 'search', { query: 'crimea' });
  await does(bot, 'lead', 'search', { query: 'iran' });
  await does(bot, 'editor', 'set create', { name: 'shared-set', query: 'crimea' });
  await does(bot, 'editor', 'set share', { set: 'shared-set' });
  await does(bot, 'editor', 'fact add', { claim: 'It may be a hot zone.', cite: `${shared}¶2` });
  await does(bot, 'editor', 'watch add', { query: 'crimea' });
}

/** Acts at both desks that at the one also change the cable that is to be withdrawn. */
async function pastOfMany(bot: Bot): Promise<void> {
  const asked = await ask(bot, 'tag bulk', { query: 'crimea', add: 'peninsula' }, caller('editor'));
  const confirm = actionsOf(asked.reply).find((action) => action.kind === 'run' && action.command === 'tag bulk');
  if (confirm?.kind !== 'run') throw new Error('nothing to confirm');
  await does(bot, 'editor', confirm.command, confirm.options);
  await does(bot, 'editor', 'set create', { name: 'peninsula', query: 'crimea' });
  await does(bot, 'editor', 'watch add', { query: 'rogozin' });
  await does(bot, 'reader', 'search', { query: 'rogozin' });
}

/** What only the one desk knows: the cable, and what was done with it before it was withdrawn. */
async function secretPast(bot: Bot): Promise<void> {
  await does(bot, 'editor', 'tag add', { ref: secret.ref, tag: 'quokkatag' });
  await does(bot, 'editor', 'tag define', { tag: 'quokkatag', meaning: 'About the pact' });
  await does(bot, 'editor', 'tag add', { ref: secret.ref, tag: 'warheads' });
  await does(bot, 'editor', 'note', { ref: secret.ref, text: 'Explosive' });
  await does(bot, 'lead', 'assign', { ref: secret.ref, to: people.reader });
  await does(bot, 'editor', 'entity rename', { name: 'Olav Zetterquist', to: 'Olaf Zetterqvist' });
  await does(bot, 'editor', 'set add', { set: 'shared-set', refs: secret.ref });
  await does(bot, 'editor', 'fact add', { claim: 'There is a pact.', cite: `${secret.ref}¶1` });
  await does(bot, 'editor', 'review request', { ref: secret.ref });
  await does(bot, 'lead', 'search', { query: 'quokkapact' });
  now += hour;
  await does(bot, 'lead', 'mask', { ref: secret.ref, why: 'By injunction' });
}

/** Both desks number what comes from here on alike. */
function numberFrom(desk: Desk, first: number): void {
  desk.db
    .prepare(
      "INSERT INTO audit (seq, desk, at, member, role, via, act, cable, detail, hash) VALUES (?, '', ?, '', '', '', 'open', NULL, '{}', '')",
    )
    .run(first, now);
  desk
    .as({ desk: home, role: 'reader' })
    .searches.keep(home, { at: now, member: people.reader, request: { query: 'crimea' }, total: 0, refs: [] });
  desk.db.prepare('UPDATE searches SET id = ? WHERE id = (SELECT max(id) FROM searches)').run(first);
}

async function twoDesks(): Promise<{ withheld: Bot; without: Bot }> {
  const folder = await sampleData();
  const copy = tempFolder();
  cpSync(folder, copy, { recursive: true });
  const [withheld, without] = await Promise.all(
    [folder, copy].map(async (one) => {
      const desk = testDesk({ folder: one, now: () => now });
      await Promise.all([desk.index.ready(), desk.names.settled()]);
      return createBot(desk, quiet);
    }),
  );
  if (withheld === undefined || without === undefined) throw new Error('no desks');
  await sharedPast(withheld);
  await sharedPast(without);
  now += hour;
  await importRecords(withheld.desk, [secret], 'secret.jsonl', withheld.desk.troves.list()[0]?.name ?? '');
  await withheld.desk.names.settled();
  now += hour;
  for (const { desk } of [withheld, without]) numberFrom(desk, 500);
  await pastOfMany(withheld);
  await pastOfMany(without);
  now += hour;
  await secretPast(withheld);
  now += hour;
  numberFrom(withheld.desk, 1000);
  numberFrom(without.desk, 1000);
  return { withheld, without };
}

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Everything of an answer that somebody gets, files included. */
const seenOf = ({ ok, failure, visibility, reply }: Answer): string =>
  JSON.stringify({
    ok,
    failure,
    visibility,
    reply: { ...reply, files: reply.files?.map(({ name, bytes }) => [name, sha(bytes), Buffer.from(bytes).toString().slice(0, 2000)]) },
  });

type Pick = <T>(list: readonly T[]) => T;

function valueFor(spec: OptionSpec, pick: Pick): string | number | boolean | undefined {
  switch (spec.type) {
    case 'text':
      return pick(texts);
    case 'number':
      return pick([1, 2, 5, 501, 502, 1000, 1001]);
    case 'choice':
      return pick(spec.choices);
    case 'flag':
      return true;
    case 'date':
      return pick(['2018-03', '2018-03-08', '2017']);
    case 'cable':
      return pick([shared, secret.ref, 'COREU/WAR/0055/17']);
    case 'member':
      return pick(Object.values(people));
    case 'channel':
    case 'file':
      return undefined;
  }
}

function optionsFor(runnable: RunnableCommand, random: () => number): ActionOptions {
  const pick = pickerFrom(random);
  const given = Object.entries(runnable.options ?? {}).flatMap(([name, spec]) => {
    const value = spec.required === true || random() < 0.4 ? valueFor(spec, pick) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

/** The call behind an action, with something chosen or typed where it asks for that. */
function callOf(action: Action, random: () => number): Call | undefined {
  const pick = pickerFrom(random);
  switch (action.kind) {
    case 'run':
      return { command: action.command, options: action.options };
    case 'choose':
      return action.choices.length === 0
        ? undefined
        : { command: action.command, options: { ...action.options, [action.option]: pick(action.choices).value } };
    case 'form': {
      const typed = action.fields.map(({ option, kind, choices, value }) => [
        option,
        kind === 'member' ? pick(Object.values(people)) : (choices?.[0]?.value ?? value ?? pick(texts)),
      ]);
      return { command: action.command, options: { ...action.options, ...(Object.fromEntries(typed) as ActionOptions) } };
    }
    case 'link':
      return undefined;
  }
}

test('what a reader sees does not depend on who else asks meanwhile', async () => {
  const { withheld } = await twoDesks();
  const reader = withheld.desk.as({ desk: home, role: 'reader' });
  withheld.desk.as({ desk: home, role: 'lead' });
  expect(withheld.desk.facts.all(home, 'judgment')).toHaveLength(1);
  expect(reader.facts.all(home, 'judgment')).toEqual([]);
});

test('readers and editors cannot tell a desk with a withdrawn cable from one that never had it', { timeout: 3_600_000 }, async () => {
  // One seed for every day; the long run looks further.
  const random = randomFrom(isLong ? seedOf('noninterference') : 1);
  const pick = pickerFrom(random);
  const { withheld, without } = await twoDesks();
  const rounds = isLong ? 10 : 1;
  const differences = new Map<string, string>();
  let pairs = 0;

  const note = (what: string, a: string, b: string): void => {
    pairs += 1;
    if (a === b) return;
    let i = 0;
    while (a[i] === b[i]) i += 1;
    const key = what.split(' ').slice(0, 3).join(' ');
    if (!differences.has(key))
      differences.set(key, `${what}\n   with: ${a.slice(Math.max(0, i - 60), i + 140)}\nwithout: ${b.slice(Math.max(0, i - 60), i + 140)}`);
  };
  const bothAnswer = async (role: 'reader' | 'editor', call: Call): Promise<Reply> => {
    const one = caller(role);
    const [a, b] = await Promise.all([withheld.answer(one, call), without.answer(one, call)]);
    await Promise.all([withheld.desk.names.settled(), without.desk.names.settled()]);
    expect(a.failure === 'bug', `${role} /${call.command} ${JSON.stringify(call.options)} breaks`).toBe(false);
    note(`${role} /${call.command} ${JSON.stringify(call.options)}`, seenOf(a), seenOf(b));
    return a.reply;
  };
  const press = async (role: 'reader' | 'editor', reply: Reply, depth: number): Promise<void> => {
    const actions = actionsOf(reply);
    if (depth === 0 || actions.length === 0) return;
    for (const action of isLong ? actions : [pick(actions)]) {
      const call = callOf(action, random);
      if (call !== undefined) await press(role, await bothAnswer(role, call), depth - 1);
    }
  };

  for (let round = 0; round < rounds; round += 1)
    for (const role of ['reader', 'editor'] as const)
      for (const runnable of withheld.commands.flatMap(runnables)) {
        if (roles.indexOf(role) < roles.indexOf(runnable.who)) continue;
        await press(role, await bothAnswer(role, { command: runnable.name, options: optionsFor(runnable, random) }), 2);
        for (const [option, spec] of Object.entries(runnable.options ?? {})) {
          if (spec.suggest === undefined && spec.type !== 'cable') continue;
          const typed = pick(typedWords);
          const call = { command: runnable.name, options: {} };
          const [a, b] = await Promise.all([withheld, without].map((bot) => bot.suggest(caller(role), call, option, typed)));
          note(`${role} /${runnable.name} completes ${option} after "${typed}"`, JSON.stringify(a), JSON.stringify(b));
        }
      }
  console.log(`noninterference: ${pairs} pairs compared, ${differences.size} different`);
  expect([...differences.values()].join('\n\n')).toBe('');
});
