import { Tokenizer } from 'htmlparser2';
import { FoldedText, gap } from './folded-text.ts';

/** What is met in a page, in its order; names are in lower case. */
export type HtmlReader = {
  /** `at`: where the name stands in the page. */
  open(name: string, at: number): void;
  close(name: string): void;
  text(text: string): void;
};

const paragraphs = new Set('p h1 h2 h3 h4 h5 h6 blockquote pre listing xmp plaintext ul ol dl table hr figure'.split(' '));
const lines = new Set(
  'div li tr dt dd address article aside body caption center details fieldset figcaption footer form head header html legend main option section summary textarea title'.split(
    ' ',
  ),
);
const preformatted = new Set(['pre', 'listing', 'xmp', 'plaintext', 'textarea']);
/** Of no interest to who reads the page. */
const dropped = new Set(['script', 'style', 'nav', 'title', 'template', 'iframe', 'noembed', 'noframes']);

/**
 * The text of a piece of HTML as a person would read it: paragraphs with an empty line between them, other blocks and `<br>` as
 * line breaks, cells of a row with a tab between them, entities as their signs, without scripts, styles, navigation and the
 * title. Blanks are folded, but for `<pre>`. Takes anything, in linear time; never throws.
 */
export function textOfHtml(html: string): string {
  const text = new HtmlText();
  walkHtml(html, text);
  return text.whole;
}

/**
 * Tells `reader` of each tag and each piece of text, entities decoded. Nothing is held or mended: a tag that is never closed, or
 * closed twice, is told as it stands.
 */
export function walkHtml(html: string, { open, close, text }: HtmlReader): void {
  const ignore = (): void => {};
  // A stray "<" comes as a text of its own: neighbours are told at once.
  let [start, end] = [0, 0];
  const tell = (): void => {
    if (end > start) text(html.slice(start, end));
    start = end;
  };
  const gather = (from: number, to: number): void => {
    if (from !== end) {
      tell();
      start = from;
    }
    end = to;
  };
  const name = (from: number, to: number): string => {
    tell();
    return html.slice(from, to).toLowerCase();
  };
  const tokenizer = new Tokenizer(
    {},
    {
      onopentagname: (from, to) => open(name(from, to), from),
      onclosetag: (from, to) => close(name(from, to)),
      ontext: gather,
      ontextentity: (code) => {
        tell();
        text(String.fromCodePoint(code));
      },
      oncdata: ignore,
      onattribdata: ignore,
      onattribentity: ignore,
      onattribend: ignore,
      onattribname: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: tell,
      onopentagend: ignore,
      onprocessinginstruction: ignore,
      onselfclosingtag: ignore,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
}

/** Builds the text of a page from what `walkHtml` tells. */
export class HtmlText implements HtmlReader {
  private readonly folded = new FoldedText();
  private preDepth = 0;
  private drop: { name: string; depth: number; place: FoldedText['place'] } | undefined;

  readonly open = (name: string): void => {
    if (this.drop?.name === name) this.drop.depth += 1;
    else if (this.drop === undefined && dropped.has(name)) this.drop = { name, depth: 1, place: this.folded.place };
    if (preformatted.has(name)) this.preDepth += 1;
    this.edge(name);
    if (name === 'br') this.folded.endLine();
    if (name === 'td' || name === 'th') this.folded.keepApart(gap.cell);
  };

  readonly close = (name: string): void => {
    if (preformatted.has(name)) this.preDepth = Math.max(0, this.preDepth - 1);
    this.edge(name);
    if (this.drop?.name !== name) return;
    this.drop.depth -= 1;
    if (this.drop.depth > 0) return;
    // Only what is closed is dropped: whatever follows a tag that never is stays.
    this.folded.dropSince(this.drop.place);
    this.drop = undefined;
  };

  readonly text = (text: string): void => {
    if (this.preDepth > 0) this.folded.addAsItIs(text);
    else this.folded.add(text);
  };

  get whole(): string {
    return this.folded.whole;
  }

  private edge(name: string): void {
    if (paragraphs.has(name)) this.folded.keepApart(gap.paragraph);
    else if (lines.has(name)) this.folded.keepApart(gap.line);
  }
}
