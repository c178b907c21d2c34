import { DeskError } from '../reply/failure.ts';
import { noCable, type Fact, type Facts, type Writing } from '../desk/facts.ts';
import { editDistance } from '../language/edit-distance.ts';
import { own, quoted, said, strong } from '../reply/text.ts';

/** A label on cables, with the number of cables that have it; '' where it has no definition. */
export type Tag = { name: string; cables: number; definition: string };

export const longestTag = 40;

/**
 * Normalises a tag: lower case, words joined by `-`, without `#` or quotation marks around it. Throws a DeskError (usage) that names the value and says
 * what is wrong with it.
 */
export function normaliseTag(typed: string): string {
  const name = typed
    .normalize('NFKC')
    .replaceAll(/^[\s#"“”„«»]+|[\s"“”„«»]+$/g, '')
    .toLowerCase()
    .replaceAll(/\s+/g, '-');
  if (name === '') throw new DeskError(said`A tag needs a name.`, { kind: 'usage', hint: said`For example ${strong('iran-deal')}.` });
  const odd = /[^\p{L}\p{M}\p{N}_-]/u.exec(name)?.[0];
  if (odd !== undefined)
    throw new DeskError(said`${quoted(typed.slice(0, 60))} cannot be a tag: ${quoted(odd)} is neither letter, digit, ${own('- nor _')}.`, {
      kind: 'usage',
      hint: said`For example ${strong('iran-deal')}.`,
    });
  if (!/[\p{L}\p{N}]/u.test(name))
    throw new DeskError(said`${quoted(typed.slice(0, 60))} cannot be a tag: it has no letter or digit.`, { kind: 'usage' });
  const length = Array.from(name).length;
  if (length > longestTag)
    throw new DeskError(said`That tag has ${length} characters; ${longestTag} are allowed: ${quoted(name.slice(0, longestTag))} ...`, {
      kind: 'usage',
    });
  return name;
}

/** Known tags that a new one may duplicate: equal apart from - and _ or a plural s, or up to two edits away. */
export function nearTags(name: string, known: readonly string[]): string[] {
  const bare = bareOf(name);
  return known.filter((other) => {
    if (other === name) return false;
    const otherBare = bareOf(other);
    if (bare === otherBare) return true;
    const max = Math.min(bare.length, otherBare.length) >= 8 ? 2 : Math.min(bare.length, otherBare.length) >= 5 ? 1 : 0;
    return max > 0 && editDistance(bare, otherBare, max) <= max;
  });
}

const bareOf = (name: string): string => name.replaceAll(/[-_]/g, '').replace(/s$/, '');

/** The desk's tags: those on cables and those defined, by name. */
export function tagsOf(facts: Facts, desk: string): Tag[] {
  const tags = new Map<string, Tag>();
  const tag = (name: string): Tag => {
    const found = tags.get(name) ?? { name, cables: 0, definition: '' };
    tags.set(name, found);
    return found;
  };
  for (const { key, value } of facts.all(desk, 'label')) if (value.definition !== undefined) tag(key).definition = value.definition;
  for (const { key } of facts.all(desk, 'tag')) tag(key).cables += 1;
  return [...tags.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The tag that replaced this one in a merge or rename; itself when there was none. */
export function currentTag(facts: Facts, desk: string, name: string): string {
  let now = name;
  for (let steps = 0; steps < 20; steps += 1) {
    const next = facts.get(desk, 'label', noCable, now)?.value.merged;
    if (next === undefined || next === name) return now;
    now = next;
  }
  return now;
}

/** Tags on a cable, in the order they were added. */
export const tagsOn = (facts: Facts, desk: string, cable: number): Fact<'tag'>[] => facts.about(desk, 'tag', cable);

/** Replaces a tag on all its cables, keeping its definition unless the new one has its own. */
export function replaceTag(facts: Facts, writing: Writing, desk: string, from: string, into: string): void {
  for (const { cable, member, at } of facts.all(desk, 'tag', from)) {
    writing.drop('tag', cable, from);
    writing.put('tag', cable, into, {}, { member, at });
  }
  const definition = facts.get(desk, 'label', noCable, from)?.value.definition;
  const known = facts.get(desk, 'label', noCable, into)?.value.definition;
  const kept = known ?? definition;
  writing.put('label', noCable, from, { merged: into });
  writing.put('label', noCable, into, kept === undefined ? {} : { definition: kept });
}
