import { Option, type Command } from 'commander';
import { data, json } from '../shared-options.ts';
import type { State } from '../perform.ts';
import type { SetupOptions } from './given.ts';

/** What can be typed behind `setup`. Answers given here are not asked for with --yes, and taken by Enter without. */
export function addSetup(cabledesk: Command, state: State, untilSignal: () => AbortSignal): void {
  const several = (one: string, all: string[] | undefined): string[] => [...(all ?? []), one];
  const verb = cabledesk
    .command('setup')
    .description('set up the bot: asks for token, server, roles and channels, tries them, writes .env, makes the first backup')
    .option('--token-file <file>', 'the file that holds the token; - for standard input')
    .option('--server <server>', 'the server, by id or name');
  for (const role of ['reader', 'reporter', 'editor', 'lead'])
    verb.addOption(new Option(`--${role} <role>`, `a role of ${role}s, by id or name; can be repeated`).argParser(several));
  verb
    .option('--exposure <exposure>', 'how much text leaves the desk')
    .addOption(new Option('--channel <channel>', 'a channel for excerpts, by id or name; can be repeated').argParser(several))
    .addOption(data())
    .option('--backups <folder>', 'the folder of nightly backups, or off')
    .option('--test <channel>', 'where to post a test message')
    .option('--no-backup', 'make no first backup, as where the bot runs as another account')
    .option('--file <file>', 'the file of settings (default: .env)')
    .option('--yes', 'ask nothing: answers are these options, the environment and the file')
    .addOption(json())
    .action(async (options: SetupOptions) => {
      // discord.js takes half a second to load.
      const { runSetup } = await import('./setup.ts');
      state.code = await runSetup(state, options, { input: process.stdin, output: process.stdout, signal: untilSignal() });
    });
}
