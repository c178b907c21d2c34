import type { Cable } from '../../src/cables/cables.ts';
import { pickerFrom } from './random.ts';

/** Questions of every kind, drawn from the texts of real cables. */

/** What a question is made of: a cable of the trove, a word somewhere in its text as it stands there, and those behind it. */
type Drawn = { cable: Cable; words: readonly string[]; pick: <T>(list: readonly T[]) => T };

const bare = (word: string): string => word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
const quote = (...words: readonly string[]): string => `"${words.join(' ').replaceAll('"', ' ')}"`;
const matching =
  (shape: RegExp) =>
  ({ words, pick }: Drawn): string | undefined => {
    const found = words.filter((word) => shape.test(word));
    return found.length === 0 ? undefined : pick(found);
  };
const longWord = matching(/^\p{L}{6,}$/u);
const escaped = (word: string): string => word.replaceAll(/[/.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Kinds of questions: undefined where this place has none of the kind. */
const kinds: readonly ((drawn: Drawn) => string | undefined)[] = [
  ({ words: [word] }) => word,
  ({ words, pick }) => `${pick(words)} ${pick(words)}`,
  ({ words, pick }) => `${pick(words)} ${pick(words)} ${pick(words)}`,
  ({ words, pick }) => `${pick(words)} OR ${pick(words)}`,
  ({ words, pick }) => `${pick(words)} -${pick(words)}`,
  ({ words, pick }) => `(${pick(words)} OR ${quote(...words.slice(3, 5))}) NOT (${pick(words)} ${pick(words)})`,
  ({ words }) => quote(...words.slice(0, 2)),
  ({ words }) => quote(...words.slice(0, 4)),
  ({ words }) => `-${quote(...words.slice(0, 2))}`,
  ({ words, pick }) => `${quote(words[0] ?? '', words[3] ?? '')}~${pick([2, 5])}`,
  ({ words, pick }) => `${quote(words[5] ?? '', words[2] ?? '', words[0] ?? '')}~${pick([3, 8])}`,
  (drawn) => longWord(drawn)?.replace(/..$/, '*'),
  (drawn) => longWord(drawn)?.replace(/^../, '*'),
  (drawn) => longWord(drawn)?.replace(/^(..)./, '$1?'),
  (drawn) => longWord(drawn)?.replace(/^.(.*).$/, '*$1*'),
  ({ words: [first = '', second = '', third = ''] }) => quote(`${first.slice(0, 4)}*`, second, third),
  ({ words: [first = '', , third = ''] }) => quote(first, '*', third),
  (drawn) => longWord(drawn)?.replace(/(.)(.)(.)$/, '$1$3$2~'),
  (drawn) => `${longWord(drawn) ?? ''}~1`,
  ({ words }) => `=${words[0] ?? ''}`,
  ({ words }) => `=${quote(...words.slice(0, 2))}`,
  (drawn) => `/${escaped(longWord(drawn) ?? 'report').slice(0, 5)}\\w+ (of|to|the) ?/`,
  ({ cable: { date }, words: [word] }) => (date === '' ? undefined : `date:${date.slice(0, 7)} ${word ?? ''}`),
  ({ cable: { date } }) => (date === '' ? undefined : `date:${date.slice(0, 4)}`),
  ({ cable: { date }, words: [word] }) => (date === '' ? undefined : `date:[${date} TO *] ${word ?? ''}`),
  ({ cable: { origin }, words: [word] }) => (origin === '' ? undefined : `from:${quote(origin)} ${word ?? ''}`),
  ({ cable: { destination }, pick }) => (destination === '' ? undefined : `to:${pick(destination.split(' '))}`),
  ({ cable: { subject }, pick }) => (subject === '' ? undefined : `subject:${quote(bare(pick(subject.split(' '))))}`),
  ({ words: [word] }) => `text:${word ?? ''}`,
  ({ words: [word], pick }) => `words:>${pick([200, 1000])} ${word ?? ''}`,
  matching(/\d/),
  matching(/\d[.,]\d/),
  matching(/\p{L}\.\p{L}/u),
  matching(/\p{L}-\p{L}/u),
  matching(/\p{L}['’]\p{L}/u),
  matching(/^\p{Lu}{2,5}$/u),
  matching(/[^\p{ASCII}’“”—–]/u),
];

/** Where in a text a question is drawn from: as many places as it takes until there is one for the kind. */
function draw(cables: readonly Cable[], kind: (drawn: Drawn) => string | undefined, random: () => number): string | undefined {
  const pick = pickerFrom(random);
  for (let tries = 0; tries < 200; tries += 1) {
    const cable = pick(cables);
    const words = cable.body
      .split(/\s+/)
      .map(bare)
      .filter((word) => word !== '');
    const from = Math.floor(random() * Math.max(0, words.length - 8));
    const asked = words.length < 8 ? undefined : kind({ cable, words: words.slice(from, from + 8), pick });
    if (asked !== undefined && asked.trim() !== '') return asked;
  }
  return undefined;
}

/** So many questions to these cables, of each kind in turn. */
export const drawQuestions = (cables: readonly Cable[], count: number, random: () => number): string[] =>
  Array.from({ length: count }, (_, i) => draw(cables, kinds[i % kinds.length] ?? (() => undefined), random) ?? 'the');
