import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeskError } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';

/** Loaded on first use: it takes an eighth of a second, which would slow down every start. */
const age = (): Promise<typeof import('age-encryption')> => import('age-encryption');

/** A key that lives as long as the process: with it a backup that was just encrypted is opened once, as a trial. */
export type TrialKey = { identity: string; recipient: string };

export async function makeTrialKey(): Promise<TrialKey> {
  const { generateX25519Identity, identityToRecipient } = await age();
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Encrypts a file for these recipients (age, https://age-encryption.org). `to` is its owner's alone. */
export async function encryptFile(from: string, to: string, recipients: readonly string[]): Promise<void> {
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  for (const one of recipients) encrypter.addRecipient(one);
  await write(await encrypter.encrypt(streamOf(from)), to);
}

/** Throws a DeskError (data) when none of the identities opens the file, or a byte of it was changed; `to` is then of no use. */
export async function decryptFile(from: string, to: string, identities: readonly string[]): Promise<void> {
  try {
    const { Decrypter } = await age();
    const decrypter = new Decrypter();
    for (const one of identities) decrypter.addIdentity(one);
    await write(await decrypter.decrypt(streamOf(from)), to);
  } catch (cause) {
    throw new DeskError(said`${quoted(from)} cannot be decrypted: it was changed, or was encrypted for another key.`, {
      kind: 'data',
      hint: said`Nothing was changed. Is it the identity file of the recipient in CABLEDESK_BACKUP_RECIPIENT?`,
      cause,
    });
  }
}

/** The identities in a file as age-keygen writes it: a line each, comments apart. Throws a DeskError (data) when there are none. */
export function readIdentities(path: string): string[] {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split(/\r?\n/) : [];
  const found = lines.map((line) => line.trim()).filter((line) => line.startsWith('AGE-SECRET-KEY-'));
  if (found.length === 0)
    throw new DeskError(said`There is no identity in ${quoted(path)}.`, {
      kind: 'data',
      hint: said`It is the file that age-keygen wrote: a line of it begins with AGE-SECRET-KEY-.`,
    });
  return found;
}

const streamOf = (path: string): globalThis.ReadableStream<Uint8Array> =>
  Readable.toWeb(createReadStream(path)) as globalThis.ReadableStream<Uint8Array>;

const write = (from: globalThis.ReadableStream<Uint8Array>, to: string): Promise<void> =>
  pipeline(Readable.fromWeb(from), createWriteStream(to, { mode: 0o600 }));
