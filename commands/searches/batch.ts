import { readList, textOf } from '../../src/bot/attachment.ts';
import { asOfOption, command, optionSpecs, type Values } from '../../src/bot/command.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { DeskError } from '../../src/reply/failure.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { ours, plain, plural, quoted, said } from '../../src/reply/text.ts';
import { batchForm, batchPage, type BatchRow } from '../../src/search/pages/batch-page.ts';
import { incomplete, runSearch, waitForIndex } from '../../src/search/search.ts';

/** Rows of one batch; each is a search of its own. */
const mostRows = 500;
/** The best hits of each row, in the table. */
const hitsEach = 3;

const batchOptions = optionSpecs({
  file: { type: 'file', description: 'A text file with one search per line, or a CSV (column "search", else the first column)' },
  lines: { type: 'text', description: 'Searches, one per line or separated by | (leave empty for a form)', max: 6000 },
  asof: asOfOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'searches batch': Values<typeof batchOptions>;
  }
}

export default command({
  name: 'searches batch',
  description: 'Run many searches at once, one per line, with a table of what each finds',
  who: 'reader',
  looksBack: true,
  examples: ['/searches batch', '/searches batch lines:rogozin | "hot zone" | from:washington tariffs'],
  options: batchOptions,
  async run({ options, desk, caller, progress }): Promise<Reply> {
    if (options.lines === undefined && options.file === undefined) return batchForm();
    const { file } = options;
    const given = file === undefined ? [] : readList(file.name, await textOf(file), ['search', 'query', 'name', 'names']);
    const lines = [...new Set([...linesOf(options.lines ?? ''), ...given])];
    if (lines.length === 0)
      throw new DeskError(said`There are no searches${file === undefined ? said`` : said` in ${quoted(file.name)}`}.`, {
        kind: 'usage',
      });
    if (lines.length > mostRows)
      throw new DeskError(said`${plural(lines.length, 'line')} are too many for one batch: ${mostRows} at most.`, {
        kind: 'usage',
        hint: said`Split the list in two.`,
      });
    await waitForIndex(desk);
    const rows: BatchRow[] = [];
    for (const [i, line] of lines.entries()) {
      rows.push(await searchOne(desk, caller, line));
      progress(i + 1, lines.length, 'searches');
    }
    return batchPage(desk, caller, rows);
  },
});

/** One row that cannot be answered, or not in time, never stops the others. */
async function searchOne(desk: Desk, caller: Caller, line: string): Promise<BatchRow> {
  try {
    // A search that takes too long ends its thread: the next one waits until there is another.
    await desk.index.ready();
    const { query, found } = await runSearch(desk, caller, { query: line }, 0, hitsEach);
    const refs = desk.cables.heads(found.hits.map(({ row }) => row)).map(({ ref }) => ref);
    const remarks = [...query.faults.map(({ message }) => message), ...(found.partial === undefined ? [] : [incomplete(found.partial)])];
    return { line, total: found.total, refs, remark: remarks.join(' ') };
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return { line, total: undefined, refs: [], remark: ours`Not answered: ${plain(error.text)} ${plain(error.hint ?? [])}`.trim() };
  }
}

/** One search a line, or separated by bars (not inside quotes), without empty lines and repetitions. */
function linesOf(text: string): string[] {
  const lines = text.includes('\n') ? text.split('\n') : (text.match(/(?:"[^"]*"|[^"|]|")+/g) ?? []);
  return [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ''))];
}
