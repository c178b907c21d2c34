import type { Format, ReadRecord, Source } from '../format.ts';
import { megabytes } from '../lines.ts';
import { headOf, mailScore } from './head.ts';
import { readMail } from './message.ts';

/** `From anna@example.org Mon May 14 16:39:00 2001`, with a zone or a remark behind it. */
const separator =
  /^From \S.{0,200}\b\d{1,2}:\d{2}(?::\d{2})?\b.{0,40}\b\d{4}\b|^From \S{1,200} {1,9}\w{3} \w{3} {1,2}\d{1,2} .{0,40}\d{4}|^From - /;
const longest = 25 * 1024 * 1024;

/** A mailbox: mails one behind another, each after a line `From SENDER DATE`. It is read mail by mail, however large it is. */
export const mbox: Format = {
  name: 'mbox',
  description: 'mailbox (mbox)',
  decodesItself: true,

  recognise(source) {
    const [, first = '', rest = ''] = /^(?:\r?\n)*(From [^\r\n]{1,400})\r?\n([\s\S]*)/.exec(headOf(source)) ?? [];
    return separator.test(first) && mailScore(rest) > 0 ? 0.98 : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    for await (const { line, bytes, size } of cutMails(source)) {
      if (size > longest)
        yield {
          fault: {
            line,
            reason: `the mail has ${megabytes(size)}, the limit is ${megabytes(longest)}`,
            text: bytes.toString('latin1', 0, 200),
          },
        };
      else yield* readMail(bytes, { line, name: `${source.stem} ${line}`, dates: source.dates });
    }
  },
};

type CutMail = { line: number; bytes: Buffer; size: number };

/** The mails of a mailbox, each with the line of its `From`; of one over the limit the beginning only. */
async function* cutMails(source: Source): AsyncGenerator<CutMail> {
  let mail: { line: number; pieces: Buffer[]; size: number } | undefined;
  let line = 0;
  /** A line that begins a mail if the next one is a header. */
  let candidate: Buffer | undefined;
  const add = (bytes: Buffer): void => {
    if (mail === undefined) return;
    mail.size += bytes.length;
    // Of one that is too long only its beginning is of interest, for the message.
    if (mail.size > longest) mail.pieces = mail.pieces.slice(0, 5);
    else mail.pieces.push(bytes);
  };
  const finished = (): CutMail[] => (mail === undefined ? [] : [{ line: mail.line, size: mail.size, bytes: Buffer.concat(mail.pieces) }]);
  for await (const { bytes, isStart } of cutLines(source)) {
    if (candidate !== undefined) {
      if (isHeader(bytes)) {
        yield* finished();
        mail = { line, pieces: [], size: 0 };
      } else add(candidate);
      candidate = undefined;
    }
    if (isStart) line += 1;
    if (isStart && isSeparator(bytes)) candidate = bytes;
    else add(isStart ? unquoted(bytes) : bytes);
  }
  if (candidate !== undefined) add(candidate);
  yield* finished();
}

const isHeader = (line: Buffer): boolean => /^(?:[!-9;-~]{1,76}[ \t]{0,9}:|>From )/.test(line.toString('latin1', 0, 100));

const isSeparator = (line: Buffer): boolean =>
  line[0] === 0x46 && line.toString('latin1', 0, 5) === 'From ' && separator.test(line.toString('latin1', 0, 300));

/** A line of the text that begins with `From ` has a `>` before it. */
const unquoted = (line: Buffer): Buffer => (line[0] === 0x3e && /^>+From /.test(line.toString('latin1', 0, 40)) ? line.subarray(1) : line);

/** A line longer than this comes in parts, of which the first is its start. */
const mostOfLine = 64 * 1024;

/** Lines with their line ends. */
async function* cutLines(source: Source): AsyncGenerator<{ bytes: Buffer; isStart: boolean }> {
  let rest = Buffer.alloc(0);
  let isStart = true;
  for await (const piece of source.pieces()) {
    const bytes = Buffer.concat([rest, piece]);
    let from = 0;
    for (let to = bytes.indexOf(0x0a); to !== -1; to = bytes.indexOf(0x0a, from)) {
      yield { bytes: bytes.subarray(from, to + 1), isStart };
      from = to + 1;
      isStart = true;
    }
    rest = bytes.subarray(from);
    if (rest.length > mostOfLine) {
      yield { bytes: rest, isStart };
      [rest, isStart] = [Buffer.alloc(0), false];
    }
  }
  if (rest.length > 0) yield { bytes: rest, isStart };
}
