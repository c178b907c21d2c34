import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readNames } from '../names/recognise/read-cable.ts';
import { resolve as resolveNames } from '../names/resolve/resolve.ts';
import { openMadeNames } from '../names/store.ts';
import { DeskError } from '../reply/failure.ts';
import { plural, quoted, said } from '../reply/text.ts';
import { archiveFiles, files, openReader, type Db } from '../store/database.ts';
import { eachText } from './each-text.ts';
import type { MeasuredPlace } from './measure-countries.ts';
import type { MentionKind } from '../names/recognise/names-so-far.ts';
import { recognise } from '../names/recognise/recognise.ts';
import { secondReader } from '../names/recognise/second-reader.ts';

const labels: Readonly<Record<MentionKind, string>> = {
  country: 'COUNTRY',
  individual: 'PERSON',
  organization: 'ORGANIZATION',
  event: 'EVENT',
  place: 'LOCATION',
};
/** Names below this confidence are not printed. */
const floor = 0.3;

/** The names that our own reader finds, or those that the second reader alone does. */
const readers = {
  ours: (text: string) =>
    recognise(text)
      .filter(({ sure, country, inside }) => sure >= floor && country?.role !== 'demonym' && inside !== true)
      .map(({ start, end, kind }) => ({ start, end, label: labels[kind] })),
  second: (text: string) =>
    secondReader()
      .read(text)
      .flatMap(({ start, end, kind }) => (kind === 'other' ? [] : [{ start, end, label: labels[kind] }])),
};

type What = { reader: keyof typeof readers; shown: boolean };
type Out = { out: (text: string) => void; err: (text: string) => void };

/**
 * Reads `{"id","text"}` lines and prints one line of JSON for each: `spans` with UTF-16 offsets (PERSON ORGANIZATION
 * LOCATION COUNTRY EVENT); `shown`: only those that would have a page if these texts were a trove. Resolves with the exit
 * code: a line that cannot be read is reported and skipped. Throws a DeskError when there is no such file.
 */
export async function printEntities(file: string, { reader, shown }: What, { out, err }: Out): Promise<number> {
  const texts: { id: string | number; text: string }[] = [];
  const code = await eachText({ path: resolve(file), named: file, use: 'what is to be read', err }, (one) => {
    if (shown) texts.push(one);
    else out(`${JSON.stringify({ id: one.id, spans: readers[reader](one.text) })}\n`);
  });
  const cables = texts.map(({ id, text }, row) => ({
    ref: String(id),
    row,
    trove: '',
    date: '',
    names: readNames({ subject: '', body: text }),
  }));
  const { entities, of } = resolveNames(cables, [], []);
  const pages = new Map(entities.flatMap((one) => (one.perhaps ? [] : [[one.id, one.kind] as const])));
  for (const [i, { names }] of cables.entries()) {
    const spans = names.flatMap(({ start, end, sure, inside }, j) => {
      const kind = pages.get(of[i]?.[j] ?? '');
      return kind === undefined || sure < floor || inside === true ? [] : [{ start, end, label: labels[kind] }];
    });
    out(`${JSON.stringify({ id: texts[i]?.id, spans })}\n`);
  }
  return code;
}

type CableSpan = { ref: string; start: number; end: number; kind: MentionKind };

/**
 * Prints the names in the body of each cable of a data folder, as they were read there: a line of JSON for each cable, as
 * `printEntities` does for texts. The second reader reads the bodies anew. Returns the exit code. Throws a DeskError when there is no desk, or its
 * names have not been read.
 */
export function printCableEntities(
  { folder, archive = join(folder, files.archive) }: MeasuredPlace,
  { reader, shown }: What,
  out: Out['out'],
): number {
  const [path, namesFile] = [join(archive, archiveFiles.database), join(archive, archiveFiles.names)];
  if (!existsSync(path))
    throw new DeskError(said`There is no desk in ${quoted(folder)}.`, { kind: 'data', hint: said`Name its folder with --data.` });
  const cables = openReader(path);
  const names = openMadeNames(namesFile);
  try {
    if (names === undefined && reader === 'ours')
      throw new DeskError(said`The names in ${quoted(folder)} have not been read yet.`, {
        kind: 'data',
        hint: said`Start the bot once, or run any command with say.`,
      });
    if (reader === 'ours' && names !== undefined) assertRead(names, cables, folder);
    const spansOf = names?.prepare<[number, number], CableSpan>(
      `SELECT m.start, m.end, coalesce(e.kind, m.kind) AS kind FROM mentions m LEFT JOIN entities e ON e.id = m.entity
       WHERE m.row = ? AND m.part = 'body' AND (? = 0 OR (e.hidden = 0 AND e.perhaps = 0)) ORDER BY m.start, m.end DESC`,
    );
    for (const { row, ref, body } of cables
      .prepare<[], { row: number; ref: string; body: string }>('SELECT row, ref, body FROM cables ORDER BY date, ref')
      .iterate()) {
      const spans =
        reader === 'second'
          ? readers.second(body)
          : (spansOf?.all(row, shown ? 1 : 0) ?? []).map(({ start, end, kind }) => ({ start, end, label: labels[kind] }));
      out(`${JSON.stringify({ id: ref, spans })}\n`);
    }
    return 0;
  } finally {
    names?.close();
    cables.close();
  }
}

/** Throws a DeskError while names are still being read. */
function assertRead(names: Db, cables: Db, folder: string): void {
  const count = (db: Db, table: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  const [read, all] = [count(names, 'read_cables'), count(cables, 'cables')];
  if (read === all && names.prepare("SELECT 1 FROM about WHERE name = 'resolved'").get() !== undefined) return;
  throw new DeskError(said`The names in ${quoted(folder)} are still being read: ${read} of ${plural(all, 'cable')} so far.`, {
    kind: 'data',
    hint: said`Start the bot, or run any command with say, and wait until it is done.`,
  });
}
