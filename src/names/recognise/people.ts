import * as cues from './cues.ts';
import { gazetteerKey, phraseAt } from './gazetteer.ts';
import { spokenOrder } from '../resolve/person-name.ts';
import { type NameReading, take, isName, isNear, runEnd, firstOfRun, areAllCommon } from './names-so-far.ts';

/** A line that is nothing but a name, and how a letter ends before it; what follows a letter's signature is the addressee. */
const nameLine = String.raw`[ \t]*(\p{Lu}[\p{L}'’.-]*(?: (?:d[aeiu] |v[ao]n )?\p{Lu}[\p{L}'’.-]*){0,3})\.?[ \t]*`;
const lastLine = new RegExp(String.raw`(?:^|\n)${nameLine}\s*$`, 'gu');
const afterClosing = new RegExp(
  String.raw`(?:[Ss]ervants?|SERVANT|[Tt]ruly|[Rr]espectfully|[Ss]incerely|[Ff]aithfully|&c\.|etc\.|[Rr]egards|Accept \[etc\.\]|For the Secretary of State:),?\.?\s*\n\s*${nameLine}(?=\n|$)`,
  'gu',
);

/** Takes as signatures the last line, and the line under the closing of a letter, when it is nothing but a name. */
export function takeSignatures(reading: NameReading): void {
  const { text } = reading;
  for (const form of [lastLine, afterClosing])
    for (const { 0: whole, 1: name, index } of text.matchAll(form))
      if (name !== undefined && (index > 0 || text.length >= 60)) takeSignature(reading, index + whole.lastIndexOf(name), name.length);
}

function takeSignature(reading: NameReading, start: number, length: number): void {
  const { words, known, keys, taken } = reading;
  const from = words.findIndex((word) => word.start >= start);
  if (from < 0 || taken[from] === true) return;
  let to = from;
  while (to < words.length && (words[to]?.start ?? 0) < start + length) to += 1;
  if (words[to - 1]?.text === '.' && words[to - 2]?.form !== 'initial') to -= 1;
  const isOrdinary = words.slice(from, to).some(
    // `Wm. L. Dayton`: an abbreviation is no common word.
    ({ text: word, end }, i) =>
      !(reading.text[end] === '.' && from + i < to - 1) &&
      known.isCommon(word.toLowerCase()) &&
      !known.isSurname(word) &&
      known.givenName(word) === undefined,
  );
  if (
    to - from < 1 ||
    to - from > 5 ||
    words[to - 1]?.form === 'initial' ||
    (to - from === 1 && /^\p{Lu}{1,3}$/u.test(words[from]?.text ?? '')) ||
    (to - from > 1 && isOrdinary)
  )
    return;
  if (keys.slice(from, to).some((key) => cues.telegraphic.has(key) || cues.stripped.has(key) || cues.organizationHeads.has(key))) return;
  if (phraseAt(known.countryPhrases, keys, reading.texts, from) !== undefined || cues.never.has(keys[from] ?? '')) return;
  take(reading, from, to, 'individual', 'signature', 0.85);
}

/** Words after `General` that are not a name. */
const notGenerals = new Set(
  'staff order orders headquarters election elections counsel post delivery strike manager affairs debate agreement public secretariat will'.split(
    ' ',
  ),
);

/** `President Vladimir V. Putin`, `Mr. Xi`, `Prime Minister Smith`: the name without its title. */
export function takeTitled(reading: NameReading, at: number): number {
  const { words, keys, text, known } = reading;
  let i = at;
  let titled = -1;
  while (i < words.length && (i === at || isNear(words[i - 1], words[i], text) || words[i - 1]?.text === '.')) {
    const key = keys[i] ?? '';
    if (cues.titles.has(key) && isName(words[i])) {
      i += 1;
      if (words[i]?.text === '.') i += 1;
      titled = i;
    } else if (cues.titleParts.has(key) && isName(words[i]) && titlesFollow(reading, i + 1)) i += 1;
    else if (i > at && titled < 0) return at;
    else break;
    if (i - at > 7) break;
  }
  if (words[i - 1]?.possessive === true) return at; // "the Secretary's Conference Room"
  if (titled < 0 || titled !== i || !isName(words[i]) || words[i]?.opens === true || reading.taken[i] === true) return at;
  if (text.slice(words[i - 1]?.end ?? 0, words[i]?.start ?? 0).includes('\n\n')) return at;
  let end = Math.min(runEnd(reading, i), i + 6);
  for (let j = i; j < end; j += 1) {
    const key = keys[j] ?? '';
    if (j > i && (cues.titles.has(key) || cues.months.has(key) || cues.days.has(key) || /^esq(?:uire)?$/.test(key))) end = j;
  }
  const surname = keys[i] ?? '';
  const isStrong = /^(?:mr|mrs|ms|miss|dr|herr|frau|monsieur|madame|mme|m|sir|senor|senora|señor)$/.test(
    keys[i - 1] === '' ? (keys[i - 2] ?? '') : (keys[i - 1] ?? ''),
  );
  const isOrdinary = known.isCommon(surname) && !known.isSurname(surname) && known.givenName(surname) === undefined;
  // General Bliss, Admiral King, but not General Staff.
  const isRank = /^(?:general|gen|colonel|col|admiral|adm|captain|capt|major|lieutenant|commander|baron|count|lord|sir|viscount)$/.test(
    keys[i - 1] ?? '',
  );
  const isHead =
    (cues.organizationHeads.has(surname) && surname !== 'house') ||
    cues.eventHeads.has(surname) ||
    cues.placeHeads.has(surname) ||
    cues.roleWords.has(surname) ||
    notGenerals.has(surname);
  if (!isStrong && end === i + 1 && isOrdinary && !(isRank && !isHead && words[i]?.form === 'title')) return at;
  if (
    cues.never.has(surname) ||
    (cues.organizationHeads.has(keys[end - 1] ?? '') && !(isRank && surname === 'house')) ||
    (words[i]?.form === 'upper' && end === i + 1 && (words[i]?.text.length ?? 0) < 3)
  )
    return at;
  if (phraseAt(known.countryPhrases, keys, reading.texts, i)?.value.role === 'demonym' && end === i + 1) return at;
  take(reading, i, end, 'individual', 'title', 0.95, { title: text.slice(words[at]?.start ?? 0, words[i]?.start ?? 0).trim() });
  return end;
}

function titlesFollow({ keys, words }: NameReading, from: number): boolean {
  for (let i = from; i < from + 4; i += 1) {
    const key = keys[i] ?? '';
    if (cues.titles.has(key) && isName(words[i])) return true;
    if (!cues.titleParts.has(key)) return false;
  }
  return false;
}

export const isPersonAround = ({ keys, known, words }: NameReading, at: number, stop: number, end: number): boolean =>
  // `Jordan Smith`, `Chad Brown`: a given name that is also a country, before a surname
  stop === at + 1 &&
  end === at + 2 &&
  known.givenName(keys[at] ?? '') !== undefined &&
  isName(words[stop]) &&
  known.isSurname(keys[stop] ?? '');

/** `John Smith`, `J. F. Kennedy`, `Dmitry O. Rogozin`: by given name, initials or surname. */
export function takePerson(reading: NameReading, at: number, end: number): number {
  const { words, keys, known } = reading;
  const from = firstOfRun(reading, at, end);
  if (from >= end) return end;
  let stop = end;
  for (let i = from + 1; i < end; i += 1)
    if (
      cues.titles.has(keys[i] ?? '') ||
      cues.months.has(keys[i] ?? '') ||
      cues.days.has(keys[i] ?? '') ||
      /^esq(?:uire)?$/.test(keys[i] ?? '')
    )
      stop = Math.min(stop, i);
  const length = stop - from;
  const first = keys[from] ?? '';
  const suffix = /^(?:jr|sr|ii|iii|iv)$/;
  if (length === 1) return at;
  if (length > 6) return at;
  const isInitialed = words.slice(from, stop).some(({ form }) => form === 'initial') && words[stop - 1]?.form !== 'initial';
  // `at Al Khafji`: an Arabic article, and a place.
  const isArticle = /^(?:al|el)$/.test(first) && cues.placePrepositions.has(keys[from - 1] ?? '');
  const givenFirst = !isArticle && known.givenName(first) !== undefined && !known.isDoubtfulName(first) && words[from]?.form === 'title';
  const doubtfulFirst = known.isDoubtfulName(first) && (known.isSurname(keys[stop - 1] ?? '') || !known.isCommon(keys[stop - 1] ?? ''));
  const surnameLast = !reading.german && known.isSurname(keys[stop - 1] ?? '') && !known.isCommon(first);
  const roleBefore = cues.roleWords.has(keys[from - 1] ?? '') && words[from - 1]?.form === 'lower';
  const verbAfter = cues.personVerbs.has(keys[stop] ?? '') && !reading.german;
  if (
    words[stop - 1]?.form === 'upper' &&
    !suffix.test(keys[stop - 1] ?? '') &&
    length === 2 &&
    !isInitialed &&
    (words[stop - 1]?.text.length ?? 0) < 6 &&
    words[from]?.form !== 'upper'
  )
    return at;
  if (!isInitialed && !givenFirst && areAllCommon(reading, from, stop)) return at;
  if (isInitialed || givenFirst || doubtfulFirst || surnameLast || roleBefore || verbAfter) {
    take(
      reading,
      from,
      stop,
      'individual',
      isInitialed
        ? 'initials'
        : givenFirst || doubtfulFirst
          ? 'given name'
          : surnameLast
            ? 'surname'
            : roleBefore
              ? 'role before'
              : 'verb after',
      givenFirst || isInitialed ? 0.9 : 0.75,
    );
    return stop;
  }
  return at;
}

/** The folded surname: the last word that is not a suffix. */
export function lastName(surface: string): string {
  const parts = spokenOrder(surface)
    .split(/\s+/)
    .filter((part) => !/^(?:Jr|Sr)\.?$|^I{1,3}$|^IV$/.test(part));
  return gazetteerKey(parts.at(-1) ?? '');
}
