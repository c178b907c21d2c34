import type { Draft } from '../cables/draft.ts';
import { cableOf, type NewCable } from '../cables/storing.ts';
import { DeskError } from '../reply/failure.ts';
import { count, said } from '../reply/text.ts';
import { Thread } from '../threads/thread.ts';
import { createDateReader, type DateReader } from './formats/dates.ts';
import { mendGarbled } from './formats/encoding.ts';
import type { Format, InnerFile, ReadRecord, RecordFault, RecordWarning, Source } from './formats/format.ts';
import { recogniseFormat } from './formats/formats.ts';
import type { FieldNames } from './formats/record.ts';
import { notes } from './formats/notes.ts';
import { whatBroke, whyRefused } from './formats/refused.ts';
import { openBytes, openSource, type SharedReading } from './source.ts';
import type { serveReading } from './thread.ts';

/** How the files of an import are to be read. */
export type ReadingOptions = {
  trove: string;
  /** What columns and keys hold, as `readFieldNames` makes it. */
  fieldNames?: FieldNames | undefined;
  /** Mends texts that were garbled before. */
  isMended?: boolean | undefined;
};

/** What was found in a file, or in one inside it, whose path is then `FILE/PATH THERE`. */
export type FoundRecord = { file: string } & (
  | { cable: NewCable; draft: Draft; warnings: readonly RecordWarning[] }
  | { fault: RecordFault }
);

export type SourceReader = {
  dates: DateReader;
  /** Columns that the operator said something of and that no file has. */
  missing(): string[];
  /** Whether a file was given up for want of time or memory, of which there may be more another time. */
  readonly gaveUp: boolean;
  /** The records of a file, and what is wrong in it. Never throws for what a file holds. */
  records(file: string): AsyncGenerator<FoundRecord>;
  close(): Promise<void>;
};

/** Archives in archives, attachments of mails that are attached to mails. */
const deepest = 5;

/** Files in one file on the disk, and their bytes unpacked: more is made to fill memory and time. */
const most = { files: 1_000_000, bytes: 16 * 1024 ** 3 };

/** Where a source lies: how deep, what is left for the file on the disk, its bytes when it is an inner one, and what it belongs to. */
type Inside = { depth: number; budget: { files: number; bytes: number }; bytes?: Uint8Array; within?: string | undefined };

/** Milliseconds and megabytes that one file may take which is read in the thread. */
const limits = { after: 60_000, megabytes: 1024 };
const tooLong = () => said`It took longer than a minute to read, so it was given up. Is it damaged?`;
const tooMuch = () => said`It takes more than ${limits.megabytes} MB of memory to read, so it was given up. Is it damaged?`;

/** Reads files for an import. */
export function createSourceReader({ trove, fieldNames = new Map(), isMended = false }: ReadingOptions): SourceReader {
  const dates = createDateReader();
  const reading: SharedReading = { dates, fieldNames };
  const heavy = createHeavyReader(dates, fieldNames);

  const readSource = async function* (source: Source, inside: Inside): AsyncGenerator<FoundRecord> {
    const { path: file } = source;
    const format = recogniseFormat(source) ?? (isAttachedText(source, inside) ? notes : undefined);
    if (format === undefined) {
      yield refused(file, whyRefused(source.start) ?? unknown, source.head.slice(0, 200));
      return;
    }
    const records = format.isHeavy === true ? heavy.read(source, format, inside.bytes) : format.read(source);
    let isEmpty = true;
    for await (const found of records) {
      isEmpty = false;
      if ('fault' in found) yield { file, ...found };
      else if ('inner' in found) {
        yield* readInner(file, found.inner, inside);
        if (isSpent(inside.budget)) return;
      } else {
        const assumed = format.decodesItself === true ? undefined : source.assumed;
        const { draft, warnings } = finish(assumed === undefined ? found : assumedIn(found, assumed), inside.within, isMended);
        yield { file, draft, warnings, cable: cableOf(draft, { trove, file, name: source.stem }) };
      }
    }
    if (isEmpty) yield refused(file, 'there is nothing in it that can be read');
  };

  const readInner = async function* (
    outer: string,
    { name, bytes, within }: InnerFile,
    { depth, budget }: Inside,
  ): AsyncGenerator<FoundRecord> {
    const file = `${outer}/${name}`;
    budget.files -= 1;
    budget.bytes -= bytes.length;
    if (isSpent(budget)) {
      yield refused(
        outer,
        `it holds more than anybody can have intended (${most.files} files, or 16 GB), so it was not read further. Unpack it first`,
      );
      return;
    }
    if (depth >= deepest) yield refused(file, `it is nested more than ${deepest} files deep, so it was not opened`);
    else yield* guarded(file, async () => readSource(await openBytes(file, bytes, reading), { depth: depth + 1, budget, bytes, within }));
  };

  return {
    dates,
    get gaveUp() {
      return heavy.gaveUp;
    },
    missing: () => [...fieldNames.values()].flatMap(({ column, isMet }) => (isMet ? [] : column)),
    records: (file) => guarded(file, async () => readSource(await openSource(file, reading), { depth: 0, budget: { ...most } })),
    close: heavy.close,
  };
}

/** Reads files of formats that rest on libraries, in a thread that ends when one takes too long or too much. */
function createHeavyReader(dates: DateReader, fieldNames: FieldNames) {
  let thread: Thread<typeof serveReading> | undefined;
  let gaveUp = false;
  return {
    get gaveUp() {
      return gaveUp;
    },
    async *read(source: Source, format: Format, bytes?: Uint8Array): AsyncGenerator<ReadRecord> {
      thread ??= new Thread<typeof serveReading>({
        script: new URL('./thread.ts', import.meta.url),
        data: undefined,
        broke: () => ({ text: tooMuch() }),
        isForOneJob: true,
        resourceLimits: { maxOldGenerationSizeMb: limits.megabytes },
      });
      const asked = thread;
      try {
        const file = { path: source.path, bytes, format: format.name, fieldNames, dates: dates.seen };
        const { records, assumed, ...learned } = await asked.ask('read', [file], {
          deadline: { after: limits.after, words: () => ({ text: tooLong() }) },
        });
        Object.assign(dates.seen, learned.dates);
        for (const [name, field] of fieldNames) field.isMet ||= learned.fieldNames.get(name)?.isMet === true;
        yield* records.map((record) => (assumed === undefined ? record : assumedIn(record, assumed)));
      } catch (error) {
        if (!(error instanceof DeskError && error.kind === 'data')) {
          gaveUp = true;
          thread = undefined;
          await asked.close();
        }
        throw error;
      }
    },
    async close(): Promise<void> {
      await thread?.close();
    },
  };
}

/** Somebody sent it along as a text: that it is short says nothing. */
const isAttachedText = ({ path, head }: Source, { within }: Inside): boolean =>
  within !== undefined && /\.(?:txt|md)$/i.test(path) && head.trim() !== '';

const isSpent = ({ files, bytes }: Inside['budget']): boolean => files < 0 || bytes < 0;

const unknown = 'not recognised as a telegram, mail, table, JSON, web page or any other document that is read';

const refused = (file: string, reason: string, text = ''): FoundRecord => ({ file, fault: { line: 0, reason, text } });

/** What cannot be read is told, and the next file read. */
async function* guarded(file: string, read: () => Promise<AsyncGenerator<FoundRecord>>): AsyncGenerator<FoundRecord> {
  try {
    yield* await read();
  } catch (error) {
    if (error instanceof DeskError) yield refused(file, error.message);
    else yield refused(file, whatBroke(error));
  }
}

function assumedIn<T extends ReadRecord>(record: T, encoding: string): T {
  if (!('draft' in record) || record.draft.extra?.['read as'] !== undefined) return record;
  const warning: RecordWarning = { kind: `read as ${encoding}`, detail: `its letters look like ${encoding}` };
  const draft = { ...record.draft, extra: { ...record.draft.extra, 'read as': encoding } };
  return { ...record, draft, warnings: [...(record.warnings ?? []), warning] };
}

const withoutText: RecordWarning = { kind: 'documents without text', detail: 'it was withheld, or could not be read' };

/** What is said of every record, whatever its format. */
function finish(
  { draft, warnings = [] }: Extract<ReadRecord, { draft: Draft }>,
  within: string | undefined,
  isMended: boolean,
): { draft: Draft; warnings: readonly RecordWarning[] } {
  const of: Draft = within === undefined ? draft : { ...draft, extra: { ...draft.extra, 'belongs to': within } };
  if (draft.body === '') return { draft: of, warnings: [...warnings, withoutText] };
  const { text, places } = mendGarbled(draft.body);
  if (places === 0) return { draft: of, warnings };
  const inPlaces = `in ${count(places)} ${places === 1 ? 'place' : 'places'}`;
  if (!isMended) return { draft: of, warnings: [...warnings, { kind: 'texts that look garbled (--mend repairs them)', detail: inPlaces }] };
  const subject = draft.subject === undefined ? {} : { subject: mendGarbled(draft.subject).text };
  return { draft: { ...of, ...subject, body: text }, warnings: [...warnings, { kind: 'texts repaired', detail: inPlaces }] };
}
