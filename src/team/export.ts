import { stringifyTable } from '../reply/table-file.ts';
import { citationOf } from '../cables/cards.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { notesOn } from './notes.ts';
import { readingsOf } from './readings.ts';
import { tagsOn } from './tags.ts';
import { plain, ours } from '../reply/text.ts';
import { workOn } from './work.ts';

const columns = [
  'ref',
  'date',
  'from',
  'to',
  'subject',
  'marking',
  'tags',
  'status',
  'assignee',
  'due',
  'priority',
  'read by',
  'notes',
  'citation',
  'trove',
];

/** Cables as CSV, with their tags, work, readers and notes, but no cable text. */
export function cablesCsv(desk: Desk, caller: Caller, rows: readonly number[]): Uint8Array {
  const name = (id: string | undefined): string => (id === undefined ? '' : (desk.roster.get(caller.desk, id)?.name ?? id));
  const attached = (key: string, row: number, author: string): string => {
    const writer = desk.facts.get(caller.desk, 'note', row, key)?.member;
    return writer === undefined || writer === author ? '' : ours` (attached by ${name(writer)})`;
  };
  const records = rows.flatMap((row) => {
    const cable = desk.cables.byRow(row);
    if (cable === undefined) return [];
    const work = workOn(desk.facts, caller.desk, row);
    const notes = notesOn(desk.facts, caller.desk, row).map(
      ({ key, author, text, paragraph }) =>
        `${name(author)}${attached(key, row, author)}${paragraph === undefined ? '' : ours` (paragraph ${paragraph})`}: ${text}`,
    );
    return [
      [
        cable.ref,
        cable.date,
        cable.origin,
        [cable.destination, ...cable.info].filter((part) => part !== '').join('; '),
        cable.subject.replaceAll(/\s+/g, ' ').trim(),
        cable.marking,
        tagsOn(desk.facts, caller.desk, row)
          .map(({ key }) => key)
          .join('; '),
        work.status,
        name(work.assignee),
        work.due ?? '',
        work.priority ?? '',
        readingsOf(desk.facts, caller.desk, row)
          .flatMap(([member, { read }]) => (read === undefined ? [] : [name(member)]))
          .join('; '),
        notes.join('\n'),
        plain(citationOf(cable)),
        cable.trove,
      ],
    ];
  });
  return stringifyTable(columns, records);
}
