import { resolve } from 'node:path';
import { neededPermissions } from '../../chat/discord/setup.ts';
import type { Visit } from '../../chat/discord/visit.ts';
import { readConfig, settings, tryConfig, wrongSettings, type Config, type SettingName } from '../../config.ts';
import { isTaken } from '../doctor/doctor.ts';
import { DeskError, exitCodes } from '../../reply/failure.ts';
import { own, said } from '../../reply/text.ts';
import type { State } from '../perform.ts';
import { askAnswers, takeAnswers } from './answers.ts';
import { createAsker, type Asker, type Terminal } from './ask.ts';
import { openEnvFile, withValues, writeEnvFile, type EnvFile } from './env-file.ts';
import { firstBackup, testMessage, toLookAt } from './finish.ts';
import { givenValues, type SetupOptions } from './given.ts';
import { questions, type Known } from './questions.ts';

type Tell = (line: string) => void;

/**
 * Asks for what a bot needs, tries each answer at once on Discord and on the disk, writes the settings, makes the first backup and
 * posts a message. With `yes` nothing is asked: answers come from the options, the environment and the file of settings, and all
 * that is wrong is said at once. Until the file is written nothing is changed; a secret is neither shown nor logged. Resolves with
 * the exit code.
 */
export async function runSetup(state: State, options: SetupOptions, place: Terminal & { signal: AbortSignal }): Promise<number> {
  const { yes = false, json = false } = options;
  if (json && !yes) throw new DeskError(said`${own('--json')} is for scripts.`, { kind: 'usage', hint: said`Add ${own('--yes')}.` });
  const tell: Tell = (line) => void (json || place.output.write(`${line}\n`));
  const file = openEnvFile(options.file ?? '.env');
  const { given, faults } = givenValues(state.environment, file, options);
  const asked = new Set<SettingName>(questions.map(({ name }) => name));
  const known: Known = { values: Object.fromEntries(Object.entries(given).filter(([name]) => !asked.has(name as SettingName))) };
  const asker = yes ? undefined : createAsker(place, () => process.kill(process.pid, 'SIGINT'));
  let isWritten = false;
  place.signal.addEventListener('abort', () => {
    asker?.close();
    process.stderr.write(isWritten ? `\n${file.path} is written; the rest was left out.\n` : '\nNothing was written.\n');
    // What is written is written at once, so it can end at any time.
    process.exit(130);
  });
  try {
    const before = [...faults, ...tryConfig(known.values).faults];
    if (asker === undefined) await takeAnswers(given, known, before);
    else {
      if (before.length > 0) throw wrongSettings(before);
      introduce(file, tell);
      await askAnswers(given, known, asker, tell);
    }
    const ready = readySettings(known);
    tellPortal(ready, tell);
    const { text, changes } = withValues(file, known.values);
    if (changes.length > 0 && !(await isAgreed(file, changes, asker, tell))) return exitCodes.refused;
    const kept = changes.length === 0 ? undefined : writeEnvFile(file, text, Date.now());
    isWritten = true;
    if (changes.length === 0) tell(`\n${file.path} says all this already.`);
    else tell(`   Written${kept === undefined ? '' : `; the former file is ${kept}`}.`);
    for (const { name } of settings) state.environment[name] = known.values[name] ?? '';
    const ended = await finish(state, ready, options, asker, tell);
    if (json) place.output.write(`${JSON.stringify({ file: file.path, kept, changes, ...ended })}\n`);
    return 0;
  } finally {
    asker?.close();
    await known.visit?.leave();
  }
}

/** Settings that are whole, and the bot that they are for. */
type Ready = { config: Config; visit: Visit; guild: string };

function readySettings({ values, visit }: Known): Ready {
  const config = readConfig(values);
  if (visit === undefined || config.discord === undefined) throw new Error('The questions left the token out.');
  return { config, visit, guild: config.discord.guild };
}

function introduce({ path, text }: EnvFile, tell: Tell): void {
  tell('cabledesk setup asks for what the bot needs, and tries each answer. Enter takes what is in [brackets], ? shows a list again,');
  tell(
    `- means none. ${path} is ${text === undefined ? 'written' : 'changed'} at the end, when you agree; Ctrl+C leaves everything as it is.`,
  );
  tell('\nNo bot yet? https://discord.com/developers/applications > New Application, then Bot > Reset Token shows its token once.');
}

function tellPortal({ visit, guild }: Ready, tell: Tell): void {
  tell(`\nThe invite link, with only what the bot needs (${neededPermissions.join(', ')}):\n${visit.invite(guild)}`);
  tell(`\nIn the developer portal (${visit.page}), so that nobody else can add the bot:`);
  for (const { set, isWrong } of visit.portal) tell(`   ${set}${isWrong ? '   <- now it is set otherwise' : ''}`);
}

/** Shows what would be written. */
async function isAgreed({ path, text }: EnvFile, changes: readonly string[], asker: Asker | undefined, tell: Tell): Promise<boolean> {
  tell(`\n${path}, for this account alone${text === undefined ? '' : '; other lines stay, and the former file is kept'}:`);
  for (const line of changes) tell(`   ${line}`);
  if (asker === undefined) return true;
  const answer = await asker.ask('   Write it? [Y/n]: ');
  if (/^(?:y|yes)?$/i.test(answer)) return true;
  tell('Nothing was written.');
  return false;
}

/** After the settings are written: what to look at, the first backup, a message, and what to type. */
async function finish(
  state: State,
  { config, visit, guild }: Ready,
  { test: channel, backup: isWanted = true }: SetupOptions,
  asker: Asker | undefined,
  tell: Tell,
) {
  const look = toLookAt(config, visit);
  if (look.length > 0) tell('\nTo look at:');
  for (const line of look) tell(`   ${line}`);
  const backup = await firstBackup(state, config, isWanted);
  tell(`\nA backup now; the bot makes one every night after 3:00 UTC:\n   ${backup.says.replaceAll('\n', '\n   ')}`);
  const server = visit.servers().find(({ id }) => id === guild);
  const test = await testMessage({ visit, channels: server?.channels ?? [], config }, channel, asker, tell);
  tell(`   ${test.says}`);
  const isRunning = isTaken(resolve(config.data));
  tell(isRunning ? '\nThe bot is running: start it again, so it takes these settings.' : '\nStart the bot: npm start');
  tell('Import cables, also while it runs: npm run -s cabledesk -- import PATH...');
  tell('Then, on Discord, type /help.');
  const { name: bot, page, portal } = visit;
  return { bot, server: server?.name, invite: visit.invite(guild), page, portal, look, backup, test };
}
