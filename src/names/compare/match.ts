import type { EntityKind } from '../resolve/entity.ts';
import { formsOf, listedKey, type Form } from './listed-name.ts';
import { nearNames, nearPeople, type Nearness } from './near-name.ts';
import { nameKey } from '../resolve/person-name.ts';
import { consonantsOf, leeway, spelled, type Spelled } from './spelling.ts';
import { editDistance } from '../../language/edit-distance.ts';

/**
 * A name by which an entity is found. `printed`: as written in the cables; '' when they do not use it. `leads`: it is the
 * entity's canonical name; `weak`: the surname of somebody whom the cables never call by surname alone.
 */
export type KnownName = { key: string; entity: string; kind: EntityKind; printed: string; leads: boolean; weak: boolean };

/** An editor's decision about a list entry, by its key: it is this entity, or it is not. */
export type Ruling = { verb: 'same' | 'other'; kind: EntityKind; name: string; to: string };

/** `exact`: the entity's canonical name; `alias`: one of its other names; `near`: a possible match that somebody should check. */
export type How = 'exact' | 'alias' | 'near';
export type NameMatch = { how: How; entity: string; kind: EntityKind; via: string; why: string[]; score: number; confirmed: boolean };

/** Near matches kept per entry. */
const maxNear = 3;
/** A word in more names than this is weak evidence: names that share only such a word are not compared. */
const commonFrom = 400;

/**
 * Returns a function from a list entry to its matches among `names`: all exact and alias matches, else the nearest ones,
 * best first. Matches that an editor rejected are left out, confirmed ones count as aliases. An entry takes a few
 * milliseconds at most, whatever its content.
 */
export function createMatcher(names: readonly KnownName[], rulings: readonly Ruling[]): (entry: string) => NameMatch[] {
  const byKey = new Map<string, KnownName[]>();
  for (const name of names) push(byKey, name.key, name);
  const byEntity = new Map<string, KnownName[]>();
  for (const name of names) push(byEntity, name.entity, name);
  const ruled = new Map<string, Ruling[]>();
  for (const ruling of rulings) push(ruled, ruling.name, ruling);
  const near = createNearFinder(names);

  return (entry) => {
    const forms = formsOf(entry);
    const entryRulings = ruled.get(listedKey(entry)) ?? [];
    // A ruling's target is the key in an entity's id, or after a merge one of the names of the merged entity.
    const entitiesOf = ({ kind, to }: Ruling): KnownName[] =>
      byEntity.get(`${kind}:${to}`) ?? (byKey.get(to) ?? []).filter((name) => name.kind === kind);
    const rejected = new Set(
      entryRulings.filter(({ verb }) => verb === 'other').flatMap((one) => entitiesOf(one).map(({ entity }) => entity)),
    );
    const found = new Map<string, NameMatch>();
    const add = (match: NameMatch): void => {
      const before = found.get(match.entity);
      if (rejected.has(match.entity) || (before !== undefined && before.score >= match.score)) return;
      found.set(match.entity, match);
    };
    for (const one of entryRulings)
      if (one.verb === 'same')
        for (const { entity, kind } of entitiesOf(one)) add({ how: 'alias', entity, kind, via: '', why: [], score: 3, confirmed: true });
    for (const { text, sure: isSure, why } of forms)
      for (const name of namesWithKey(byKey, text)) {
        const sure = isSure && !name.weak;
        add({
          how: !sure ? 'near' : name.leads ? 'exact' : 'alias',
          entity: name.entity,
          kind: name.kind,
          via: name.printed,
          why: [...(why === '' ? [] : [why]), ...(name.weak ? ['surname alone'] : [])],
          score: name.weak ? 0.5 : !sure ? 0.95 : name.leads ? 2 : 1.5,
          confirmed: false,
        });
      }
    if ([...found.values()].some(({ how }) => how !== 'near')) return inOrder(found).filter(({ how }) => how !== 'near');
    for (const form of forms)
      for (const { name, score, why } of near(form))
        add({
          how: 'near',
          entity: name.entity,
          kind: name.kind,
          via: name.printed,
          why: form.why === '' ? why : [form.why, ...why],
          score: form.sure ? score : score - 0.05,
          confirmed: false,
        });
    return inOrder(found).slice(0, maxNear);
  };
}

const inOrder = (found: ReadonlyMap<string, NameMatch>): NameMatch[] =>
  [...found.values()].toSorted((a, b) => b.score - a.score || (a.entity < b.entity ? -1 : 1));

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const keyKinds: readonly EntityKind[] = ['individual', 'organization', 'event'];

/** Names whose key equals that of the text, read as a name of the same kind. */
function namesWithKey(byKey: ReadonlyMap<string, readonly KnownName[]>, text: string): KnownName[] {
  const keys = new Map(keyKinds.map((kind) => [kind, nameKey(kind, text)]));
  return [...new Set(keys.values())].flatMap((key) =>
    key === '' ? [] : (byKey.get(key) ?? []).filter(({ kind }) => (keys.get(kind) ?? nameKey(kind, text)) === key),
  );
}

type Entry = { name: KnownName; words: Spelled[]; joined: string };
type Found = Nearness & { name: KnownName };

/** Returns a function that finds names near to a form, by words that are the same or nearly the same. */
function createNearFinder(names: readonly KnownName[]): (form: Form) => Found[] {
  const words = new Map<string, Spelled>();
  const spell = (raw: string): Spelled => {
    const known = words.get(raw) ?? spelled(raw);
    words.set(raw, known);
    return known;
  };
  const bySound = new Map<string, Entry[]>();
  const byJoined = new Map<string, Entry[]>();
  const byConsonants = new Map<string, Entry[]>();
  const withFullName = new Set<string>();
  for (const name of names) {
    const parts = name.key.split(' ').map(spell);
    const entry: Entry = { name, words: parts, joined: parts.map(({ sound }) => sound).join('') };
    for (const sound of new Set(parts.map((part) => part.sound))) push(bySound, sound, entry);
    push(byJoined, entry.joined, entry);
    if (parts.length > 1) withFullName.add(name.entity);
    for (const one of new Set(parts.map(consonantsOf))) if (one.length > 2) push(byConsonants, one, entry);
  }
  const similar = createSimilarFinder([...bySound.keys()]);
  const similarJoined = createSimilarFinder([...byJoined.keys()]);

  return (form) => {
    if (form.consonants) return byConsonantsOnly(form, byConsonants);
    const kinds = new Map<string, Spelled[]>();
    const found: Found[] = [];
    for (const kind of ['individual', 'organization'] as const) {
      const key = nameKey(kind, form.text);
      if (key !== '' && key.length <= 200) kinds.set(kind, key.split(' ').slice(0, 12).map(spelled));
    }
    const asPerson = kinds.get('individual') ?? [];
    const asOther = kinds.get('organization') ?? [];
    const compare = (entry: Entry): void => {
      // Where the full name is known, a surname alone is no match: `Edwin Wilson` is not `Woodrow Wilson`.
      if (entry.words.length === 1 && asPerson.length > 1 && entry.name.kind === 'individual' && withFullName.has(entry.name.entity))
        return;
      const nearness = entry.name.kind === 'individual' ? nearPeople(asPerson, entry.words) : nearNames(asOther, entry.words);
      if (nearness !== undefined) found.push({ name: entry.name, ...nearness });
    };
    const hits = new Map<Entry, number>();
    for (const sound of new Set([...asPerson, ...asOther].map((word) => word.sound)))
      for (const other of similar(sound)) {
        const entries = bySound.get(other) ?? [];
        for (const entry of entries) hits.set(entry, (hits.get(entry) ?? 0) + (entries.length > commonFrom ? 0.5 : 1));
      }
    for (const [entry, weight] of hits) if (weight >= 1) compare(entry);
    const joined = asOther.map(({ sound }) => sound).join('');
    if (joined.length > 4) for (const { name } of byJoined.get(joined) ?? []) found.push({ name, score: 0.85, why: ['split differently'] });
    // Scripts without spaces do not show where a name is split (`Ban Gi Mun`, `Ban Ki-moon`).
    if (!form.sure && joined.length > 6)
      for (const other of similarJoined(joined))
        for (const { name, joined: whole } of byJoined.get(other) ?? [])
          if (editDistance(joined, whole, 1) === 1) found.push({ name, score: 0.6, why: ['split differently', 'one letter off'] });
    return found;
  };
}

/** Names with the same consonants, word by word, as a name written without vowels. */
function byConsonantsOnly(form: Form, byConsonants: ReadonlyMap<string, readonly Entry[]>): Found[] {
  const parts = nameKey('listed', form.text)
    .split(' ')
    .map((word) => consonantsOf(spelled(word)))
    .filter((skeleton) => skeleton !== '');
  if (parts.join('').length < 5) return [];
  return [...new Set(parts.flatMap((part) => byConsonants.get(part) ?? []))].flatMap((entry) => {
    const skeleton = entry.words.map(consonantsOf).filter((one) => one !== '');
    const isSame =
      skeleton.length === parts.length &&
      parts.every((part) => skeleton.some((one) => one === part || (part.length > 3 && editDistance(one, part, 1) <= 1)));
    return isSame ? [{ name: entry.name, score: 0.6, why: ['vowels not written'] }] : [];
  });
}

const bit = (code: number): number => 1 << ((code >= 97 ? code - 97 : code) % 32);

function maskOf(word: string): number {
  let mask = 0;
  for (let i = 0; i < word.length; i += 1) mask |= bit(word.charCodeAt(i));
  return mask;
}

function popCount(mask: number): number {
  let n = mask - ((mask >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/**
 * Returns a function that finds the words within the leeway of a word, itself included. Scans all words of similar length,
 * comparing bit masks of their letters first (one edit changes at most two bits), so that few edit distances are computed.
 */
function createSimilarFinder(all: readonly string[]): (word: string) => string[] {
  const byLength = new Map<number, { words: string[]; masks: Int32Array }>();
  for (const [length, words] of Map.groupBy(all, (word) => word.length))
    byLength.set(length, { words, masks: Int32Array.from(words, maskOf) });
  const cache = new Map<string, string[]>();
  return (word) => {
    const cached = cache.get(word);
    if (cached !== undefined) return cached;
    const mask = maskOf(word);
    const found: string[] = [];
    // These are sounds, shorter than the words by about two letters; leeway goes by the length of the word.
    const reach = leeway(word.length + 2);
    for (let length = word.length - reach; length <= word.length + reach; length += 1) {
      const group = byLength.get(length);
      if (group === undefined) continue;
      const limit = leeway(Math.max(length, word.length) + 2);
      for (let i = 0; i < group.masks.length; i += 1) {
        if (popCount((group.masks[i] ?? 0) ^ mask) > 2 * limit) continue;
        const other = group.words[i] ?? '';
        if (other === word || editDistance(word, other, limit) <= limit) found.push(other);
      }
    }
    cache.set(word, found);
    return found;
  };
}
