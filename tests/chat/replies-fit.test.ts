import { expect, test } from 'vitest';
import { faultsIn } from '../../src/chat/discord/payload.ts';
import { buttonRows, createIds, type Component } from '../../src/chat/discord/actions.ts';
import type { IdStore } from '../../src/chat/discord/custom-id.ts';
import { renderReply, type Rendered } from '../../src/chat/discord/render.ts';
import { component } from '../../src/chat/lint/components.ts';
import { parseCommandLine } from '../../src/chat/terminal/command-line.ts';
import { runnables, topics, type Bot, type Call } from '../../src/bot/command.ts';
import { mayRun } from '../../src/desk/policy.ts';
import type { ActionOptions, Reply } from '../../src/reply/reply.ts';
import { sha256 } from '../../src/store/hash.ts';
import { shownText } from '../helpers/live-markup.ts';
import { randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import { actionsOf, ask, pressed, sampleBot, someone, wordsOf } from '../helpers/desk.ts';

/**
 * What each command answers at a busy desk, as Discord shows it: every line whole, everything there, lists in three
 * screens of a phone at most. In the short run it is asked by one of the roles.
 */

const roles = ['reader', 'editor', 'lead'] as const;

/** Of a phone of 390 x 844 pixels: lines of a screen, and characters of a line. */
const screen = { lines: 32, characters: 42 };

async function busyBot(): Promise<Bot> {
  const bot = await sampleBot();
  await bot.desk.names.settled();
  for (const role of roles) bot.desk.roster.seen('desk', { id: `member-${role}`, name: role, role, isBot: false }, Date.now());
  const refs = bot.desk.cables.heads(Array.from({ length: 60 }, (_, i) => i + 1)).map(({ ref }) => ref);
  const does = async (command: string, options: ActionOptions): Promise<void> => {
    const { ok, reply } = await ask(bot, command, options, someone('lead'));
    expect(ok, `/${command} ${JSON.stringify(options)}: ${wordsOf(reply)}`).toBe(true);
  };
  const words = 'Whoever reads this should look at the dates again, and ask the second mission about the figures. '.repeat(4).trim();
  for (const [i, ref] of refs.entries()) {
    await does('tag add', { ref, tag: `topic-of-the-desk-${i}`, new: true });
    await does('tag define', { tag: `topic-of-the-desk-${i}`, meaning: words.slice(0, 250) });
    await does('note', { ref: refs[i % 3] ?? ref, text: words });
    if (i % 2 === 0) await does('work claim', { ref });
    else await does('work assign', { ref, to: `member-${roles[i % 3] ?? 'reader'}`, why: words.slice(0, 200) });
    if (i % 3 === 0) await does('check review request', { ref, to: 'member-editor', why: words.slice(0, 200) });
    if (i < 24) await does('check fact add', { claim: `${i}. ${words.slice(0, 250)}`, cite: `${ref}¶1` });
    if (i < 24) await does('set create', { name: `set-${i}`, query: 'iran' });
    if (i < 20) await does('searches watch add', { query: `iran OR crimea OR "word ${i}"` });
    await does('search', { query: `iran ${'OR sanctions '.repeat(i % 20)}` });
  }
  return bot;
}

function componentsIn(components: readonly Component[]): Component[] {
  return components.flatMap((part) => [part, ...componentsIn((part['components'] as Component[] | undefined) ?? [])]);
}

const store: IdStore = { keep: (view) => sha256(view).slice(0, 22), seal: () => 'sealed--' };

const render = (bot: Bot, reply: Parameters<typeof renderReply>[0]): Rendered =>
  renderReply(reply, {
    store,
    commands: new Map(bot.commands.map(({ name }, i) => [name, String(816_437_322_781_949_000n + BigInt(i))])),
  });

/** The lines of a message, as Discord's markup and as people see them. */
const linesOf = ({ components }: Rendered): string[] =>
  componentsIn(components).flatMap(({ content }) => (typeof content === 'string' ? content.split('\n') : []));

/** How many lines of a phone it takes; a row of buttons takes two for each three of them. */
function phoneLines(rendered: Rendered): number {
  const text = linesOf(rendered).reduce((sum, line) => sum + Math.max(1, Math.ceil(shownText(line).length / screen.characters)), 0);
  const rows = componentsIn(rendered.components).filter(({ type }) => type === 1);
  return rows.reduce((sum, row) => sum + 2 * Math.ceil(((row['components'] as Component[] | undefined) ?? []).length / 3), text);
}

/** What is wrong with how it is shown; passages, which are words of cables and notes, may be cut. */
function faultsOf(rendered: Rendered): string[] {
  const lines = linesOf(rendered);
  return [
    ...faultsIn(rendered).map(({ path, message }) => `${path}: ${message}`),
    ...lines.filter((line) => !line.startsWith('> ') && /\.\.\. \+[\d,]+ characters/.test(line)).map((line) => `cut: ${line.slice(0, 80)}`),
    ...lines.filter((line) => line.endsWith('did not fit.')),
    ...componentsIn(rendered.components).flatMap(({ placeholder }) =>
      /\d more not shown/.test(String(placeholder)) ? [String(placeholder)] : [],
    ),
  ];
}

/** Under a message; entries of a list have buttons of their own. */
const mostButtonRows = 2;

/** The labels of the rows of buttons under a message, selects apart. */
const buttonRowsOf = ({ actions = [] }: Reply): string[][] =>
  buttonRows(actions, createIds(store)).flatMap(({ components }) =>
    components.some(({ type }) => type === component.button) ? [components.map(({ label }) => String(label))] : [],
  );

test('every reply is shown whole, and lists take three screens of a phone at most', async () => {
  const bot = await busyBot();
  const random = randomFrom(seedOf('replies fit'));
  const faults: string[] = [];
  const told = new Set<string>();
  const look = async (role: (typeof roles)[number], call: Call): Promise<void> => {
    const id = JSON.stringify([role, call.command, call.options]);
    if (told.has(id)) return;
    told.add(id);
    const { reply } = await bot.answer(someone(role), pressed(call));
    const rendered = render(bot, reply);
    const where = `${role}: /${call.command} ${JSON.stringify(call.options)}`;
    for (const fault of faultsOf(rendered)) faults.push(`${where}: ${fault}`);
    const rows = buttonRowsOf(reply);
    if (rows.length > mostButtonRows) faults.push(`${where}: ${rows.map((row) => row.join(' | ')).join(' // ')}`);
    const lines = phoneLines(rendered);
    if (reply.blocks.some(({ kind }) => kind === 'items') && lines > 3 * screen.lines) faults.push(`${where}: ${lines} lines`);
    const pages = actionsOf(reply).flatMap((action) => (action.kind === 'run' && action.options['page'] === 2 ? [action] : []));
    for (const { command, options } of pages) if (call.options['page'] === undefined) await look(role, { command, options });
  };
  for (const runnable of bot.commands.flatMap(runnables))
    for (const role of sampleOf(
      roles.filter((one) => mayRun(someone(one), runnable.who).allowed),
      1,
      random,
    )) {
      const isComplete = Object.values(runnable.options ?? {}).every(({ required }) => required !== true);
      if (isComplete) await look(role, { command: runnable.name, options: {} });
      for (const example of runnable.examples ?? []) await look(role, parseCommandLine(example, bot.commands));
    }
  for (const { name, ...one } of bot.commands)
    for (const command of 'subcommands' in one ? [name, ...Object.keys(one.subcommands).map((sub) => `${name} ${sub}`)] : [name])
      await look('lead', { command: 'help', options: { command } });
  for (const topic of Object.keys(topics)) await look('lead', { command: 'help', options: { topic } });
  expect(faults).toEqual([]);
  expect(told.size).toBeGreaterThan(200);
});
