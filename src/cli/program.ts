import { Command, Option } from 'commander';
import { basename, join, resolve } from 'node:path';
import { keyRoles, roles } from '../desk/roles.ts';
import { exitCodes } from '../reply/failure.ts';
import { addMeasuring } from './measuring.ts';
import { data, json, type Shared } from './shared-options.ts';
import { addDesk } from './desk-verbs.ts';
import { performVerb, settingsOf } from './on-demand.ts';
import type { State } from './perform.ts';
import { addSetup } from './setup/typed.ts';
import { version } from '../desk/version.ts';

/**
 * What an operator types: the verbs of the command line and their options. Each verb is implemented in a file of its
 * own beside this one, which is loaded once the verb is run: --help and --version wait for none. Only index.ts imports this room.
 */

/** The command line with all its verbs. A verb leaves its exit code in `state.code`. */
export function createProgram(state: State): Command {
  const cabledesk = new Command('cabledesk')
    .description('A chat bot for newsroom desks that investigate a trove of diplomatic cables')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(--help shows what can be typed)');
  addSetup(cabledesk, state, untilSignal);
  addStart(cabledesk, state);
  addDeskVerbs(cabledesk, state);
  addImportVerbs(cabledesk, state);
  addTroves(cabledesk, state);
  addMeasuring(cabledesk, state);
  addBackups(cabledesk, state);
  addMembers(cabledesk, state);
  addVerify(cabledesk, state);
  addDoctor(cabledesk, state);
  addDesk(cabledesk, state);
  return cabledesk;
}

function addStart(cabledesk: Command, state: State): void {
  cabledesk
    .command('start')
    .description('run the bot; without DISCORD_TOKEN, the demo')
    .argument('[path...]', 'demo: files and folders of your own to open')
    .addOption(data())
    .option('--script <file>', 'demo: type the lines of a file, then leave')
    .option('--open', 'demo: open its page in the browser')
    .action(async (paths: string[], { data: named, script, open: opens }: Shared & { script?: string; open?: true }) => {
      const { config: settings, chooseFolder } = await settingsOf(state);
      // Documents that are named here are tried out: they never go into a desk on Discord.
      const config = paths.length === 0 ? settings : { ...settings, discord: undefined };
      const chosen = chooseFolder(config, { verb: 'start', named, paths });
      // In the demo the terminal is a chat: so only problems are logged, unless asked otherwise.
      if (config.discord === undefined && state.environment['CABLEDESK_LOG'] === undefined)
        state.log = (await import('../log.ts')).createLog('warn');
      // discord.js and the demo take half a second to load, which no other verb needs.
      const [{ start }, { terminalIo }] = await Promise.all([import('./start.ts'), import('./terminal-io.ts')]);
      const io = terminalIo();
      state.code = await start({
        config,
        ...chosen,
        paths,
        log: state.log,
        tell: (line) => void io.out(`${line}\n`),
        progress: io.progress,
        script,
        opens,
        signal: untilSignal(),
      });
    });
}

/** Verbs that bring cables in. */
function addImportVerbs(cabledesk: Command, state: State): void {
  cabledesk
    .command('import')
    .description('import cables: files, folders, archives')
    .argument('<path...>')
    .addOption(data())
    .option('--trove <name>', 'the trove they belong to')
    .option('--dry-run', 'only say what would happen; change nothing')
    .option('--yes', 'go ahead even if many cables would be replaced')
    .option(
      '--map <field=column>',
      'which field a column or key is, such as text=Memo; can be repeated',
      (one, all: string[]) => [...all, one],
      [],
    )
    .option('--mend', 'repair texts with garbled letters')
    .option('--reread', 'also read files that have not changed since the last import')
    .addOption(json())
    .action((paths: string[], { data: folder, ...args }: Shared) => performVerb(state, folder, 'import', { paths, ...args }));
  cabledesk
    .command('watch-folder')
    .description('import what is in a folder, and whatever arrives there, until you press Ctrl+C')
    .argument('<path>')
    .addOption(data())
    .option('--trove <name>', 'the trove it belongs to (default: the name of the folder)')
    .action(async (typed: string, { data: folder, trove }: Shared & { trove?: string }) => {
      const path = resolve(typed);
      const [{ terminalIo }, { terminal }, { watchFolder }] = await Promise.all([
        import('./terminal-io.ts'),
        import('../chat/neutralise.ts'),
        import('./watch-folder.ts'),
      ]);
      await terminalIo().out(`Watching ${terminal(path)}; Ctrl+C ends it.\n`);
      await watchFolder({
        path,
        signal: untilSignal(),
        async bringIn(paths) {
          await performVerb(state, folder, 'import', { paths, trove: trove ?? basename(path) });
          return state.code !== exitCodes.busy;
        },
      });
    });
}

/** Verbs that work on a desk, by the running bot where there is one. */
function addDeskVerbs(cabledesk: Command, state: State): void {
  cabledesk
    .command('say')
    .description('run one command of the bot, such as \'/search query:"hot zone"\'')
    .argument('<line>')
    .addOption(data())
    .option('--as <name>', 'the name to run it as', 'operator')
    .addOption(new Option('--role <role>', 'the role to run it in').choices(roles).default('lead'))
    .addOption(json())
    .action((line: string, { data: folder, ...args }: Shared) => performVerb(state, folder, 'say', { line, ...args }));
  cabledesk
    .command('cables')
    .description('list every cable')
    .addOption(data())
    .addOption(json())
    .action(({ data: folder, ...args }: Shared) => performVerb(state, folder, 'cables', args));
  cabledesk
    .command('export')
    .description('write what other programs take')
    .command('ftm')
    .description('cables, names, tags, notes and claims as FollowTheMoney entities, as Aleph takes them; without withdrawn cables')
    .argument('<file>', 'a new file, such as desk.ftm.json')
    .addOption(data())
    .action((file: string, { data: folder }: Shared) => performVerb(state, folder, 'export ftm', { file }));
}

/** What can be done with whole troves. */
function addTroves(cabledesk: Command, state: State): void {
  const troves = cabledesk.command('troves').description('the troves of the archive: list, rename, remove, restore, export');
  const yes = () => new Option('--yes', 'go ahead, instead of only saying what would happen');
  const add = (what: string, description: string, names: readonly string[], options: readonly Option[] = []): void => {
    const verb = troves
      .command(what, what === 'list' ? { isDefault: true } : {})
      .description(description)
      .addOption(data());
    for (const one of names) verb.argument(`<${one}>`);
    for (const option of options) verb.addOption(option);
    verb.action((...given: unknown[]) => {
      const { data: folder, ...more } = given[names.length] as Shared;
      return performVerb(state, folder, 'troves', { what, ...Object.fromEntries(names.map((one, i) => [one, given[i]])), ...more });
    });
  };
  add('list', 'list the troves, and what the last imports did', [], [json()]);
  add('rename', 'rename a trove', ['name', 'to']);
  add('remove', 'remove a trove, with a preview; "restore" brings it back', ['name'], [yes()]);
  add('restore', 'bring back a removed trove', ['name']);
  add('vacuum', 'permanently delete the removed troves', [], [yes()]);
  add('export', 'write a trove as JSON Lines, with everything that was read', ['name', 'file']);
  add(
    'withdraw',
    'withdraw a cable for every desk of the archive',
    ['ref'],
    [new Option('--why <reason>', 'the reason, kept with it').makeOptionMandatory()],
  );
  add('lift', 'undo "withdraw"', ['ref']);
}

function addBackups(cabledesk: Command, state: State): void {
  cabledesk
    .command('backup')
    .description(
      'back up the database to a file, with its checksum; without a file, to the folder of nightly backups. Works while the bot runs',
    )
    .argument('[file]')
    .addOption(data())
    .action(async (file: string | undefined, { data: named }: Shared) => {
      const { config, chooseFolder, backupSettings } = await settingsOf(state);
      const { folder } = chooseFolder(config, { verb: 'backup', named });
      return performVerb(state, named, 'backup', { file, nightly: backupSettings(folder, config) });
    });
  cabledesk
    .command('restore')
    .description('replace the database with a backup; the old one is kept')
    .argument('<file>', 'the backup file, or the folder of a nightly backup')
    .option('--identity <file>', 'for an encrypted backup: the identity file that age-keygen wrote')
    .addOption(data())
    .action(async (file: string, { data: folder, identity }: Shared & { identity?: string }) => {
      const [{ config }, { restoreInto }] = await Promise.all([settingsOf(state), import('./restore.ts')]);
      console.log(await restoreInto(resolve(folder ?? config.data), file, identity));
    });
}

/** What is done about single members: their second key, and forgetting them. */
function addMembers(cabledesk: Command, state: State): void {
  cabledesk
    .command('enrol')
    .description('print a code for a member to enter in the chat (CABLEDESK_ENROLMENT=on); without a member, list who is enrolled')
    .argument('[member]', 'id, or a name the desk knows')
    .addOption(new Option('--role <role>', 'for which role').choices(keyRoles))
    .option('--revoke', 'end the enrolment')
    .addOption(data())
    .action((member: string | undefined, { data: folder, ...args }: Shared) => performVerb(state, folder, 'enrol', { member, ...args }));
  cabledesk
    .command('forget')
    .description('forget a member: searches, name, role, watches, reminders; says what stays, and why')
    .argument('<member>', 'id, or a name the desk knows')
    .option('--yes', 'go ahead, instead of only saying what would happen')
    .addOption(data())
    .action((member: string, { data: folder, ...args }: Shared) => performVerb(state, folder, 'forget', { member, ...args }));
}

function addVerify(cabledesk: Command, state: State): void {
  cabledesk
    .command('verify')
    .description('check that everything is as it was written: cables, audit, facts, index, names, backups; works while the bot runs')
    .addOption(data())
    .option('--anchor <head>', 'the head of the audit log as printed under a digest, such as "1042 3f9a0c77d1e2"')
    .addOption(json())
    .action(async ({ data: named, anchor, json: asJson = false }: Shared & { anchor?: string; json?: boolean }) => {
      const [{ config, archiveOf, backupSettings }, { files }, { runVerify }] = await Promise.all([
        settingsOf(state),
        import('../store/database.ts'),
        import('./verify.ts'),
      ]);
      const folder = resolve(named ?? config.data);
      const archive = archiveOf(folder, config) ?? join(folder, files.archive);
      const backups = backupSettings(folder, config)?.folder ?? join(folder, files.backups);
      state.code = runVerify({ folder, archive, backups, anchor, json: asJson }, (text) => process.stdout.write(text));
    });
}

function addDoctor(cabledesk: Command, state: State): void {
  cabledesk
    .command('doctor')
    .description('look at all that a bot needs, and say what to do: machine, settings, data, backups, and Discord while no bot runs')
    .addOption(data())
    .addOption(json())
    .action(async (given: Shared) => {
      // discord.js takes half a second to load.
      const { runDoctor } = await import('./doctor/doctor.ts');
      state.code = await runDoctor(state, given, (text) => process.stdout.write(text));
    });
}

/** Verbs about a desk as a whole. Those that change it need its folder for themselves. */
/** Aborted by the first SIGINT or SIGTERM; the second ends the process at once. */
function untilSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}
