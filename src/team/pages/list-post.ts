import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { cablesCsv } from '../export.ts';
import { hiddenFrom } from '../../desk/withdrawn.ts';
import { mayHaveFile } from '../../desk/policy.ts';
import type { Block, Item, Post, ReplyFile } from '../../reply/reply.ts';
import { todayOf, openAction } from './lines.ts';
import { said, type Text } from '../../reply/text.ts';

/** Entries of a message, each with a button to open it: what a message has room for. */
const listed = 8;

/** A message with a list of cables; with a table of them for whoever may have files. */
export function listPost(
  desk: Desk,
  caller: Caller,
  member: string,
  rows: readonly number[],
  { title, more = [], file }: { title: Text; more?: Block[]; file?: string },
): Post {
  // A message stays with whoever gets it: what is withdrawn is in none.
  const hidden = hiddenFrom(desk.facts, { desk: caller.desk, role: 'reader' });
  const seen = rows.filter((row) => !hidden.has(row));
  const heads = new Map(desk.cables.heads(seen.slice(0, listed)).map((head) => [head.row, head]));
  const items = seen.slice(0, listed).flatMap((row): Item[] => {
    const head = heads.get(row);
    if (head === undefined) return [];
    const open = { ...openAction(head.ref), as: 'reply' as const };
    return [{ head: headLine(head), lines: [subjectLine(head)], actions: [open], about: row }];
  });
  const role = desk.roster.get(caller.desk, member)?.role;
  const files: ReplyFile[] =
    file !== undefined && mayHaveFile(desk.exposure, role)
      ? [{ name: `${file}-${todayOf(desk)}.csv`, bytes: cablesCsv(desk, caller, seen), about: seen }]
      : [];
  return {
    to: { member },
    shows: 'metadata',
    reply: {
      title,
      blocks: [
        ...more,
        { kind: 'items', items },
        ...(seen.length > listed ? [{ kind: 'small' as const, text: said`${seen.length - listed} more: /mine` }] : []),
      ],
      actions: [[{ kind: 'run', label: said`All my work`, command: 'mine', options: {}, as: 'reply' }]],
      ...(files.length === 0 ? {} : { files }),
    },
  };
}
