import { finiteVerb } from '../../language/clauses.ts';

const title =
  '(?:(?:mr|mrs|ms|messrs|dr|m|mme|sir|hon|honou?rable|president|ex-president|minister|foreign|prime|secretary of state|secretary|secretary-general|general|ambassador|senator|colonel|captain|admiral|congressman|the|his|her|excellency|deputy|former|late|outgoing|assistant|under|gen|col|sen|amb)\\.?\\s+)*';
const titlesAtEnd = new RegExp(`${title}$`, 'iu');
/** Right in front of an object; `with` tells of somebody who acts. */
const beforeObject =
  /(?:(?<![\p{L}])(?:(?:met|meet|meeting|meetings|talks?|talked|spoke|conferred|conversation|conversations|lunch|dinner|agreed?|disagreed|working|worked|interview|call) with|told|tell|asked|ask|informed|inform|met|meet|saw|see|seen|thank|thanks|thanked|congratulate|congratulating|commend|welcome|welcomed|assured|invited|received|visited|called|urged|advised|instructed|requested|elected|appointed|named|nominated|replaced|succeeded|joined|accused|arrested|released|killed|supported|opposed|praised|criticized|briefed|allow|allowed|permit|permitted|let|telegraphs?|describes?|described|followed|found|considered|regarded|gave|handed|sent|urge|believe|support|supports|supporting|quoted|cited|including)(?: (?:both|also|again))?|(?:\p{L}+ly )?(?:thank|gratitude|tribute|appreciation|congratulations|condolences|support|welcome|wishes|respects|suggested|said|spoke|talked|explained|stated|told|expressed|presented|handed|delivered|offered)(?: \p{L}+){0,2} to)\s*$/iu;
/** Where a letter says that another came, it names what that one is about. */
const acknowledged =
  /^(?:[^:,]{2,40}[:,]\s*)?(?:I have the honor to acknowledge|We acknowledge|I acknowledge|(?:Your|The)\s(?:despatch|dispatch|telegram|note|letter|communication)(?:es|s)?(?!\p{L}).*\s(?:has|have) been (?:duly )?received)/iu;
const stop = /[,;:—(“"]\s*$/u;

/**
 * Whether a sentence is about the name at `start`: its subject, the object of a verb, or who acts; not somebody mentioned in
 * passing (`a message to X`, `the fall of X`), whose thing it is (`X's letter`), or one of a list. `others` are the spans of
 * other people.
 */
export function isAbout(sentence: string, start: number, end: number, others: readonly (readonly [number, number])[]): boolean {
  const text = sentence.replaceAll(/\s/g, ' ');
  const after = text.slice(end);
  if (acknowledged.test(text)) return false;
  // `he, like his predecessor, X, will`
  if (/(?<![\p{L}])(?:un)?like (?:the|his|her|its|our|their)(?: \p{L}+){1,4},?\s*$/iu.test(text.slice(0, start).replace(titlesAtEnd, '')))
    return false;
  // Whose letter, regime or plan it is.
  if (
    /^['’]s?(?![\p{L}])|^ (?:regimes?|governments?|administrations?|coup|campaign|commission|treat(?:y|ies)|plan|cabinet|mission|family|supporters|speech|letter)(?![\p{L}])/iu.test(
      after,
    ) ||
    isInList(text, start, end, others)
  )
    return false;
  const before = text.slice(0, start).replace(titlesAtEnd, '');
  // `the Government led by X`
  if (/(?<![\p{L}])(?:led|headed|chaired|presided over|represented|governed|ruled) by\s*$/iu.test(before)) return false;
  // `Mr. X said`, `Yesterday Mr. X said`, `he learned that X was`
  const verbBehind = verbAfter(after);
  // `with the help of Y and X`
  const isSecond = /(?<![\p{L}])(?:of|to|from|for|with|by|between)\s(?:\p{Lu}[\p{L}.’'-]*\s){1,4}and\s*$/u.test(before);
  const opensClause =
    !isSecond &&
    (before.trim() === '' ||
      stop.test(before) ||
      /(?<![\p{L}])(?:that|which|when|while|if|because|as|since|after|before|and|but|where|whether|than|yesterday|today|then|however|evening|morning|also|says|said)\s*$/iu.test(
        before,
      ));
  if (verbBehind && opensClause) return true;
  // `the President of the Assembly, Mr. X,` before the verb
  if (verbBehind && !finiteVerb.test(before) && !/(?<![\p{L}])(?:of|to|from|for|in|on|at|with|by)\s*$/iu.test(before)) return true;
  return isAgent(before) || beforeObject.test(before.trimEnd().replace(/(?:,\s*)?$/u, '')) || isObjectBehindRole(before);
}

/**
 * Who does what the sentence tells: `it was signed by X`, `, signed by X`, `The plan of the year signed by X failed`; not
 * `he spoke of the plan signed by X`.
 */
function isAgent(before: string): boolean {
  const deed = /(?:^|(?<![\p{L}]))\p{L}+(?:\s(?:up|down|out|off|on|over|forward))?(?:\s\p{L}+ly)?\sby\s*$/iu.exec(before);
  if (deed === null) return false;
  const front = before.slice(0, deed.index).trimEnd();
  return (
    /(?:[,—–]|(?<![\p{L}])(?:is|was|are|were|be|been|being|and|or)(?:\s(?:\p{L}+ly|also|again|then|first))?)$/iu.test(front) ||
    !finiteVerb.test(front)
  );
}

/** A finite verb right behind, or behind a remark between commas. */
const verbAfter = (after: string): boolean =>
  new RegExp(
    `^,?(?: \\p{L}+ly| also| then| again| himself| herself| never| not| still| now| who)* ["“]?(?:${finiteVerb.source}|\\p{L}{3,}ed(?![\\p{L}])|\\p{Ll}{3,}s(?![\\p{L}]))`,
    'iu',
  ).test(after) ||
  /^ and (?!I(?!\p{L}))\p{Lu}/u.test(after) ||
  (/^,[^,;.]{3,120},/u.test(after) &&
    new RegExp(`^,[^,;.]{3,120}, (?:\\p{L}+ly |also |then )?(?:${finiteVerb.source}|\\p{L}{3,}ed(?![\\p{L}]))`, 'iu').test(after));

/** `I thank the President of the Assembly, Mr. X` */
function isObjectBehindRole(before: string): boolean {
  const role = /(?<=\s)(?:the|our|its|their|his|her|my)\s(?:(?!\s(?:I|we|you|he|she|they|that)(?!\p{L}))[^,;:.()—–]){4,140},\s*$/iu.exec(
    before,
  );
  return role !== null && beforeObject.test(before.slice(0, role.index).trimEnd());
}

/** One of at least three people one after the other, or of addressees. */
function isInList(text: string, start: number, end: number, others: readonly (readonly [number, number])[]): boolean {
  const separator = /^[\s,;&]*(?:and|y|und|et|or)?\s*(?:(?:mr|mrs|ms|dr|m|gen|col|sir|president|general)\.?\s*)*$/iu;
  const near = [...others, [start, end] as const].toSorted((a, b) => a[0] - b[0]);
  const at = near.findIndex(([from]) => from === start);
  const joins = (i: number): boolean => {
    const [one, other] = [near[i], near[i + 1]];
    return one !== undefined && other !== undefined && separator.test(text.slice(one[1], other[0]));
  };
  // `the Admiral, General X and I`
  const isBetween =
    /[\p{L}.],\s(?:(?:mr|mrs|ms|dr|m|gen|general|col|sir|president|ambassador|admiral|senator|secretary)\.?\s+)*$/iu.test(
      text.slice(0, start),
    ) && /^,? and (?:I|me|myself|others|(?:the|his|her|my|our) \p{L}+)(?!\p{L})/u.test(text.slice(end));
  if (isBetween) return true;
  let [first, last] = [at, at];
  while (joins(first - 1)) first -= 1;
  while (joins(last)) last += 1;
  return last - first >= 2;
}
