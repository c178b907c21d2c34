import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { Caller } from '../../src/desk/caller.ts';
import type { Answer, Bot } from '../../src/bot/command.ts';
import type { Role } from '../../src/desk/roles.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk, type DeskOptions } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import type { Action, ActionOptions, Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';

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

/** A desk in a folder of its own, closed and gone when the test is over. */
export function testDesk(options: Partial<DeskOptions> = {}): Desk {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'cabledesk-desk-'));
  const desk = openDesk({ exposure: 'desk', ...options, folder });
  let open = true;
  const close = desk.close.bind(desk);
  desk.close = async () => {
    if (open) await close();
    open = false;
  };
  onTestFinished(async () => {
    await desk.close();
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  });
  return desk;
}

/** A bot over a desk that holds the sample trove. */
export async function sampleBot(options: Partial<DeskOptions> = {}): Promise<Bot> {
  const desk = testDesk(options);
  await importFiles({ desk, paths: [sampleFolder], by: 'test' });
  await desk.index.ready();
  return createBot(desk, quiet);
}

/** Cables written as JSON Lines into the desk. */
export async function importRecords(desk: Desk, records: Record<string, unknown>[], name = 'records.jsonl') {
  const file = join(desk.folder, name);
  writeFileSync(file, records.map((record) => JSON.stringify(record)).join('\n'));
  return importFiles({ desk, paths: [file], trove: 'test', by: 'test' });
}

export const ask = (bot: Bot, command: string, options: ActionOptions = {}, caller: Caller = someone()): Promise<Answer> =>
  bot.answer(caller, { command, options });

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

/** Every action of a reply, those of list entries included. */
export function actionsOf(reply: Reply): Action[] {
  return [
    ...reply.blocks.flatMap((block) => (block.kind === 'items' ? block.items.flatMap((item) => item.actions ?? []) : [])),
    ...(reply.actions ?? []).flat(),
  ];
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
  return bot.answer(caller, { command, options });
};
