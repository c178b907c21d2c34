import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { cablesCsv } from '../export.ts';
import { mayHaveFile } from '../../desk/policy.ts';
import type { Block, Item, Post, ReplyFile } from '../../reply/reply.ts';
import { todayOf } from './lines.ts';
import { said, type Text } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';

/** Entries that fit into a message with their buttons. */
const maxListed = 8;

/** A direct message listing cables; with a CSV attached if `file` is given and the member may have files. */
export function listPost(
  desk: Desk,
  caller: Caller,
  member: string,
  rows: readonly number[],
  { title, more = [], file }: { title: Text; more?: Block[]; file?: string },
): Post {
  // Messages cannot be recalled, so they never contain withdrawn cables.
  const seen = desk.as({ desk: caller.desk, role: 'reader' }).cables.existing(rows);
  const heads = new Map(desk.cables.heads(seen.slice(0, maxListed)).map((head) => [head.row, head]));
  const items = seen.slice(0, maxListed).flatMap((row): Item[] => {
    const head = heads.get(row);
    if (head === undefined) return [];
    const open = press(said`Open`, 'cable', { ref: head.ref });
    return [{ head: headLine(head), lines: [subjectLine(head)], actions: [open], about: row }];
  });
  const role = desk.roster.get(caller.desk, member)?.role;
  const files: ReplyFile[] =
    file !== undefined && mayHaveFile(desk.exposure, { role, via: 'discord' })
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
        ...(seen.length > maxListed ? [{ kind: 'small' as const, text: said`${seen.length - maxListed} more: /work mine` }] : []),
      ],
      actions: [[press(said`All my work`, 'work mine', {})]],
      ...(files.length === 0 ? {} : { files }),
    },
  };
}
