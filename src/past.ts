import type { Desk } from './desk.ts';
import type { PastAct } from './history.ts';
import { person } from './teamwork.ts';
import { own, quoted, ref, said, time, type Text } from './text.ts';

/** What was done, in words that end without a stop: `tag #iran-deal on COREU/WAS/0107/18`. */
export function actText(desk: Desk, deskId: string, { what, cable, detail, changes }: PastAct): Text {
  const on = cable === undefined ? said`` : said` on ${ref(cable)}`;
  const text = (name: string): string => (typeof detail[name] === 'string' ? detail[name] : '');
  switch (what) {
    case 'tag':
    case 'untag':
    case 'define':
      return said`${own(what)} ${quoted(`#${text('tag')}`)}${on}`;
    case 'rename':
    case 'merge':
      return said`${own(what)} ${quoted(`#${text('tag')}`)} into ${quoted(`#${text('to')}`)}`;
    case 'tag many':
    case 'untag many':
      return said`${own(what === 'tag many' ? 'tag' : 'untag')} ${quoted(`#${text('tag')}`)} on ${changes} cables`;
    case 'assign':
    case 'transfer':
      return said`${own(what)}${on} to ${person(desk, deskId, text('to'))}`;
    case 'status':
      return said`status ${own(text('status'))}${on}`;
    case 'undo':
      return said`undo of ${own(text('what'))}${on}`;
    default:
      return said`${own(what)}${on}`;
  }
}

/** A line of a history: who, what, when, and that it was taken back. */
export function pastLine(desk: Desk, deskId: string, past: PastAct): Text {
  const back = past.undoneBy === undefined ? said`` : said` (taken back)`;
  return said`${past.act}. ${person(desk, deskId, past.member)} ${actText(desk, deskId, past)}${back}, ${time(past.at, 'relative')}`;
}
