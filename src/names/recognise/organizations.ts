import * as cues from './cues.ts';
import { phraseAt } from './gazetteer.ts';
import { headNoun, isNoOrganization } from './not-a-name.ts';
import { type NameReading, take, isName, isNear, firstOfRun } from './names-so-far.ts';

/** `Full Name (ACR)`: the words before the bracket whose initials spell the acronym (after Schwartz and Hearst, PSB 2003). */
export function takeDefined(reading: NameReading): void {
  const { words, keys, taken, known, texts } = reading;
  for (const [at, word] of words.entries()) {
    if (word.text !== '(' || words[at + 2]?.text !== ')' || taken[at + 1] === true) continue;
    const short = words[at + 1];
    const letters = (short?.text ?? '').replaceAll('.', '');
    if (short?.form !== 'upper' || !/^\p{Lu}{2,8}$/u.test(letters)) continue;
    let left = letters.length - 1;
    let from = at - 1;
    for (; from >= 0 && left >= 0 && at - from <= letters.length + 5; from -= 1) {
      const first = (words[from]?.text ?? '')[0] ?? '';
      if (words[from]?.form === 'mark') break;
      if (first.toUpperCase() === letters[left] && (isName(words[from]) || left > 0)) left -= 1;
      else if (isName(words[from])) break;
    }
    from += 1;
    if (left >= 0 || !isName(words[from]) || taken.slice(from, at).includes(true)) continue;
    if (phraseAt(known.countryPhrases, keys, texts, from)?.length === at - from) continue;
    const isTreaty = cues.treatyHeads.has(headNoun(keys.slice(from, at)));
    if (isTreaty) take(reading, from, at, 'event', 'event word', 0.95);
    // `Sustainable Development Goal (SDG)`, `South China Sea (SCS)`: letters do not make it an organization.
    if (isTreaty || isNoOrganization(texts.slice(from, at), keys.slice(from, at))) {
      reading.noOrganizations.add(short.text);
      continue;
    }
    take(reading, from, at, 'organization', 'acronym explained', 0.95);
    take(reading, at + 1, at + 2, 'organization', 'acronym defined', 0.95);
  }
}

/** Adds organizations inside the name of an event: the committee in "hack of the committee". */
export function addInside({ known, keys, texts, words, text, found }: NameReading, from: number, to: number): void {
  for (let at = from; at < to; at += 1) {
    const hit = phraseAt(known.organizationPhrases, keys, texts, at);
    const [first, last] = [words[at], words[at + (hit?.length ?? 1) - 1]];
    if (hit === undefined || first === undefined || last === undefined || at + hit.length > to || (at === from && at + hit.length === to))
      continue;
    found.push({
      start: first.start,
      end: last.end,
      surface: text.slice(first.start, last.end),
      kind: 'organization',
      rule: 'known name',
      sure: 0.9,
      inside: true,
    });
    at += hit.length - 1;
  }
}

/** Takes a listed organization. `isLower`: its first word has no capital, so that only long names count. */
export function takeKnown(reading: NameReading, at: number, isLower: boolean, runsTo = at): number {
  const { known, keys, texts, words } = reading;
  const organization = phraseAt(known.organizationPhrases, keys, texts, at);
  const last = organization === undefined ? undefined : words[at + organization.length - 1];
  // In an all-caps text, a common word counts as lower case but may still begin a name.
  const isLoud = organization !== undefined && organization.length > 1 && /^\p{Lu}{2}/u.test(words[at]?.text ?? '');
  if (organization !== undefined && (!isLower || isLoud || (organization.length > 2 && isName(last)))) {
    if (!(organization.length === 1 && cues.never.has(keys[at] ?? ''))) {
      const end = at + organization.length;
      // "National Security Council of Ghana" is not the listed one.
      const goesOn = end < runsTo && (cues.organizationHeads.has(keys[runsTo - 1] ?? '') || cues.organizationHeads.has(keys[end] ?? ''));
      if (!isContinued(reading, end) && !goesOn) {
        take(reading, at, end, 'organization', 'known name', 0.95);
        return end;
      }
    }
  }
  return at;
}

const isContinued = ({ keys, words }: NameReading, end: number): boolean =>
  (keys[end] === 'of' && isName(words[end + 1])) || (keys[end] === 'of' && keys[end + 1] === 'the' && isName(words[end + 2]));

const companyForm = /^(?:GmbH|AG|Ltd|Inc|LLC|Plc|PLC|FZE|FZCO|Corp|Co|SpA|BV|NV|Oy|AB|OOO|OAO|ZAO|PAO|JSC|KG|SARL|SA|SAS)$/;

const partners = new Set('co company cie sons son bros brothers'.split(' '));

/** `Quorvath & Co.`, `Messrs. Dornic, Quorvath and Sons`: a firm, not the people it is called after. */
export function takePartners(reading: NameReading): void {
  const { words, keys, texts, text } = reading;
  for (const [at, word] of texts.entries()) {
    if ((word !== '&' && word !== 'and') || !partners.has(keys[at + 1] ?? '') || words[at + 1]?.form !== 'title') continue;
    let from = at;
    while (at - from < 6 && isName(words[from - 1]) && !cues.titles.has(keys[from - 1] ?? '')) {
      from -= 1;
      if (texts[from - 1] === ',' && isName(words[from - 2]) && words[from - 2]?.end === words[from - 1]?.start) from -= 1;
    }
    if (from < at && !text.slice(words[from]?.start ?? 0, words[at]?.start ?? 0).includes('\n'))
      take(reading, from, at + 2, 'organization', 'company', 0.85);
  }
}

/** `Qasr Metering FZE`, `Norrfald Pumper A/S`, `the ship Maren Calista`. */
export function takeCompany(reading: NameReading, at: number, end: number): number {
  const { words, keys, text } = reading;
  // `eine Firma Qasr Metering`
  const from = firstOfRun(reading, at, end) + Number(reading.german && keys[at] === 'firma' && end - at > 1);
  if (cues.ships.has(keys[from - 1] ?? '')) {
    take(reading, from, end, 'place', 'ship', 0.8);
    return end;
  }
  const after = text.slice(words[end - 1]?.end ?? 0, (words[end - 1]?.end ?? 0) + 10);
  const isForm = end - from >= 2 && companyForm.test(words[end - 1]?.text ?? '');
  const tail = /^ ?(?:S\.à r\.l\.|S\.A\.|A\/S)/.exec(after) ?? (/^(?:\/S|\.à r\.l\.)/.test(after) ? [''] : null);
  const stop = tail !== null && /^[AS]\.?$/.test(words[end - 1]?.text ?? '') ? end - 1 : end;
  if (!isForm && tail === null && !cues.firms.has(keys[from - 1] ?? '')) return at;
  if (stop - from < 1) return at;
  take(reading, from, stop, 'organization', 'company', 0.85);
  return end;
}

/** `Ministry of Foreign Affairs of Serbia`, `Serbian Radical Party`, `Bank of England`. */
export function takeOrganization(reading: NameReading, at: number, end: number): number {
  const { words, keys } = reading;
  const from = firstOfRun(reading, at, end);
  let head = -1;
  for (let i = from; i < end; i += 1) {
    if (i > from && cues.titles.has(keys[i] ?? '') && i < end - 1 && isName(words[i + 1])) {
      end = i; // "Labour MP John Smith": the person begins there
      break;
    }
    if (cues.organizationHeads.has(keys[i] ?? '') && words[i]?.form !== 'initial') head = i;
  }
  let stop = head < 0 ? -1 : head + 1;
  // `Workers ' Party`, `Farmers' Union`
  if (head < 0 && words[end]?.text === "'" && cues.organizationHeads.has(keys[end + 1] ?? '') && isName(words[end + 1])) stop = end + 2;
  if (stop < 0) return takePartyName(reading, from, end);
  // Colonel House, Edward House: a person.
  const before = keys[head - 1] ?? '';
  if (keys[head] === 'house' && head === end - 1 && (cues.titles.has(before) || reading.known.givenName(before) !== undefined)) return at;
  // `Rayburn House Office Building`; `Minister for Foreign Affairs`.
  if (cues.placeHeads.has(keys[head + 1] ?? '') && isName(words[head + 1]) && head + 1 < end) return at;
  if (keys[head] === 'affairs' && /^(?:for|of)$/.test(keys[from - 1] ?? '') && cues.titles.has(keys[from - 2] ?? '')) return head + 1;
  const isHeadFirst = head === from;
  stop = extendedEnd(reading, stop);
  if (isHeadFirst && stop === head + 1) return at; // "Party" alone is not a name
  // `General Affairs` may be a council, a ministry, a magazine, or a heading.
  const isWeak = keys[head] === 'affairs' && stop - from === 2;
  take(reading, from, stop, 'organization', isWeak ? 'capitals' : 'head word', isWeak ? 0.5 : 0.85);
  takeAcronym(reading, stop);
  return stop;
}

/** A party by its name alone: `the Greens`, `Liberals`. */
function takePartyName(reading: NameReading, at: number, end: number): number {
  const { keys, words } = reading;
  if (!cues.groupNames.has(keys[end - 1] ?? '') || words[at]?.opens === true) return at - 1;
  take(reading, at, extendedEnd(reading, end), 'organization', 'party', 0.6);
  return reading.taken[end] === true ? extendedEnd(reading, end) : end;
}

/** The end of an organization's name including `of the ...`, `for ...`, `and ...`. */
function extendedEnd({ words, keys, text, taken }: NameReading, from: number): number {
  let stop = from;
  for (;;) {
    const link = keys[stop] ?? '';
    const isLink = link === 'of' || link === 'for' || link === 'against' || link === 'on';
    if (!isLink || words[stop]?.form !== 'lower' || !isNear(words[stop - 1], words[stop], text)) return stop;
    let next = stop + 1;
    if (keys[next] === 'the') next += 1;
    if (
      !isName(words[next]) ||
      taken[next] === true ||
      cues.titles.has(keys[next] ?? '') ||
      cues.months.has(keys[next] ?? '') ||
      cues.days.has(keys[next] ?? '')
    )
      return stop;
    while (next < words.length && isName(words[next]) && isNear(words[next - 1], words[next], text) && taken[next] !== true) next += 1;
    // `Ministry of Trade and Industry`
    while (
      (keys[next] === 'and' || keys[next] === '&') &&
      isName(words[next + 1]) &&
      !cues.titles.has(keys[next + 1] ?? '') &&
      isAbstract(keys[next - 1] ?? '') &&
      isAbstract(keys[next + 1] ?? '')
    ) {
      next += 2;
      while (isName(words[next]) && isNear(words[next - 1], words[next], text)) next += 1;
    }
    stop = next;
  }
}

const abstractEnds =
  /(?:tion|ment|ture|try|ry|ce|ity|ism|ness|ship|airs|ice|ing|ort|ade|ance|ence|omy|rgy|ology|aw|ealth|orce|orks|ogress|ment|rights|ocracy|ereignty|ations|ans|ists|ers|ns|dom|ork|port)$/;

const isAbstract = (key: string): boolean => abstractEnds.test(key);

/** `(SDI)` after a name that has just been taken. */
function takeAcronym(reading: NameReading, at: number): void {
  const { words, keys } = reading;
  if (words[at]?.text !== '(' || words[at + 2]?.text !== ')') return;
  const word = words[at + 1];
  // `the Secretary of State (Stimson)` explains no letters.
  if (word === undefined || !/\p{Lu}.*\p{Lu}/u.test(word.text) || word.text.length > 12 || cues.days.has(keys[at + 1] ?? '')) return;
  take(reading, at + 1, at + 2, 'organization', 'acronym defined', 0.95);
}
