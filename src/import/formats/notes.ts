import type { Format, ReadRecord, Source } from './format.ts';

/**
 * Plain text without a header, or Markdown: one document, called by its first heading or its file's name. Only what is clearly
 * prose; a file that merely contains the header of a telegram or a mail may hold several documents, and is nobody's.
 */
export const notes: Format = {
  name: 'notes',
  description: 'plain text or Markdown',

  // The least that counts: whatever else it could be, it is.
  recognise: ({ head }: Source): number => (isProse(head) ? 0.6 : 0),

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const text = (await source.whole()).replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
    const lines = text.split('\n');
    const odd = lines.findIndex((line) => isOfHeader(line));
    if (odd !== -1) {
      const reason = `plain text in which a line begins as in a telegram or a mail does: is this one document, or several? Give each its own file`;
      yield { fault: { line: odd + 1, reason, text: (lines[odd] ?? '').slice(0, 200) } };
      return;
    }
    const heading = /\.(?:md|markdown)$/i.test(source.path) ? lines.find((line) => /^#{1,2} \S/.test(line)) : undefined;
    const title = heading === undefined ? source.stem : heading.replace(/^#+ /, '').replace(/\s+#*\s*$/, '');
    yield { draft: { line: 1, name: source.stem, title, body: text.replaceAll('\f', '\n').trimEnd() } };
  },
};

const ofTelegram = /^\s{0,4}(?:FM|TO|INFO|MRN:|NNNN|ZCZC|PAGE \d{1,3}\s|SUBJ(?:ECT)?:|TAGS:|E\.O\.|[ZOPR]{1,2} \d{6}Z|\d{6}Z\s)/;
const ofMail = /^\s{0,4}(?:From|To|Cc|Bcc|Sent|Reply-To|Message-ID|MIME-Version|Content-Type|Received|Return-Path|Delivered-To):\s/i;

const isOfHeader = (line: string): boolean => line.length < 500 && (ofTelegram.test(line) || ofMail.test(line));

/** Sentences of words, and nothing that looks like a header, a table, markup or a program. */
function isProse(head: string): boolean {
  const text = head.replace(/^\uFEFF/, '');
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (/^\s*[<{[%"\\]/.test(text) || lines.some((line) => isOfHeader(line)) || isTable(lines)) return false;
  const words = text.match(/\p{L}[\p{L}\p{M}'’-]*/gu)?.length ?? 0;
  const letters = text.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
  const signs = text.replaceAll(/\s/g, '').length;
  const ends = text.match(/[.!?…。！？][)"”’»]?(?=\s|$)|[。！？]/gu)?.length ?? 0;
  const ofPrograms = text.match(/[{}<>=;|\\]/g)?.length ?? 0;
  return (words >= 40 || letters >= 300) && ends >= 2 && ends >= lines.length / 40 && letters > signs * 0.75 && ofPrograms < signs / 100;
}

/** Rows with the same number of separators, or of signs that no prose begins its lines with. */
function isTable(lines: readonly string[]): boolean {
  const first = lines.slice(0, 60);
  for (const separator of [',', ';', '\t', '|']) {
    const counts = first.map((line) => line.split(separator).length - 1);
    const [same = 0] = counts;
    if (same > (separator === ',' || separator === ';' ? 1 : 0) && counts.filter((count) => count === same).length > first.length * 0.7)
      return true;
  }
  return first.filter((line) => /^\s*(?:\d{4}-\d\d-\d\d|\d+[,;\t|]|\[|"[^"]*"[,;])/.test(line)).length > first.length / 2;
}
