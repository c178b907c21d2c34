import { readList, textOf } from '../src/bot/attachment.ts';
import { stringifyTable } from '../src/reply/table-file.ts';
import { command } from '../src/bot/command.ts';
import { DeskError } from '../src/reply/failure.ts';
import type { Reply } from '../src/reply/reply.ts';
import { runSearch } from '../src/search/search.ts';
import { count, own, plural, quoted, said, type Part, type Text } from '../src/reply/text.ts';

/** Rows of one batch; each is a search of its own. */
const mostRows = 500;
/** Rows that a message shows; the table has them all. */
const shown = 20;
/** Lines with a fault whose remark a message shows, where there is no table. */
const mostRemarks = 5;
/** The best hits of each row, in the table. */
const hitsEach = 3;

export default command({
  name: 'batch',
  description: 'Many searches at once: one a line, with a table of what each finds',
  who: 'reader',
  examples: ['/batch', '/batch lines:rogozin | "hot zone" | from:washington tariffs'],
  options: {
    file: { type: 'file', description: 'A text file with a search a line, or a CSV with a column "search"; else its first column' },
    lines: { type: 'text', description: 'Searches, one a line or parted by |; without it, a form to paste them into', max: 6000 },
  },
  async run({ options, desk, caller, progress }): Promise<Reply> {
    if (options.lines === undefined && options.file === undefined)
      return {
        tone: 'notice',
        blocks: [{ kind: 'text', text: said`Paste a list, for example of names: each line is searched by itself.` }],
        actions: [
          [
            {
              kind: 'form',
              label: said`Paste a list`,
              title: said`Many searches at once`,
              command: 'batch',
              options: {},
              fields: [{ option: 'lines', label: 'Searches, one a line', long: true, required: true, max: 4000 }],
              as: 'reply',
              style: 'main',
            },
          ],
        ],
      };
    const { file } = options;
    const given = file === undefined ? [] : readList(file.name, await textOf(file), ['search', 'query', 'name', 'names']);
    const lines = [...new Set([...linesOf(options.lines ?? ''), ...given])];
    if (lines.length === 0)
      throw new DeskError(said`There is nothing to look for${file === undefined ? said`` : said` in ${quoted(file.name)}`}.`, {
        kind: 'usage',
      });
    if (lines.length > mostRows)
      throw new DeskError(said`${plural(lines.length, 'line')} are too many for one batch: ${mostRows} at most.`, {
        kind: 'usage',
        hint: said`Part the list in two.`,
      });
    const rows: { line: string; total: number | undefined; refs: string[]; fault: string }[] = [];
    for (const [i, line] of lines.entries()) {
      // One row that cannot be answered never stops the others.
      try {
        const { query, found } = await runSearch(desk, caller, { query: line }, 0, hitsEach);
        const refs = desk.cables.heads(found.hits.map(({ row }) => row)).map(({ ref }) => ref);
        rows.push({ line, total: found.total, refs, fault: query.faults.map(({ message }) => message).join(' ') });
      } catch (error) {
        if (!(error instanceof DeskError)) throw error;
        rows.push({ line, total: undefined, refs: [], fault: error.message });
      }
      progress(i + 1, lines.length, 'searches');
    }
    const withHits = rows.filter(({ total }) => (total ?? 0) > 0).length;
    const faulty = rows.filter(({ fault }) => fault !== '').length;
    const choices = rows
      .filter(({ total, line }) => (total ?? 0) > 0 && line.length <= 100)
      .slice(0, 25)
      .map(({ line, total }) => ({ label: line, value: line, description: `${total ?? 0} cables` }));
    // A sealed desk gives out no files; its operator's terminal is the desk itself.
    const mayTake = caller.via === 'terminal' || desk.exposure !== 'sealed';
    const table = stringifyTable(
      ['search', 'cables', 'best', 'remark'],
      rows.map(({ line, total, refs, fault }) => [line, total === undefined ? '' : String(total), refs.join('; '), fault]),
    );
    return {
      title: said`${plural(rows.length, 'search', 'searches')}: ${withHits} with cables, ${rows.length - withHits} without`,
      blocks: [
        ...(faulty === 0
          ? []
          : mayTake
            ? [{ kind: 'small' as const, text: said`${plural(faulty, 'line')} with a remark: see the table's last column.` }]
            : rows
                .filter(({ fault }) => fault !== '')
                .slice(0, mostRemarks)
                .map(({ line, fault }) => ({ kind: 'small' as const, text: said`${quoted(line.slice(0, 100))}: ${quoted(fault)}` }))),
        {
          kind: 'table',
          columns: ['Search', 'Cables'],
          rows: rows
            .slice(0, shown)
            .map(({ line, total }): (Text | Part)[] => [quoted(line), own(total === undefined ? '?' : count(total))]),
        },
        ...(rows.length > shown
          ? [
              {
                kind: 'small' as const,
                text: said`and ${rows.length - shown} more ${own(mayTake ? 'in the table' : 'that are not shown')}`,
              },
            ]
          : []),
        ...(mayTake ? [] : [{ kind: 'small' as const, text: said`No file leaves this desk (exposure: sealed).` }]),
      ],
      actions:
        choices.length === 0
          ? []
          : [[{ kind: 'choose', label: said`Look at one`, command: 'search', options: {}, option: 'query', choices, as: 'reply' }]],
      ...(mayTake ? { files: [{ name: 'batch.csv', bytes: table }] } : {}),
    };
  },
});

/** One search a line, or parted by bars; empty lines and repetitions are left out. A bar inside quotes parts nothing. */
function linesOf(text: string): string[] {
  const lines = text.includes('\n') ? text.split('\n') : (text.match(/(?:"[^"]*"|[^"|]|")+/g) ?? []);
  return [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ''))];
}
