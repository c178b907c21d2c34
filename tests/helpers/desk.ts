import { cpSync, existsSync, globSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { Caller } from '../../src/desk/caller.ts';
import type { Answer, Bot, Call } from '../../src/bot/command.ts';
import type { Role } from '../../src/desk/roles.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk, type DeskOptions } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import type { Action, ActionOptions, Item, Reply } from '../../src/reply/reply.ts';
import { eachAction } from '../../src/reply/actions.ts';
import { plain } from '../../src/reply/text.ts';
import { runFolder, tempFolder } from './temp.ts';

export const sampleFolder = join(import.meta.dirname, '../../data/sample');
/** How many cables the sample trove holds: a file each. */
export const sampleCount = globSync('**/*.txt', { cwd: sampleFolder }).length;
export const quiet = pino({ level: 'silent' });

let interactions = 0;

/** Somebody who asks; a new interaction each time. */
export function someone(role: Role | undefined = 'reader', more: Partial<Caller> = {}): Caller {
  interactions += 1;
  return {
    desk: 'desk',
    member: `member-${role ?? 'none'}`,
    name: role ?? 'stranger',
    role,
    via: 'terminal',
    interaction: `interaction-${interactions}`,
    place: undefined,
    ...more,
  };
}

/** A desk in a folder of its own, closed when the test is over. */
export function testDesk(options: Partial<DeskOptions> = {}): Desk {
  const desk = openDesk({ exposure: 'desk', ...options, folder: options.folder ?? tempFolder() });
  let open = true;
  const close = desk.close.bind(desk);
  desk.close = async () => {
    if (open) await close();
    open = false;
  };
  onTestFinished(() => desk.close());
  return desk;
}

/** A data folder with the sample trove, its names read: imported once in a run, copied for each test that asks. */
export async function sampleData(): Promise<string> {
  const imported = join(runFolder(), 'sample-imported');
  if (!existsSync(imported)) {
    const folder = tempFolder();
    const desk = openDesk({ folder, exposure: 'desk' });
    await importFiles({ desk, paths: [sampleFolder], by: 'test' });
    await Promise.all([desk.index.ready(), desk.names.settled()]);
    await desk.close();
    try {
      renameSync(folder, imported);
    } catch (error) {
      // Another test file was quicker: one import is as good as the other.
      if (!existsSync(imported)) throw error;
    }
  }
  const copy = tempFolder();
  cpSync(imported, copy, { recursive: true });
  return copy;
}

/** A desk that holds the sample trove, ready to be asked; for all tests of a file, which closes it. */
export async function openSample(options: Partial<DeskOptions> = {}): Promise<Desk> {
  const desk = openDesk({ exposure: 'desk', ...options, folder: await sampleData() });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return desk;
}

/** A bot over a desk that holds the sample trove. */
export async function sampleBot(options: Partial<DeskOptions> = {}): Promise<Bot> {
  // With a clock of its own the desk imports by that clock.
  const desk = testDesk(options.now === undefined ? { ...options, folder: await sampleData() } : options);
  if (options.now !== undefined) await importFiles({ desk, paths: [sampleFolder], by: 'test' });
  await desk.index.ready();
  return createBot(desk, quiet);
}

/** Cables written as JSON Lines into the desk. */
export async function importRecords(desk: Desk, records: Record<string, unknown>[], name = 'records.jsonl', trove = 'test') {
  const file = join(desk.folder, name);
  writeFileSync(file, records.map((record) => JSON.stringify(record)).join('\n'));
  return importFiles({ desk, paths: [file], trove, by: 'test' });
}

/** A call as a button makes it: with hidden options. */
export const pressed = ({ command, options, files }: Call): Call => ({
  command,
  options,
  ...(files === undefined ? {} : { files }),
  byButton: Object.keys(options),
});

export const ask = (bot: Bot, command: string, options: ActionOptions = {}, caller: Caller = someone()): Promise<Answer> =>
  bot.answer(caller, pressed({ command, options }));

/** Everything a reply says, as one text, for looking into. */
export function wordsOf(reply: Reply): string {
  const blocks = reply.blocks.map((block): string => {
    switch (block.kind) {
      case 'text':
      case 'passage':
      case 'small':
      case 'copy':
        return plain(block.text);
      case 'items':
        return block.items.map((item) => [item.head, ...(item.lines ?? []), item.passage ?? []].map(plain).join('\n')).join('\n');
      case 'facts':
        return block.facts.map(([label, value]) => `${label}: ${plain(Array.isArray(value) ? value : [value as never])}`).join('\n');
      case 'table':
        return block.rows.map((row) => row.map((cell) => plain(Array.isArray(cell) ? cell : [cell as never])).join(' | ')).join('\n');
      case 'picture':
        return plain(block.alt);
      case 'rule':
        return '';
    }
  });
  return [reply.title === undefined ? '' : plain(reply.title), ...blocks].join('\n');
}

/** The entries of all lists in a reply. */
export const itemsOf = (reply: Reply): Item[] => reply.blocks.flatMap((block) => (block.kind === 'items' ? block.items : []));

/** Every action of a reply, those of list entries and menus included. */
export function actionsOf(reply: Reply): ReturnType<typeof eachAction> {
  return eachAction([...itemsOf(reply).flatMap((item) => item.actions ?? []), ...(reply.actions ?? []).flat()]);
}

/** The action whose label begins so; throws with the labels there are. */
export function actionNamed(reply: Reply, label: string): Extract<Action, { kind: 'run' }> {
  const found = actionsOf(reply).find((action) => plain(action.label).startsWith(label));
  if (found?.kind !== 'run')
    throw new Error(
      `no action "${label}" among: ${actionsOf(reply)
        .map((action) => plain(action.label))
        .join(', ')}`,
    );
  return found;
}

export const press = (bot: Bot, reply: Reply, label: string, caller: Caller = someone()): Promise<Answer> => {
  const { command, options } = actionNamed(reply, label);
  return bot.answer(caller, pressed({ command, options }));
};
