import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { found, type Check } from './doctor/check.ts';
import type { Webhook } from '../chat/webhooks.ts';
import { webhookShows, type WebhookRules } from '../desk/policy.ts';
import { DeskError } from '../reply/failure.ts';
import { join, own, plain, quoted, said, strong, type Text } from '../reply/text.ts';

/** Hosts that are this machine. */
const loopback = ['localhost', '127.0.0.1', '[::1]'];

const secret = z
  .string('is missing')
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'is not whsec_ and base64: make one with: echo whsec_$(openssl rand -base64 32)')
  .transform((text) => new Uint8Array(Buffer.from(text.slice('whsec_'.length), 'base64')))
  .refine((key) => key.length >= 24, 'is shorter than 24 bytes');

const address = z.string('is missing').refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.includes(url.hostname));
}, 'is not an https address without user and password (http on this machine alone)');

const hooks = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'is not a name of small letters, digits and hyphens'),
  z.strictObject({ url: address, secret, shows: z.enum(webhookShows, `is not one of ${webhookShows.join(', ')}`).default('refs') }),
);

/** What the operator's file of webhooks says: where they lead, and what each is shown. */
export type WebhooksFile = { addresses: ReadonlyMap<string, Webhook>; rules: WebhookRules };

export const noWebhooks: WebhooksFile = { addresses: new Map(), rules: new Map() };

/**
 * Reads the file of webhooks. It holds keys, so it must be its owner's alone. Throws a DeskError (`config`) that names every fault, and
 * neither keys nor addresses.
 */
export function readWebhooks(path: string | undefined): WebhooksFile {
  if (path === undefined) return noWebhooks;
  let read: unknown;
  try {
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new DeskError(said`Other accounts of this machine may read ${quoted(path)}, which holds keys.`, {
        kind: 'config',
        hint: said`Make it yours alone: chmod 600 ${quoted(path)}`,
      });
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof DeskError) throw error;
    const why = error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read';
    throw new DeskError(said`${strong('CABLEDESK_WEBHOOKS')}: the file ${quoted(path)} cannot be used: ${own(why)}.`, {
      kind: 'config',
      hint: hint(),
      cause: error,
    });
  }
  const parsed = hooks.safeParse(read);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) =>
        said`${quoted(issue.path.map(String).join('.'))} ${own(issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? '') : issue.message)}`,
    );
    throw new DeskError(said`${strong('CABLEDESK_WEBHOOKS')}: the file ${quoted(path)} is wrong:\n${join(faults, '\n')}`, {
      kind: 'config',
      hint: hint(),
    });
  }
  const all = Object.entries(parsed.data);
  return {
    addresses: new Map(all.map(([name, { url, secret: key }]) => [name, { url, secret: key }])),
    rules: new Map(all.map(([name, { shows }]) => [name, shows])),
  };
}

/** What `doctor` says of the file; nothing where none is named. */
export function checkWebhooks({ webhooks }: Config): Check[] {
  if (webhooks === undefined) return [];
  try {
    return [found.ok('webhooks', [...readWebhooks(webhooks).rules].map(([name, shows]) => `${name} (${shows})`).join(', '))];
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return [found.fault('webhooks', plain(error.text).replaceAll('\n', ' '), plain(error.hint ?? []))];
  }
}

const hint = (): Text => said`docs/interchange.md shows what it looks like.`;
