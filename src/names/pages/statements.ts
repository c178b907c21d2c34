import { passageText } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerptLimit } from '../../desk/policy.ts';
import { finiteVerb, isWholeSentence } from '../../language/clauses.ts';
import { sentencesOf, type Sentence } from '../../language/sentences.ts';
import { sayingsIn, type Saying } from '../../language/speaker.ts';
import type { Item } from '../../reply/reply.ts';
import { join, own, quoted, ref, said } from '../../reply/text.ts';
import { paragraphMark, peopleIn, type MentionPlace } from './sayings.ts';

/**
 * What somebody says by the words of a cable, as it is printed there. `name`: the person's, else the speaker as printed (`an
 * official of the ministry`); `entity`: the person. `reporter`: who tells it; `via`: through whom the reporter has it.
 */
export type Statement = {
  cable: Cable;
  name: string;
  entity: string;
  sentence: Sentence;
  /** Where the speaker stands in the body. */
  speaker: Sentence;
  reporter: string;
  via: string;
};

/** What is said must have some words. */
const leastWords = 4;

/** The statements among these places: where the sentence names the person as the one who says it. In order, each once. */
export function statementsOf(desk: Desk, places: readonly MentionPlace[]): Statement[] {
  const seen = new Set<string>();
  return places.flatMap(({ cable, mention, sentence }) => {
    if (sentence === undefined || mention.part !== 'body') return [];
    const text = cable.body.slice(sentence.start, sentence.end);
    const key = text.toLowerCase().replaceAll(/\s+/g, ' ');
    if (seen.has(key) || !isWhole(cable, sentence)) return [];
    const saying = sayingBy(text, mention.start - sentence.start, mention.end - sentence.start);
    if (saying === undefined) return [];
    seen.add(key);
    const entity = desk.names.get(mention.entity);
    const name = entity === undefined || entity.hidden ? mention.surface : entity.name;
    return [statementBy(saying, { cable, sentence, name, entity: mention.entity, speaker: mention })];
  });
}

/** The statements in a cable whose sentence passes: of people, and of whoever else the sentence describes. */
export function statementsIn(desk: Desk, cable: Cable, passes: (sentence: Sentence) => boolean): Statement[] {
  const people = peopleIn(desk, cable.row);
  return sentencesOf(cable.body).flatMap((sentence) => {
    const text = cable.body.slice(sentence.start, sentence.end);
    if (!passes(sentence) || !isWhole(cable, sentence)) return [];
    const named = people.filter(({ start, end, entity }) => entity !== '' && start >= sentence.start && end <= sentence.end);
    const [person] = statementsOf(
      desk,
      named.map((mention) => ({ cable, mention, sentence })),
    );
    if (person !== undefined) return [person];
    const flat = text.replaceAll(/\s/g, ' ');
    const saying = sayingsIn(flat).find(
      (one) => isStatement(flat, one) && described.test(one.speaker.name) && !finiteVerb.test(one.speaker.name),
    );
    if (saying === undefined) return [];
    const [start, end] = [saying.speaker.start + sentence.start, saying.speaker.end + sentence.start];
    return [statementBy(saying, { cable, sentence, name: saying.speaker.name, entity: '', speaker: { start, end } })];
  });
}

const isWhole = ({ body }: Cable, { start, end }: Sentence): boolean =>
  isWholeSentence(body.slice(start, end), body.slice(Math.max(0, start - 300), start));

const statementBy = (saying: Saying, of: Omit<Statement, 'reporter' | 'via'>): Statement => ({
  ...of,
  speaker: { start: of.speaker.start, end: of.speaker.end },
  reporter: reporterOf(of.cable, of.sentence.start),
  via: saying.via.at(-1)?.name ?? '',
});

const heads =
  'officials?|officers?|ministers?|ambassadors?|advisers?|advisors?|representatives?|spokes\\p{L}+|members?|delegates?|delegations?|counsell?ors?|managers?|directors?|owners?|mayors?|deput(?:y|ies)|governments?|ministr(?:y|ies)|embass(?:y|ies)|office|mission|technicians?|staff|sources?|contacts?|diplomats?|researchers?|professors?|lawyers?|journalists?|president|secretary|chairman|chairwoman|consul|attaché|chargé|aides?|experts?|analysts?|engineers?|traders?|bankers?|captain|general|colonel|governor|senators?|congressmen|congressman|judge|prosecutors?|police|leaders?|lawmakers?|interlocutors?|foreign office|state department|commissioners?|speaker|master|teacher|doctor|farmers?|drivers?|workers?';
/** `an American official`, `the Minister of Finance`, `a manager of a company`: somebody, or a body that speaks; not `he`, not `the letter`. */
const described = new RegExp(
  `^(?:(?:the|a|an|one|another|two|three|several|some|our|his|her|their)\\s|(?=\\p{Lu}))(?:[\\p{L}’'.-]+\\s){0,4}?(?:${heads})(?:\\s(?:here|there|(?:of|in|at|for|from|to|with)\\s.+))?$`,
  'iu',
);

/** The statements on a person's page: short ones first, from different cables first. */
export function statementsShown(desk: Desk, places: readonly MentionPlace[]): Statement[] {
  const isLong = ({ sentence }: Statement): boolean => sentence.end - sentence.start > excerptLimit(desk.exposure);
  const ranked = [...Map.groupBy(statementsOf(desk, places), ({ cable }) => cable.row).values()].flatMap((same) =>
    same.map((one, i) => ({ one, rank: i + (isLong(one) ? 100 : 0) })),
  );
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, 3)
    .map(({ one }) => one);
}

/** The act of speech whose speaker is the name at these offsets of a sentence; what somebody did not say is none. */
export function sayingBy(sentence: string, start: number, end: number): Saying | undefined {
  const text = sentence.replaceAll(/\s/g, ' ');
  if (/^['’]s?(?![\p{L}])/iu.test(text.slice(end))) return undefined;
  return sayingsIn(text).find((saying) => {
    const { speaker } = saying;
    if (speaker.start > start || speaker.end < end || !isStatement(text, saying)) return false;
    // `an aide to X`: the aide says it. `the Minister of Finance, X`: X.
    const before = text.slice(speaker.start, start);
    const isHead =
      !/(?<![\p{L}])(?:of|to|for|with|from|by|between|on|about|under|de)\s+(?:(?:the|mr|mrs|ms|dr|president|minister|secretary|general|ambassador|m|sir|gen)\.?\s+)*$/iu.test(
        before,
      );
    return isHead && !/^['’]s|^ (?:\p{Ll}+ )*(?:spokes\p{L}+|aide|government|regime)/iu.test(text.slice(end, speaker.end));
  });
}

/** Whether the speaker says it, in so many words. */
const isStatement = (text: string, { speaker, verb, stance, reported: [from, to] }: Saying): boolean =>
  stance !== 'did not say' &&
  !loose.test(verb) &&
  !isSupposed(text, speaker, verb, to) &&
  !isAside(text, speaker, to) &&
  text.slice(from, to).trim().split(/\s+/).length >= leastWords;

/** What these report is no statement: `the visit made by X`, `X called upon the minister`. */
const loose =
  /^(?:called|described|spoke of|recorded|observed|held|holds?|agreed|(?:made|described|recorded|noted|confirmed|reported|quoted|written) by)$/iu;

/** `Since May, when X announced that it would end, little was done`: most of the sentence is the writer's. */
const isAside = (text: string, { start, end }: Saying['speaker'], to: number): boolean =>
  /(?:^|,\s|\b(?:since|ever)\s)(?:when|where|after|before|since|because|although|though|while|until)\s+(?:(?:then|the|mr|mrs|ms|dr|president|secretary|general|minister|ambassador)\.?\s+)*$/iu.test(
    text.slice(0, start),
  ) && /,\s/u.test(text.slice(end, to));

/** `if X can say`, `X may ask`: nobody said it. */
function isSupposed(text: string, { start, end }: Saying['speaker'], verb: string, to: number): boolean {
  const at = text.indexOf(verb, end);
  const between = at < 0 || at > to ? '' : text.slice(end, at);
  return (
    /(?<![\p{L}])(?:can|could|may|might|should|must|will|would|shall|to)(?![\p{L}])/iu.test(between) ||
    // `is currently reported to be`, `note what X says`
    /^\s+to\s+(?:be|have)(?![\p{L}])/iu.test(at < 0 ? '' : text.slice(at + verb.length)) ||
    /(?<![\p{L}])(?:if|whether|unless|had|let|please|should|what)\s+(?:(?:mr|mrs|ms|dr|president|secretary|the)\.?\s+)*$/iu.test(
      text.slice(0, start),
    )
  );
}

/** Whoever wrote the part of a mail in which this stands, as its head names them; else the sender of the cable. */
function reporterOf({ body, origin, ref }: Cable, at: number): string {
  const heads = [...body.slice(0, at).matchAll(/^[ \t>]*(?:From|Von|De)[ \t]?:[ \t]*([^\n<[(]{2,60})/gmu)];
  const writer = heads.at(-1)?.[1]?.trim().replace(/[;,]$/u, '') ?? '';
  return writer !== '' ? writer : origin === '' ? ref : origin;
}

/** A statement with its source: who says it, who reports it, when, and where it stands. */
export function statementItem(
  desk: Desk,
  { cable, name, sentence, speaker, reporter, via }: Statement,
  also: readonly (readonly [number, number])[] = [],
): Item {
  const most = excerptLimit(desk.exposure);
  const end = Math.min(sentence.end, sentence.start + most);
  const where = said`${ref(cable.ref)}${own(paragraphMark(desk, { row: cable.row, start: sentence.start }))}`;
  // Without a sender the ref behind it says all.
  const teller =
    via === ''
      ? reporter === cable.ref
        ? undefined
        : said`as reported by ${quoted(reporter)}`
      : reporter === cable.ref
        ? said`through ${quoted(via)}`
        : said`through ${quoted(via)}, as reported by ${quoted(reporter)}`;
  return {
    head: join(
      [said`${quoted(name)}`, ...(teller === undefined ? [] : [teller]), ...(cable.date === '' ? [] : [[quoted(cable.date)]]), where],
      ', ',
    ),
    passage: passageText(
      cable.body.slice(sentence.start, end),
      marksIn([[speaker.start, speaker.end], ...also], sentence.start, end),
      { before: false, after: end < sentence.end },
      { cable: cable.row, at: sentence.start },
    ),
  };
}

/** Spans within the sentence from its start, in order, without overlaps. */
const marksIn = (spans: readonly (readonly [number, number])[], start: number, end: number): [number, number][] => {
  const kept: [number, number][] = [];
  for (const [from, to] of spans.filter(([from, to]) => from >= start && to <= end).toSorted((a, b) => a[0] - b[0]))
    if (from - start >= (kept.at(-1)?.[1] ?? 0)) kept.push([from - start, to - start]);
  return kept;
};
