import { join } from 'node:path';
import { files, makeFolder } from '../../src/store/database.ts';
import { testArchive } from '../helpers/archive.ts';
import { randomFrom } from '../helpers/random.ts';

const common =
  'the of to and in that a is for on with by it was as be he his at from this not are which had government minister ambassador said would president foreign will states united has have been his its their policy meeting also agreement security relations political economic trade'.split(
    ' ',
  );
const onsets = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'f',
  'g',
  'gr',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pr',
  'r',
  's',
  'st',
  't',
  'tr',
  'v',
  'w',
  'z',
  '',
];
const vowels = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'ai', 'io'];
const codas = ['', 'n', 'r', 's', 't', 'l', 'nd', 'st', 'rt', 'ng', 'm', 'x'];

/** The word of rank `i`: common English ones first, then made-up ones, each as a reader could pronounce it. */
function wordOf(i: number): string {
  if (i < common.length) return common[i] ?? '';
  let rest = i;
  let word = '';
  do {
    word +=
      (onsets[rest % onsets.length] ?? '') +
      (vowels[Math.floor(rest / 25) % vowels.length] ?? '') +
      (codas[Math.floor(rest / 225) % codas.length] ?? '');
    rest = Math.floor(rest / 2700);
  } while (rest > 0);
  return `${word}${i % 7 === 0 ? 'tion' : i % 11 === 0 ? 'ing' : ''}`;
}

/** Words in all; a trove of this kind meets new names to its end. */
const vocabulary = 1_000_000;
const missions = ['Kyiv', 'Washington', 'Beijing', 'Tirana', 'Valletta', 'Ottawa', 'Paris', 'Berne', 'Vienna', 'Ankara'];

/**
 * Fills a data folder with `count` cables of generated words: the law of Zipf and Mandelbrot (exponent 1.35, offset 15) over 1,000,000 words, lengths
 * log-normal around a mean of 1,040 words, dates over three years, ten missions. Returns the number of words.
 */
export function fillWithGenerated(folder: string, count: number, seed = 1): number {
  makeFolder(join(folder, files.archive));
  const { db, add } = testArchive(join(folder, files.archive), 'generated');
  const random = randomFrom(seed);
  const words = Array.from({ length: vocabulary }, (_, i) => wordOf(i));
  const sums = new Float64Array(vocabulary);
  let sum = 0;
  for (let i = 0; i < vocabulary; i += 1) sums[i] = sum += 1 / (i + 15) ** 1.35;
  // Looking a rank up in a table of 65,536 places first leaves a few steps of the search.
  const places = 65_536;
  const starts = new Uint32Array(places + 1);
  for (let place = 0, i = 0; place <= places; place += 1) {
    while (i < vocabulary - 1 && (sums[i] ?? 0) < (place / places) * sum) i += 1;
    starts[place] = i;
  }
  const draw = (): string => {
    const wanted = random();
    let [low, high] = [starts[Math.floor(wanted * places)] ?? 0, starts[Math.floor(wanted * places) + 1] ?? 0];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted * sum) low = middle + 1;
      else high = middle;
    }
    return words[low] ?? '';
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let total = 0;
  const store = db.transaction((from: number, to: number) => {
    for (let i = from; i < to; i += 1) {
      // Mean of a log-normal: exp(mu + sigma^2 / 2) = 1,040 with sigma 0.8.
      const length = Math.max(12, Math.min(8000, Math.round(Math.exp(Math.log(1040) - 0.32 + 0.8 * normal()))));
      const parts: string[] = [];
      for (let n = 0; n < length; n += 1) parts.push(n % 14 === 13 ? `${draw()}.` : n % 90 === 89 ? `${draw()}.\n\n` : draw());
      total += length;
      const day = new Date(Date.UTC(2016, 0, 1) + Math.floor(random() * 1095) * 86_400_000).toISOString().slice(0, 10);
      const mission = missions[Math.floor(random() * missions.length)] ?? '';
      add({
        id: `G-${i}`,
        ref: `GEN/${i}`,
        date: day,
        origin: `Mission ${mission}`,
        destination: 'Secretariat',
        subject: `${draw()} ${draw()} ${draw()}`,
        marking: i % 5 === 0 ? 'RESTREINT UE' : 'LIMITE',
        body: parts.join(' '),
        line: 1,
      });
    }
  });
  for (let i = 0; i < count; i += 1000) store(i, Math.min(count, i + 1000));
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return total;
}
