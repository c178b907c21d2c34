import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { SavedGuild } from './guild.ts';
import type { SavedMessages } from './messages.ts';
import type { SavedReads } from './reads.ts';
import type { SavedRegistry } from './registry.ts';

/**
 * What survives a restart of the local Discord: people, channels, messages with their files, commands with their ids, and how far
 * people have read.
 */
export type Saved = { version: number; guild: SavedGuild; messages: SavedMessages; registry: SavedRegistry; reads: SavedReads | undefined };

const version = 1;
/** How long to wait after a change before writing, in milliseconds: further changes are written together with it. */
const pause = 500;
/** How many of the last messages are stored, with their files. */
const keptMessages = 1000;

/** What was saved in this file; undefined if there is nothing, or nothing this version understands. */
export function recall(path: string | undefined): Saved | undefined {
  if (path === undefined) return undefined;
  try {
    const saved = deserialize(readFileSync(path)) as Saved;
    return saved.version === version ? saved : undefined;
  } catch {
    // The demo must start even when its old conversation cannot be read.
    return undefined;
  }
}

/** Writes what these parts save to `path`, a moment after each `touch` and on `close`. Does nothing without a path. */
export function createMemory(path: string | undefined, parts: { [Part in keyof Omit<Saved, 'version'>]: { saved(): Saved[Part] } }) {
  let timer: NodeJS.Timeout | undefined;

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    if (path === undefined) return;
    const messages = parts.messages.saved();
    const kept = new Map([...messages.kept].slice(-keptMessages));
    const shown = new Set([...kept.values()].flatMap(({ message }) => message.attachments.map(({ id }) => id)));
    const files = new Map([...messages.files].filter(([id]) => shown.has(id)));
    const [guild, registry, reads] = [parts.guild.saved(), parts.registry.saved(), parts.reads.saved()];
    const bytes = serialize({ version, guild, messages: { kept, files }, registry, reads } satisfies Saved);
    writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  return {
    touch: (): void => {
      if (path !== undefined) timer ??= setTimeout(write, pause).unref();
    },
    close: (): void => {
      if (timer !== undefined) write();
    },
  };
}
