import { headLinesBlanked } from './sentences.ts';

/** A finite verb of those that cables use most. Words that are as often nouns (`states`) are left out. */
export const finiteVerb =
  /(?<![\p{L}-])(?:is|was|are|were|has|have|had|will|would|shall|should|may|might|can|could|must|does|did|do|says?|said|told|tells?|stated|asked|asks|added|replied|reported|reports|declared|announced|informed|informs|called|calls|came|went|gave|took|made|met|left|spoke|wrote|writes|sent|sends|received|receives|visited|briefed|assured|expressed|believes?|thinks?|thought|wants?|wished|wishes|seems|appears|agreed|attended|arrived|returned|signed|presented|proposed|explained|remarked|requested|invited|stressed|noted|commented|indicated|confirmed|denied|decided|continued|resigned|congratulates?|thanks?|commends?|welcomes?|likes?|convey|hope|offered|accepted|refused|became|become|comes|goes|gets|got|knows?|knew|let|telegraphs?|telegraphed)(?![\p{L}])/iu;
/** In lists, schedules and addresses there is none of these. */
const prose = /(?<![\p{L}])(?:(?!united|hundred|indeed)\p{L}{3,}ed|I|we|he|she|they|it|this|you)(?![\p{L}])/iu;
const english = /(?<![\p{L}])(?:the|of|and|to|for)(?![\p{L}])/iu;

/** Whether the words say something, and do not only list: in English, by a verb; elsewhere by the share of small words. */
export function isClause(piece: string): boolean {
  if (english.test(piece)) return finiteVerb.test(piece) || prose.test(piece);
  const words = piece.match(/[\p{L}\p{N}.'’-]*\p{L}[\p{L}\p{N}.'’-]*/gu) ?? [];
  const small = words.filter((word) => /^\p{Ll}/u.test(word)).length;
  return small >= 3 && small >= words.length * 0.4;
}

/**
 * Whether a piece is a sentence from its first word to its stop: not a heading, a line of a list, or the second half of
 * one that a page break cut. `before` is the text that stands before it.
 */
export function isWholeSentence(piece: string, before = ''): boolean {
  if (!/^["“‘'([¿¡]*[\p{Lu}\d$€£]/u.test(piece) || !/[.!?]["”’')\]]*$/u.test(piece) || !isClause(piece)) return false;
  // The stop of an abbreviation, and one inside brackets that never close; a line of a schedule (`1700 - ...`).
  if (/(?<![\p{L}])(?:p|pp|no|nos|vol|cf|para)\.$/iu.test(piece) || /\([^)]*$|^[^(]*\)|^\d{3,4}(?: ?(?:hours|hrs))? ?[-–—]/u.test(piece))
    return false;
  // `(4) That he go`: an item of what a sentence before it lists.
  if (/^That\s/u.test(piece) && /(?:[:;]|(?:^|\s)\(?(?:\d{1,3}|[a-z])[.)])\s*$/iu.test(before)) return false;
  // In capitals only what stands before tells whether the sentence began earlier.
  if (/\p{Ll}/u.test(piece)) return true;
  const last = headLinesBlanked(before).trimEnd().split('\n').at(-1)?.trim() ?? '';
  return last.length < 40 || /[.!?:;]["”’')\]]*$/u.test(last);
}
