import type { NewCable } from '../cables/storing.ts';
import { matchDocuments, type Document, type KeptDocument, type Match } from '../cables/identity.ts';
import type { Db } from '../store/database.ts';

/**
 * What an import would do, found before it does anything: every record of the source is compared with the cables of the
 * trove. Only what tells documents apart is kept in memory, not their texts.
 */

/** What is known of a record before it is stored. */
export type Brief = Document &
  Pick<NewCable, 'ref' | 'line' | 'subject' | 'marking' | 'content'> & {
    /** The file on disk that it was read from; `file` may lie inside it. */ onDisk: string;
  };

export const toBrief = (
  { identity, id, hash, date, origin, file, ref, line, subject, marking, content }: NewCable,
  onDisk: string,
): Brief => ({
  onDisk,
  identity,
  id,
  hash,
  date,
  origin,
  file,
  ref,
  line,
  marking,
  content,
  subject: subject.slice(0, 100),
});

export type Plan = {
  readonly briefs: readonly Brief[];
  /** What each record is, in the order of the briefs. */
  readonly matches: readonly Match[];
  /** Cables with the same text that are found at another place now. */
  readonly moved: readonly { row: number; file: string; line: number }[];
  /** Cables that were read from these files before, and that these do not hold any more. */
  readonly gone: readonly number[];
  /** New records whose text is there already, under another ref. */
  readonly copies: readonly { brief: Brief; of: string }[];
};

type Kept = KeptDocument & { line: number; gone: number };

/** Compares the records of a source with the trove. `isOfSource`: whether a file belongs to what was named for this import. */
export function planImport(db: Db, trove: string, briefs: readonly Brief[], isOfSource: (file: string) => boolean): Plan {
  const kept = db
    .prepare<[string], Kept>(
      'SELECT row, identity, id, hash, date, origin, file, line, gone_at AS gone FROM cables INDEXED BY cables_by_identity WHERE trove = ?',
    )
    .all(trove);
  const matches = matchDocuments(briefs, kept);
  const places = new Map(kept.map((one) => [one.row, one]));
  const found = new Set<number>();
  const moved = matches.flatMap((match, i) => {
    if (!('row' in match)) return [];
    found.add(match.row);
    const [before, now] = [places.get(match.row), briefs[i]];
    const isThere = before?.file === now?.file && before?.line === now?.line && before?.gone === 0;
    return match.is !== 'same' || isThere || now === undefined ? [] : [{ row: match.row, file: now.file, line: now.line }];
  });
  const gone = kept.filter(({ row, file, gone: since }) => since === 0 && !found.has(row) && isOfSource(file)).map(({ row }) => row);
  return { briefs, matches, moved, gone, copies: copiesIn(db, briefs, matches) };
}

function copiesIn(db: Db, briefs: readonly Brief[], matches: readonly Match[]): Plan['copies'] {
  const refOf = db
    .prepare<[string], string>('SELECT c.ref FROM contents JOIN cables AS c USING (row) WHERE contents.content = ? LIMIT 1')
    .pluck();
  const met = new Map<string, string>();
  return briefs.flatMap((brief, i) => {
    const of = met.get(brief.content) ?? refOf.get(brief.content);
    if (matches[i]?.is !== 'twice') met.set(brief.content, of ?? brief.ref);
    return of === undefined || !['new', 'clash'].includes(matches[i]?.is ?? '') ? [] : [{ brief, of }];
  });
}
