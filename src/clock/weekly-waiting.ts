import type { CableHead } from '../cables/cables.ts';
import type { Desk } from '../desk/desk.ts';
import type { Block } from '../reply/reply.ts';
import { doublesOf, reviewsOf } from '../team/reviews.ts';
import { person } from '../team/pages/lines.ts';
import { join, own, ref, said, strong, time, type Text, ours } from '../reply/text.ts';

const maxLines = 5;

/** A pending item on a cable, and its text. */
type Line = { row: number; text: (head: CableHead) => Text };

/** Unanswered questions in notes, then blocked work; newest last. */
export function openQuestions(desk: Desk, home: string): Line[] {
  const notes = desk.facts.all(home, 'note');
  const answered = new Set(notes.flatMap(({ cable, value }) => (value.to === undefined ? [] : [`${cable} ${value.to}`])));
  const asked = notes.filter(({ cable, key, value }) => /\?(?:\s|$|["”’)])/.test(value.text) && !answered.has(`${cable} ${key}`));
  const blocked = desk.facts.all(home, 'work').filter(({ value }) => value.status === 'blocked');
  return [
    ...asked.map(({ cable, value, at }): Line => ({
      row: cable,
      text: (head) =>
        said`${ref(head.ref)}${own(value.paragraph === undefined ? '' : `¶${value.paragraph}`)}, asked by ${person(desk, home, value.author)} ${time(at, 'relative')}`,
    })),
    ...blocked.map(({ cable, value, at }): Line => ({
      row: cable,
      text: (head) =>
        said`${ref(head.ref)}, blocked${value.assignee === undefined ? said`` : said`, with ${person(desk, home, value.assignee)}`} since ${time(at, 'relative')}`,
    })),
  ];
}

/** Pending second readings, by due date, then unfinished blind readings. */
export function secondReadings(desk: Desk, home: string): Line[] {
  const reviews = reviewsOf(desk.facts, home)
    .filter(({ verdict }) => verdict === undefined)
    .toSorted((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9') || a.at - b.at);
  const doubles = doublesOf(desk.facts, home).filter(({ isOpen }) => isOpen);
  return [
    ...reviews.map(({ cable, to, due, at }): Line => ({
      row: cable,
      text: (head) =>
        said`${ref(head.ref)}, ${to === undefined ? said`anybody’s` : said`with ${person(desk, home, to)}`}, asked for ${time(at, 'relative')}${due === undefined ? said`` : said`, due ${own(due)}`}`,
    })),
    ...doubles.map(({ cable, a, b }): Line => ({
      row: cable,
      text: (head) =>
        said`${ref(head.ref)}, read blind: ${join(
          [a, b].filter(({ finished }) => finished === undefined).map(({ member }) => person(desk, home, member)),
          ours(' and '),
        )} to finish`,
    })),
  ];
}

export function waitingBlocks(desk: Desk, label: string, lines: readonly Line[]): Block[] {
  if (lines.length === 0) return [];
  const blocks: Block[] = [{ kind: 'text', text: said`${strong(label)}: ${lines.length}` }];
  if (desk.exposure === 'sealed') return blocks;
  for (const { row, text } of lines.slice(0, maxLines)) {
    const [head] = desk.cables.heads([row]);
    if (head !== undefined) blocks.push({ kind: 'text', text: text(head) });
  }
  if (lines.length > maxLines) blocks.push({ kind: 'small', text: said`and ${lines.length - maxLines} more` });
  return blocks;
}
