import * as cues from './cues.ts';
import { phraseAt, type Gazetteer } from './gazetteer.ts';
import type { NameWord } from './name-words.ts';

type Source = { words: readonly NameWord[]; keys: readonly string[]; texts: readonly string[]; known: Gazetteer; text: string };
export type EventSpan = { from: number; to: number; rule: string; sure: number };

const isName = (word: NameWord | undefined): boolean => word !== undefined && (word.form === 'title' || word.form === 'upper');
const isYear = (word: NameWord | undefined): boolean => word !== undefined && /^(?:1[5-9]|20)\d\d(?:[-–]\d{2,4})?$/.test(word.text);
const electionWords = new Set(
  'general presidential parliamentary legislative federal state local municipal national regional mayoral gubernatorial senate leadership primary provincial constitutional special by-election council assembly congressional independence european'.split(
    ' ',
  ),
);
const meetings = new Set('meeting summit conference talks negotiations congress forum assembly'.split(' '));

/** The events in a text as word spans (`to` exclusive), in order, without overlaps. */
export function eventSpans(source: Source): EventSpan[] {
  const { words, keys, texts, known } = source;
  const spans: EventSpan[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const listed = phraseAt(known.eventPhrases, keys, texts, at);
    const found =
      (listed === undefined || isSingleLowerWord(source, at, listed.length) || goesOn(source, at + listed.length)
        ? undefined
        : { from: at, to: at + listed.length, rule: 'known event', sure: 0.95 }) ??
      electionAt(source, at) ??
      eventWordLast(source, at) ??
      eventWordFirst(source, at) ??
      meetingAt(source, at);
    if (found === undefined) continue;
    spans.push(found);
    at = found.to - 1;
  }
  return spans;
}

/** `Holocaust Memorial Museum` is named after one. */
const goesOn = ({ words, keys }: Source, end: number): boolean =>
  [end, end + 1].some(
    (i) => (cues.placeHeads.has(keys[i] ?? '') || cues.organizationHeads.has(keys[i] ?? '')) && words.slice(end, i + 1).every(isName),
  );

/** A single lower-case word is no event, even if listed. */
const isSingleLowerWord = ({ words }: Source, at: number, length: number): boolean => length === 1 && words[at]?.form === 'lower';

/** `1997 Irish general election`, `2004 European Parliament election in the United Kingdom`. */
function electionAt({ words, keys }: Source, at: number): EventSpan | undefined {
  let i = at;
  const hasYear = isYear(words[i]);
  if (hasYear) i += 1;
  else if (!isName(words[i])) return undefined;
  let names = 0;
  while ((isName(words[i]) || electionWords.has(keys[i] ?? '')) && i - at < 9) {
    if (isName(words[i])) names += 1;
    i += 1;
  }
  const head = keys[i] ?? '';
  const last = keys[i - 1] ?? '';
  const isHead =
    /^(?:elections?|referendums?|by-elections?|byelections?|caucuses|primaries)$/.test(head) ||
    (/^(?:primary|convention)$/.test(head) && hasYear);
  if (!isHead && !/^(?:elections?|referendum)$/.test(last)) return undefined;
  const end = isHead ? i + 1 : i;
  if (!hasYear && (names < 1 || !isName(words[end - 1]))) return undefined;
  if (end - at < 2) return undefined;
  let to = end;
  if (keys[to] === 'in') {
    let next = to + 1;
    if (keys[next] === 'the') next += 1;
    if (isName(words[next])) {
      while (isName(words[next]) && words[next]?.opens !== true) next += 1;
      if (hasYear && keys.slice(at, end).includes('parliament')) to = next;
    }
  }
  return { from: at, to, rule: 'election', sure: 0.9 };
}

/** `Korean War`, `Sofia Conference`, `2003 Iraq War`, `Second World War`, `World War II`. */
function eventWordLast(source: Source, at: number): EventSpan | undefined {
  const { words, keys } = source;
  if (!isName(words[at]) && !isYear(words[at])) return undefined;
  // `2015 Paris Agreement` is the one that is known.
  if (isYear(words[at]) && phraseAt(source.known.eventPhrases, keys, source.texts, at + 1) !== undefined) return undefined;
  if (cues.never.has(keys[at] ?? '') && words[at]?.opens === true) return undefined;
  let end = -1;
  for (let i = at; i < at + 6 && (isName(words[i]) || isYear(words[i])); i += 1) {
    if (i > at && words[i]?.opens === true) break;
    if (words[i - 1]?.possessive === true && i > at) break;
    if (i > at && (cues.eventHeads.has(keys[i] ?? '') || cues.treatyHeads.has(keys[i] ?? '')) && words[i]?.form !== 'lower') end = i + 1;
  }
  if (end < 0) return undefined;
  if (keys[end - 1] === 'congress' || keys[end - 1] === 'offensive') return undefined;
  if (/^(?:I{1,3}|IV|One|Two)$/.test(words[end]?.text ?? '')) end += 1;
  let from = at;
  while (from < end - 1 && cues.never.has(keys[from] ?? '') && words[from]?.opens === true) from += 1;
  if (end - from < 2) return undefined;
  return { from, to: withTopic(source, end), rule: 'event word', sure: 0.8 };
}

/** Past `on Sustainable Development`, `of the Parties`, `of 1918`: what a conference or a treaty is about. */
function withTopic({ words, keys, text }: Source, from: number): number {
  let end = from;
  while (/^(?:of|on|for|against|with|and)$/.test(keys[end] ?? '') && words[end]?.form === 'lower' && (end > from || keys[end] !== 'and')) {
    let next = end + 1;
    if (keys[next] === 'the') next += 1;
    const first = words[next];
    if ((!isName(first) && !isYear(first)) || text.slice(words[end - 1]?.end ?? 0, first?.start ?? 0).includes('\n')) return end;
    while ((isName(words[next]) || isYear(words[next])) && words[next]?.opens !== true && words[next - 1]?.possessive !== true) next += 1;
    if (next === end + 1) return end;
    end = next;
  }
  return end;
}

/** `Battle of Waterloo`, `Treaty of Versailles`, `annexation of Crimea`. */
function eventWordFirst({ words, keys }: Source, at: number): EventSpan | undefined {
  const key = keys[at] ?? '';
  if (!cues.eventStarts.has(key) || keys[at + 1] !== 'of') return undefined;
  if (!isName(words[at]) && !/^(?:annexation|invasion|siege|battle|occupation)$/.test(key)) return undefined;
  let next = at + 2;
  if (keys[next] === 'the') next += 1;
  if (!isName(words[next])) return undefined;
  if (key === 'congress' && !isYear(words[next + 1]) && words[next]?.text !== 'Vienna' && words[next]?.text !== 'Berlin') return undefined;
  while (isName(words[next]) && next < at + 7 && words[next]?.opens !== true) next += 1;
  if (key === 'convention' || key === 'fall' || key === 'peace')
    return isName(words[at]) ? { from: at, to: next, rule: 'event word', sure: 0.7 } : undefined;
  return { from: at, to: next, rule: 'event word', sure: 0.8 };
}

/** `Helsinki meeting`, `July 16 meeting`, `Sofia summit`, `Ohrid conference`. */
function meetingAt({ words, keys, texts, known }: Source, at: number): EventSpan | undefined {
  const first = words[at];
  if (first === undefined || !isName(first)) return undefined;
  const key = keys[at] ?? '';
  if (cues.months.has(key)) {
    const day = words[at + 1];
    if (day?.form === 'number' && /^\d{1,2}$/.test(day.text) && meetings.has(keys[at + 2] ?? ''))
      return { from: at, to: at + 3, rule: 'dated meeting', sure: 0.8 };
    return undefined;
  }
  if (cues.never.has(key) || cues.days.has(key) || cues.organizationHeads.has(key)) return undefined;
  for (let i = at + 1; i <= at + 2; i += 1) {
    if (meetings.has(keys[i] ?? '') && words[i]?.form === 'lower' && /^(?:meeting|summit|conference)$/.test(keys[i] ?? ''))
      // `Helsinki meeting`, but not `DeMint meeting`: which of a person's meetings, the name does not say.
      return { from: at, to: i + 1, rule: 'meeting', sure: isPlace({ keys, texts, known }, at, i) ? 0.7 : 0.4 };
    if (!isName(words[i])) return undefined;
  }
  return undefined;
}

const isPlace = ({ keys, texts, known }: Pick<Source, 'keys' | 'texts' | 'known'>, at: number, end: number): boolean =>
  phraseAt(known.countryPhrases, keys, texts, at)?.length === end - at ||
  phraseAt(known.placePhrases, keys, texts, at)?.length === end - at;
