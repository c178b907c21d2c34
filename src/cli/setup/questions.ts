import { join, resolve } from 'node:path';
import { visit, type Visit, type VisitedServer } from '../../chat/discord/visit.ts';
import { settings, tryConfig, type SettingName } from '../../config.ts';
import { roles } from '../../desk/roles.ts';
import { DeskError } from '../../reply/failure.ts';
import { plain } from '../../reply/text.ts';
import { files } from '../../store/database.ts';
import { checkData } from '../doctor/data.ts';
import { checkMachine, whyNotMade } from '../doctor/machine.ts';
import { archiveOf } from '../open-configured.ts';
import { chosen, type Offer } from './choice.ts';

/** What is known so far: who the bot is, and the settings. */
export type Known = { visit?: Visit; values: Partial<Record<SettingName, string>> };

/** A question whose answer is one setting. What it is for, its example and which values are right come from config.ts. */
export type Question = {
  name: SettingName;
  prompt: string;
  isNeeded?: true;
  isAsked?(known: Known): boolean;
  /** What to choose from; undefined while the server is not known. */
  offers?(known: Known): Offer[] | undefined;
  isList?: true;
  /** The value where nothing was said, and how it is called. */
  usual?(known: Known): string;
  usually?: string;
  /** What to do where an answer is none of what is offered. */
  hint?(typed: string, known: Known): string;
  /** Tries a value that the settings allow. Resolves with why it will not do. */
  refuse?(value: string, known: Known): Promise<string | undefined> | string | undefined;
};

const serverOf = ({ visit: visited, values }: Known): VisitedServer | undefined =>
  visited?.servers().find(({ id }) => id === values.DISCORD_GUILD_ID);

/** The setting of each role of the desk. */
const roleSettings = {
  reader: 'DISCORD_READER_ROLES',
  reporter: 'DISCORD_REPORTER_ROLES',
  editor: 'DISCORD_EDITOR_ROLES',
  lead: 'DISCORD_LEAD_ROLES',
} as const;

const ofRoles = roles.map((role): Question => ({
  name: roleSettings[role],
  prompt: `Roles of ${role}s`,
  isList: true,
  offers: (known) => serverOf(known)?.roles.map(({ id, name }) => ({ id, name: `@${name}` })),
  usual: (known) =>
    (serverOf(known)?.roles ?? [])
      .filter(({ name }) => new RegExp(`^${role}s?$`, 'i').test(name))
      .map(({ id }) => id)
      .join(','),
  ...(role === 'lead' ? { refuse: (_: string, known: Known) => nobody(known) } : {}),
}));

/** Why nobody could use the bot with these roles. */
function nobody({ values }: Known): string | undefined {
  const hasAny = Object.values(roleSettings).some((name) => (values[name] ?? '') !== '');
  return hasAny ? undefined : 'is missing, and so are those before: nobody could use the bot';
}

export const questions: readonly Question[] = [
  {
    name: 'DISCORD_TOKEN',
    prompt: 'Token (not shown while you type)',
    isNeeded: true,
    async refuse(token, known) {
      await known.visit?.leave();
      delete known.visit;
      try {
        known.visit = await visit({ token, api: known.values.DISCORD_API_URL });
        return undefined;
      } catch (error) {
        if (!(error instanceof DeskError)) throw error;
        return `does not work: ${[error.text, ...(error.hint === undefined ? [] : [error.hint])].map(plain).join(' ').replace(/\.$/, '')}`;
      }
    },
  },
  {
    name: 'DISCORD_GUILD_ID',
    prompt: 'Server',
    isNeeded: true,
    offers: ({ visit: visited }) => visited?.servers(),
    usual: ({ visit: visited }) => {
      const [only, ...others] = visited?.servers() ?? [];
      return others.length === 0 ? (only?.id ?? '') : '';
    },
    async refuse(server, { visit: visited }) {
      const why = await visited?.commandsRefused(server);
      return why === undefined ? undefined : `will not do yet: ${why}`;
    },
    hint: (typed, { visit: visited }) =>
      `, or the bot is not on it: ${visited?.invite(/^\d{17,20}$/.test(typed) ? typed : undefined) ?? ''}`,
  },
  ...ofRoles,
  { name: 'CABLEDESK_EXPOSURE', prompt: 'Exposure' },
  {
    name: 'DISCORD_LISTED_CHANNELS',
    prompt: 'Channels for excerpts',
    isList: true,
    isAsked: ({ values: { CABLEDESK_EXPOSURE = 'desk' } }) => CABLEDESK_EXPOSURE === 'desk',
    offers: (known) =>
      serverOf(known)?.channels.map(({ id, name, faults }) => ({
        id,
        name: `#${name}`,
        note: faults.length === 0 ? undefined : faults.join('; '),
      })),
    refuse: (value, known) => {
      const wrong = serverOf(known)?.channels.find(({ id, faults }) => value.split(',').includes(id) && faults.length > 0);
      return wrong === undefined ? undefined : `will not do: #${wrong.name}: ${wrong.faults.join('; ')}`;
    },
  },
  {
    name: 'CABLEDESK_DATA',
    prompt: 'Folder',
    refuse(value, { values }) {
      const { config } = tryConfig(values);
      const folder = resolve(value);
      const archive = (config && archiveOf(folder, config)) ?? join(folder, files.archive);
      const found = [...checkMachine(folder), ...(config === undefined ? [] : checkData(folder, archive, config, Date.now()))];
      const fault = found.find(({ state }) => state === 'fault');
      return fault === undefined ? undefined : `will not do: ${fault.says}; ${fault.fix ?? ''}`;
    },
  },
  {
    name: 'CABLEDESK_BACKUPS',
    prompt: 'Folder, or off',
    usually: 'backups in the data folder',
    refuse: (value) => (value === 'off' || value === '' ? undefined : whyNotMade(resolve(value))),
  },
];

/** What an answer means: the value of the setting. `fault`: why it means none. */
export async function readAnswer(
  question: Question,
  typed: string,
  known: Known,
  byNumber: boolean,
): Promise<{ value: string } | { fault: string }> {
  const { name, isNeeded, isList = false, offers, hint, refuse } = question;
  const nothing = typed === '' || typed === none;
  if (nothing && isNeeded) return { fault: 'is missing' };
  let value = nothing ? (fallbackOf(name) ?? '') : typed;
  const choices = offers?.(known);
  if (offers !== undefined && choices === undefined && !nothing) return { value: (known.values[name] = value) };
  if (choices !== undefined && !nothing) {
    const read = chosen(typed, choices, { byNumber, isList });
    if ('fault' in read) return { fault: `${read.fault}${hint?.(typed, known) ?? ''}` };
    value = read.found.map(({ id }) => id).join(',');
  }
  const wrong = tryConfig({ [name]: value }).faults.find((one) => one.name === name);
  if (wrong !== undefined) return { fault: wrong.why };
  known.values[name] = value;
  const why = await refuse?.(value, known);
  if (why === undefined) return { value };
  delete known.values[name];
  return { fault: why };
}

/** The answer for no value at all. */
export const none = '-';

/** The value of a setting that was not set. */
export const fallbackOf = (name: SettingName): string | undefined => settings.find((one) => one.name === name)?.fallback;
