import { negationOf } from './negation.ts';

/** Who says what in one sentence, as far as the sentence itself tells. */

/** Somebody who speaks, as printed: `name` is `sentence.slice(start, end)`. `as`: what stands beside a name (`the mayor of X`). */
export type Speaker = { name: string; start: number; end: number; as?: string };

/**
 * One act of speech. `verb`: as printed. `stance`: whether its speaker says it, denies it, or is reported not to have said it.
 * `reported`: the span of the sentence that holds the words. `via`: through whom it comes, the outermost reporter first; the
 * writer of the text, who reports all of it, is not among them.
 */
export type Saying = {
  speaker: Speaker;
  verb: string;
  stance: 'says' | 'denies' | 'did not say';
  reported: [start: number, end: number];
  via: Speaker[];
};

/** Verbs that report speech whatever follows. */
const plainVerbs =
  'said|told|stated|argued|added|repeated|explained|answered|replied|suggested|confirmed|denied|warned|promised|insisted|claimed|maintained|stressed|underlined|emphasi[sz]ed|remarked|recalled|announced|declared|acknowledged|admitted|conceded|complained|assured|predicted|commented|affirmed|alleged|asserted|contended|reiterated|mentioned|objected|revealed|disclosed|concluded|cautioned|pledged|vowed|testified|protested|inquired|enquired|conveyed|estimated|advised|cabled|telegraphed|speculated|volunteered|requested|recommended|wrote|asked|informed|noted|reported|recorded|proposed|indicated|observed|urged|spoke of|speaks? of|pointed out|called|described|says|tells|argues|adds|explains|insists|warns|writes|denies|stresses|saying|adding|denying|insisting|warning|arguing';
/** Forms that are nouns or other verbs as well: only before `that`, a comma, a colon or a quotation. */
const doubtfulVerbs =
  'say|tell|thought|thinks?|felt|feels?|hoped?|hopes|feared|fears|concludes|estimates|reveals|expects?|expected|agreed|agrees|understood|(?<!\\b(?:member|united|sending|receiving|several|many|two|three|four|five) )states?|claim|claims|note|notes|report|reports|answer|answers|repeat|ask|asks|hold|holds|held|believes?|maintains?|confirms?|suggests?|announces?|promises|replies|deny|argue|insist|warn|explain|add|write';
const verbPattern = new RegExp(
  `\\b(?:(${plainVerbs}|(?<=(?:refused|declined|refuses|declines) to )say)|(${doubtfulVerbs})(?=(?:\\s+to\\s+\\w+)?(?:\\s+(?:us|me|him|her|them))?(?:\\s+that\\b|\\s*[,:]|\\s*["“‘«])))\\b`,
  'giu',
);
/** `according to X`, `in the words of X`, `selon X`, `laut X`. */
const byPattern =
  /\b(?:according to|in the words of|in the view of|as (?:reported|recorded|told|quoted|stated|announced|described) by|(?:said|told|reported|stated|recorded|announced|confirmed|denied|described|noted|quoted|written|made) by|selon|d[’']après|laut)\s+/giu;

const negation = negationOf(['denials']);
const refusal = /\b(?:refused|declined|refuses|declines) to\b/iu;
const auxiliaries =
  /(?:^|\s+)(?:(?:has|have|had|did|does|do|will|would|could|can|may|might|should|must|also|then|again|later|earlier|today|yesterday|himself|herself|themselves|once|only|just|now|still|already|further|repeatedly|publicly|privately|openly|briefly|frankly|not|never|refused to|declined to|refuses to|declines to|is|was|were|are|been|be|being|having|thus|therefore|however|nevertheless|finally|first|twice)|(?:did|do|does|has|have|had|would|could)n[’']t)$/iu;
const passive = /\b(?:is|was|were|are|been|be|being)(?:\s+(?:also|then|not|never|first|once|repeatedly|only|already|later|often))*$/iu;
const breaks =
  /[.;:!?()"“”«»„]|,\s|\s[–—-]{1,2}\s|\b(?:that|but|because|since|while|when|whether|if|although|though|as|where|which|than|so|until|and|or)\b/giu;
const prepositions = new Set(
  'of in for at on to from with by under over about into against between among near within during after before since and or de du des la von der den al bin ben the a an his her its their our my your this these'.split(
    ' ',
  ),
);
const determiners = new Set(
  'the a an this that these those his her its their our my your one two three four five six several some many most another each both every no all other'.split(
    ' ',
  ),
);
const pronouns = new Set('he she they we i it who nobody everybody somebody one'.split(' '));
const particles = new Set('de du des la le von van der den al el bin ben di da dos y'.split(' '));
const calendar =
  /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|today|yesterday|then|there|here|later|in|on|at|during|after|before|comment|summary)$/iu;

/** Characters that are read of one sentence. */
const longest = 2000;

/** The acts of speech that the sentence reports, in their order. Text only: it knows no names and looks nothing up. */
export function sayingsIn(text: string): Saying[] {
  // No sentence is longer; a hostile text may be.
  const sentence = text.slice(0, longest);
  const found: Saying[] = [];
  for (const verb of sentence.matchAll(verbPattern)) {
    const saying = sayingAtVerb(sentence, verb.index, verb[0], found);
    if (saying !== undefined) found.push(saying);
  }
  for (const by of sentence.matchAll(byPattern)) {
    const start = by.index + by[0].length;
    const phrase = phraseFrom(sentence, start);
    const opens = sentence.slice(0, by.index).trim() === '';
    // `According to the ministry of energy stocks were low`: without a comma, nothing says where the speaker ends.
    if (phrase === undefined || (opens && !/^\s*,/.test(sentence.slice(phrase.end)))) continue;
    // After `according to the minister,` a list of names may follow.
    const speaker = nameBeside(sentence, phrase, opens) ?? phrase;
    const denies = /denied/i.test(by[0]);
    const reported: [number, number] = opens ? [Math.min(sentence.length, speaker.end + 1), sentence.length] : [0, by.index];
    found.push({ speaker, verb: by[0].trim(), stance: denies ? 'denies' : 'says', reported, via: [] });
  }
  const ordered = found.toSorted((a, b) => a.speaker.start - b.speaker.start);
  return ordered.map((one) => ({ ...one, via: chainOf(one, ordered) }));
}

/**
 * Who says the words at these offsets of the sentence: the innermost act of speech whose reported words hold them;
 * undefined where the sentence names nobody, so that whoever wrote it says it.
 */
export function sayingAt(sentence: string, start: number, end: number = start): Saying | undefined {
  const around = sayingsIn(sentence).filter(({ reported: [from, to] }) => from <= start && end <= to);
  return around.toSorted((a, b) => distance(a, start, end) - distance(b, start, end) || b.via.length - a.via.length)[0];
}

const distance = ({ speaker }: Saying, start: number, end: number): number =>
  speaker.end <= start ? start - speaker.end : Math.max(0, speaker.start - end);

/** Those whose reported words hold this speaker, the widest first. A speaker who is only `he` is nobody else's reporter. */
const chainOf = (one: Saying, all: readonly Saying[]): Speaker[] =>
  all
    .filter(
      (other) =>
        other !== one &&
        other.speaker.start !== one.speaker.start &&
        other.reported[0] <= one.speaker.start &&
        one.speaker.end <= other.reported[1] &&
        !holds(one, other),
    )
    .toSorted((a, b) => b.reported[1] - b.reported[0] - (a.reported[1] - a.reported[0]))
    .map(({ speaker }) => speaker);

/** Two that hold each other: the one whose verb opens the words is the outer one. */
const holds = (one: Saying, other: Saying): boolean =>
  one.reported[0] <= other.speaker.start && other.speaker.end <= one.reported[1] && one.reported[0] < other.reported[0];

function sayingAtVerb(sentence: string, at: number, verb: string, before: readonly Saying[]): Saying | undefined {
  const head = sentence.slice(0, at);
  const after = sentence.slice(at + verb.length);
  if (passive.test(head.trimEnd()) && !/ing$/i.test(verb)) return undefined;
  // `the ports announced for June`, `the note made by them`.
  if (
    /^\s+by\b/u.test(after) ||
    (/^(?:announced|confirmed|reported|described|proposed)$/i.test(verb) && /^\s+(?:for|on|in|at)\b/u.test(after))
  )
    return undefined;
  // `the said official`, `to say`, `a called meeting`.
  if (/\b(?:the|a|an|to|of|be|so-called|would be)\s+$/iu.test(head) && !/\b(?:refused|declined|refuses|declines) to\s+$/iu.test(head))
    return undefined;
  // `told X` is told to X.
  const isInverted =
    !/^(?:told|tells?|informed|assured|urged|called|described)$/i.test(verb) &&
    /[,"”»’?!]\s*$/u.test(head) &&
    /^\s+(?!(?:that|to|us|me|him|them|wh\p{L}+|how|if|about|by|for|on|in|at)\b)[\p{L}]/iu.test(after);
  const behind = isInverted ? phraseFrom(sentence, at + verb.length + (/^\s+/.exec(after)?.[0].length ?? 0)) : undefined;
  const speaker = behind === undefined ? subjectBefore(sentence, at, verb, before) : (nameBeside(sentence, behind) ?? behind);
  if (speaker === undefined) return undefined;
  const ahead = sentence.slice(0, speaker.start);
  const isPostposed =
    isInverted ||
    // `“...”, X told us.`
    (/["”»][,.]?\s*$/u.test(ahead) && !/\bthat\b|["“«]/u.test(after)) ||
    (/^\s*(?:[.,!?;]|$|["”»])/u.test(after) && (/^[,.;!?]?\s*$/u.test(after.trim()) || /[,"”»–—-]\s*$/u.test(ahead)));
  const between = sentence.slice(speaker.start, Math.max(speaker.start, at)).replace(/^.*\b(?:and|but|who)\b/isu, '');
  const negated = negation.test(between) || refusal.test(between);
  const isDenial = /^den/i.test(verb);
  return {
    speaker,
    verb,
    stance: negated ? (isDenial ? 'says' : 'did not say') : isDenial ? 'denies' : 'says',
    reported: isPostposed ? [clauseStart(sentence, speaker.start), sentence.length] : [at + verb.length, sentence.length],
    via: [],
  };
}

/** Where the words begin that `..., X said` closes: after a semicolon, else at the beginning. */
const clauseStart = (sentence: string, at: number): number => sentence.lastIndexOf('; ', at) + 1;

/** The subject of a verb. */
function subjectBefore(sentence: string, at: number, verb: string, before: readonly Saying[]): Speaker | undefined {
  let end = at;
  for (;;) {
    const stripped = sentence.slice(0, end).trimEnd().replace(auxiliaries, '');
    if (stripped.length === sentence.slice(0, end).trimEnd().length) {
      end = stripped.length;
      break;
    }
    end = stripped.length;
  }
  const last = sentence.slice(0, end);
  // `X, deputy head of Y, said`: what is between the commas describes X.
  if (last.endsWith(',')) {
    // `X, told that it was late, left` is passive; `X, head of Y, told us` is not.
    const isTold =
      /^(?:asked|told|informed)$/i.test(verb) &&
      /^\s+(?:us|me|him|her|them|the|an?|his|its|our|their|\p{Lu})/u.test(sentence.slice(at + verb.length));
    if (!isTold && /^(?:asked|told|informed|called|described|reported|recorded|noted)$/i.test(verb)) return undefined;
    const open = last.slice(0, -1).lastIndexOf(', ');
    const beforeOpen = open < 0 ? undefined : phraseBefore(sentence, open);
    return (beforeOpen === undefined ? undefined : nameBeside(sentence, beforeOpen)) ?? beforeOpen ?? mainSubject(sentence, before, at);
  }
  if (/\b(?:and|but|or)$/iu.test(last) || /ing$/i.test(verb)) return mainSubject(sentence, before, at);
  const who = /^(.*?),?\s+who$/isu.exec(last);
  if (who !== null) return phraseBefore(sentence, (who[1] ?? '').length);
  return phraseBefore(sentence, end) ?? (last.trim() === '' ? undefined : mainSubject(sentence, before, at));
}

/** Who spoke last before, else the subject that opens the sentence. */
function mainSubject(sentence: string, before: readonly Saying[], at: number): Speaker | undefined {
  const last = before.filter(({ speaker }) => speaker.end <= at).at(-1);
  return last?.speaker ?? openingSubject(sentence, at);
}

function openingSubject(sentence: string, at: number): Speaker | undefined {
  const opening =
    /^\s*(?:["“]\s*)?((?:(?:The|A|An|Our|His|Her|Two|Three|Several)\s+)(?:\p{L}[\p{L}’'-]*\s+){0,3}?\p{L}[\p{L}’'-]*|(?:\p{Lu}[\p{L}.’'-]*\s+)*\p{Lu}[\p{L}.’'-]*)(?=\s+(?:\p{Ll}+ed|is|was|were|are|has|had|have|met|went|came|saw|left|took|gave|spoke|will|would|did|of|in|from|who)\b|,)/u.exec(
      sentence.slice(0, at),
    );
  const name = opening?.[1];
  if (opening === null || name === undefined || calendar.test(name)) return undefined;
  const start = opening[0].length - name.length;
  return { name, start, end: start + name.length };
}

/** The noun phrase that ends here, within its clause. */
function phraseBefore(sentence: string, to: number): Speaker | undefined {
  const text = sentence.slice(0, to);
  let from = 0;
  for (const found of text.matchAll(breaks)) {
    // The point of `Mr.` and of an initial, and the `and` of `Ministry of Trade and Industry`, end nothing.
    if (found[0] === '.' && /(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Rep|Gov|St|Amb)|\b\p{Lu})$/u.test(text.slice(0, found.index))) continue;
    if (found[0] === 'and' && /\p{Lu}\p{L}+\s+$/u.test(text.slice(0, found.index)) && /^\s+\p{Lu}/u.test(text.slice(found.index + 3)))
      continue;
    from = found.index + found[0].length;
  }
  const segment = text.slice(from);
  const words = [...segment.matchAll(/[\p{L}\p{N}][\p{L}\p{N}.’'-]*/gu)];
  if (words.length === 0 || words.length > 14) return undefined;
  let begin: number | undefined;
  for (const [i, { 0: word }] of words.entries()) {
    const low = word.toLowerCase();
    const previous = words[i - 1]?.[0] ?? '';
    const isCapital = /^\p{Lu}/u.test(word) && !calendar.test(word);
    const follows =
      previous !== '' &&
      (prepositions.has(previous.toLowerCase()) ||
        determiners.has(previous.toLowerCase()) ||
        (isCapital && /^\p{Lu}/u.test(previous) && !calendar.test(previous)));
    if (follows && !particles.has(low)) continue;
    if (pronouns.has(low) || determiners.has(low) || isCapital) begin = i;
  }
  const first =
    begin === undefined ? (words.length <= 6 && !prepositions.has(words[0]?.[0].toLowerCase() ?? '') ? words[0] : undefined) : words[begin];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const relative = begin !== undefined && /^who$/iu.test(words[begin]?.[0] ?? '');
  if (relative && from + first.index > 0)
    return phraseBefore(
      sentence,
      sentence
        .slice(0, from + first.index)
        .trimEnd()
        .replace(/,$/, '').length,
    );
  const name = segment.slice(first.index, last.index + last[0].length);
  return calendar.test(name) ? undefined : { name, start: from + first.index, end: from + first.index + name.length };
}

/** `, Mr. Ibrahima Tankoulou-Zarra,` behind a description. */
const besidePattern =
  /^,\s+(?<name>(?<title>(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Amb)\.?\s+)?(?:\p{Lu}[\p{L}.’'-]*\s+(?:(?:de|du|von|van|der|al|el|bin)\s+)*)*\p{Lu}[\p{L}’'-]*)(?=[,.;:!?"”)]|$)(?!,\s+(?:and\s+)?\p{Lu})/u;
/** A place may follow these: `the ministry in Kyiv, Ukraine, said`. */
const bodies =
  /^(?:the|an?|its|their|our|his|her|one|les?|la|une?)\s(?:[\p{L}’'-]+\s)*?(?:ministry|embassy|delegation|government|mission|office|department|commission|committee|agency|company|factory|firm|bank|court|council|group|party|city|town|port|village|newspaper|legation|consulate|university|institute)(?=\s(?:of|in|at|for|to|from)\s|$)/iu;

/** The person whose name stands beside this description: `a council member, Mr. X,`. `isStrict`: only a full name. */
function nameBeside(sentence: string, { name: as, end }: Speaker, isStrict = false): Speaker | undefined {
  if (!/^(?:the|an?|its|their|our|his|her|one|les?|la|une?)\s/iu.test(as)) return undefined;
  const groups = besidePattern.exec(sentence.slice(end, end + 120))?.groups;
  const [name, title] = [groups?.['name'] ?? '', groups?.['title']];
  if (name === '' || calendar.test(name) || determiners.has(name.toLowerCase())) return undefined;
  const isFull = /\s/u.test(name);
  if (title === undefined && (bodies.test(as) || (!isFull && (isStrict || /\b(?:of|in|at|from|for)\s+\p{Lu}[\p{L}’'-]*$/u.test(as)))))
    return undefined;
  const start = sentence.indexOf(name, end);
  return { name, start, end: start + name.length, as };
}

/** The noun phrase that begins here: up to a verb, a comma or the end of the clause. */
function phraseFrom(sentence: string, start: number): Speaker | undefined {
  const rest = sentence.slice(start, start + 160);
  const found =
    /^(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Amb)\.?\s+)?(?:(?:\p{Lu}[\p{L}.’'-]*|de|du|von|van|der|al|el|bin)\s+)*\p{Lu}[\p{L}\p{N}’'-]*(?=[\s,.;:!?"”)]|$)|^(?:[Tt]he|an?|his|her|its|their|our|one|two|three|several|some|those|les?|la|une?)\s[^,.;:!?"“”()]{2,80}?(?=\s*(?:[,.;:!?"“”()]|\b(?:that|is|was|were|are|has|had|have|in the|on \p{Lu}|yesterday|today|with|who|when|after|before|about|\d)|(?<!\b(?:of|in|for|at|on|to|from|with|by|and))\s(?:the|an?)\b|$))|^(?:he|she|they|we|it)\b/u.exec(
      rest,
    );
  const name = found?.[0].trim().replace(/[.,]$/, '');
  return name === undefined || name === '' ? undefined : { name, start, end: start + name.length };
}
