import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import type { Role } from '../../src/desk/roles.ts';
import { reusedDesk } from './reused-desk.ts';
import { tempFolder } from './temp.ts';
import { ask, importRecords, quiet, someone, testDesk, wordsOf } from './desk.ts';

async function filled(mine: Desk): Promise<Desk> {
  mine.setHome('desk');
  await importRecords(mine, [
    {
      id: 'S1',
      ref: 'S1',
      date: '2018-01-01',
      origin: 'Hiddenville',
      marking: 'HIDDENMARK',
      subject: 'Norrfald bribe',
      body: 'The quokkawombat came. See S2.',
      refs: ['S2'],
    },
    { id: 'S2', ref: 'S2', date: '2018-01-02', origin: 'Opentown', marking: 'LIMITE', subject: 'Norrfald pumps', body: 'Pumps were sold.' },
    { id: 'S3', ref: 'S3', date: '2018-01-03', origin: 'Opentown', marking: 'LIMITE', subject: 'Weather', body: 'It rained.' },
    { id: 'S4', ref: 'S4', date: '2018-01-04', origin: 'Opentown', marking: 'LIMITE', subject: 'More weather', body: 'It rained again.' },
  ]);
  await Promise.all([mine.index.ready(), mine.names.settled()]);
  return mine;
}

/** A desk of four cables for each test of a file; with a clock of its own, a desk of its own. */
export function useFourCables() {
  const reused = reusedDesk(() => filled(openDesk({ folder: tempFolder(), exposure: 'desk' })));
  return async (now?: () => number): Promise<{ bot: Bot; mine: Desk }> => {
    const mine = now === undefined ? await reused() : await filled(testDesk({ now }));
    for (const role of ['reader', 'editor', 'lead'] as const)
      mine.roster.seen('desk', { id: role, name: role, role, isBot: false }, mine.now());
    for (const name of ['anna', 'ben', 'cleo']) mine.roster.seen('desk', { id: name, name, role: 'editor', isBot: false }, mine.now());
    return { bot: await createBot(mine, quiet), mine };
  };
}

export const as = (role: Role, member: string = role) => someone(role, { member });
export const words = async (bot: Bot, command: string, options = {}, caller = as('reader')): Promise<string> =>
  wordsOf((await ask(bot, command, options, caller)).reply);
