import { paragraphsOf, type Paragraph } from '../../cables/paragraphs.ts';
import { sentencesOf, type Sentence } from '../../language/sentences.ts';

/** UTF-16 units: a longer paragraph is compared in pieces. */
const longest = 1200;
/** Of a piece; a single sentence may be longer. */
const longestPiece = 700;

/** The sentences of a stretch of a text, by offsets into the text. */
export const sentencesIn = (body: string, { start, end }: Sentence): Sentence[] =>
  sentencesOf(body.slice(start, end)).map((one) => ({ start: one.start + start, end: one.end + start }));

/**
 * The paragraphs of a text; long ones in pieces of whole sentences, which have the paragraph's number. Those that are not
 * `wanted` stay whole: to find sentences takes the most time.
 */
export function unitsOf(body: string, isWanted: (paragraph: Paragraph) => boolean = () => true): Paragraph[] {
  return paragraphsOf(body).flatMap((paragraph) => {
    if (paragraph.end - paragraph.start <= longest || !isWanted(paragraph)) return [paragraph];
    const units: Paragraph[] = [];
    for (const sentence of sentencesIn(body, paragraph)) {
      const last = units.at(-1);
      if (last !== undefined && sentence.end - last.start <= longestPiece) last.end = sentence.end;
      else units.push({ number: paragraph.number, ...sentence });
    }
    return units;
  });
}
