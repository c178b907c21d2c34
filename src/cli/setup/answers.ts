import { terminal } from '../../chat/neutralise.ts';
import { settingFault, settings, wrongSettings, type SettingFault } from '../../config.ts';
import { plain } from '../../reply/text.ts';
import type { Asker } from './ask.ts';
import { listed } from './choice.ts';
import { fallbackOf, none, questions, readAnswer, type Known, type Question } from './questions.ts';
import type { SettingValues } from './env-file.ts';

/** Reads all answers as they were given, and asks nobody. Throws one DeskError (config) with all that is wrong, `before` among it. */
export async function takeAnswers(given: SettingValues, known: Known, before: readonly SettingFault[]): Promise<void> {
  const faults = [...before];
  for (const question of questions) {
    const { name } = question;
    if (question.isAsked?.(known) === false || before.some((one) => one.name === name)) continue;
    const typed = given[name] ?? question.usual?.(known) ?? '';
    const read = await readAnswer(question, typed, known, false);
    if ('fault' in read) faults.push(settingFault(name, typed === '' ? undefined : typed, read.fault));
  }
  if (faults.length > 0) throw wrongSettings(faults);
}

/** Asks a person for one answer after the other, each until it will do. `given` is what Enter takes. */
export async function askAnswers(given: SettingValues, known: Known, asker: Asker, tell: (line: string) => void): Promise<void> {
  let number = 0;
  let before = '';
  for (const question of questions) {
    if (question.isAsked?.(known) === false) continue;
    if (question.name === 'DISCORD_GUILD_ID') await untilOnServer(known, asker, tell);
    number += 1;
    const { name, offers } = question;
    const about = settings.find((one) => one.name === name);
    tell(`\n${number}. ${(about?.meaning ?? '').replaceAll('`', '')} [${name}]`);
    const list = listed(offers?.(known) ?? []).join('\n');
    if (list !== '') tell(list === before ? '   The same list.' : list);
    before = list;
    await untilRead(question, given[name] ?? question.usual?.(known) ?? '', known, asker, tell);
    if (name === 'DISCORD_TOKEN') tell(`   Logged in as ${terminal(known.visit?.name ?? '')}.`);
  }
}

async function untilRead(question: Question, usual: string, known: Known, asker: Asker, tell: (line: string) => void): Promise<void> {
  const { name, prompt, offers, isList = false } = question;
  const isSecret = settings.some((one) => one.name === name && one.isSecret === true);
  for (;;) {
    const shown = usualText(question, usual, known);
    const answer = await asker.ask(`   ${prompt}${shown === '' ? '' : ` [${shown}]`}: `, { isSecret });
    if (answer === '?') {
      for (const line of listed(offers?.(known) ?? [])) tell(line);
      continue;
    }
    const typed = answer === '' ? usual : answer;
    const read = await readAnswer(question, typed, known, answer !== '');
    if ('value' in read) return;
    const example =
      offers === undefined
        ? plain(settingFault(name, undefined, '').says).split('Example: ')[1]
        : isList
          ? '1, or 1,2, or a name'
          : '1, or a name';
    const got = typed === '' || isSecret ? name : `${name} "${typed}"`;
    tell(terminal(`   ${got} ${read.fault}. Example: ${example ?? ''}${offers === undefined ? '' : '; ? shows the list again'}`));
  }
}

/** What Enter takes, as people know it. */
function usualText({ name, offers, isNeeded, usually }: Question, usual: string, known: Known): string {
  if (usual === '') return fallbackOf(name) ?? usually ?? (isNeeded === true ? '' : `${none} for none`);
  if (settings.some((one) => one.name === name && one.isSecret === true)) return 'the one that is set';
  const names = usual.split(',').map((id) => offers?.(known)?.find((one) => one.id === id)?.name ?? id);
  return terminal(names.join(', '));
}

/** A bot that is on no server yet has to be invited first. */
async function untilOnServer(known: Known, asker: Asker, tell: (line: string) => void): Promise<void> {
  while (known.visit?.servers().length === 0) {
    tell('\nThe bot is on no server yet. Somebody who manages the server opens this link, which asks for no more than the bot needs:');
    tell(known.visit.invite());
    await asker.ask('   Press Enter when the bot is on the server: ');
  }
}
