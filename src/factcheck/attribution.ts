import { datesIn, type TextDate } from '../language/figures.ts';
import { sayingAt } from '../language/speaker.ts';
import { sentencesOf } from '../language/sentences.ts';
import type { Around } from './quotations.ts';
import { refsIn } from './refs.ts';

/**
 * What a draft says of where a quotation is from, read from its sentence and the neighbours: the refs, the dates, the post
 * or ministry that sent the cable, and who speaks. `isOfCable`: the date is that of the cable, not of what it tells.
 */
export type Attribution = {
  refs: string[];
  dates: (TextDate & { isOfCable: boolean })[];
  /** As printed (`EU delegation in Kyiv`), with its place alone. */
  senders: { text: string; place: string }[];
  speaker: string | undefined;
};

const place = String.raw`((?:The |La |San |New |Tel |Addis |Abu )?\p{Lu}[\p{L}’'-]+)`;
const body = String.raw`(?:delegation|embassy|mission|legation|consulate(?: general)?|representation|diplomats|ambassador|(?:\p{Lu}?\p{L}+ )?ministry(?: (?:of|for) [\p{L} ]{3,30}?)?|department(?: of [\p{L} ]{3,40}?)?|office)`;
const senderPatterns = [
  new RegExp(String.raw`(?<!\p{L})(?:EU |European |E\.U\. )?${body}\s+(?:in|to|at)\s+${place}`, 'giu'),
  new RegExp(
    String.raw`(?<!\p{L})(?:cable|report|telegram|dispatch|message|memo|memorandum|note|letter)\s+(?:sent )?from\s+(?:the )?${place}`,
    'giu',
  ),
  new RegExp(
    String.raw`(?<!\p{L})[Tt]he (?!E\.?U|Europ|Amer|U\.?[SN])${place} (?:delegation|embassy|mission|legation|consulate)(?!\p{L})`,
    'gu',
  ),
];

const isCapital = (word: string): boolean => /^\p{Lu}/u.test(word.replace(/^The /i, ''));
const sendersIn = (text: string): Attribution['senders'] =>
  senderPatterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ 0: all, 1: name = '' }) =>
      isCapital(name) ? [{ text: all, place: name.replace(/^The /i, '') }] : [],
    ),
  );

/** Before or after a date: it is the day of the cable. */
const cableBefore =
  /(?:\b(?:cable|report|telegram|dispatch|message|memo|memorandum|note|letter|one)\s+(?:of|from|on|dated)|\bdated|\b(?:wrote|reported|cabled|noted|observed|sent|warned|told (?:its )?(?:capitals|headquarters|Brussels))\b[^.;]{0,60}?(?:\s+(?:on|in|of))?|[/\d]\d\s*[,(]\s*(?:of )?)\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?$/iu;
const cableAfter =
  /^,?\s*(?:the\s+(?:EU\s+|European\s+)?(?:delegation|embassy|mission|legation|consulate|ministry|diplomats)\b[^.;]{0,60}?\b(?:wrote|reported|cabled|noted|observed|sent|warned)|(?:a|one|another|the)\s+(?:cable|report|telegram|dispatch|message|memo|memorandum|note))\b/iu;

const datesOf = (sentence: string): Attribution['dates'] =>
  datesIn(sentence).map((date) => ({
    ...date,
    isOfCable: cableBefore.test(sentence.slice(0, date.start).replace(/\b(?:on|in)\s+$/i, '')) || cableAfter.test(sentence.slice(date.end)),
  }));

/** What the draft says of a quotation's origin. */
export function attributionOf({ text, start, end }: Around): Attribution {
  const sentences = sentencesOf(text);
  const at = sentences.findIndex((one) => one.start <= start && start < one.end);
  const spanOf = (i: number): string => {
    const one = sentences[i];
    return one === undefined ? '' : text.slice(one.start, one.end);
  };
  const own = sentences[at];
  if (own === undefined) return { refs: [], dates: [], senders: [], speaker: undefined };
  const [sentence, before, after] = [spanOf(at), spanOf(at - 1), spanOf(at + 1)];
  // What follows belongs to the next quotation where there is one.
  const neighbours = [...(after.includes('___') ? [] : [after]), before].filter((one) => one !== '');
  const nearest = <T>(find: (sentence: string) => T[]): T[] => {
    for (const one of neighbours) {
      const found = find(one);
      if (found.length > 0) return found;
    }
    return [];
  };
  const [from, to] = [start - own.start, end - own.start];
  const refs = refsAt(sentence, from, to);
  const senders = sendersIn(sentence);
  const dates = datesOf(sentence).filter((one) => !refsIn(sentence).some((other) => one.start < other.end && other.start < one.end));
  return {
    refs: refs.length > 0 ? refs : nearest((one) => refsIn(one).map(({ ref }) => ref)),
    dates: dates.length > 0 ? dates : nearest((one) => datesOf(one).filter(({ isOfCable }) => isOfCable)),
    senders: senders.length > 0 ? senders : nearest(sendersIn),
    speaker: speakerOf(sentence, from, Math.min(to, sentence.length), before),
  };
}

/** The refs of a sentence that belong to one of its quotations: those behind it, up to the next one, else those before it. */
function refsAt(sentence: string, from: number, to: number): string[] {
  const all = refsIn(sentence);
  const next = sentence.indexOf('___', to);
  const last = sentence.slice(0, from).lastIndexOf('___');
  const behind = all.filter(({ start }) => start >= to && (next < 0 || start < next));
  const ahead = all.filter(({ end }) => end <= from && end > last);
  // `REF says “A” and “B” (REF2)`: what stands close behind in brackets is the quotation's own.
  const chosen =
    ahead.length > 0 && behind.length > 0 ? (/^[^\p{L}]*[([]/u.test(sentence.slice(to)) ? behind : ahead) : [...behind, ...ahead];
  return (chosen.length > 0 ? chosen : all).map(({ ref }) => ref);
}

const pronoun = /^(?:he|she|they|it|we|I|who)$/iu;

/** Who speaks according to the draft; a pronoun means whoever the sentence before lets speak. */
function speakerOf(sentence: string, start: number, end: number, before: string): string | undefined {
  const saying = sayingAt(sentence, start, end);
  // `COREU/KYI/0039/18 says`: that is no speaker.
  if (saying === undefined || saying.stance === 'did not say' || refsIn(saying.speaker.name).length > 0) return undefined;
  if (!pronoun.test(saying.speaker.name)) return saying.speaker.name;
  const earlier = sayingAt(before, Math.max(0, before.length - 1))?.speaker.name;
  return earlier === undefined || pronoun.test(earlier) ? undefined : earlier;
}
