import { expect, test } from 'vitest';
import { datesMentioned } from '../src/analysis/dates-mentioned.ts';
import { daysNamed } from '../src/analysis/days-named.ts';
import { paragraphsOf } from '../src/cables/paragraphs.ts';
import { pagesOf } from '../src/cables/text-pages.ts';
import { clean, inline, prose, terminal } from '../src/chat/neutralise.ts';
import { wordsIn } from '../src/factcheck/draft-words.ts';
import { swallowedBy } from '../src/factcheck/ellipsis.ts';
import { prepare } from '../src/factcheck/prepared.ts';
import { refsIn } from '../src/factcheck/refs.ts';
import { mendGarbled } from '../src/import/formats/encoding.ts';
import { withoutMarkup } from '../src/import/formats/json-shapes.ts';
import { mailScore } from '../src/import/formats/mail/head.ts';
import { aboutQuotes } from '../src/import/formats/mail/message.ts';
import { quotedFrom } from '../src/import/formats/mail/quoted.ts';
import { cutPieces } from '../src/import/formats/telegram/split.ts';
import { nameLine, textLine } from '../src/interchange/ftm-text.ts';
import { datesIn, figuresIn } from '../src/language/figures.ts';
import { hearsayIn } from '../src/language/hearsay.ts';
import { sentencesOf } from '../src/language/sentences.ts';
import { sayingsIn } from '../src/language/speaker.ts';
import { spelledOut } from '../src/language/spelled-out.ts';
import { tokenise } from '../src/language/tokens.ts';
import { countryEvidence } from '../src/names/recognise/countries.ts';
import { recognise } from '../src/names/recognise/recognise.ts';
import { joinsIn } from '../src/reply/reflow.ts';
import { unitsOf } from '../src/search/passages/units.ts';
import { randomFrom, sampleOf, seedOf } from './helpers/random.ts';

/*
 * Whoever leaks, or plants, a file chooses its text. What reads texts takes a time that grows with their length, also where one thing
 * stands in them over and over: with its square, the longest of these would take minutes to hours.
 */

const sent = '2018-01-01';
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  aboutQuotes,
  clean,
  countryEvidence,
  cutPieces,
  datesIn,
  datesMentioned: (text) => datesMentioned(text, sent),
  daysNamed: (text) => daysNamed(text, sent),
  figuresIn,
  hearsayIn,
  inline,
  joinsIn,
  mailScore,
  mendGarbled,
  nameLine,
  pagesOf,
  paragraphsOf,
  prepare,
  prose,
  quotedFrom,
  recognise,
  refsIn,
  sayingsIn,
  sentencesOf,
  spelledOut,
  swallowedBy,
  terminal,
  textLine,
  tokenise: (text) => tokenise(text),
  unitsOf: (text) => unitsOf(text),
  withoutMarkup,
  wordsIn,
};

const characters = `A1&-.,:;/'"“”()[]{}<>=*_|#!?@$%…—~^\\ \t\n\u00a0\u200b\u202eé中ж`.split('');
const words =
  'A |Aa |aa |Aa-|aa-|Aa/|A. |A.|. |- |, |1. |1,|1,000 |" |U.S. |NATO/|Mr. |Mr |of the |he said |“a” |(AB) |Aa (AB) |President Aa |5 June |May |not '.split(
    '|',
  );
const ofMail =
  'From: |TAGS: |REF: A. |FM |UNCLAS |18ANKARA12 |2018-01-|a@b.c |> |<a>|<a |<!--|&lt;|[a](|{"a":|. . . |http://a.b/|Ã©|\ud83d'.split('|');
const lines = [
  '\n\n',
  ' \n',
  '\r\n',
  'Aa\n',
  'From: Aa\n',
  'Subject: a\n',
  '> a\n',
  '1. a\n\n',
  'On 1 wrote:\n',
  '-----Original Message-----\n',
];
const repeated = [...characters, ...words, ...ofMail, ...lines];

const [short, long] = [20_000, 160_000];
/** Eight times the text may take up to twenty times as long: with its square, it takes sixty-four. A fifth of a second is let pass. */
const [most, leeway] = [20, 200];

/** Milliseconds that this thread works, whatever else the machine does. */
function effort(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

const random = randomFrom(seedOf('endless texts'));

/** What took minutes once. */
const once: readonly (readonly [reader: string, one: string])[] = [
  ['sentencesOf', ' '],
  ['countryEvidence', 'Aa-'],
  ['nameLine', '" '],
  ['recognise', 'U.S. '],
  ['recognise', 'NATO/'],
];

test.each([...once, ...Object.keys(readers).flatMap((reader) => sampleOf(repeated, 1, random).map((one) => [reader, one] as const))])(
  '%s reads a long text of %j over and over',
  (reader, one) => {
    for (const around of ['', 'x'])
      expect(effort(() => readers[reader]?.(`${around}${one.repeat(long / one.length)}${around}`))).toBeLessThan(
        most * effort(() => readers[reader]?.(`${around}${one.repeat(short / one.length)}${around}`)) + leeway,
      );
  },
);
