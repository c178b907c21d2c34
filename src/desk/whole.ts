import type { Asked, ReadSource } from '../reply/absence.ts';
import { said, plural, type Text } from '../reply/text.ts';
import type { Desk } from './desk.ts';

/** How far the cables are read, for whoever would say that something is not in them. */

/** Whether everything that was imported is searchable, and its names are read. */
export const isAllRead = (desk: Desk): boolean => desk.importing === 0 && desk.index.isWhole() && desk.names.isWhole();

/** What of that which an answer looked into is not read to the end; undefined when all of it is. */
export function unreadOf(desk: Desk, asked: Asked): ReadSource | undefined {
  const isUnread = (source: ReadSource): boolean => asked.has(source) && (desk.importing > 0 || asked.get(source) === false);
  return isUnread('texts') ? 'texts' : isUnread('names') ? 'names' : undefined;
}

/** `412 of 1,100 cables read so far`. */
export function howFar(desk: Desk, source: ReadSource): Text {
  const all = desk.cables.count();
  const { done } = (source === 'texts' ? desk.index : desk.names).progress();
  return source === 'names' && done >= all
    ? said`all ${plural(all, 'cable')} read, the names in them not yet sorted out`
    : said`${Math.min(done, all)} of ${plural(all, 'cable')} read${source === 'names' ? said` for names` : said``} so far`;
}
