import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { mayHaveFile, fileRefusal } from '../../desk/policy.ts';
import type { Block, Reply } from '../../reply/reply.ts';
import { stringifyTable } from '../../reply/table-file.ts';
import { count, own, plural, quoted, said, type Part, type Text, ours, english, plain } from '../../reply/text.ts';
import { total as soFar } from '../../reply/absence.ts';
import { isAllRead } from '../../desk/whole.ts';
import { choose, form } from '../../reply/actions.ts';

/** One search of a batch: `total` is undefined where it was not answered, `remark` '' where nothing was wrong with it. */
export type BatchRow = { line: string; total: number | undefined; refs: string[]; remark: string };

/** Rows that a message shows; the table has them all. */
const shown = 20;
/** Lines whose remark a message shows. */
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
    title: titleOf(rows),
    blocks: [
      ...remarks(rows, mayTake),
      {
        kind: 'table',
        columns: [ours('Search'), ours('Cables')],
        rows: rows
          .slice(0, shown)
          .map(({ line, total }): (Text | Part)[] => [quoted(line), total === undefined ? said`not answered` : soFar(own(count(total)))]),
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

function titleOf(rows: readonly BatchRow[]): Text {
  const searches = plural(rows.length, 'search', 'searches');
  const numberOf = (is: (total: number | undefined) => boolean): number => rows.filter(({ total }) => is(total)).length;
  const having = numberOf((total = 0) => total > 0);
  const without = soFar(said`${numberOf((total) => total === 0)} without`);
  const unanswered = numberOf((total) => total === undefined);
  if (unanswered === 0) return said`${searches}: ${having} with cables, ${without}`;
  return said`${searches}: ${having} with cables, ${without}, ${unanswered} not answered`;
}

/** What was not answered is said in any case; what else there is to say of a line is in the table for those who may have it. */
function remarks(rows: readonly BatchRow[], mayTake: boolean): Block[] {
  const isAnswered = ({ total }: BatchRow): boolean => total !== undefined;
  const remarked = rows.filter(({ remark }) => remark !== '');
  const ordered = [...remarked.filter((row) => !isAnswered(row)), ...(mayTake ? [] : remarked.filter(isAnswered))];
  return [
    ...ordered
      .slice(0, mostRemarks)
      .map(({ line, remark }) => ({ kind: 'small' as const, text: said`${quoted(line.slice(0, 100))}: ${quoted(remark)}` })),
    ...(mayTake && remarked.length > 0
      ? [{ kind: 'small' as const, text: said`${plural(remarked.length, 'line')} with a remark: see the table's last column.` }]
      : []),
  ];
}

const tableOf = (rows: readonly BatchRow[], isWhole: boolean): ReturnType<typeof stringifyTable> =>
  stringifyTable(
    ['search', 'cables', 'best', 'remark'],
    rows.map(({ line, total, refs, remark }) => [
      line,
      total === undefined ? '' : String(total),
      refs.join('; '),
      [remark, isWhole ? '' : notAllRead].filter((one) => one !== '').join(' '),
    ]),
  );
