import * as cues from './cues.ts';
import { eventSpans } from './event-patterns.ts';
import { gazetteer, gazetteerKey, phraseAt } from './gazetteer.ts';
import { takeDefined, addInside, takeKnown, takeCompany, takePartners, takeOrganization } from './organizations.ts';
import { takeMailHeaders } from './mail.ts';
import { takeSignatures, takeTitled, isPersonAround, takePerson, lastName } from './people.ts';
import { skipHeading, takePlace } from './places.ts';
import {
  type MentionKind,
  type Mention,
  type NameReading,
  type ListedPhrases,
  take,
  isShoutedRun,
  isName,
  runEnd,
  firstOfRun,
  areAllCommon,
} from './names-so-far.ts';
import { withLearned } from './learned.ts';
import { weightsFor } from './tagger.ts';
import { isGerman, wordsOf } from './name-words.ts';
import { joinsIn } from '../../reply/reflow.ts';

const nothingListed: ListedPhrases = new Map();

/** Only this much of a text is read, in UTF-16 units; anything longer is a file, not a cable. */
export const longestRead = 400_000;

/**
 * The names in a text, in order: countries by name (demonyms and capitals with their role), individuals, organizations,
 * events and places. Depends on the text and the listed names alone, not on the order in which cables are read.
 */
export function recognise(given: string, listed: ListedPhrases = nothingListed): Mention[] {
  const { reading, rules } = readWithRules(given, listed);
  return withLearned(reading, rules, weightsFor(reading.text)).map((mention) => ({
    ...mention,
    surface: given.slice(mention.start, mention.end),
  }));
}

/** The text with a blank where a line was only broken for want of room: a name may go on there, and no sentence begins. Offsets stay. */
function unbroken(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (const { at, length } of joinsIn(text)) {
    parts.push(text.slice(kept, at), ' ', '\u00A0'.repeat(length - 1));
    kept = at + length;
  }
  return [...parts, text.slice(kept)].join('');
}

/** The words of a text, and what the rules alone find in it. */
export function readWithRules(given: string, listed: ListedPhrases = nothingListed): { reading: NameReading; rules: Mention[] } {
  const text = unbroken(given.slice(0, longestRead));
  const known = gazetteer();
  const words = wordsOf(text, known.isCommon);
  const texts = words.map((word) => word.text);
  const keys = texts.map(gazetteerKey);
  const reading: NameReading = {
    text,
    words,
    keys,
    texts,
    known,
    taken: words.map(() => false),
    found: [],
    listed,
    noOrganizations: new Set(),
    german: isGerman(text),
  };
  takeListed(reading);
  takeDefined(reading);
  takeMailHeaders(reading);
  takePartners(reading);
  takeSignatures(reading);
  takeEvents(reading);
  takeRuns(reading);
  return { reading, rules: withRemembered(withLists(reading), reading).toSorted((a, b) => a.start - b.start) };
}

/** Names listed with commas and "and" are of one kind: the kind of the surer ones is given to the others. */
function withLists(reading: NameReading): Mention[] {
  const { found, text } = reading;
  const inOrder = found.toSorted((a, b) => a.start - b.start);
  for (let i = 0; i < inOrder.length;) {
    let end = i + 1;
    while (
      end < inOrder.length &&
      /^(?: ?,| ?, and| and|,? or| ?&| -)\s+$/.test(text.slice(inOrder[end - 1]?.end ?? 0, inOrder[end]?.start ?? 0))
    )
      end += 1;
    if (end - i >= 3) {
      const chain = inOrder.slice(i, end);
      const votes = new Map<MentionKind, number>();
      for (const { kind, sure } of chain) {
        const as = kind === 'country' ? 'place' : kind;
        if (sure >= 0.7) votes.set(as, (votes.get(as) ?? 0) + 1);
      }
      const best = [...votes].toSorted((a, b) => b[1] - a[1])[0];
      if (best !== undefined)
        for (const mention of chain)
          if (mention.sure < 0.7 && mention.kind !== best[0] && mention.rule !== 'capitals')
            Object.assign(mention, { kind: best[0], rule: 'list', sure: 0.6 });
    }
    i = end;
  }
  return inOrder;
}

function takeListed(reading: NameReading): void {
  const { listed, keys, texts, words } = reading;
  if (listed.size === 0) return;
  for (let at = 0; at < words.length; at += 1) {
    const hit = phraseAt(listed, keys, texts, at);
    if (hit === undefined || (hit.length === 1 && !isName(words[at]))) continue;
    take(reading, at, at + hit.length, hit.value, 'listed', 0.97);
    if (hit.value === 'event') addInside(reading, at, at + hit.length);
    at += hit.length - 1;
  }
}

function takeEvents(reading: NameReading): void {
  for (const { from, to, rule, sure } of eventSpans(reading)) {
    if (reading.taken.slice(from, to).includes(true) || (isShoutedRun(reading, from, to) && rule !== 'known event')) continue;
    take(reading, from, to, 'event', rule, sure);
    addInside(reading, from, to);
  }
}

/** Scans the words once; takes the longest name at each capitalised word. */
function takeRuns(reading: NameReading): void {
  const { words, taken } = reading;
  for (let at = 0; at < words.length;) {
    if (taken[at] === true || !isName(words[at])) {
      at = taken[at] === true ? at + 1 : Math.max(at + 1, takeKnown(reading, at, true));
      continue;
    }
    at = Math.max(at + 1, takeAt(reading, at));
  }
}

/** Takes the name that begins at word `at`, if any; returns the word to continue from. */
function takeAt(reading: NameReading, at: number): number {
  const { words, keys, known, texts } = reading;
  // `When Ukraine`: the name begins behind the word that opens the sentence.
  if (
    words[at]?.opens === true &&
    cues.stripped.has(keys[at] ?? '') &&
    isName(words[at + 1]) &&
    !cues.organizationHeads.has(keys[at + 1] ?? '')
  )
    return at + 1;
  const byTitle = takeTitled(reading, at);
  if (byTitle > at) return byTitle;
  const end = runEnd(reading, at);
  const listed = takeKnown(reading, at, false, end);
  if (listed > at) return listed;
  if (isShoutedRun(reading, at, end)) return skipHeading(reading, at, end);
  const company = takeCompany(reading, at, end);
  if (company > at) return company;
  const organization = takeOrganization(reading, at, end);
  if (organization > at) return organization;
  const country = phraseAt(known.countryPhrases, keys, texts, at);
  if (country !== undefined) {
    const stop = at + country.length;
    const { role } = country.value;
    const isWhole = role === 'name' || role === 'historic' || stop >= end || role === 'demonym';
    if (isWhole && role !== 'metonym' && !isPersonAround(reading, at, stop, end)) {
      if (role === 'capital' || role === 'city') take(reading, at, stop, 'place', role, 0.9, { country: country.value });
      else take(reading, at, stop, 'country', role, role === 'demonym' ? 0.7 : 0.95, { country: country.value });
      return stop;
    }
  }
  const place = takePlace(reading, at, end);
  if (place > at) return place;
  const person = takePerson(reading, at, end);
  if (person > at) return person;
  if (reading.german) return end; // every noun is capitalised, so a capital is no evidence
  const word = words[at];
  if (end === at + 1 && word !== undefined) takeSingle(reading, at);
  else if (end > at + 1) {
    const from = firstOfRun(reading, at, end);
    if (end - from >= 2 && end - from <= 4 && !areAllCommon(reading, from, end))
      take(reading, from, end, kindByContext(reading, from, end), 'capitals', 0.5);
    else if (end - from === 1) takeSingle(reading, from);
  }
  return end;
}

/** The likeliest kind of an unknown run of capitalised words, by what is next to it. */
function kindByContext({ keys, words }: NameReading, from: number, end: number): MentionKind {
  const before = keys[from - 1] ?? '';
  if (before === 'the') return 'organization';
  if (words.slice(from, end).some(({ form, text }) => form === 'upper' && text.length > 1)) return 'organization';
  if (before === 'in' || before === 'at' || before === 'near') return 'place';
  if (before === 'from' || before === 'to') return 'place';
  return 'individual';
}

function takeSingle(reading: NameReading, at: number): void {
  const { words, keys, known, text } = reading;
  const word = words[at];
  const key = keys[at] ?? '';
  if (word === undefined || word.form === 'initial' || cues.never.has(key) || cues.months.has(key) || cues.days.has(key)) return;
  if (cues.titles.has(key) || cues.organizationHeads.has(key) || cues.placeHeads.has(key)) return;
  if (key === 'page' && words[at + 1]?.form === 'number') return;
  const before = keys[at - 1] ?? '';
  if (word.form === 'upper') {
    if (text[word.start - 1] === '/' || text[word.end] === '/' || text[word.start - 1] === '#') return; // part of a ref
    const letters = word.text.replaceAll('.', '');
    const isRoman = /^[IVXLCM]+$/.test(letters);
    if (
      /\p{Lu}/u.test(letters) &&
      letters.length >= 2 &&
      letters.length <= 7 &&
      !isRoman &&
      !/\d{3,}/.test(letters) &&
      /^\p{L}/u.test(letters) &&
      !isHeading(reading, at)
    )
      take(reading, at, at + 1, 'organization', 'capitals', 0.55);
    return;
  }
  const isOrdinary = known.isCommon(key) && !known.isSurname(key);
  if (word.opens && (isOrdinary || known.isCommon(key))) return;
  if (isOrdinary && known.givenName(key) === undefined) return;
  const after = words[at + 1];
  if (
    isAdjective(key) &&
    after?.form === 'lower' &&
    !word.possessive &&
    known.isCommon(keys[at + 1] ?? '') &&
    !cues.personVerbs.has(keys[at + 1] ?? '') &&
    !cues.functionWords.has(keys[at + 1] ?? '')
  )
    return;
  if (
    before === 'from' &&
    (/^[:.\]]$/.test(after?.text ?? '') || /^(?:received|letter|message|telegram|note|cable|following|for)$/.test(keys[at - 2] ?? ''))
  ) {
    take(reading, at, at + 1, 'individual', 'from', 0.5);
    return;
  }
  if (cues.roleWords.has(before) && words[at - 1]?.form === 'lower') {
    take(reading, at, at + 1, 'individual', 'role before', 0.75);
    return;
  }
  if ((before === 'in' || before === 'at' || before === 'near' || before === 'from') && !word.possessive) {
    take(reading, at, at + 1, 'place', 'in', 0.45);
    return;
  }
  if (
    cues.personVerbs.has(keys[at + 1] ?? '') ||
    known.isSurname(key) ||
    (known.givenName(key) !== undefined && !known.isDoubtfulName(key))
  ) {
    take(reading, at, at + 1, 'individual', known.isSurname(key) ? 'surname' : 'verb after', 0.5);
    return;
  }
  if (before === 'the') {
    take(reading, at, at + 1, 'organization', 'the', 0.35);
    return;
  }
  if (!word.opens || word.possessive) take(reading, at, at + 1, 'individual', 'capital', 0.35);
  else if (after?.form === 'lower' && cues.personAfter.has(keys[at + 1] ?? '')) take(reading, at, at + 1, 'individual', 'capital', 0.35);
}

const isAdjective = (key: string): boolean => /(?:ic|ist|ian|ean|ese|ish|ite|al)$/.test(key);

/** `2. TRADE AND TARIFFS.`: a heading in capitals, not an acronym. */
function isHeading({ words, text }: NameReading, at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const next = words[at + 1];
  const line = text.slice(text.lastIndexOf('\n', word.start) + 1, word.start);
  const isFirst = /^\s*(?:[\p{N}]{1,3}[.)]|\([a-z]\)|[A-Z]\.)?\s*(?:[\p{Lu}\s,'’()-]*)$/u.test(line);
  return (
    isFirst &&
    (word.opens || line.trim() !== '') &&
    (next === undefined || next.text === '.' || next.text === ':' || next.text === ',' || next.form === 'upper')
  );
}

/** Second pass: names found with confidence settle the kind of less certain ones, and take surnames that were missed. */
function withRemembered(found: Mention[], reading: NameReading): Mention[] {
  const { words, keys, taken, text } = reading;
  const surnames = new Map<string, Mention>();
  const kinds = new Map<string, Mention>();
  for (const mention of found) {
    if (mention.kind === 'individual' && mention.sure >= 0.7) {
      const last = lastName(mention.surface);
      if (last !== '') surnames.set(last, mention);
    }
    if (mention.sure >= 0.7) kinds.set(gazetteerKey(mention.surface), mention);
  }
  const settled = found.map((mention): Mention => {
    if (mention.sure >= 0.7) return mention;
    const key = gazetteerKey(mention.surface);
    const same = kinds.get(key);
    if (same !== undefined && same.kind !== 'country') return { ...mention, kind: same.kind, rule: 'named before', sure: 0.8 };
    if (surnames.has(key)) return { ...mention, kind: 'individual', rule: 'surname before', sure: 0.85 };
    return mention;
  });
  for (const [i, word] of words.entries()) {
    if (taken[i] === true || word.form !== 'title') continue;
    const key = keys[i] ?? '';
    if (!surnames.has(key) || isName(words[i - 1]) || isName(words[i + 1])) continue;
    settled.push({
      start: word.start,
      end: word.end,
      surface: text.slice(word.start, word.end),
      kind: 'individual',
      rule: 'surname before',
      sure: 0.8,
    });
  }
  return settled;
}
