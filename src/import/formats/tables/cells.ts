/**
 * How a table is written: what stands between its cells, whether a backslash, too, makes a quote part of a cell, and whether
 * the first row names the columns.
 */
export type Dialect = { separator: string; hasBackslashes: boolean; hasNames: boolean };

/** Characters of one row. */
const longest = 16 * 1024 * 1024;

/** Columns that a table can be meant to have. */
export const mostColumns = 2000;

/** Cuts the lines of one row into cells. Quotes are read strictly: a cell that ends where it should not would take in others. */
export class CellCutter {
  private cells: string[] = [];
  /** The pieces of a quoted cell that is not closed yet. */
  private open: string[] | undefined;
  private size = 0;
  private readonly dialect: Dialect;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  /** The cells so far, and begins a new row. */
  take(): string[] {
    const { cells } = this;
    [this.cells, this.open, this.size] = [[], undefined, 0];
    return cells;
  }

  /** Takes the next line of the row: `open` when the row goes on behind it, or what is wrong with it. */
  add(text: string): 'open' | 'whole' | { reason: string } {
    this.size += text.length + 1;
    if (this.size > longest) return { reason: 'a row of more than 16 MB. Is a quote missing that closes a cell?' };
    this.open?.push('\n');
    let at: number | undefined = 0;
    while (at !== undefined) {
      if (this.cells.length > mostColumns) return { reason: `a row of more than ${mostColumns} cells` };
      const next: number | { reason: string } | undefined = this.open === undefined ? this.bare(text, at) : this.quoted(text, at);
      if (typeof next === 'object') return next;
      at = next;
    }
    return this.open === undefined ? 'whole' : 'open';
  }

  /** A cell from its beginning on; returns where the next begins, undefined at the end of the line. */
  private bare(text: string, from: number): number | { reason: string } | undefined {
    const { separator } = this.dialect;
    const opens = skipBlanks(text, from);
    if (text[opens] === '"') {
      this.open = [];
      return this.quoted(text, opens + 1);
    }
    const end = text.indexOf(separator, from);
    const cell = end === -1 ? text.slice(from) : text.slice(from, end);
    if (cell.endsWith('"') && separator !== '\t') return { reason: `a quote closes a cell that none opens: ${cell.slice(-40)}` };
    this.cells.push(cell);
    return end === -1 ? undefined : end + 1;
  }

  /** The rest of a quoted cell. */
  private quoted(text: string, from: number): number | { reason: string } | undefined {
    const pieces = this.open ?? [];
    let at = from;
    for (let quote = text.indexOf('"', at); quote !== -1; quote = text.indexOf('"', quote + 1)) {
      if (this.dialect.hasBackslashes && isEscaped(text, quote, at)) continue;
      pieces.push(text.slice(at, quote));
      if (text[quote + 1] !== '"') return this.close(pieces.join(''), text, quote + 1);
      // Of a quote that is written twice the second stands for both.
      at = quote += 1;
    }
    pieces.push(text.slice(at));
    return undefined;
  }

  private close(cell: string, text: string, from: number): number | { reason: string } | undefined {
    const at = skipBlanks(text, from);
    if (at < text.length && text[at] !== this.dialect.separator)
      return { reason: `a quote inside a quoted cell is written once, not twice: ${text.slice(Math.max(0, from - 20), from + 20)}` };
    this.open = undefined;
    this.cells.push(this.dialect.hasBackslashes && cell.includes('\\') ? cell.replaceAll(/\\(["'\\])/g, '$1') : cell);
    return at < text.length ? at + 1 : undefined;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(text: string, at: number, from: number): boolean {
  let before = at;
  while (before > from && text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}
