import { closeSync, existsSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { settings, type SettingName } from '../../config.ts';
import { DeskError } from '../../reply/failure.ts';
import { own, quoted, said } from '../../reply/text.ts';

/** A file of settings as it is now; `text` is undefined where there is none yet. */
export type EnvFile = { path: string; text: string | undefined; values: Readonly<Record<string, string | undefined>> };
/** SettingValues of settings; an empty one means that it is not set. */
export type SettingValues = Readonly<Partial<Record<SettingName, string>>>;

/** Reads it, and tries whether it can be written. Throws a DeskError (config) where it cannot, before anybody has answered a question. */
export function openEnvFile(named: string): EnvFile {
  const asked = resolve(named);
  try {
    // A link stays one: what it leads to is changed.
    const path = existsSync(asked) ? realpathSync(asked) : asked;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    // Left by a run that was killed.
    rmSync(unfinished(path), { force: true });
    writeNew(unfinished(path), '');
    rmSync(unfinished(path));
    return { path, text, values: parseEnv(text ?? '') };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new DeskError(said`The settings cannot be written to ${quoted(asked)} (${own(code)}).`, {
      kind: 'config',
      hint: said`Run it in a folder that this account may write in (${quoted(dirname(asked))} is not), or name a file: --file FILE`,
      cause,
    });
  }
}

const unfinished = (path: string): string => `${path}.unfinished`;

/** The text of the file with these settings: other lines stay as they are. `changes`: what is added and removed, without secrets. */
export function withValues({ text = '', values: before }: EnvFile, values: SettingValues): { text: string; changes: string[] } {
  const lines = text === '' ? ['# Settings of cabledesk: docs/settings.md'] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const changes: string[] = [];
  for (const { name, meaning, fallback, isSecret = false } of settings) {
    const value = values[name];
    const old = before[name] ?? '';
    if (value === undefined || value === old || (old === '' && value === fallback)) continue;
    const line = `${name}=${inQuotes(name, value)}`;
    const told = (of: string): string => (isSecret && of !== '' ? `${name}=(not shown)` : `${name}=${of}`);
    if (old !== '') changes.push(`- ${told(old)}`);
    changes.push(`+ ${told(value)}`);
    const at = lines.findLastIndex((one) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(one));
    const example = lines.findLastIndex((one) => new RegExp(`^\\s*#\\s*${name}\\s*=`).test(one));
    if (at >= 0) lines[at] = line;
    else if (example >= 0) lines.splice(example + 1, 0, line);
    else lines.push('', `# ${meaning}`, line);
  }
  const written = `${lines.join('\n')}\n`;
  const read = parseEnv(written);
  // Such as values over several lines, in which a line only looks like a setting.
  for (const name of new Set([...Object.keys(before), ...Object.keys(values)]) as Set<SettingName>)
    if ((read[name] ?? '') !== (values[name] ?? before[name] ?? '') && !(read[name] === undefined && isUsual(name, values[name])))
      throw new DeskError(said`${quoted(name)} cannot be changed in this file without changing more.`, {
        kind: 'config',
        hint: said`Change it by hand, then run setup again. Nothing was written.`,
      });
  return { text: written, changes };
}

const isUsual = (name: SettingName, value: string | undefined): boolean =>
  settings.some((one) => one.name === name && one.fallback === value);

/** In quotes where the file needs them. */
function inQuotes(name: SettingName, value: string): string {
  if (/^[\w./:,@+=-]*$/.test(value)) return value;
  const mark = [`'`, '"', '`'].find((one) => !value.includes(one));
  if (mark === undefined || /[\r\n]/.test(value))
    throw new DeskError(said`${own(name)} has quotes or line breaks in it that a file of settings cannot hold.`, { kind: 'config' });
  return `${mark}${value}${mark}`;
}

/** Writes it for its owner alone, all of it or nothing. Returns where the former file is kept, if there was one. */
export function writeEnvFile({ path, text: former }: EnvFile, text: string, now: number): string | undefined {
  const kept = former === undefined ? undefined : `${path}.before-${new Date(now).toISOString().replaceAll(':', '')}`;
  if (kept !== undefined) writeNew(kept, former ?? '');
  writeNew(unfinished(path), text);
  renameSync(unfinished(path), path);
  return kept;
}

function writeNew(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
