import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { CableNames } from '../../src/names/resolve/entity.ts';
import { lastName } from '../../src/names/recognise/people.ts';
import { compatible, nameKey, personName } from '../../src/names/resolve/person-name.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import { resolve } from '../../src/names/resolve/resolve.ts';

/** One thing in two groupings: ours and the true one. */
export type Item = { ours: string; gold: string };

/**
 * B-cubed (A. Bagga and B. Baldwin, Entity-Based Cross-Document Coreferencing Using the Vector Space Model, ACL 1998): for
 * each item the share of its group that truly belongs with it, and the share of what belongs with it that is there; means.
 */
export function bcubed(items: readonly Item[]): { precision: number; recall: number; f1: number } {
  const ours = new Map<string, number>();
  const gold = new Map<string, number>();
  const both = new Map<string, number>();
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  for (const item of items) {
    count(ours, item.ours);
    count(gold, item.gold);
    count(both, `${item.ours}|${item.gold}`);
  }
  let [precision, recall] = [0, 0];
  for (const item of items) {
    const together = both.get(`${item.ours}|${item.gold}`) ?? 0;
    precision += together / (ours.get(item.ours) ?? 1) / items.length;
    recall += together / (gold.get(item.gold) ?? 1) / items.length;
  }
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

type Paper = { id: string; date: string; origin: string; destination: string; subject: string; body: string; persons: string[] };

/** The volumes whose editors tied the names in each paper to one list of persons (`Francis, David R.`). */
const volumes = ['frus1918Russiav03', 'frus1919Parisv01'];

/**
 * B-cubed of persons over papers whose editors said who is named in each: a name counts where its surname is that of
 * exactly one person listed for the paper, and nothing in it speaks against them. Prints one line for each volume and all.
 */
export function bcubedFigures(file: string): void {
  const papers = gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Paper);
  console.log('\npersons told apart, B3');
  for (const [title, some] of [
    ...volumes.map((volume) => [volume, papers.filter(({ id }) => id.startsWith(`${volume}/`))] as const),
    ['both', papers.filter(({ id }) => volumes.some((volume) => id.startsWith(`${volume}/`)))] as const,
  ]) {
    const cables: CableNames[] = some.map(({ id, date, origin, destination, subject, body }, row) => ({
      ref: id,
      trove: '',
      row,
      date,
      origin,
      destination,
      names: readNames({ subject, body }),
    }));
    const { entities, of } = resolve(cables, [], []);
    const ambiguous = new Set(entities.filter((one) => one.ambiguous).map(({ id }) => id));
    const items: (Item & { key: string })[] = [];
    for (const [i, { names }] of cables.entries()) {
      const listed = (some[i]?.persons ?? []).flatMap((one) => {
        const [last = '', given = ''] = one.split(', ');
        return given === '' ? [] : [{ name: one, full: personName(`${given} ${last}`), last: lastName(last) }];
      });
      for (const [j, mention] of names.entries()) {
        const ours = of[i]?.[j] ?? '';
        if (mention.kind !== 'individual' || ours === '') continue;
        const own = personName(mention.surface);
        const fits = listed.filter(
          ({ last, full }) => last === lastName(mention.surface) && (own.given.length === 0 || compatible(own, full)),
        );
        const [only] = fits;
        if (fits.length === 1 && only !== undefined) items.push({ ours, gold: only.name, key: nameKey('individual', mention.surface) });
      }
    }
    const { precision, recall, f1 } = bcubed(items);
    const left = items.filter(({ ours }) => ambiguous.has(ours)).length;
    console.log(
      `${title.padEnd(20)} P ${(100 * precision).toFixed(1)}  R ${(100 * recall).toFixed(1)}  F1 ${(100 * f1).toFixed(1)}  over ${items.length} names of ${new Set(items.map(({ gold }) => gold)).size} persons in ${some.length} papers; ${left} left ambiguous`,
    );
  }
}
