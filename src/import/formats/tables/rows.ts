import type { RecordFault, SourceLine } from '../format.ts';
import { CellCutter, type Dialect } from './cells.ts';

/** One row of a table; `line` is where it begins. */
export type TableRow = { line: number; cells: string[] };
type Found = TableRow | { fault: RecordFault };
type Line = { line: number; text: string };

/** Why cells are no row of this table; undefined when they are. */
export type WhyNot = (cells: readonly string[]) => string | undefined;

/** Characters that are read once more behind broken rows, in all: a file full of those takes linear time, too. */
const mostAgain = 64 * 1024 * 1024;
const mostShapes = 1000;
const nothing: readonly Line[] = [];

/** The rows of a file. A broken one is a fault, and reading goes on at the next line that begins a row like those before it. */
export async function* readRows(groups: AsyncIterable<readonly SourceLine[]>, dialect: Dialect, whyNot: WhyNot): AsyncGenerator<Found> {
  const cutter = new RowCutter(dialect, whyNot);
  for await (const group of groups) {
    for (const line of group) cutter.take(line);
    yield* cutter.found.splice(0);
  }
  cutter.end();
  yield* cutter.found;
}

/** The whole rows of a text, which may be cut off at its end. */
export function wholeRows(lines: readonly string[], dialect: Dialect): string[][] {
  const cutter = new RowCutter(dialect, () => undefined);
  for (const [i, text] of lines.entries()) cutter.take({ line: i + 1, text });
  return cutter.found.flatMap((row) => ('cells' in row ? [row.cells] : []));
}

/** Text with all numbers and all words alike: the rows of a table begin alike, and the lines of a letter not as they do. */
const shapeOf = (cell = ''): string =>
  cell
    .slice(0, 60)
    .replaceAll(/\d+/g, '0')
    .replaceAll(/\p{L}+/gu, 'a');

/** Cuts lines into rows. */
class RowCutter {
  readonly found: Found[] = [];
  private readonly dialect: Dialect;
  private readonly whyNot: WhyNot;
  private readonly row: CellCutter;
  /** How the first cells of the rows so far look. */
  private readonly shapes = new Set<string>();
  /** The lines of the row so far. */
  private lines: Line[] = [];
  /** A broken row, behind which none was found yet, and the last line that was passed over. */
  private lost: { fault: RecordFault; last: number } | undefined;
  private again = 0;
  private isFirst = true;

  constructor(dialect: Dialect, whyNot: WhyNot) {
    this.dialect = dialect;
    this.whyNot = whyNot;
    this.row = new CellCutter(dialect);
  }

  take(line: SourceLine): void {
    if ('text' in line) this.takeAll(this.takeOne(line));
    else {
      this.found.push(line);
      if (this.lines.length > 0) this.takeAll(this.breakOff(`line ${line.fault.line} of this row cannot be read`));
    }
  }

  end(): void {
    while (this.lines.length > 0) this.takeAll(this.breakOff('the quote that opens a cell of this row is never closed'));
    this.tellLost();
  }

  private takeAll(lines: readonly Line[]): void {
    // The next is the last.
    const todo = lines.toReversed();
    for (let line = todo.pop(); line !== undefined; line = todo.pop())
      for (const again of this.takeOne(line).toReversed()) todo.push(again);
  }

  /** Takes a line; returns those that are to be taken once more. */
  private takeOne(line: Line): readonly Line[] {
    if (this.lines.length === 0) {
      if (line.text.trim() === '') return nothing;
      if (this.lost !== undefined && !this.mayBegin(line.text)) {
        this.lost.last = line.line;
        return nothing;
      }
    }
    this.lines.push(line);
    const state = this.row.add(line.text);
    if (state === 'open') return nothing;
    return state === 'whole' ? this.finish(line) : this.breakOff(state.reason);
  }

  private finish(first: Line): readonly Line[] {
    const { line, text } = this.lines[0] ?? first;
    const cells = this.row.take();
    const reason = this.whyNot(cells);
    if (this.lost !== undefined && reason !== undefined) return this.breakOff(reason);
    this.lines = [];
    this.tellLost();
    this.found.push(reason === undefined ? { line, cells } : { fault: { line, reason, text: text.slice(0, 200) } });
    if (reason === undefined && this.shapes.size < mostShapes && !(this.isFirst && this.dialect.hasNames))
      this.shapes.add(shapeOf(cells[0]));
    this.isFirst = false;
    return nothing;
  }

  /** Gives the row up; returns its lines but for the first. */
  private breakOff(reason: string): readonly Line[] {
    const { lines } = this;
    const [first] = lines;
    this.lines = [];
    this.row.take();
    if (first === undefined) return nothing;
    this.lost ??= { fault: { line: first.line, reason, text: first.text.slice(0, 200) }, last: first.line };
    this.lost.last = Math.max(this.lost.last, first.line);
    this.again += lines.reduce((sum, { text }) => sum + text.length + 1, 0);
    if (this.again <= mostAgain) return lines.slice(1);
    this.lost.last = Math.max(this.lost.last, lines.at(-1)?.line ?? 0);
    return nothing;
  }

  /** Whether a line behind a broken row begins like a row. */
  private mayBegin(text: string): boolean {
    const row = new CellCutter(this.dialect);
    row.add(text);
    const [first] = row.take();
    return first !== undefined && (this.shapes.size === 0 || this.shapes.has(shapeOf(first)));
  }

  private tellLost(): void {
    if (this.lost === undefined) return;
    const { fault, last } = this.lost;
    const over = last > fault.line ? `; lines ${fault.line} to ${last} were skipped` : '';
    this.found.push({ fault: { ...fault, reason: `${fault.reason}${over}` } });
    this.lost = undefined;
  }
}
