import type { Format, ReadRecord, Source } from './format.ts';
import { cutObjects, readJson, type JsonText } from './json.ts';
import { fieldsOf, recordsIn } from './json-shapes.ts';
import { kindOf, readNamedRecord } from './record.ts';
import { withoutRowNumbers } from './row-numbers.ts';

/**
 * JSON Lines: one record a line, with the fields above; every other field goes to `extra`. A file that is one JSON array,
 * or objects printed over several lines, is read too, up to the size of one document.
 */
export const jsonl: Format = {
  name: 'jsonl',
  description: 'JSON Lines (one record a line)',

  recognise(source: Source): number {
    const start = source.head.slice(0, 4096).trimStart();
    if (/^\{\s{0,200}("|\})/.test(start)) return 0.95;
    if (/^\[\s{0,200}[{\]]/.test(start)) return 0.9;
    // A first record that is broken is still one of JSON Lines when its name says so or others follow.
    if (start.startsWith('{') && (/\.(jsonl|ndjson|json)(\.gz)?$/i.test(source.path) || /\n\s{0,200}\{"/.test(source.head))) return 0.8;
    return 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const records = isWholeDocument(source.head) ? readObjects(source) : readLines(source);
    yield* withoutRowNumbers(records);
  },
};

async function* readObjects(source: Source): AsyncGenerator<ReadRecord> {
  let any = false;
  for (const { line, text } of cutObjects(await source.whole())) {
    any = true;
    yield* readRecords({ line, text }, source);
  }
  if (!any) yield { fault: { line: 1, reason: 'a JSON array without a record', text: source.head.slice(0, 200) } };
}

async function* readLines(source: Source): AsyncGenerator<ReadRecord> {
  for await (const entry of source.lines()) {
    if ('fault' in entry) yield entry;
    else if (entry.text.trim() !== '') yield* readRecords(entry, source);
  }
}

/** An array, or an object whose first line does not hold it all: such a file cannot be read line by line. */
function isWholeDocument(head: string): boolean {
  const start = head.trimStart();
  if (start.startsWith('[')) return true;
  const end = start.indexOf('\n');
  const first = end === -1 ? start : start.slice(0, end);
  return /^\{\s{0,200}$/.test(first) || (/^\{\s{0,200}"[^"]{0,100}"\s{0,20}:/.test(first) && /[,[{]\s{0,200}$/.test(first) && end !== -1);
}

function* readRecords({ line, text }: JsonText, source: Source): Generator<ReadRecord> {
  const fault = (reason: string): ReadRecord => ({ fault: { line, reason, text: text.slice(0, 200) } });
  const json = readJson(text);
  if ('reason' in json) {
    yield fault(json.reason);
    return;
  }
  for (const value of recordsIn(json.value)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield fault(`a record must be an object {...}, this is ${kindOf(value)}`);
      continue;
    }
    const fields = fieldsOf(value as Record<string, unknown>);
    const read = 'reason' in fields ? fault(fields.reason) : readNamedRecord(line, fields, source);
    yield 'fault' in read ? fault(read.fault.reason) : read;
  }
}
