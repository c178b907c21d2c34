import { Parser } from 'htmlparser2';

/** What is told of each tag and each piece of text in an XML. */
export type XmlReader = {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
};

/** Nobody nests deeper, and nothing of a document is longer without a tag. */
const deepest = 500;
const longestSilence = 32 * 1024 * 1024;

/** Hands on what a stream of XML holds, and says why it is none: a tag without its end, an entity of its own. */
export class XmlStream {
  private readonly parser: Parser;
  private readonly open: string[] = [];
  private justOpened = false;
  private silence = 0;
  private slip: string | undefined;

  constructor(reader: XmlReader) {
    this.parser = new Parser(
      {
        onopentag: (name, attributes) => {
          if (!this.heard()) return;
          this.open.push(name);
          if (this.open.length > deepest) this.fail(`tags in tags, more than ${deepest} deep`);
          else reader.open(name, attributes);
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
          reader.close(name);
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

  /** Reads on. Returns what is wrong with it, as soon as something is. */
  write(text: string): string | undefined {
    this.silence += text.length;
    this.parser.write(text);
    if (this.silence > longestSilence) this.fail('a tag or a comment without end');
    return this.slip;
  }

  /** Nothing follows. Returns what is wrong with the whole. */
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
