import type { CableHead } from '../cables/cables.ts';
import type { Desk } from '../desk/desk.ts';
import { touchedCables } from '../team/progress.ts';
import { english, join, said, type Text } from '../reply/text.ts';
import { interestsOf } from './interests.ts';
import { pickRules } from './pick-rules.ts';
import type { Finding, PickContext, PickRule } from './pick-rule.ts';
import { weighDates } from './pick-dates.ts';

/** An untouched cable, the reason to look at it, and the rules that it follows from, the one that gives most first. */
export type Pick = { head: CableHead; reason: Text; rules: readonly string[]; score: number };

type Part = { rule: PickRule; finding: Finding; points: number };
type Candidate = { row: number; score: number; parts: readonly Part[] };

/** The candidates that are looked at one by one: by date, and for variety. */
const mostCandidates = 400;
/** Reasons shown of one pick; a second one only when it gives at least this share of the points of the first. */
const mostReasons = 2;
const worthSaying = 0.3;

/**
 * Up to `count` cables that nobody has opened, tagged, noted, worked on or put off, each with a reason, varied over
 * missions, times and reasons. `recent`: cables picked lately (ref, with the last day), left out unless too few others
 * remain. Yields to others between rules.
 */
export async function pickUntouched(
  desk: Desk,
  { count, recent = new Map(), rules = pickRules }: { count: number; recent?: ReadonlyMap<string, string>; rules?: readonly PickRule[] },
): Promise<Pick[]> {
  const home = desk.home();
  const interests = interestsOf(desk);
  const touched = touchedCables(desk.facts, home);
  const later = new Map(desk.facts.all(home, 'later').map(({ cable, value }) => [cable, value.until]));
  const rows = desk.cables.rows().filter((row) => !touched.has(row) && (later.get(row) ?? '') <= interests.today);
  const isBack = ({ row, ref }: CableHead): boolean => (recent.get(ref) ?? '') < (later.get(row) ?? '');
  const pickedLately = [...recent.keys()].flatMap((ref) => desk.cables.get(ref) ?? []).filter((cable) => !isBack(cable));
  const fresh = new Set(rows).difference(new Set(pickedLately.map(({ row }) => row)));
  const context: PickContext = { desk, interests, untouched: fresh.size >= count ? fresh : new Set(rows), cables: desk.cables.count() };
  const candidates = await candidatesOf(context, rules, Math.max(mostCandidates, count));
  const heads = new Map(desk.cables.heads(candidates.map(({ row }) => row)).map((head) => [head.row, head]));
  const dated = weighDates(context, heads);
  const weighed = candidates.flatMap((one) => {
    const head = heads.get(one.row);
    return head === undefined ? [] : [{ ...one, head, score: one.score + (dated.get(one.row) ?? 0) }];
  });
  return varied(weighed, count).map(({ head, parts, score }) => ({ head, score, ...reasonOf(parts) }));
}

/** The cables that the rules speak for most, best first. */
async function candidatesOf(context: PickContext, rules: readonly PickRule[], most: number): Promise<Candidate[]> {
  const parts = new Map<number, Part[]>();
  for (const rule of rules) {
    for (const [row, finding] of await rule.find(context)) {
      const part = { rule, finding, points: rule.points * finding.strength };
      const known = parts.get(row);
      if (known === undefined) parts.set(row, [part]);
      else known.push(part);
    }
  }
  return [...parts]
    .filter(([row]) => context.untouched.has(row))
    .map(([row, all]) => ({
      row,
      parts: all.toSorted((a, b) => b.points - a.points),
      score: all.reduce((sum, { points }) => sum + points, 0),
    }))
    .toSorted((a, b) => b.score - a.score || b.row - a.row)
    .slice(0, most);
}

function reasonOf(parts: readonly Part[]): Omit<Pick, 'head' | 'score'> {
  const shown: { rule: string; tag: string | undefined; text: Text; points: number }[] = [];
  for (const { rule, finding, points } of parts) {
    const [first] = shown;
    if (shown.length === mostReasons || points <= worthSaying * (first?.points ?? 0)) break;
    const text = finding.why?.(first !== undefined && finding.tag !== undefined && finding.tag === first.tag);
    if (text !== undefined && (first === undefined || addsTo(first.text, text)))
      shown.push({ rule: rule.name, tag: finding.tag, text, points });
  }
  if (shown.length === 0) return { reason: said`nobody has opened it`, rules: [] };
  return {
    reason: join(
      shown.map(({ text }) => text),
      english('; '),
    ),
    rules: shown.map(({ rule }) => rule),
  };
}

/** Whether a second reason names anything that the first one does not. */
function addsTo(first: Text, second: Text): boolean {
  const namedIn = (text: Text): string[] => text.flatMap((part) => (part.kind === 'quoted' ? part.text.toLowerCase().split(/\s+/) : []));
  const told = new Set(namedIn(first));
  const named = namedIn(second);
  return named.length === 0 || named.some((word) => !told.has(word));
}

/** What is left of a score for each earlier pick of the same subject and day, sender, month, year, first reason, and tag that it is near to. */
const same = { story: 0.1, origin: 0.85, month: 0.93, year: 0.97, rule: 0.97, tag: 0.9 };

const tagOf = (parts: readonly Part[]): string | undefined => parts.find(({ finding }) => finding.tag !== undefined)?.finding.tag;

/** Picks the best one, then the best one that differs from it, and so on. */
function varied<T extends Candidate & { head: CableHead }>(candidates: readonly T[], count: number): T[] {
  const chosen: T[] = [];
  const left = new Set(candidates);
  const alike = (a: T, is: (b: T) => boolean, factor: number): number => factor ** chosen.filter((b) => is(b)).length;
  const valueOf = (one: T): number =>
    one.score *
    alike(one, ({ head }) => head.subject !== '' && head.subject === one.head.subject && head.date === one.head.date, same.story) *
    alike(one, ({ head }) => head.origin !== '' && head.origin === one.head.origin, same.origin) *
    alike(one, ({ head }) => head.date.length > 6 && head.date.slice(0, 7) === one.head.date.slice(0, 7), same.month) *
    alike(one, ({ head }) => head.date !== '' && head.date.slice(0, 4) === one.head.date.slice(0, 4), same.year) *
    alike(one, ({ parts }) => parts[0]?.rule === one.parts[0]?.rule, same.rule) *
    alike(one, ({ parts }) => tagOf(parts) !== undefined && tagOf(parts) === tagOf(one.parts), same.tag);
  while (chosen.length < count && left.size > 0) {
    const [best] = [...left].map((one) => ({ one, value: valueOf(one) })).toSorted((a, b) => b.value - a.value);
    if (best === undefined) break;
    chosen.push(best.one);
    left.delete(best.one);
  }
  return chosen;
}
