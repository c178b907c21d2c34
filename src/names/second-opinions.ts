import type { Db } from '../store/database.ts';
import { secondReader, type SecondSpan } from './recognise/second-reader.ts';

/** A name in the body of a cable: its row, UTF-16 offsets, end exclusive. */
export type NamePlace = { row: number; start: number; end: number };

/** What the second reader takes a name for; '': it sees none there. */
export type SecondOpinion = Exclude<SecondSpan['kind'], 'other'> | '';

/** So much of a paragraph is read on each side of a name. */
const around = 400;

/** What the second reader sees at these places, in order; undefined for a cable that is gone or not in English. */
export function secondOpinions(cables: Db, places: readonly NamePlace[]): (SecondOpinion | undefined)[] {
  const textOf = cables.prepare<[number], { body: string; language: string }>('SELECT body, language FROM cables WHERE row = ?');
  return places.map(({ row, start, end }) => {
    const cable = textOf.get(row);
    if (cable === undefined || cable.language === 'de' || cable.language === 'fr') return undefined;
    const { body } = cable;
    const from = Math.max(0, body.lastIndexOf('\n\n', start), start - around);
    const after = body.indexOf('\n\n', end);
    const to = Math.min(after < 0 ? body.length : after, end + around);
    const seen = secondReader()
      .read(body.slice(from, to))
      .find((span) => span.start + from < end && span.end + from > start);
    return seen === undefined || seen.kind === 'other' ? '' : seen.kind;
  });
}
