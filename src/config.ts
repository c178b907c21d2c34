import { z } from 'zod';
import { archiveIn, archiveSetting, type ArchiveSetting } from './cables/copied-setting.ts';
import { usualFloor } from './names/names.ts';
import type { DiscordSettings } from './chat/discord/settings.ts';
import { roles } from './desk/roles.ts';
import { DeskError } from './reply/failure.ts';
import type { ModelSettings } from './names/model.ts';
import { exposures, usualQuota, type Exposure, type Quota } from './desk/policy.ts';
import { engineSettings, type EngineSetting } from './search/engine/choose-engine.ts';
import { clusterOf, clusterShape, clusterTable } from './search/engine/opensearch/settings.ts';
import { keepings, type Keeping } from './desk/receipts.ts';
import type { Patience } from './team/idle-work.ts';
import { languageCodes, type LanguageCode } from './reply/language.ts';
import { own, plural, quoted, said, strong, type Text } from './reply/text.ts';

/** The name of a setting. */
export type SettingName = keyof typeof environment.shape;
/**
 * A setting as people meet it: docs/settings.md and the questions of `setup` are made from this list, and .env.example is held
 * against it by a test. A secret is never repeated.
 */
export type Setting = { name: SettingName; meaning: string; example: string; fallback?: string; isSecret?: true };

export const settings: readonly Setting[] = [
  { name: 'DISCORD_TOKEN', meaning: 'The bot token. Without it `npm start` opens the demo.', example: 'MTIz...', isSecret: true },
  { name: 'DISCORD_API_URL', meaning: 'Another Discord-compatible server, for tests.', example: 'http://127.0.0.1:8466/api' },
  { name: 'DISCORD_GUILD_ID', meaning: 'The one server this desk works on; the bot leaves every other.', example: '112233445566778899' },
  {
    name: 'DISCORD_READER_ROLES',
    meaning: 'Roles that may search and read: their ids, separated by commas.',
    example: '112233445566778811',
  },
  { name: 'DISCORD_REPORTER_ROLES', meaning: 'Roles that may also tag, note, claim and check.', example: '112233445566778812' },
  { name: 'DISCORD_EDITOR_ROLES', meaning: 'Roles that may also assign, split and decide on names.', example: '112233445566778822' },
  { name: 'DISCORD_LEAD_ROLES', meaning: 'Roles that may do everything.', example: '112233445566778833' },
  { name: 'DISCORD_LISTED_CHANNELS', meaning: 'Channels where excerpts may be posted (exposure `desk`).', example: '112233445566778844' },
  {
    name: 'CABLEDESK_EXPOSURE',
    meaning: 'How much text leaves the desk: `open`, `desk` or `sealed` (see SECURITY.md).',
    example: 'sealed',
    fallback: 'desk',
  },
  { name: 'CABLEDESK_LANGUAGE', meaning: 'Language of posts: `en` or `fr`; replies follow each member.', example: 'fr', fallback: 'en' },
  {
    name: 'CABLEDESK_QUOTA',
    meaning: 'Cables that a member may open in an hour and in a day, and 4,000 characters for each; `off`: no limit, as in the demo.',
    example: '100/400',
    fallback: '60/200',
  },
  {
    name: 'CABLEDESK_ENROLMENT',
    meaning: 'Whether editors and leads need a second key besides their role, which the operator gives with `enrol`: `on` or `off`.',
    example: 'on',
    fallback: 'off',
  },
  { name: 'CABLEDESK_DATA', meaning: "The desk's data folder.", example: '/srv/cabledesk', fallback: 'data/desk' },
  archiveSetting,
  {
    name: 'CABLEDESK_NUDGE_HOURS',
    meaning: 'Hours without activity after which whoever has a cable is asked about it; `0`: never.',
    example: '24',
    fallback: '48',
  },
  {
    name: 'CABLEDESK_SEARCHES',
    meaning:
      'Which searches are kept, for `/searches recent` and `/check receipt`: `team` (everybody sees them), `mine` (only the person who searched) or `off`.',
    example: 'mine',
    fallback: 'team',
  },
  { name: 'CABLEDESK_SEARCHES_DAYS', meaning: 'Days after which a kept search is deleted.', example: '30', fallback: '365' },
  {
    name: 'CABLEDESK_RETURN_HOURS',
    meaning: 'Hours after which such a cable is free for anyone again; `0`: never.',
    example: '72',
    fallback: '96',
  },
  { name: 'CABLEDESK_DEMO_PORT', meaning: "The demo's port on 127.0.0.1, or the next free one.", example: '9000', fallback: '8466' },
  {
    name: 'CABLEDESK_HEALTH_PORT',
    meaning: 'The port on 127.0.0.1 where it tells how it is (see operations.md); `0`: any free one. Without it, nowhere.',
    example: '9466',
  },
  {
    name: 'CABLEDESK_SURE',
    meaning: 'How sure a name must be to count, 0 to 1; a higher value finds fewer names, with fewer mistakes.',
    example: '0.6',
    fallback: '0.3',
  },
  {
    name: 'CABLEDESK_ENGINE',
    meaning:
      'The search engine: `minisearch` (in memory), `packed` (files), `auto` (one of these, by size), or `opensearch` (your cluster).',
    example: 'packed',
    fallback: 'auto',
  },
  ...clusterTable,
  {
    name: 'CABLEDESK_MODEL_URL',
    meaning: 'Your own language model (OpenAI-compatible), which may propose names and order answers; without it nothing is sent.',
    example: 'http://127.0.0.1:11434/v1',
  },
  { name: 'CABLEDESK_MODEL_NAME', meaning: 'The name of the model to ask there.', example: 'qwen3:14b' },
  { name: 'CABLEDESK_MODEL_KEY', meaning: 'Its key, if it needs one.', example: 'sk-...', isSecret: true },
  { name: 'CABLEDESK_MODEL_SECONDS', meaning: 'Seconds it has to answer.', example: '120', fallback: '30' },
  { name: 'CABLEDESK_WEBHOOKS', meaning: 'A file that names webhooks for watches (see interchange.md).', example: '/etc/webhooks.json' },
  {
    name: 'CABLEDESK_BACKUPS',
    meaning: 'The folder for the nightly backups of this desk alone (without it: `backups` in the data folder); `off`: no backups.',
    example: '/mnt/backups/cabledesk',
  },
  {
    name: 'CABLEDESK_BACKUP_RECIPIENT',
    meaning: 'The public key that nightly backups are encrypted for, from `age-keygen`; keep the identity file elsewhere.',
    example: 'age1qpzry9x8gf2tvdw0s3jn54khce6mua7l...',
    // An identity put here by mistake would be one.
    isSecret: true,
  },
  {
    name: 'CABLEDESK_BACKUP_COMMAND',
    meaning: 'Your own program that copies each nightly backup off the machine: it is run with the path of the folder, without a shell.',
    example: '/usr/local/bin/off-site',
  },
  { name: 'CABLEDESK_LOG', meaning: 'Log level: `debug`, `info`, `warn`, `error` or `silent`.', example: 'debug', fallback: 'info' },
];

export type Config = ArchiveSetting & {
  data: string;
  exposure: Exposure;
  language: LanguageCode;
  quota: Quota;
  logLevel: string;
  demoPort: number;
  /** Undefined: health is told to nobody. */
  healthPort: number | undefined;
  engine: EngineSetting;
  cluster: ReturnType<typeof clusterOf>;
  /** How sure a name must be, 0 to 1. */
  sure: number;
  patience: Patience;
  searches: { keeping: Keeping; days: number };
  /** `folder`: undefined for the usual one in the data folder, `off` for none. */
  backups: { folder: string | undefined; recipient: string | undefined; command: string | undefined };
  /** The file that names webhooks. */
  webhooks: string | undefined;
  /** Undefined: no model is asked anything. */
  model: ModelSettings | undefined;
  /** Whether editors and leads need a second key. */
  enrolment: boolean;
  /** Undefined: no token, so the demo. */
  discord: DiscordSettings | undefined;
};

const snowflake = /^[0-9]{17,20}$/;
const oneId = z.string().regex(snowflake, 'is not an id: ids are 17 to 20 digits (Discord: right-click, Copy ID)');
const idList = z
  .string()
  .transform((text) => text.split(',').flatMap((id) => id.trim() || []))
  .refine(
    (ids) => ids.every((id) => snowflake.test(id)),
    'holds something that is not an id: ids are 17 to 20 digits, separated by commas',
  );

const whole = (least: number, most: number) =>
  z.coerce.number('is not a number').int('is not a whole number').min(least, `is below ${least}`).max(most, `is above ${most}`);
const hours = whole(0, 10_000);
const port = whole(0, 65_535);

function quotaOf(text: string): Quota {
  const [hour, day] = text.split('/').map(Number);
  return hour === undefined || day === undefined ? undefined : { hour, day };
}

const environment = z.object({
  DISCORD_TOKEN: z.string().regex(/^\S+$/, 'has white space in it: paste the token alone').optional(),
  DISCORD_API_URL: z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }).optional(),
  DISCORD_GUILD_ID: oneId.optional(),
  DISCORD_READER_ROLES: idList.optional(),
  DISCORD_REPORTER_ROLES: idList.optional(),
  DISCORD_EDITOR_ROLES: idList.optional(),
  DISCORD_LEAD_ROLES: idList.optional(),
  DISCORD_LISTED_CHANNELS: idList.optional(),
  CABLEDESK_EXPOSURE: z.enum(exposures, `is not one of ${exposures.join(', ')}`).default('desk'),
  CABLEDESK_LANGUAGE: z.enum(languageCodes, `is not one of ${languageCodes.join(', ')}`).default('en'),
  CABLEDESK_QUOTA: z
    .string()
    .regex(/^(?:off|[1-9]\d{0,5}\/[1-9]\d{0,5})$/, 'is neither two numbers such as 60/200 nor off')
    .transform(quotaOf)
    .optional(),
  CABLEDESK_ENROLMENT: z.enum(['on', 'off'], 'is not one of on, off').default('off'),
  CABLEDESK_DATA: z.string().default('data/desk'),
  CABLEDESK_ARCHIVE: z.string().optional(),
  CABLEDESK_NUDGE_HOURS: hours.default(48),
  CABLEDESK_RETURN_HOURS: hours.default(96),
  CABLEDESK_SEARCHES: z.enum(keepings, `is not one of ${keepings.join(', ')}`).default('team'),
  CABLEDESK_SEARCHES_DAYS: whole(1, 36_500).default(365),
  CABLEDESK_DEMO_PORT: port.default(8466),
  CABLEDESK_HEALTH_PORT: port.optional(),
  CABLEDESK_ENGINE: z.enum(engineSettings, `is not one of ${engineSettings.join(', ')}`).default('auto'),
  ...clusterShape,
  CABLEDESK_SURE: z.coerce.number('is not a number').min(0, 'is below 0').max(1, 'is above 1').default(usualFloor),
  CABLEDESK_MODEL_URL: z
    .url({ protocol: /^https?$/, error: 'is not an http(s) address' })
    .refine((url) => !url.includes('@'), 'holds a user or a password: the key has a setting of its own')
    .optional(),
  CABLEDESK_MODEL_NAME: z.string().max(200, 'is longer than 200 characters').optional(),
  CABLEDESK_MODEL_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'has a character in it that no key has: paste the key alone')
    .optional(),
  CABLEDESK_MODEL_SECONDS: whole(1, 600).default(30),
  CABLEDESK_WEBHOOKS: z.string().optional(),
  CABLEDESK_BACKUPS: z.string().optional(),
  CABLEDESK_BACKUP_RECIPIENT: z
    .string()
    .regex(/^age1[a-z0-9]+$/, 'is not a recipient: it begins with age1; never put the identity (AGE-SECRET-KEY-...) here')
    .optional(),
  CABLEDESK_BACKUP_COMMAND: z.string().optional(),
  CABLEDESK_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'is not one of debug, info, warn, error, silent').default('info'),
});

/**
 * Reads the settings from environment variables; nobody else looks at them. An empty value counts as not set.
 * Throws one DeskError (kind `config`) that lists every fault with its name, the value got (never a token) and an example.
 */
export function readConfig(env: Env): Config {
  const { config, faults } = tryConfig(env);
  if (config === undefined || faults.length > 0) throw wrongSettings(faults);
  return config;
}

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;
/** What is wrong with a setting, in words; `says`: the same with name, value (never a secret) and an example. */
export type SettingFault = { name: SettingName; why: string; says: Text };

/** The settings, and all that is wrong with them. */
export function tryConfig(env: Env): { config?: Config; faults: SettingFault[] } {
  const given = Object.fromEntries(settings.map(({ name }) => [name, env[name]?.trim() || undefined]));
  const read = environment.safeParse(given);
  const faults: SettingFault[] = [];
  const fault = (name: SettingName, why: string): void => void faults.push(settingFault(name, given[name], why));
  if (!read.success) {
    for (const issue of read.error.issues) fault(issue.path[0] as SettingName, issue.message);
    return { faults };
  }
  const values = read.data;
  const cluster = clusterOf(values, values.CABLEDESK_ENGINE === 'opensearch', fault);
  const config: Config = {
    data: values.CABLEDESK_DATA,
    exposure: values.CABLEDESK_EXPOSURE,
    language: values.CABLEDESK_LANGUAGE,
    // Whoever opens the demo sits at the machine.
    quota: given['CABLEDESK_QUOTA'] === undefined && values.DISCORD_TOKEN !== undefined ? usualQuota : values.CABLEDESK_QUOTA,
    logLevel: values.CABLEDESK_LOG,
    demoPort: values.CABLEDESK_DEMO_PORT,
    healthPort: values.CABLEDESK_HEALTH_PORT,
    engine: values.CABLEDESK_ENGINE,
    cluster,
    ...archiveIn(values.CABLEDESK_ARCHIVE, cluster, fault),
    sure: values.CABLEDESK_SURE,
    patience: { nudge: values.CABLEDESK_NUDGE_HOURS, giveBack: values.CABLEDESK_RETURN_HOURS },
    searches: { keeping: values.CABLEDESK_SEARCHES, days: values.CABLEDESK_SEARCHES_DAYS },
    backups: {
      folder: values.CABLEDESK_BACKUPS,
      recipient: values.CABLEDESK_BACKUP_RECIPIENT,
      command: values.CABLEDESK_BACKUP_COMMAND,
    },
    webhooks: values.CABLEDESK_WEBHOOKS,
    model: undefined,
    enrolment: values.CABLEDESK_ENROLMENT === 'on',
    discord: undefined,
  };
  const { CABLEDESK_MODEL_URL: url, CABLEDESK_MODEL_NAME: model, CABLEDESK_MODEL_KEY: key } = values;
  if (url !== undefined && model !== undefined) config.model = { url, name: model, key, seconds: values.CABLEDESK_MODEL_SECONDS };
  else if (url !== undefined) fault('CABLEDESK_MODEL_NAME', 'is missing: CABLEDESK_MODEL_URL is set');
  else if (model !== undefined || key !== undefined)
    fault('CABLEDESK_MODEL_URL', 'is missing: another setting of the model is there, and nothing would be asked');
  if (values.DISCORD_TOKEN === undefined) return { config, faults };

  const byRole = {
    reader: values.DISCORD_READER_ROLES ?? [],
    reporter: values.DISCORD_REPORTER_ROLES ?? [],
    editor: values.DISCORD_EDITOR_ROLES ?? [],
    lead: values.DISCORD_LEAD_ROLES ?? [],
  };
  if (values.DISCORD_GUILD_ID === undefined) fault('DISCORD_GUILD_ID', 'is missing: the bot works on one server only');
  if (roles.every((role) => byRole[role].length === 0))
    fault('DISCORD_READER_ROLES', 'is missing, and so are those for reporters, editors and leads: nobody could use the bot');
  config.discord = {
    token: values.DISCORD_TOKEN,
    api: values.DISCORD_API_URL,
    guild: values.DISCORD_GUILD_ID ?? '',
    roles: byRole,
    listed: values.DISCORD_LISTED_CHANNELS ?? [],
    enrolment: config.enrolment,
  };
  return { config, faults };
}

/** The fault of a setting. Secrets are never repeated, nor an address that holds one. */
export function settingFault(name: SettingName, value: string | undefined, why: string): SettingFault {
  const { example = '', isSecret = false } = settings.find((setting) => setting.name === name) ?? {};
  const hides = value === undefined || isSecret || (name.endsWith('_URL') && value.includes('@'));
  const got = hides ? said`` : said` (got ${quoted(value)})`;
  return { name, why, says: said`${strong(name)} ${own(why)}${got}. Example: ${own(`${name}=${example}`)}` };
}

/** One error for all of them. */
export function wrongSettings(faults: readonly SettingFault[]): DeskError {
  const all = faults.flatMap(({ says }) => [...says, own('\n')]).slice(0, -1);
  return new DeskError(said`${plural(faults.length, 'setting is', 'settings are')} wrong:\n${all}`, {
    kind: 'config',
    hint: said`Settings come from the environment or from a file .env; .env.example lists them all.`,
  });
}
