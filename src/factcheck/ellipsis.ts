import { gazetteer } from '../names/recognise/gazetteer.ts';
import { datesIn, figuresIn } from '../language/figures.ts';
import { negationOf } from '../language/negation.ts';
import { sentencesOf } from '../language/sentences.ts';

/** What no ellipsis may leave out, because the sense may change without it. */
export type Swallowed = 'negation' | 'number' | 'name' | 'sentence';

const negation = negationOf(['denials', 'lacks', 'turns']);
/** A paragraph's printed number and marking, and its heading in capitals: no words of a sentence. */
const mark = /^[ \t]*\(?\d{1,3}[.)](?:[ \t]*\([A-Z/]{1,8}\))?(?=\s)/gmu;
const heading = /(?<=^[ \t]*)\p{Lu}[\p{Lu}\p{N} ,’'-]{2,40}\.(?=\s|$)/gmu;

/** Whether the words deny something. */
export const isNegative = (text: string): boolean => negation.test(text);

/**
 * What an ellipsis swallows. `text`: all that stands between the words before and after it, line breaks included. In a text
 * in capitals any word that is not a common one counts as a name.
 */
export function swallowedBy(text: string, isInCapitals = false): Swallowed[] {
  const blank = (printed: string): string => ' '.repeat(printed.length);
  const bare = text.replaceAll(mark, blank);
  const spoken = isInCapitals ? bare : bare.replaceAll(heading, blank);
  const found: Swallowed[] = [];
  if (isNegative(bare)) found.push('negation');
  if (
    figuresIn(bare).length > 0 ||
    datesIn(bare).length > 0 ||
    /(?<!\p{L})(?:half|dozens?|hundreds|thousands|millions|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?!\p{L})/iu.test(bare) ||
    /(?<!\p{L})(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?!\p{L})/u.test(
      bare,
    )
  )
    found.push('number');
  if (isInCapitals ? hasRareWord(bare) : hasName(spoken)) found.push('name');
  const sentences = sentencesOf(text).filter(({ start, end }) => /\p{L}/u.test(spoken.slice(start, end)));
  // A heading between two paragraphs parts sentences as a full stop does.
  if (sentences.length > 1 || (sentences.length === 1 && /\n\s*\n/.test(text.trim()))) found.push('sentence');
  return found;
}

/** A word with a capital that opens no sentence, or two in a row. */
function hasName(text: string): boolean {
  for (const { 0: word, index } of text.matchAll(/(?<![\p{L}\p{N}])\p{Lu}[\p{L}.’'-]+/gu)) {
    const isOpening = /[.!?:]["”’)]*\s+$|\n\s*\n\s*$/u.test(text.slice(0, index));
    if (!isOpening || /^\s+\p{Lu}\p{Ll}/u.test(text.slice(index + word.length)) || /^(?:Mr|Ms|Mrs|Dr)\.?$/.test(word)) return true;
  }
  return false;
}

const hasRareWord = (text: string): boolean => {
  const { isCommon } = gazetteer();
  return (text.match(/\p{L}{3,}/gu) ?? []).some((word) => !isCommon(word.toLowerCase()));
};
