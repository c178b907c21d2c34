import { terminal } from '../../chat/neutralise.ts';
import type { Visit, VisitedChannel } from '../../chat/discord/visit.ts';
import type { Config } from '../../config.ts';
import { resolve } from 'node:path';
import { checkRoles } from '../doctor/doctor.ts';
import { checkBackupSettings, checkMachine } from '../doctor/machine.ts';
import { backupSettings } from '../open-configured.ts';
import { perform, type State } from '../perform.ts';
import type { Asker } from './ask.ts';
import { chosen, listed, type Offer } from './choice.ts';
import { none } from './questions.ts';

/** What somebody should see to, a sentence each: as the doctor says it. */
export function toLookAt(config: Config, visited: Visit): string[] {
  const checks = [...checkMachine(resolve(config.data)), ...checkRoles(config), ...checkBackupSettings(config)];
  return [
    ...(config.discord === undefined ? [] : visited.missing(config.discord)),
    ...checks.filter(({ state }) => state !== 'ok').map(({ says, fix = '' }) => `${says}: ${fix}`),
  ];
}

/** The first of the nightly backups, so that it is known to work. Resolves with what it says, or why there is none. */
export async function firstBackup(state: State, config: Config, isWanted: boolean): Promise<{ made: boolean; says: string }> {
  if (!isWanted) return { made: false, says: 'Not made now.' };
  const nightly = backupSettings(resolve(config.data), config);
  if (nightly === undefined) return { made: false, says: 'None are made: CABLEDESK_BACKUPS=off.' };
  let says = '';
  const add = (text: string): void => void (says += text);
  const io = { cwd: process.cwd(), out: (text: string) => Promise.resolve(add(text)), err: add, progress: () => {} };
  const before = state.code;
  await perform(state, undefined, 'backup', { nightly }, io);
  const made = state.code === 0;
  state.code = before;
  return { made, says: made ? says.trim() : `No backup yet: ${says.trim()} The bot tries again every night.` };
}

type Place = { visit: Visit; channels: readonly VisitedChannel[]; config: Config };

/** Posts a message where somebody wants it: the channel named, or the one that is chosen. Resolves with what became of it. */
export async function testMessage(
  { visit: visited, channels, config }: Place,
  typed: string | undefined,
  asker: Asker | undefined,
  tell: (line: string) => void,
): Promise<{ channel?: string; says: string }> {
  const choices = channels.map(({ id, name, lacks }): Offer => ({
    id,
    name: `#${name}`,
    note: lacks.length === 0 ? undefined : `the bot lacks ${lacks.join(', ')}`,
  }));
  const usual = choices.find(({ id, note }) => note === undefined && config.discord?.listed.includes(id));
  if (asker !== undefined) {
    tell('\nA test message, so that you see the bot post. In which channel?');
    for (const line of listed(choices)) tell(line);
  }
  let answer = typed ?? (asker === undefined ? none : undefined);
  for (;;) {
    const said =
      answer ??
      ((await asker?.ask(`   Channel [${usual === undefined ? `${none} for none` : terminal(usual.name)}]: `)) || usual?.id || none);
    answer = undefined;
    if (said === none) return { says: 'No test message was posted.' };
    const read = chosen(said, choices, { byNumber: asker !== undefined, isList: false });
    const channel = 'found' in read ? read.found[0] : undefined;
    const why =
      channel === undefined ? ('fault' in read ? `"${said}" ${read.fault}` : '') : await visited.postTest(channel.id, config.language);
    if (channel !== undefined && why === undefined) return { channel: channel.id, says: `Posted in ${terminal(channel.name)}.` };
    if (asker === undefined) return { says: terminal(`No test message was posted: ${why ?? ''}`) };
    tell(terminal(`   ${why ?? ''} Example: 1, or a name; ${none} for none.`));
  }
}
