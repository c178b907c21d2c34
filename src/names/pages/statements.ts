import { passageText } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerptLimit } from '../../desk/policy.ts';
import { finiteVerb, isWholeSentence } from '../../language/clauses.ts';
import { sentencesOf, type Sentence } from '../../language/sentences.ts';
import { sayingsIn, type Saying } from '../../language/speaker.ts';
import type { Item } from '../../reply/reply.ts';
import { join, own, quoted, ref, said } from '../../reply/text.ts';
import type { NameMention } from '../mentions.ts';
import { gazetteer, gazetteerKey } from '../recognise/gazetteer.ts';
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
    const first = statementBy(saying, { cable, sentence, name, entity: mention.entity, speaker: mention });
    return isAnswered(text, saying) ? [first] : [first, ...saidOn(desk, first, mention)];
  });
}

/** Somebody who is described and not named: `he` may mean them as well. */
const somebody =
  /(?<![\p{L}])(?:the|his|her|an?|our|their|my|foreign|prime)\s+(?:[\p{L}’'-]+\s+){0,2}?(?:ministers?|president|secretary|ambassadors?|officials?|officers?|chairman|general|colonel|king|emperor|representatives?|spokesm[ae]n|advis[eo]rs?|governors?|senators?|congressm[ae]n|consul|chargé|attach[eé]s?|director|premier|chancellor|judge|delegates?|brother|wife|son|father|friends?|man|leaders?|doctor|commissioners?|counsell?or|deputy|minister|chief|commander|manager|prince|queen|pope|colleagues?|counterpart|predecessor|successor)(?![\p{L}])/iu;
/** Whoever was told something answers; a suggestion made to somebody is agreed to by them. */
const answers = /^(?:repl|answer|respond|agree|assure|promise)/iu;
/** Behind `X asked the minister` the next `he` may be the minister; behind `X told me` it is X. */
const isAnswered = (text: string, { verb, speaker }: Saying): boolean =>
  /^(?:ask|request|urge|instruct|t[eo]l[dl]|inform|advise|suggest)/iu.test(verb) &&
  !/^\s+(?:me|us)(?![\p{L}])/iu.test(text.slice(text.indexOf(verb, speaker.end) + verb.length));
/** So far into its sentence `he` may stand: `In this connection he said`. */
const farthest = 60;

/** He or she, by a title or a given name; undefined where neither tells. */
function sexOf({ start, surface }: NameMention, body: string, name: string): 'm' | 'f' | undefined {
  const title = body.slice(Math.max(0, start - 12), start);
  if (/\b(?:mrs|ms|miss|madame|mme|lady|queen|frau|princess)\.?\s$/iu.test(title)) return 'f';
  if (/\b(?:mr|herr|sir|lord|king|prince|pope|monsieur|m)\.?\s$/iu.test(title)) return 'm';
  const sexes = `${surface} ${name}`.split(/\s+/).map((word) => gazetteer().givenName(gazetteerKey(word)));
  return sexes.find((one) => one === 'm' || one === 'f');
}

/**
 * `He added that ...`, in the sentences behind a statement: the same person goes on, as long as the paragraph names or
 * describes nobody else since.
 */
function saidOn(desk: Desk, { cable, entity, name, sentence }: Statement, mention: NameMention): Statement[] {
  const { body } = cable;
  const others = peopleIn(desk, cable.row).filter((one) => one.entity !== entity || entity === '');
  const isAnother = (from: number, to: number): boolean =>
    others.some(({ start }) => start >= from && start < to) || somebody.test(body.slice(from, to).replaceAll(/\s/g, ' '));
  if (others.some(({ start }) => start >= sentence.start && start < sentence.end) || isAnother(mention.end, sentence.end)) return [];
  const sex = sexOf(mention, body, name);
  const stop = body.indexOf('\n\n', sentence.end);
  const found: Statement[] = [];
  for (const one of sentencesOf(body.slice(sentence.end, stop < 0 ? body.length : stop))) {
    const [start, end] = [one.start + sentence.end, one.end + sentence.end];
    const text = body.slice(start, end).replaceAll(/\s/g, ' ');
    // An item of a list may go on from its head.
    if (/(?:^|\s)\(?(?:\d{1,2}|[a-z])[.)]\s*$/iu.test(body.slice(sentence.end, start))) return found;
    const [spoken] = sayingsIn(text);
    const pronoun = spoken?.speaker.name.toLowerCase();
    if (spoken !== undefined && pronoun !== 'he' && pronoun !== 'she') return found;
    if (
      spoken !== undefined &&
      (sex === undefined ? pronoun === 'he' : (sex === 'm') === (pronoun === 'he')) &&
      spoken.speaker.start <= farthest &&
      !isAnother(start, start + spoken.speaker.start) &&
      !answers.test(spoken.verb) &&
      isStatement(text, spoken) &&
      isWhole(cable, { start, end })
    )
      found.push(
        statementBy(spoken, {
          cable,
          sentence: { start, end },
          name,
          entity,
          speaker: { start: start + spoken.speaker.start, end: start + spoken.speaker.end },
        }),
      );
    if (isAnother(start, end)) return found;
  }
  return found;
}

/** The statements in a cable whose sentence passes: of people, and of whoever else the sentence describes. */
export function statementsIn(desk: Desk, cable: Cable, passes: (sentence: Sentence) => boolean): Statement[] {
  const sentences = sentencesOf(cable.body);
  const people = peopleIn(desk, cable.row).filter(({ entity }) => entity !== '');
  const named = statementsOf(
    desk,
    people.map((mention) => ({
      cable,
      mention,
      sentence: sentences.find(({ start, end }) => start <= mention.start && end >= mention.end),
    })),
  );
  return sentences.flatMap((sentence) => {
    const text = cable.body.slice(sentence.start, sentence.end);
    if (!passes(sentence) || !isWhole(cable, sentence)) return [];
    const person = named.find((one) => one.sentence.start === sentence.start);
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
  // `He said nothing further about it.`
  !/^\s*nothing(?![\p{L}])/iu.test(text.slice(from, to)) &&
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
