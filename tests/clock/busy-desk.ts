import { afterAll, beforeAll } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Answer, Bot } from '../../src/bot/command.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { makeCode } from '../../src/desk/enrolment.ts';
import { importFiles } from '../../src/import/import.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { ask as askBot, press as pressIn, quiet, sampleFolder, someone, wordsOf } from '../helpers/desk.ts';
import { model, useModelServer } from '../helpers/model-server.ts';
import { tempFolder } from '../helpers/temp.ts';

const hour = 60 * 60_000;
export let now = Date.parse('2026-11-23T07:00:00Z');
export let bot: Bot;

/** A desk with the sample trove, four people and a model, for all tests of a file. */
export function useBusyDesk(): void {
  useModelServer();
  beforeAll(async () => {
    const desk = openDesk({ folder: tempFolder(), exposure: 'desk', now: () => now, model: model.settings });
    desk.setHome('desk');
    await importFiles({ desk, paths: [sampleFolder], by: 'test' });
    await Promise.all([desk.index.ready(), desk.names.settled()]);
    bot = await createBot(desk, quiet);
    for (const [id, name, role] of people) desk.roster.seen('desk', { id, name, role, isBot: false }, now);
  });
  afterAll(() => bot.desk.close());
}

const people = [
  ['member-reader', 'Rita', 'reader'],
  ['member-editor', 'Edith', 'editor'],
  ['member-second', 'Simon', 'editor'],
  ['member-lead', 'Lea', 'lead'],
] as const;
const place = { id: '1', name: 'desk', listed: true, open: false };
export const as = {
  reader: () => someone('reader'),
  editor: () => someone('editor', { place }),
  second: () => someone('editor', { member: 'member-second' }),
  lead: () => someone('lead', { place }),
};
export type Who = keyof typeof as;
export type Steps = readonly (readonly [command: string, options: ActionOptions, who?: Who | undefined])[];

export const worked = (outcome: Answer): Answer => {
  if (!outcome.ok) throw new Error(wordsOf(outcome.reply));
  return outcome;
};
export const ask = async (command: string, options: ActionOptions = {}, who: Who = 'editor') =>
  worked(await askBot(bot, command, options, as[who]()));
export const press = async ({ reply }: Answer, label: string, who: Who = 'editor') => worked(await pressIn(bot, reply, label, as[who]()));

/** Cables are being read as long as an import is under way. */
export const whileReading = async (work: () => Promise<unknown>): Promise<void> => {
  bot.desk.importing += 1;
  try {
    await work();
  } finally {
    bot.desk.importing -= 1;
  }
};

/** What was done before belongs to another day. */
export const nextDay = (): void => void (now += 25 * hour);

const given = new Set<string>(['COREU/BRU/0427/18']);
/** A cable that no act was done to yet. */
export function fresh(): string {
  const found = [...bot.desk.cables.all()].find(({ ref }) => !given.has(ref));
  if (found === undefined) throw new Error('no cable is left');
  given.add(found.ref);
  return found.ref;
}
export const code = (): string => makeCode(bot.desk, someone('lead'), 'member-editor', 'editor').code;
export const lastAct = (): number => bot.desk.db.prepare<[], number>('SELECT max(seq) FROM audit').pluck().get() ?? 0;

/** First these, on an earlier day; then the act itself. */
export async function after(steps: Steps, act: () => Promise<unknown>) {
  for (const [command, options, who] of steps) await ask(command, options, who);
  nextDay();
  await act();
}
