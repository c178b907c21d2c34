import type { Desk } from '../desk/desk.ts';
import { own, plural, quoted, ref, said, type Text } from '../reply/text.ts';
import type { Interests, Worked } from './interests.ts';

/** What the rules are asked about. */
export type PickContext = {
  /** The desk as a reader sees it: a withdrawn cable influences nothing. */
  desk: Desk;
  interests: Interests;
  /** The rows that may be picked. */
  untouched: ReadonlySet<number>;
  /** How many cables there are. */
  cables: number;
};

/**
 * How much a rule says for a cable, 0 to 1, and what a person would say; without words it only adds to the score. `also`: it
 * comes second, after a reason that has named the same tag.
 */
export type Finding = { strength: number; why?: (also: boolean) => Text | undefined; tag?: string | undefined };
export type Findings = ReadonlyMap<number, Finding>;

/** A rule finds the untouched cables that it speaks for, all at once, so that none of a large trove is left out. */
export type PickRule = {
  name: string;
  /** What it adds to the score of a cable at full strength; below zero it speaks against it. */
  points: number;
  find(context: PickContext): Findings | Promise<Findings>;
};

/** From a sum without bound to a strength below 1. */
export const strengthOf = (sum: number): number => 1 - Math.exp(-sum);

const week = 7 * 24 * 60 * 60_000;

/** Cables that the desk works on, as a reason calls them: `3 cables you tagged #chaco this week`. Of several tags the most frequent one. */
export function calledWorked(context: PickContext, worked: readonly Worked[]): Text {
  const tag = commonTag(worked);
  const same = tag === undefined ? worked : worked.filter(({ tags }) => tags.includes(tag));
  const [one] = same;
  const [head] = one === undefined || same.length > 1 ? [] : context.desk.cables.heads([one.row]);
  const isRecent = same.every(({ at }) => context.interests.now - at < week);
  if (head !== undefined)
    return tag === undefined ? said`${ref(head.ref)}, on which the desk works` : said`${ref(head.ref)} (${quoted(`#${tag}`)})`;
  if (tag === undefined) return said`${plural(same.length, 'cable')} on which the desk works`;
  return said`${plural(same.length, 'cable')} you tagged ${quoted(`#${tag}`)}${own(isRecent ? ' this week' : '')}`;
}

/** The tag that most of these cables have. */
export function commonTag(worked: readonly Worked[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { tags } of worked) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}
