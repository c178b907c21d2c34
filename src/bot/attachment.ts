import { parse } from 'csv-parse/sync';
import { decodeText, detectEncoding } from '../import/formats/encoding.ts';
import { DeskError } from '../reply/failure.ts';
import { own, quoted, said } from '../reply/text.ts';

/** A file that somebody sends along with a command. Nothing is fetched before `read` is called. */
export type AttachedFile = {
  name: string;
  /** Size in bytes, as the platform reports it. */
  size: number;
  /** Its bytes. Throws a DeskError when it cannot be fetched. */
  read(): Promise<Uint8Array>;
};

/** Default limit for a text that a command reads, in bytes. */
const mostBytes = 2 * 1024 * 1024;

/**
 * A file as text, in whatever encoding it looks to be. Line ends become `\n`. Throws a DeskError for a file of more than `most` bytes, or one that is no text.
 */
export async function textOf(file: AttachedFile, most = mostBytes): Promise<string> {
  const tooLarge = (bytes: number): DeskError =>
    new DeskError(said`${quoted(file.name)} is ${own(megabytes(bytes))} MB; the limit is ${own(megabytes(most))} MB.`, {
      kind: 'usage',
      hint: said`Split it, or send the part that matters.`,
    });
  if (file.size > most) throw tooLarge(file.size);
  const bytes = await file.read();
  if (bytes.byteLength > most) throw tooLarge(bytes.byteLength);
  const encoding = detectEncoding(bytes);
  if (encoding === undefined)
    throw new DeskError(said`${quoted(file.name)} is not a text file.`, { kind: 'usage', hint: said`Save it as plain text or as CSV.` });
  return decodeText(bytes, encoding.name).replaceAll(/\r\n?/g, '\n');
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/**
 * The entries of a list: of a table (`.csv`, `.tsv`) the column whose head is one of `heads`, or the first one; of any
 * other text its lines. Empty ones are left out; a row of a table that is written wrongly is taken as it stands.
 */
export function readList(name: string, text: string, heads: readonly string[]): string[] {
  const isTable = /\.(csv|tsv|tab)$/i.test(name);
  const entries = isTable ? columnOf(text, heads) : text.split('\n');
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

function columnOf(text: string, heads: readonly string[]): string[] {
  const [first = ''] = text.split('\n', 1);
  const delimiter = [',', ';', '\t'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  const options = { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true };
  let rows: string[][];
  try {
    rows = parse(text, options);
  } catch {
    // One row that is written wrongly must not cost the others: each line by itself, a wrong one as it stands.
    rows = text.split('\n').flatMap((line) => {
      try {
        return parse(line, options);
      } catch {
        return [line.split(delimiter)];
      }
    });
  }
  const head = (rows[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const at = head.findIndex((cell) => heads.includes(cell));
  return rows.slice(at < 0 ? 0 : 1).map((row) => row[Math.max(0, at)] ?? '');
}
