import type { EntityKind } from '../resolve/entity.ts';
import { formsOf, listedKey, type Form } from './listed-name.ts';
import { nearNames, nearPeople, type Nearness } from './near-name.ts';
import { nameKey } from '../resolve/person-name.ts';
import { consonantsOf, leeway, spelled, type Spelled } from './spelling.ts';
import { editDistance } from '../../language/edit-distance.ts';

/**
 * A name by which an entity is found. `printed`: as the cables have it; '' for one that they do not use. `leads`: it is
 * what the entity is called; `weak`: the surname of somebody whom the cables never call by it alone.
 */
export type KnownName = { key: string; entity: string; kind: EntityKind; printed: string; leads: boolean; weak: boolean };

/** What editors decided of an entry of a list, by its key: it is this entity's, or it is not. */
export type Ruling = { verb: 'same' | 'other'; kind: EntityKind; name: string; to: string };

/** `exact`: the entity is called so; `alias`: it is one of its other names; `near`: it may be one, somebody should look. */
export type How = 'exact' | 'alias' | 'near';
export type NameMatch = { how: How; entity: string; kind: EntityKind; via: string; why: string[]; score: number; confirmed: boolean };

/** Near ones of an entry that are worth a look. */
const mostNear = 3;
/** A word that so many names hold says little: names that share it alone are not compared. */
const common = 400;

/**
 * What an entry of a list may stand for among `names`. Returns a function from an entry to its matches: all that are
 * exact or an alias, else the nearest ones, best first. Near ones that were ruled out are left out, confirmed ones are
 * aliases. An entry takes some milliseconds at most, whatever it holds.
 */
export function createMatcher(names: readonly KnownName[], rulings: readonly Ruling[]): (entry: string) => NameMatch[] {
  const byKey = new Map<string, KnownName[]>();
  for (const name of names) push(byKey, name.key, name);
  const byEntity = new Map<string, KnownName[]>();
  for (const name of names) push(byEntity, name.entity, name);
  const ruled = new Map<string, Ruling[]>();
  for (const ruling of rulings) push(ruled, ruling.name, ruling);
  const near = createNear(names);

  return (entry) => {
    const forms = formsOf(entry);
    const own = ruled.get(listedKey(entry)) ?? [];
    // What a ruling is about leads its entity, or is one of the names of what it was merged into.
    const entitiesOf = ({ kind, to }: Ruling): KnownName[] =>
      byEntity.get(`${kind}:${to}`) ?? (byKey.get(to) ?? []).filter((name) => name.kind === kind);
    const out = new Set(own.filter(({ verb }) => verb === 'other').flatMap((one) => entitiesOf(one).map(({ entity }) => entity)));
    const found = new Map<string, NameMatch>();
    const add = (match: NameMatch): void => {
      const before = found.get(match.entity);
      if (out.has(match.entity) || (before !== undefined && before.score >= match.score)) return;
      found.set(match.entity, match);
    };
    for (const one of own)
      if (one.verb === 'same')
        for (const { entity, kind } of entitiesOf(one)) add({ how: 'alias', entity, kind, via: '', why: [], score: 3, confirmed: true });
    for (const { text, sure: isSure, why } of forms)
      for (const name of namesLike(byKey, text)) {
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
    return inOrder(found).slice(0, mostNear);
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

/** Names with the key that this text has as a name of their kind. */
function namesLike(byKey: ReadonlyMap<string, readonly KnownName[]>, text: string): KnownName[] {
  const keys = new Map(keyKinds.map((kind) => [kind, nameKey(kind, text)]));
  return [...new Set(keys.values())].flatMap((key) =>
    key === '' ? [] : (byKey.get(key) ?? []).filter(({ kind }) => (keys.get(kind) ?? nameKey(kind, text)) === key),
  );
}

type Entry = { name: KnownName; words: Spelled[]; joined: string };
type Found = Nearness & { name: KnownName };

/** Looks for names that are near to a form, by the words that they share or nearly share. */
function createNear(names: readonly KnownName[]): (form: Form) => Found[] {
  const words = new Map<string, Spelled>();
  const spell = (raw: string): Spelled => {
    const known = words.get(raw) ?? spelled(raw);
    words.set(raw, known);
    return known;
  };
  const bySound = new Map<string, Entry[]>();
  const byJoined = new Map<string, Entry[]>();
  const byConsonants = new Map<string, Entry[]>();
  const spelledOut = new Set<string>();
  for (const name of names) {
    const parts = name.key.split(' ').map(spell);
    const entry: Entry = { name, words: parts, joined: parts.map(({ sound }) => sound).join('') };
    for (const sound of new Set(parts.map((part) => part.sound))) push(bySound, sound, entry);
    push(byJoined, entry.joined, entry);
    if (parts.length > 1) spelledOut.add(name.entity);
    for (const one of new Set(parts.map(consonantsOf))) if (one.length > 2) push(byConsonants, one, entry);
  }
  const alike = createAlike([...bySound.keys()]);
  const alikeJoined = createAlike([...byJoined.keys()]);

  return (form) => {
    if (form.consonants) return byBones(form, byConsonants);
    const kinds = new Map<string, Spelled[]>();
    const found: Found[] = [];
    for (const kind of ['individual', 'organization'] as const) {
      const key = nameKey(kind, form.text);
      if (key !== '' && key.length <= 200) kinds.set(kind, key.split(' ').slice(0, 12).map(spelled));
    }
    const asPerson = kinds.get('individual') ?? [];
    const asOther = kinds.get('organization') ?? [];
    const compare = (entry: Entry): void => {
      // Whose given names are known is compared by them: `Edwin Wilson` is no `Woodrow Wilson`, though both are `Wilson`.
      if (entry.words.length === 1 && asPerson.length > 1 && entry.name.kind === 'individual' && spelledOut.has(entry.name.entity)) return;
      const nearness = entry.name.kind === 'individual' ? nearPeople(asPerson, entry.words) : nearNames(asOther, entry.words);
      if (nearness !== undefined) found.push({ name: entry.name, ...nearness });
    };
    const hits = new Map<Entry, number>();
    for (const sound of new Set([...asPerson, ...asOther].map((word) => word.sound)))
      for (const other of alike(sound)) {
        const entries = bySound.get(other) ?? [];
        for (const entry of entries) hits.set(entry, (hits.get(entry) ?? 0) + (entries.length > common ? 0.5 : 1));
      }
    for (const [entry, weight] of hits) if (weight >= 1) compare(entry);
    const joined = asOther.map(({ sound }) => sound).join('');
    if (joined.length > 4) for (const { name } of byJoined.get(joined) ?? []) found.push({ name, score: 0.85, why: ['parted otherwise'] });
    // Scripts without blanks do not say where a name is parted (`Ban Gi Mun`, `Ban Ki-moon`).
    if (!form.sure && joined.length > 6)
      for (const other of alikeJoined(joined))
        for (const { name, joined: whole } of byJoined.get(other) ?? [])
          if (editDistance(joined, whole, 1) === 1) found.push({ name, score: 0.6, why: ['parted otherwise', 'one letter off'] });
    return found;
  };
}

/** Names whose words have the same consonants as a name that is written without vowels; all its words must be found. */
function byBones(form: Form, byConsonants: ReadonlyMap<string, readonly Entry[]>): Found[] {
  const parts = nameKey('listed', form.text)
    .split(' ')
    .map((word) => consonantsOf(spelled(word)))
    .filter((bones) => bones !== '');
  if (parts.join('').length < 5) return [];
  return [...new Set(parts.flatMap((part) => byConsonants.get(part) ?? []))].flatMap((entry) => {
    const bones = entry.words.map(consonantsOf).filter((one) => one !== '');
    const isSame =
      bones.length === parts.length &&
      parts.every((part) => bones.some((one) => one === part || (part.length > 3 && editDistance(one, part, 1) <= 1)));
    return isSame ? [{ name: entry.name, score: 0.6, why: ['vowels not written'] }] : [];
  });
}

const bit = (code: number): number => 1 << ((code >= 97 ? code - 97 : code) % 32);

function maskOf(word: string): number {
  let mask = 0;
  for (let i = 0; i < word.length; i += 1) mask |= bit(word.charCodeAt(i));
  return mask;
}

function bitsIn(mask: number): number {
  let n = mask - ((mask >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/**
 * Words within the leeway of a word, itself included. All words of a like length are gone through: which letters they
 * have is compared first (each letter that differs changes two of them at most), so that few are looked at.
 */
function createAlike(all: readonly string[]): (word: string) => string[] {
  const byLength = new Map<number, { words: string[]; masks: Int32Array }>();
  for (const [length, words] of Map.groupBy(all, (word) => word.length))
    byLength.set(length, { words, masks: Int32Array.from(words, maskOf) });
  const kept = new Map<string, string[]>();
  return (word) => {
    const before = kept.get(word);
    if (before !== undefined) return before;
    const mask = maskOf(word);
    const found: string[] = [];
    // The sound of a word has fewer letters than the word, whose leeway counts.
    const reach = leeway(word.length + 2);
    for (let length = word.length - reach; length <= word.length + reach; length += 1) {
      const group = byLength.get(length);
      if (group === undefined) continue;
      const most = leeway(Math.max(length, word.length) + 2);
      for (let i = 0; i < group.masks.length; i += 1) {
        if (bitsIn((group.masks[i] ?? 0) ^ mask) > 2 * most) continue;
        const other = group.words[i] ?? '';
        if (other === word || editDistance(word, other, most) <= most) found.push(other);
      }
    }
    kept.set(word, found);
    return found;
  };
}
