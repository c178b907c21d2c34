import { clockCaller } from '../desk/caller.ts';
import { keyness } from '../language/keyness.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Desk } from '../desk/desk.ts';
import type { Block } from '../reply/reply.ts';
import { runSearch } from '../search/search.ts';
import { join, quoted, said, strong } from '../reply/text.ts';
import { isStopWord, plainWords } from '../language/tokens.ts';

/** Cables of the week that are read for words, the latest ones, and as many others for comparison. */
const maxCables = 300;
const maxOthers = 300;
const maxCharacters = 60_000;
/** Candidates counted over the whole trove. */
const maxCandidates = 40;
const maxShown = 8;

/** Minimum G2: p < 0.001 (chi-squared with one degree of freedom). */
const minScore = 10.83;

/** Words more frequent in the week's cables than in the others. */
export async function wordBlocks(desk: Desk, all: readonly number[]): Promise<Block[]> {
  const rows = all.slice(0, maxCables);
  if (rows.length < 2) return [];
  const weekRows = new Set(rows);
  const others = desk.cables.rows().filter((row) => !weekRows.has(row));
  const sample =
    others.length <= maxOthers
      ? others
      : Array.from({ length: maxOthers }, (_, i) => others[Math.floor((i * others.length) / maxOthers)] ?? 0);
  const [here, there] = [await wordsIn(desk, rows), await wordsIn(desk, sample)];
  const candidates = [...here]
    .filter(([, { cables }]) => cables >= 2)
    .map(([word, { cables, surface }]) => ({
      word,
      surface,
      cables,
      score: keyness(cables, rows.length, there.get(word)?.cables ?? 0, sample.length),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, maxCandidates);
  const caller = { ...clockCaller(desk.home(), ''), role: 'reader' as const };
  const found: { surface: string; cables: number; total: number; score: number }[] = [];
  const visible = others.length + rows.length;
  for (const { surface, cables } of candidates) {
    // Candidates come from the sample; the figures shown are counted over all cables.
    const { found: hits } = await runSearch(desk, caller, { query: `"${surface}"` }, 0, 1);
    const total = Math.max(hits.total, cables);
    const score = keyness(cables, rows.length, total - cables, visible - rows.length);
    if (score >= minScore) found.push({ surface, cables, total, score });
  }
  const best = found.toSorted((a, b) => b.score - a.score).slice(0, maxShown);
  return best.length === 0
    ? []
    : [
        {
          kind: 'text',
          text: said`${strong('Words of the week')}: ${join(
            best.map(({ surface, cables, total }) => said`${quoted(surface)} (${cables} of ${total})`),
            ', ',
          )}`,
        },
        {
          kind: 'small',
          text: said`Words more frequent in the week’s cables than in the others (log-likelihood, Dunning 1993): how many of the week’s cables have them, of all that do.`,
        },
      ];
}

/** The number of these cables that contain each word, with one spelling of it. Yields between cables. */
async function wordsIn(desk: Desk, rows: readonly number[]): Promise<Map<string, { cables: number; surface: string }>> {
  const words = new Map<string, { cables: number; surface: string }>();
  for (const row of rows) {
    await nextTurn();
    const cable = desk.cables.byRow(row);
    if (cable === undefined) continue;
    const seen = new Set<string>();
    for (const { folded, surface } of plainWords(`${cable.subject}\n${cable.body.slice(0, maxCharacters)}`, cable.language)) {
      if (folded.length < 4 || seen.has(folded) || isStopWord(folded) || /\d/.test(folded)) continue;
      seen.add(folded);
      const known = words.get(folded);
      if (known === undefined) words.set(folded, { cables: 1, surface });
      else {
        known.cables += 1;
        // Headings are all capitals: prefer any other spelling.
        if (known.surface === known.surface.toUpperCase()) known.surface = surface;
      }
    }
  }
  return words;
}

/** Entities named more often in the week's cables than in the others. */
export async function nameBlocks(desk: Desk, all: readonly number[]): Promise<Block[]> {
  const rows = all.slice(0, maxCables);
  const { done, total } = desk.names.progress();
  if (rows.length < 2 || done < total) return [];
  const named = new Map<string, { name: string; cables: number }>();
  for (const row of rows) {
    await nextTurn();
    for (const { entity } of desk.names.ofCable(row)) {
      const known = named.get(entity.id) ?? { name: entity.name, cables: 0 };
      named.set(entity.id, { ...known, cables: known.cables + 1 });
    }
  }
  const visible = desk.cables.count();
  const candidates = [...named]
    .filter(([, { cables }]) => cables >= 2)
    .toSorted(([, a], [, b]) => b.cables - a.cables)
    .slice(0, 5 * maxCandidates);
  const found: { name: string; cables: number; everywhere: number; score: number }[] = [];
  for (const [id, { name, cables }] of candidates) {
    await nextTurn();
    const everywhere = desk.names.rowsOf([id]).length;
    const score = keyness(cables, rows.length, everywhere - cables, visible - rows.length);
    if (score >= minScore) found.push({ name, cables, everywhere, score });
  }
  const best = found.toSorted((a, b) => b.score - a.score).slice(0, maxShown);
  return best.length === 0
    ? []
    : [
        {
          kind: 'text',
          text: said`${strong('Named this week')}: ${join(
            best.map(({ name, cables, everywhere }) => said`${quoted(name)} (${cables} of ${everywhere})`),
            ', ',
          )}`,
        },
      ];
}
