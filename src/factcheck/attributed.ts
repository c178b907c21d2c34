import { gazetteer } from '../names/recognise/gazetteer.ts';
import { isSameDate, datesIn } from '../language/figures.ts';
import { sayingAt, sayingsIn } from '../language/speaker.ts';
import { sentenceAround, sentencesOf } from '../language/sentences.ts';
import { stemOf } from '../language/stems.ts';
import { fold } from '../language/tokens.ts';
import type { Attribution } from './attribution.ts';

/**
 * What the draft says of a quotation's origin, and what the cable says instead; `cable` is '' where the cable is silent.
 * `who`: no mistake, but the cable's sentence leaves open who speaks (`he said`). `told`: the dates that the sentence tells.
 */
export type Wrong = { what: 'cable' | 'date' | 'sender' | 'speaker' | 'who'; draft: string; cable: string; told?: string };

/** Where a quotation stands, for comparing: offsets in `body`, undefined where it stands in the subject. */
export type QuotedAt = {
  row: number;
  ref: string;
  date: string;
  origin: string;
  subject: string;
  body: string;
  at: readonly [number, number] | undefined;
};

/** What the draft says wrongly of a quotation. `cited`: the rows of the refs that it names, where the desk has them. */
export function wrongIn(attribution: Attribution, stand: QuotedAt, cited: ReadonlyMap<string, number>): Wrong[] {
  return [
    wrongCable(attribution, stand, cited),
    wrongDate(attribution, stand),
    wrongSender(attribution, stand),
    wrongSpeaker(attribution, stand),
  ].filter((one) => one !== undefined);
}

/** The form of a ref: `COREU/KYI/0039/18` and `COREU/WAS/0107/18` have the same. */
const shapeOf = (ref: string): string => ref.replaceAll(/\p{Lu}+/gu, 'A').replaceAll(/\d+/g, '9');

function wrongCable({ refs }: Attribution, { row, ref }: QuotedAt, cited: ReadonlyMap<string, number>): Wrong | undefined {
  // What is no cable of this desk counts where it has the form of one.
  const named = refs.filter((one) => cited.has(one) || shapeOf(one) === shapeOf(ref));
  if (named.length === 0 || named.some((one) => cited.get(one) === row)) return undefined;
  return { what: 'cable', draft: named.join(', '), cable: ref };
}

function wrongDate({ dates }: Attribution, { date, subject, body, at }: QuotedAt): Wrong | undefined {
  if (date === '' || dates.length === 0) return undefined;
  const [year, month, day] = date.split('-').map(Number);
  const own = { ...(year === undefined ? {} : { year }), ...(month === undefined ? {} : { month }), ...(day === undefined ? {} : { day }) };
  const ofCable = dates.filter(({ isOfCable }) => isOfCable);
  const told = at === undefined ? [] : datesIn(paragraphAt(body, at[0]).text);
  // A day of the events is right where the paragraph or the subject names it.
  const isRight = (one: Attribution['dates'][number]): boolean =>
    isSameDate(one, own) || (!one.isOfCable && [...told, ...datesIn(subject)].some((other) => isSameDate(one, other)));
  const claimed = ofCable.length > 0 ? ofCable : dates;
  if (claimed.some(isRight)) return undefined;
  // What the sentence tells is compared with all that it tells in the cable.
  const said = ofCable.length > 0 || at === undefined ? [] : datesIn(sentenceAt(body, at).text);
  const printed = [...new Set(said.map(({ text }) => text))].join(', ');
  return { what: 'date', draft: claimed[0]?.text ?? '', cable: date, ...(printed === '' ? {} : { told: printed }) };
}

/** A name's words without case and accents. */
const wordsOf = (text: string): string[] =>
  (text.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? []).map((word) => stemOf(fold(word), ''));

function wrongSender({ senders }: Attribution, stand: QuotedAt): Wrong | undefined {
  if (senders.length === 0 || stand.origin === '') return undefined;
  const origin = new Set(wordsOf(stand.origin));
  const said = new Set(wordsOf(stand.at === undefined ? stand.subject : sentenceAt(stand.body, stand.at).text));
  // An embassy that speaks in the cable is no sender.
  const isRight = ({ place }: { place: string }): boolean => wordsOf(place).every((word) => origin.has(word) || said.has(word));
  const [first] = senders;
  return first === undefined || senders.some(isRight) ? undefined : { what: 'sender', draft: first.text, cable: stand.origin };
}

/** Words for the writer of a cable, or for nobody in particular: their speech is the cable's own. */
const writers = new Set(
  wordsOf(
    'cable cables report reports telegram dispatch memo memorandum note document documents message text paper file letter it delegation embassy mission legation diplomat diplomats ministry department envoy envoys author authors writer we they he she who i us eu union european europeans official-sender',
  ),
);
/** Words that any description of a person may use for another. */
const anybody = new Set(
  wordsOf(
    'official source contact diplomat representative person man woman people somebody interlocutor member staff expert aide insider spokesman spokeswoman mr mrs ms dr sir lady',
  ),
);
const small = new Set(
  'the a an of in at for to on by from with and his her its their our one two three several some another who'.split(' '),
);

function wrongSpeaker({ speaker, senders }: Attribution, { subject, origin, body, at }: QuotedAt): Wrong | undefined {
  if (speaker === undefined || at === undefined) return undefined;
  const words = wordsOf(speaker).filter((word) => !small.has(word));
  if (
    // None at all, or only such as stand for the sender.
    words.every((word) => writers.has(word)) ||
    senders.some(({ text }) => text.includes(speaker) || speaker.includes(text))
  )
    return undefined;
  // The sender itself, by its place or its name.
  const sender = new Set(wordsOf(`${origin} ${countryOf(origin)}`));
  if (words.every((word) => sender.has(word) || writers.has(word))) return undefined;
  const found = cableSpeaker(body, at);
  const known = new Set(wordsOf(`${found.named} ${found.isOpen ? found.around : ''}`));
  const isNamed = words.some((word) => known.has(word) && !anybody.has(word));
  const others = words.filter(
    (word) => !known.has(word) && !anybody.has(word) && !isPeople(speaker, word) && !wordsOf(`${subject} ${origin}`).includes(word),
  );
  const person = isPerson(speaker);
  // `he said`, or a sentence without a speaker in a paragraph that names this person: the cable leaves it open.
  const surname = words.at(-1) ?? '';
  const isLeftOpen =
    found.pronoun !== undefined || (found.printed === '' && person && wordsOf(paragraphAt(body, at[0]).text).includes(surname));
  const isGeneric = words.every((word) => anybody.has(word) || isPeople(speaker, word));
  const isRight = isNamed ? others.length === 0 || person : isGeneric && [...known].some((word) => anybody.has(word));
  if (isLeftOpen && (isRight || found.isOpen)) return { what: 'who', draft: speaker, cable: found.pronoun ?? '' };
  if (isRight) return undefined;
  return { what: 'speaker', draft: speaker, cable: found.printed };
}

/** The names of the country whose ministry sent the cable: `Danish` for one from Copenhagen. A delegation abroad is nobody's there. */
function countryOf(origin: string): string {
  if (/delegation|embassy|mission|legation|consulate|office/iu.test(origin)) return '';
  const words = wordsOf(origin);
  const own = gazetteer().countries.filter(({ capitals }) =>
    capitals.some((capital) => wordsOf(capital).every((word) => words.includes(word))),
  );
  return own.flatMap(({ names, demonyms }) => [...names, ...demonyms]).join(' ');
}

/** Whether the word stands in the phrase as an adjective with a capital (`Chinese official`). */
const isPeople = (phrase: string, word: string): boolean =>
  [...phrase.matchAll(/(?<!\p{L})(\p{Lu}\p{L}+(?:ese|ish|ian|an|ch|ic|i|tch))(?=\s+\p{Ll})/gu)].some(
    ({ 1: name = '' }) => wordsOf(name)[0] === word,
  );

/** Whether the phrase ends in a name: its surname decides. */
const isPerson = (phrase: string): boolean => /(?<!\p{L})\p{Lu}[\p{L}’'-]+$/u.test(phrase) && !/\b(?:of|in|for|at) /.test(phrase);

type CableSpeaker = {
  /** As printed, with what the cable adds to it; '' where the writer speaks. */
  printed: string;
  named: string;
  /** Whether the cable leaves open who speaks: then whoever the sentence names may be meant. */
  isOpen: boolean;
  around: string;
  /** `he said`, as printed. */
  pronoun?: string;
};

const pronoun = /^(?:he|she|they|it|who|both)$/iu;

/** Who says the words at these offsets of a cable. */
function cableSpeaker(body: string, at: readonly [number, number]): CableSpeaker {
  const { text: sentence, start } = sentenceAt(body, at);
  const paragraph = paragraphAt(body, at[0]);
  const before = paragraph.text.slice(0, Math.max(0, start - paragraph.start));
  const length = Math.min(sentence.length, at[1] - start);
  const saying = sayingAt(sentence, Math.max(0, at[0] - start), length) ?? sayingAt(sentence, Math.max(0, at[0] - start));
  if (saying !== undefined && !pronoun.test(saying.speaker.name)) {
    const after = sentence.slice(saying.speaker.end);
    const verb = Math.max(0, after.indexOf(saying.verb));
    return {
      printed: saying.speaker.name,
      named: `${saying.speaker.name} ${saying.speaker.as ?? ''} ${/^,|^ of /.test(after) ? after.slice(0, verb) : ''}`,
      isOpen: false,
      around: '',
    };
  }
  const last = sentencesOf(before)
    .flatMap((one) => sayingsIn(before.slice(one.start, one.end)))
    .findLast(({ speaker }) => !pronoun.test(speaker.name));
  // `he` is whoever spoke or is named before, here or in an earlier paragraph; speech may go on over sentences.
  if (saying !== undefined)
    return {
      printed: last?.speaker.name ?? saying.speaker.name,
      named: `${last?.speaker.name ?? ''} ${last?.speaker.as ?? ''}`,
      isOpen: last === undefined,
      around: body.slice(0, start),
      pronoun: `${saying.speaker.name} ${saying.verb}`,
    };
  if (/^["“„«]/.test(sentence) || last !== undefined)
    return { printed: last?.speaker.name ?? '', named: last?.speaker.name ?? '', isOpen: true, around: sentence };
  return { printed: '', named: '', isOpen: true, around: sentence };
}

/** The block of text around an offset, as far as empty lines part it. */
function paragraphAt(body: string, offset: number): { text: string; start: number } {
  const start = body.lastIndexOf('\n\n', offset) + 1;
  const end = body.indexOf('\n\n', offset);
  return { text: body.slice(start, end < 0 ? body.length : end), start };
}

/** The sentence, or the sentences, that hold these offsets. */
export function sentenceAt(body: string, [start, end]: readonly [number, number]): { text: string; start: number } {
  const found = sentenceAround(body, { start, end });
  return { text: body.slice(found.start, found.end), start: found.start };
}
