/** How far what follows is kept from what stands before it: not at all, by a blank, a tab, a line end, an empty line. */
export const gap = { none: 0, blank: 1, cell: 2, line: 3, paragraph: 4 } as const;
const gaps = ['', ' ', '\t', '\n', '\n\n'];

/** A text put together from the pieces between tags, its blanks folded. Linear in what it is given. */
export class FoldedText {
  private readonly pieces: string[] = [];
  private before: number = gap.none;

  /** What follows is kept apart from what stands there, as far as this or further. */
  keepApart(by: number): void {
    this.before = Math.max(this.before, by);
  }

  /** A line end; two of them are an empty line. */
  endLine(): void {
    this.before = this.before >= gap.line ? gap.paragraph : gap.line;
  }

  add(text: string): void {
    const folded = text.replaceAll(/[ \t\n\r\f\u00A0]+/g, ' ');
    const from = folded.startsWith(' ') ? 1 : 0;
    const to = folded.length > from && folded.endsWith(' ') ? folded.length - 1 : folded.length;
    if (from === 1) this.keepApart(gap.blank);
    if (to > from) this.push(folded.slice(from, to));
    if (to < folded.length) this.keepApart(gap.blank);
  }

  /** Adds it with its own blanks and lines. */
  addAsItIs(text: string): void {
    if (text !== '') this.push(text.replaceAll(/\r\n?/g, '\n').replaceAll('\u00A0', ' '));
  }

  /** The place that is reached, for `dropSince`. */
  get place(): { pieces: number; before: number } {
    return { pieces: this.pieces.length, before: this.before };
  }

  /** Takes away what was added since. */
  dropSince({ pieces, before }: FoldedText['place']): void {
    this.pieces.length = pieces;
    this.before = Math.max(before, gap.blank);
  }

  get isEmpty(): boolean {
    return this.pieces.length === 0;
  }

  get whole(): string {
    return this.pieces.join('').replace(/^\n+/, '').trimEnd();
  }

  private push(text: string): void {
    if (this.pieces.length > 0 && this.before > gap.none) this.pieces.push(this.gapBehind(this.pieces.at(-1) ?? ''));
    this.pieces.push(text);
    this.before = gap.none;
  }

  /** A text as it is may have ended its line itself. */
  private gapBehind(last: string): string {
    const wanted = gaps[this.before] ?? '';
    const ended = last.endsWith('\n\n') ? 2 : last.endsWith('\n') ? 1 : 0;
    return ended === 0 ? wanted : this.before <= gap.cell ? '' : wanted.slice(ended);
  }
}
