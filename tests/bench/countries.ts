/**
 * `npm run bench -- countries CORPUS_FOLDER GOLD_FOLDER`: whether the country that a text is about is found, against the
 * country under which the editors of FRUS filed each document and the tags of telegrams; and how many of a hundred metonyms
 * and capitals are read as the right country.
 *
 * FRUS is split by volume, by the last digit of the SHA-1 of its name: the even half may be tuned on, the odd half is
 * unseen. `judged/metonyms.jsonl` was judged by hand before anything was tuned: at most one reading a document, those with
 * the lowest SHA-1 of `id:start:code`, 50 from the unseen half of FRUS, 25 from speeches, 25 from mail and telegrams;
 * offsets are into `body`. `right`: the words mean this country, its government or a place in it; `means`: the country that
 * is meant instead. What was agreed or signed somewhere ("the Paris agreement") does not mean the place.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { countriesAbout, type Paper } from '../../src/names/recognise/countries-about.ts';
import { countryEvidence } from '../../src/names/recognise/countries.ts';

const [, corpus = '', gold = ''] = process.argv.slice(2);
const linesOf = <T>(file: string, shape: z.ZodType<T>): T[] => {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => shape.parse(JSON.parse(line)));
};
const paper = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  date: z.string(),
  origin: z.string(),
  destination: z.string(),
  origin_place: z.string(),
});
const filed = z.object({ id: z.string(), kind: z.string(), countries: z.array(z.string()) });
const judged = z.object({
  genre: z.string(),
  id: z.string(),
  start: z.number(),
  end: z.number(),
  code: z.string(),
  right: z.boolean(),
  means: z.string().optional(),
});
const papers = new Map(
  ['frus.dev.jsonl.gz', 'un-general-debate.dev.jsonl.gz', 'state-foia.dev.jsonl.gz', 'aad-lapaz.dev.jsonl'].flatMap((file) =>
    linesOf(join(corpus, file), paper).map((one) => [one.id, one] as const),
  ),
);
const isUnseen = (id: string): boolean =>
  Number.parseInt(
    createHash('sha1')
      .update(id.split('/')[0] ?? '')
      .digest('hex')
      .slice(-1),
    16,
  ) %
    2 ===
  1;

const items = linesOf(join(gold, 'doc-country/gold.jsonl'), filed);
const share = (n: number, all: number): string => (all === 0 ? '-' : (n / all).toFixed(3));
type Read = z.infer<typeof paper>;
const alone = (papersRead: readonly Paper[]): string[][] => papersRead.map((one) => countriesAbout([one])[0] ?? []);
const body = (one: Read): Paper => ({ text: one.body });
const whole = ({ title, body: text }: Read): Paper => ({ text: `${title}\n\n${text}` });
const posted = ({ origin, destination, origin_place: place, date, ...one }: Read): Paper => ({
  ...whole(one as Read),
  origin,
  destination,
  place,
  date,
});
const filedPapers = items.flatMap((item) => {
  const of = papers.get(item.id);
  return of === undefined ? [] : [{ ...item, of }];
});
// In an archive of the United States hardly anything is filed under them.
for (const [name, paperOf, read, without] of [
  ['body', body, alone, ''],
  ['body, but for the U.S.', body, alone, 'US'],
  ['heading and body', whole, alone, ''],
  ['heading and body, but for the U.S.', whole, alone, 'US'],
  ['body, all together', body, countriesAbout, ''],
  ['heading and body, all together', whole, countriesAbout, ''],
  ['with posts and dates', posted, alone, ''],
  ['with posts and dates, all together', posted, countriesAbout, ''],
] as const) {
  const groups = new Map<string, { all: number; first: number; three: number }>();
  for (const [kind, same] of Map.groupBy(filedPapers, (one) => one.kind)) {
    const answers = read(same.map(({ of }) => paperOf(of)));
    for (const [i, { id, countries }] of same.entries()) {
      const group = kind === 'primary' ? (isUnseen(id) ? 'FRUS, unseen volumes' : 'FRUS, volumes tuned on') : 'telegrams';
      const counts = groups.get(group) ?? { all: 0, first: 0, three: 0 };
      groups.set(group, counts);
      const found = (answers[i] ?? []).filter((code) => code !== without).slice(0, 3);
      counts.all += 1;
      if (found[0] !== undefined && countries.includes(found[0])) counts.first += 1;
      if (found.some((code) => countries.includes(code))) counts.three += 1;
    }
  }
  for (const [group, { all, first, three }] of groups)
    console.log(`${name} | ${group} | ${all} | top-1 ${share(first, all)} | top-3 ${share(three, all)}`);
}

const readings = linesOf(join(import.meta.dirname, 'judged/metonyms.jsonl'), judged);
for (const [how, knows] of [
  ['by their text', false],
  ['as the desk reads them', true],
] as const)
  for (const genre of [undefined, ...new Set(readings.map((one) => one.genre))]) {
    let [read, right, good, kept] = [0, 0, 0, 0];
    for (const one of readings) {
      const of = papers.get(one.id);
      if (of === undefined || (genre !== undefined && one.genre !== genre)) continue;
      const posts = [of.origin, of.destination, of.origin_place];
      const codes = countryEvidence(of.body, knows ? { posts, subject: of.title, year: Number(of.date.slice(0, 4)) || undefined } : {})
        .filter(({ start, end }) => start < one.end && end > one.start)
        .map(({ code }) => code);
      const wanted = one.right ? one.code : (one.means ?? '');
      read += codes.length === 0 ? 0 : 1;
      right += codes.length > 0 && codes.every((code) => code === wanted) ? 1 : 0;
      good += one.right ? 1 : 0;
      kept += one.right && codes.includes(one.code) ? 1 : 0;
    }
    console.log(`metonyms, ${how} | ${genre ?? 'all'} | read ${read} | right ${share(right, read)} | of ${good} right ones kept ${kept}`);
  }
