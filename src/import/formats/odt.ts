import { decodeText } from './encoding.ts';
import { readDocumentText } from './document-text.ts';
import { FoldedText, gap } from './folded-text.ts';
import type { Format, ReadRecord, Source } from './format.ts';
import { firstNameIn, UnreadOffice, unpackParts } from './office.ts';
import { XmlStream, type XmlReader } from './xml-stream.ts';

const kind = 'application/vnd.oasis.opendocument.text';

/** An OpenDocument text (LibreOffice): one document, or the telegram or mail that it holds. */
export const odt: Format = {
  name: 'odt',
  description: 'OpenDocument text (ODT)',
  isHeavy: true,

  recognise: ({ start }: Source): number =>
    firstNameIn(start) === 'mimetype' && Buffer.from(start.subarray(0, 200)).includes(kind) ? 0.95 : 0,

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const bytes = await source.bytes();
    const fault = (reason: string): ReadRecord => ({ fault: { line: 0, reason, text: '' } });
    try {
      const { 'content.xml': content } = unpackParts(bytes, (name) => name === 'content.xml');
      if (content === undefined) throw new UnreadOffice('other');
      const reader = new OdtReader();
      const xml = new XmlStream(reader);
      const slip = xml.write(decodeText(content, 'utf-8')) ?? xml.end();
      const text = reader.body.whole;
      if (slip !== undefined) yield fault(`its text is damaged: ${slip}`);
      else if (text === '') yield fault('no text: there are no words in it');
      else yield* readDocumentText(source, { printed: text.replaceAll(/\n+/g, '\n'), text, extra: reader.extra });
    } catch (error) {
      if (!(error instanceof UnreadOffice)) throw error;
      yield fault(error.message);
    }
  },
};

/** What stands apart from the text, and what it is called. */
const apart = new Map([
  ['text:note-body', 'footnotes'],
  ['office:annotation', 'comments'],
  ['text:tracked-changes', 'deleted'],
  ['text:note-citation', ''],
]);

class OdtReader implements XmlReader {
  readonly body = new FoldedText();
  private readonly others: { called: string; text: FoldedText }[] = [];
  private readonly inside: { name: string; text: FoldedText }[] = [];
  private tables = 0;
  private isBody = false;

  open(name: string): void {
    if (name === 'office:body') this.isBody = true;
    if (name === 'table:table') this.tables += 1;
    const called = apart.get(name);
    if (called !== undefined) {
      const text = new FoldedText();
      this.inside.push({ name, text });
      if (called !== '') this.others.push({ called, text });
    }
    if (name === 'text:line-break') this.current.endLine();
    else if (name === 'text:tab') this.current.keepApart(gap.cell);
    else if (name === 'text:s') this.current.keepApart(gap.blank);
    else this.edge(name);
  }

  text(text: string): void {
    if (this.isBody) this.current.add(text);
  }

  close(name: string): void {
    this.edge(name);
    if (name === 'table:table') this.tables -= 1;
    if (this.inside.at(-1)?.name === name) this.inside.pop();
  }

  get extra(): Record<string, unknown> {
    const lists = Map.groupBy(
      this.others.filter(({ text }) => !text.isEmpty),
      ({ called }) => called,
    );
    return Object.fromEntries([...lists].map(([called, notes]) => [called, notes.map(({ text }) => text.whole)]));
  }

  private get current(): FoldedText {
    return this.inside.at(-1)?.text ?? this.body;
  }

  private edge(name: string): void {
    if (name === 'text:p' || name === 'text:h') this.current.keepApart(this.tables > 0 ? gap.blank : gap.paragraph);
    else if (name === 'table:table') this.current.keepApart(gap.paragraph);
    else if (name === 'table:table-row') this.current.keepApart(gap.line);
    else if (name === 'table:table-cell') this.current.keepApart(gap.cell);
  }
}
