import type { Command } from 'commander';
import { resolve } from 'node:path';
import { performVerb, settingsOf } from './on-demand.ts';
import type { State } from './perform.ts';
import { data, json, type Shared } from './shared-options.ts';

/** The verbs of a desk as a whole. */
export function addDesk(cabledesk: Command, state: State): void {
  const desk = cabledesk.command('desk').description('the desk in a data folder: show it, move it to another server, copy it, remove it');
  const placeOf = async (named: string | undefined) => {
    const [{ config, archiveOf }, { moveDeskIn, removeDeskIn }, { terminal }] = await Promise.all([
      settingsOf(state),
      import('./desk.ts'),
      import('../chat/neutralise.ts'),
    ]);
    const folder = resolve(named ?? config.data);
    return { folder, elsewhere: archiveOf(folder, config), tell: (text: string) => console.log(terminal(text)), moveDeskIn, removeDeskIn };
  };
  desk
    .command('list')
    .description('which server it belongs to, and what it holds')
    .addOption(data())
    .addOption(json())
    .action(({ data: folder, ...args }: Shared) => performVerb(state, folder, 'desk list', args));
  desk
    .command('move')
    .description('move it to another server, with tags, notes, searches, schedules and history')
    .argument('<server>', 'the id of that server')
    .addOption(data())
    .option('--from <id>', 'another desk that is in the folder')
    .action(async (to: string, { data: named, from }: Shared & { from?: string }) => {
      const { folder, elsewhere, tell, moveDeskIn } = await placeOf(named);
      tell(moveDeskIn(folder, to, from, elsewhere));
    });
  desk
    .command('copy')
    .description('copy it to an empty folder, with its archive; works while the bot runs')
    .argument('<folder>')
    .addOption(data())
    .action((to: string, { data: folder }: Shared) => performVerb(state, folder, 'desk copy', { to }));
  const fileVerb = (verb: string, description: string): void =>
    void desk
      .command(verb)
      .description(description)
      .argument('<file>')
      .addOption(data())
      .action((file: string, { data: folder }: Shared) => performVerb(state, folder, `desk ${verb}`, { file }));
  fileVerb('save', 'write it as JSON Lines: tags, notes, claims, decisions, assignments, members, history; no cable');
  fileVerb('load', 'read such a file into an empty desk');
  desk
    .command('remove')
    .description('set it aside, and start an empty one over the same cables')
    .option('--yes', 'go ahead')
    .addOption(data())
    .action(async ({ data: named, yes = false }: Shared & { yes?: boolean }) => {
      const { folder, elsewhere, tell, removeDeskIn } = await placeOf(named);
      tell(removeDeskIn(folder, yes, elsewhere));
    });
}
