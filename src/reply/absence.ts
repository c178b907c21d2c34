import { AsyncLocalStorage } from 'node:async_hooks';
import { mapTexts } from './map-texts.ts';
import type { Reply } from './reply.ts';
import { own, type Part, type Text, ours } from './text.ts';

/**
 * What may be said while cables are still being read. Whoever looks into texts or names notes whether all of them were
 * there; an answer states that something is not there, and a total, through `absence` and `total` alone; and before an
 * answer is shown, `settleAbsence` makes of them what is true.
 */

/** What is read in the background, and answers rest on. */
export type ReadSource = 'texts' | 'names';

/** What an answer looked into so far, and whether all of it had been read. */
export type Asked = Map<ReadSource, boolean>;

const current = new AsyncLocalStorage<Asked>();

/** Notes that the answer which is being made rests on this; `isWhole`: all of it had been read. */
export function noteAsked(source: ReadSource, isWhole: boolean): void {
  const asked = current.getStore();
  asked?.set(source, (asked.get(source) ?? true) && isWhole);
}

/** Runs the work, and notes in `asked` what it looks into. */
export const notingAsked = <T>(asked: Asked, work: () => T): T => current.run(asked, work);

const marked = (mark: 'end' | 'total'): Part => ({ kind: 'said', text: '', mark });

/** Words saying that something is not in the cables. As long as they are not all read, `soFar` is said instead. */
export const absence = (words: Text, soFar = ours('Not found so far.')): Text => [
  { kind: 'said', text: '', mark: 'absence', soFar },
  ...words,
  marked('end'),
];

/** A number of things in the cables. As long as they are not all read, it is one so far. */
export const total = (number: Part | Text): Text => [...(Array.isArray(number) ? (number as Text) : [number as Part]), marked('total')];

/** The answer with its absences and totals as they are. `isWhole`: all that it rests on had been read. */
export const settleAbsence = (reply: Reply, isWhole: boolean): Reply => mapTexts(reply, (text) => settled(text, isWhole));

function settled(text: Text, isWhole: boolean): Text {
  if (!text.some((part) => part.kind === 'said' && part.mark !== undefined)) return text;
  const parts: Part[] = [];
  let isLeftOut = false;
  for (const part of text) {
    const mark = part.kind === 'said' ? part.mark : undefined;
    if (mark === undefined && !isLeftOut) parts.push(part);
    else if (mark === 'total' && !isWhole && !isLeftOut) parts.push(own(' so far'));
    else if (mark === 'absence' && !isWhole) {
      isLeftOut = true;
      parts.push({ kind: 'said', text: (part.kind === 'said' ? part.soFar : undefined) ?? '' });
    } else if (mark === 'end') isLeftOut = false;
  }
  return parts;
}
