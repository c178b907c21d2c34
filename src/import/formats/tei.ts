import type { Format, ReadRecord, Source } from './format.ts';
import { TeiReader } from './tei-document.ts';
import { XmlStream } from './xml-stream.ts';

/**
 * TEI, as the volumes of Foreign Relations of the United States are published: a document for each `div type="document"`, with
 * date, sender and recipient by its heading, footnotes apart; else one for each TEI. Read as a stream, up to the first place
 * that is no XML.
 */
export const tei: Format = {
  name: 'tei',
  description: 'TEI (XML of an edition)',

  recognise({ head }: Source): number {
    const start = head.slice(0, 8000);
    return /^\s*</.test(start) &&
      (/<(?:tei:)?(?:TEI|TEI\.2|teiCorpus)[\s>]/.test(start) || /<[^<>]+["']http:\/\/www\.tei-c\.org\/ns\//.test(start))
      ? 1
      : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const reader = new TeiReader(source);
    const ownName = (name: string): string => name.replace(/^tei:/, '');
    const xml = new XmlStream({
      open: (name, attributes) => reader.open(ownName(name), attributes),
      text: (text) => reader.text(text),
      close: (name) => reader.close(ownName(name)),
    });
    let last = { line: 1, text: '' };
    for await (const entry of source.lines()) {
      if ('fault' in entry) {
        yield entry;
        return;
      }
      last = entry;
      reader.line = entry.line;
      const slip = xml.write(`${entry.text}\n`) ?? reader.slip;
      yield* reader.records.splice(0);
      if (slip !== undefined) {
        yield { fault: { line: entry.line, reason: `${slip}. What came before this line was read`, text: entry.text.slice(0, 200) } };
        return;
      }
    }
    const slip = xml.end();
    yield* reader.records.splice(0);
    if (slip !== undefined) yield { fault: { line: last.line, reason: slip, text: last.text.slice(0, 200) } };
    else if (reader.found === 0)
      yield { fault: { line: 1, reason: 'no text: no <text> with anything in it', text: source.head.slice(0, 200) } };
  },
};
