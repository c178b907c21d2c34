import * as cues from './cues.ts';
import { phraseAt } from './gazetteer.ts';
import { type NameReading, take } from './names-so-far.ts';

/** Skips a heading, but takes the countries in it. */
export function skipHeading(reading: NameReading, at: number, end: number): number {
  const { known, keys, texts } = reading;
  for (let i = at; i < end; i += 1) {
    const hit = phraseAt(known.countryPhrases, keys, texts, i);
    if (hit === undefined || hit.value.role !== 'name') continue;
    take(reading, i, i + hit.length, 'country', 'name', 0.9, { country: hit.value });
    i += hit.length - 1;
  }
  return end;
}

export function takePlace(reading: NameReading, at: number, end: number): number {
  const { keys, known, texts, words } = reading;
  const listed = phraseAt(known.placePhrases, keys, texts, at);
  const placeEnd = endOfPlace(reading, at, end);
  if (placeEnd > at) {
    take(reading, at, placeEnd, 'place', 'place word', 0.8);
    return placeEnd;
  }
  if (listed === undefined) {
    if (cues.placeStarts.has(keys[at] ?? '') && end - at >= 2 && end - at <= 3 && known.givenName(keys[at + 1] ?? '') === undefined) {
      take(reading, at, end, 'place', 'place word', 0.7);
      return end;
    }
    return at;
  }
  const stop = at + listed.length;
  const isInside = stop < end && !(words[stop]?.form === 'upper');
  if (isInside && (known.givenName(keys[at] ?? '') !== undefined || listed.length === 1) && !cues.titles.has(keys[stop] ?? '')) return at;
  if (listed.length === 1 && known.givenName(keys[at] ?? '') !== undefined && !cues.placePrepositions.has(keys[at - 1] ?? '')) return at;
  take(reading, at, stop, 'place', 'known place', 0.85);
  return stop;
}

function endOfPlace({ keys, words, known }: NameReading, at: number, end: number): number {
  for (let i = at + 1; i < Math.min(end, at + 4); i += 1) {
    if (!cues.placeHeads.has(keys[i] ?? '')) continue;
    if (known.isCommon(keys[at] ?? '') && words[at]?.opens === true) return at;
    // `Nevada State College` has been taken as an organization by now, `Kent State election` as an event.
    return i + 1;
  }
  return at;
}
