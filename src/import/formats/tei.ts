import { Parser } from 'htmlparser2';
import type { Format, ReadRecord, Source } from './format.ts';
import { TeiReader } from './tei-document.ts';

/** Nobody nests deeper, and nothing of a document is longer without a tag. */
const deepest = 500;
const longestSilence = 32 * 1024 * 1024;

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
    const xml = new XmlStream(reader);
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

/** Hands on what a stream of XML holds, and says why it is none: a tag without its end, an entity of its own. */
class XmlStream {
  private readonly parser: Parser;
  private readonly open: string[] = [];
  private justOpened = false;
  private silence = 0;
  private slip: string | undefined;

  constructor(reader: TeiReader) {
    const nameOf = (name: string): string => name.replace(/^tei:/, '');
    this.parser = new Parser(
      {
        onopentag: (name, attributes) => {
          if (!this.heard()) return;
          this.open.push(name);
          if (this.open.length > deepest) this.fail(`tags in tags, more than ${deepest} deep`);
          else reader.open(nameOf(name), attributes);
          this.justOpened = true;
        },
        ontext: (text) => {
          if (!this.heard()) return;
          if (text.trim() !== '') this.justOpened = false;
          reader.text(text);
        },
        onclosetag: (name, isImplied) => {
          // An empty tag counts as closed by the next; one with something in it must be closed itself.
          if (isImplied && !this.justOpened) this.fail(`<${name}> is not closed`);
          if (!this.heard()) return;
          this.open.pop();
          this.justOpened = false;
          reader.close(nameOf(name));
        },
        onprocessinginstruction: (name, data) => {
          if (this.heard() && name.toLowerCase() === '!doctype' && data.includes('['))
            this.fail(
              'it declares entities of its own (<!DOCTYPE ... [), which are not read: they can be made to grow without end. Resolve them first: xmllint --noent FILE',
            );
        },
        oncomment: () => void this.heard(),
      },
      { xmlMode: true },
    );
  }

  write(text: string): string | undefined {
    this.silence += text.length;
    this.parser.write(text);
    if (this.silence > longestSilence) this.fail('a tag or a comment without end');
    return this.slip;
  }

  end(): string | undefined {
    const [outer] = this.open;
    if (outer !== undefined) this.fail(`it ends within <${outer}>: was it copied completely?`);
    this.parser.end();
    return this.slip;
  }

  private fail(slip: string): void {
    this.slip ??= slip;
    this.parser.pause();
  }

  private heard(): boolean {
    this.silence = 0;
    return this.slip === undefined;
  }
}
