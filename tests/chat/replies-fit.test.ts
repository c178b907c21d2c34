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
import { plain, type Part, type Text } from '../../src/reply/text.ts';
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
  for (const role of [...roles, 'reporter'] as const)
    bot.desk.roster.seen('desk', { id: `member-${role}`, name: role, role, isBot: false }, Date.now());
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
    else
      await does('work assign', {
        ref,
        to: `member-${(['reporter', 'editor', 'lead'] as const)[i % 3] ?? 'lead'}`,
        why: words.slice(0, 200),
      });
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

/** How many lines of a phone a row of buttons takes: in points, what a message leaves, what is around a label, and a letter. */
const phone = { width: 300, button: 40, letter: 7.3 };
function linesOfButtons(labels: readonly string[]): number {
  let [lines, used] = [1, 0];
  for (const label of labels) {
    const width = phone.button + phone.letter * label.length;
    if (used > 0 && used + width - 8 > phone.width) [lines, used] = [lines + 1, 0];
    used += width;
  }
  return lines;
}

/** The labels of the rows of buttons under a message, selects apart. */
const buttonRowsOf = ({ actions = [] }: Reply): string[][] =>
  buttonRows(actions, createIds(store)).flatMap(({ components }) =>
    components.some(({ type }) => type === component.button) ? [components.map(({ label }) => String(label))] : [],
  );

/** So many words in a row are told once in a reply. */
const leastWords = 7;

type Told = { runs: ReadonlySet<string>; entry: string | undefined; isDocument: boolean };

/** The runs of words of each text of a reply, and of which entry of a list it is. */
function toldIn(reply: Reply): Told[] {
  const texts: Told[] = [];
  const hear = (text: Text | Part | undefined, entry?: string, isDocument = false): void => {
    const whole = text === undefined ? '' : plain(Array.isArray(text) ? (text as Text) : [text as Part]);
    const words = whole.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const runs = words.slice(leastWords - 1).map((_, i) => words.slice(i, i + leastWords).join(' '));
    texts.push({ runs: new Set(runs), entry, isDocument });
  };
  hear(reply.title);
  for (const [i, block] of reply.blocks.entries())
    if (block.kind === 'text' || block.kind === 'small' || block.kind === 'passage') hear(block.text, undefined, block.kind === 'passage');
    else if (block.kind === 'facts') for (const [, value] of block.facts) hear(value);
    else if (block.kind === 'items')
      for (const [k, { head, lines = [], passage }] of block.items.entries()) {
        for (const line of [head, ...lines]) hear(line, `${i} ${k}`);
        hear(passage, `${i} ${k}`, true);
      }
  return texts;
}

/** What we tell twice in a reply. Entries of a list stand for themselves, and a document may repeat itself, and us. */
const repeatedIn = (reply: Reply): string[] =>
  toldIn(reply).flatMap((text, i, texts) =>
    texts.slice(0, i).flatMap((before) => {
      const isApart = text.entry !== undefined && before.entry !== undefined && text.entry !== before.entry;
      if (isApart || text.isDocument || before.isDocument) return [];
      return [...text.runs.intersection(before.runs)].slice(0, 1);
    }),
  );

test('every reply is shown whole, with two lines of buttons and no words twice, and lists take three screens of a phone at most', async () => {
  const bot = await busyBot();
  const random = randomFrom(seedOf('replies fit'));
  const faults: string[] = [];
  const told = new Set<string>();
  const look = async (role: (typeof roles)[number], call: Call): Promise<void> => {
    const id = JSON.stringify([role, call.command, call.options]);
    if (told.has(id)) return;
    told.add(id);
    const { ok, reply } = await bot.answer(someone(role), pressed(call));
    const rendered = render(bot, reply);
    const where = `${role}: /${call.command} ${JSON.stringify(call.options)}`;
    for (const fault of faultsOf(rendered)) faults.push(`${where}: ${fault}`);
    const rows = buttonRowsOf(reply);
    const buttonLines = rows.reduce((sum, row) => sum + linesOfButtons(row), 0);
    // What was not found may come with names, which are long.
    if (rows.length > mostButtonRows || (ok && buttonLines > mostButtonRows))
      faults.push(`${where}: ${buttonLines} lines of buttons: ${rows.map((row) => row.join(' | ')).join(' // ')}`);
    for (const sentence of repeatedIn(reply)) faults.push(`${where}: twice: ${sentence.slice(0, 120)}`);
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
