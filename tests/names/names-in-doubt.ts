import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import type { ModelSettings } from '../../src/names/model.ts';
import { importRecords, quiet, someone, testDesk } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { model, useModelServer } from '../helpers/model-server.ts';

/** Two people of one surname, each in a cable of their own; the surname alone is in `cables` others. */
export const records = (cables: number) => [
  {
    id: 'A',
    date: '2018-03-01',
    origin: 'Mission Prague',
    subject: 'One',
    body: 'The talks began. Ambassador Jana Drobnik, adviser on raw materials, spoke first.\n\nNobody answered.',
  },
  {
    id: 'B',
    date: '2018-03-02',
    origin: 'Mission Vienna',
    subject: 'Two',
    body: 'Ambassador Pavel Drobnik, head of the mission, left early.',
  },
  ...Array.from({ length: cables }, (_, i) => ({
    id: `C${i}`,
    date: '2018-04-01',
    origin: 'Mission Sofia',
    subject: `Staff ${i}`,
    body: `1. ${'The agenda was long and dull. '.repeat(20)}\n\n2. In the room were the presidency and Ambassador Drobnik, who showed slides ${i}.\n\n3. ${'More of it followed. '.repeat(20)}`,
  })),
];

export const editor = () => someone('editor');

async function filled(desk: Desk, cables: number): Promise<Desk> {
  desk.setHome('desk');
  await importRecords(desk, records(cables));
  await Promise.all([desk.index.ready(), desk.names.changed()]);
  return desk;
}

export const clock = { now: Date.now() };

/** Prepares a desk for each test of a file; with settings of its own, or without a model, a desk of its own. */
export function useNamesInDoubt() {
  useModelServer();
  const reused = reusedDesk((cables: number) =>
    filled(openDesk({ folder: tempFolder(), exposure: 'desk', model: model.settings, now: () => clock.now }), cables),
  );
  return async (cables: number, settings: ModelSettings | null = model.settings): Promise<{ desk: Desk; bot: Bot }> => {
    // A pause after a failure is over.
    clock.now += 3_600_000;
    const desk =
      settings === model.settings ? await reused(cables) : await filled(testDesk(settings === null ? {} : { model: settings }), cables);
    return { desk, bot: await createBot(desk, quiet) };
  };
}

export const facts = (desk: Desk): number => desk.facts.all('desk', 'proposal').length;
