import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { mayHaveFile, fileRefusal } from '../../desk/policy.ts';
import type { Block, Reply } from '../../reply/reply.ts';
import { stringifyTable } from '../../reply/table-file.ts';
import { count, own, plural, quoted, said, type Part, type Text, ours, english, plain } from '../../reply/text.ts';
import { total as soFar } from '../../reply/absence.ts';
import { isAllRead } from '../../desk/whole.ts';
import { choose, form } from '../../reply/actions.ts';

/** One search of a batch: `total` is undefined where it could not be run, `fault` '' where nothing was wrong with it. */
export type BatchRow = { line: string; total: number | undefined; refs: string[]; fault: string };

/** Rows that a message shows; the table has them all. */
const shown = 20;
/** Faulty lines whose remark a message shows, where there is no table. */
const mostRemarks = 5;
/** As many as a list to choose from holds, and the longest value that it may carry. */
const mostChoices = 25;
const longestChoice = 100;

/** The form that a batch is pasted into. */
export function batchForm(): Reply {
  return {
    tone: 'notice',
    blocks: [{ kind: 'text', text: said`Paste or attach a list, for example of names: each line is searched separately.` }],
    actions: [
      [
        form(
          said`Paste or attach a list`,
          'searches batch',
          {},
          {
            as: 'replace',
            title: said`Many searches at once`,
            fields: [
              { option: 'lines', label: ours('Searches, one per line'), long: true, max: 4000 },
              {
                option: 'file',
                label: ours('Or a file'),
                description: ours('Text with one search per line, or a CSV'),
                kind: 'file',
                endings: ['.txt', '.csv', '.tsv', '.tab', '.md'],
              },
            ],
            style: 'main',
          },
        ),
      ],
    ],
  };
}

/** What each search of a batch found, with a table of all of them. */
export function batchPage(desk: Desk, caller: Caller, rows: readonly BatchRow[]): Reply {
  const mayTake = mayHaveFile(desk.exposure, caller);
  const withHits = rows.filter(({ total = 0 }) => total > 0);
  const choices = withHits
    .filter(({ line }) => line.length <= longestChoice)
    .slice(0, mostChoices)
    .map(({ line, total = 0 }) => ({ label: line, value: line, description: plain([plural(total, 'cable')]) }));
  return {
    title: said`${plural(rows.length, 'search', 'searches')}: ${withHits.length} with cables, ${soFar(said`${rows.length - withHits.length} without`)}`,
    blocks: [
      ...remarks(rows, mayTake),
      {
        kind: 'table',
        columns: [ours('Search'), ours('Cables')],
        rows: rows
          .slice(0, shown)
          .map(({ line, total }): (Text | Part)[] => [quoted(line), ...(total === undefined ? [own('?')] : [soFar(own(count(total)))])]),
      },
      ...(rows.length > shown
        ? [
            {
              kind: 'small' as const,
              text: mayTake ? said`and ${rows.length - shown} more in the table` : said`and ${rows.length - shown} more that are not shown`,
            },
          ]
        : []),
      ...(mayTake ? [] : [{ kind: 'small' as const, text: fileRefusal(desk.exposure, caller) }]),
    ],
    actions: choices.length === 0 ? [] : [[choose(said`Open one`, 'search', 'query', choices)]],
    ...(mayTake ? { files: [{ name: 'batch.csv', bytes: tableOf(rows, isAllRead(desk)) }] } : {}),
  };
}

/** What a table says of numbers that may still grow. */
const notAllRead = english('so far: not all cables were read yet');

function remarks(rows: readonly BatchRow[], mayTake: boolean): Block[] {
  const faulty = rows.filter(({ fault }) => fault !== '');
  if (faulty.length === 0) return [];
  if (mayTake) return [{ kind: 'small', text: said`${plural(faulty.length, 'line')} with a remark: see the table's last column.` }];
  return faulty
    .slice(0, mostRemarks)
    .map(({ line, fault }) => ({ kind: 'small', text: said`${quoted(line.slice(0, 100))}: ${quoted(fault)}` }));
}

const tableOf = (rows: readonly BatchRow[], isWhole: boolean): ReturnType<typeof stringifyTable> =>
  stringifyTable(
    ['search', 'cables', 'best', 'remark'],
    rows.map(({ line, total, refs, fault }) => [
      line,
      total === undefined ? '' : String(total),
      refs.join('; '),
      [fault, isWhole ? '' : notAllRead].filter((one) => one !== '').join(' '),
    ]),
  );
