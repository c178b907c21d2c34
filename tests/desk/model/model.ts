import type { Desk } from '../../../src/desk/desk.ts';
import type { Role } from '../../../src/desk/roles.ts';

export type Person = { id: string; role: Role };
export type Work = {
  status: string;
  assignee?: string;
  by?: string;
  offered?: boolean;
  priority?: string;
  due?: string;
  why?: string;
  since?: number;
  touched?: number;
};
export type Outcome = 'refused' | 'no act' | 'done';

export const people: Person[] = Array.from({ length: 20 }, (_, i) => ({
  id: `m${i}`,
  role: i < 4 ? 'reader' : i < 16 ? 'editor' : 'lead',
}));
export const refs = Array.from({ length: 12 }, (_, i) => `C-${i}`);
export const tags = ['crimea', 'sanctions', 'weekly', 'budget'];
export const isEditor = ({ role }: Person): boolean => role !== 'reader';
/** Work is not given to whoever only reads. */
export const onlyReads = (who: Person): boolean => !isEditor(who);
export const mayTouch = (who: Person, owner: string | undefined): boolean => owner === undefined || owner === who.id || who.role === 'lead';

/** Everything that is so, by `kind|ref|key`, as canonical JSON; and how each act changed it. */
export class Model {
  facts = new Map<string, string>();
  /** Who made it so: only of tags, for which people ask. */
  changes = new Map<number, Changed[]>();
  undone = new Map<number, number>();
  actors = new Map<number, string>();
  acts = 0;
  readonly owners = new Map<string, string>();
  /** What each act was; of an undo, what it took back. */
  readonly whats = new Map<number, string>();
  posts = 0;
  now = 0;

  work(ref: string): Work {
    const found = this.facts.get(`work|${ref}|`);
    return found === undefined ? { status: 'new' } : (JSON.parse(found) as Work);
  }
  isHidden(ref: string, who: Person): boolean {
    return who.role !== 'lead' && this.facts.has(`mask|${ref}|`);
  }
  /** Does something as one act: whatever differs afterwards is what it changed. */
  act(who: Person, what: string, work: (set: (path: string, value: unknown, owner?: string) => void) => void): void {
    this.acts += 1;
    const changes: Changed[] = [];
    work((path, value, owner = who.id) => {
      const before = this.facts.get(path);
      const after = value === undefined ? undefined : canonical(value);
      if (before === after) return;
      if (after === undefined) this.facts.delete(path);
      else this.facts.set(path, after);
      const was = this.owners.get(path);
      this.owners.set(path, owner);
      changes.push({
        path,
        before: before === undefined ? undefined : { value: before, owner: was ?? '' },
        after: after === undefined ? undefined : { value: after, owner },
      });
    });
    this.changes.set(this.acts, changes);
    this.actors.set(this.acts, who.id);
    this.whats.set(this.acts, what);
  }
  value(path: string): unknown {
    const found = this.facts.get(path);
    return found === undefined ? undefined : JSON.parse(found);
  }
  double(ref: string): (Double & { parts: [Part, Part]; isOpen: boolean }) | undefined {
    const found = this.value(`double|${ref}|`) as Double | undefined;
    if (found === undefined) return undefined;
    const part = (member: string): Part => (this.value(`double|${ref}|${member}`) as Part | undefined) ?? { tags: [] };
    const parts: [Part, Part] = [part(found.readers[0]), part(found.readers[1])];
    return { ...found, parts, isOpen: parts.some(({ finished }) => finished === undefined) };
  }
  readsBlind(ref: string, member: string): boolean {
    const found = this.double(ref);
    return found?.isOpen === true && found.readers.includes(member);
  }
  /** Who read a cable first: who works on it, who marked it read first, who asks. */
  first(ref: string, asks: string): string {
    const { assignee } = this.work(ref);
    if (assignee !== undefined) return assignee;
    const read = [...this.facts]
      .filter(([path]) => path.startsWith(`reading|${ref}|`))
      .map(([path, value]) => ({ member: path.split('|')[2] ?? '', read: (JSON.parse(value) as { read?: number }).read ?? Infinity }))
      .filter((one) => one.read !== Infinity)
      .toSorted((a, b) => a.read - b.read);
    return read[0]?.member ?? asks;
  }
  claims(): number[] {
    return [...this.facts.keys()].filter((path) => path.startsWith('fact||')).map((path) => Number(path.split('|')[2]));
  }
  /** The claim, unless its cable is withdrawn from this person. */
  claim(number: number, who: Person): Claim | undefined {
    const found = this.value(`fact||${number}`) as Claim | undefined;
    const ref = refs.find((one) => this.rows.get(one) === found?.sources[0]?.cable);
    return found === undefined || ref === undefined || this.isHidden(ref, who) ? undefined : found;
  }
  readonly rows = new Map<string, number>();
  /** Sets that a person may open, those of this name, the oldest first; theirs before the desk's. */
  setsOf(who: Person, name: string): CableSet[] {
    const sets = [...this.facts]
      .filter(([path]) => path.startsWith('set||'))
      .map(([path, value]) => ({ key: path.slice('set||'.length), ...(JSON.parse(value) as Omit<CableSet, 'key'>) }))
      .filter((set) => set.name === name && (set.shared || set.owner === who.id))
      .toSorted((a, b) => Number(a.key) - Number(b.key));
    return [...sets.filter(({ owner }) => owner === who.id), ...sets.filter(({ owner }) => owner !== who.id)];
  }
  watches(): { key: string; owner: string; query: string }[] {
    return [...this.facts]
      .filter(([path]) => path.startsWith('watch||'))
      .map(([path, value]) => ({
        key: path.slice('watch||'.length),
        owner: this.owners.get(path) ?? '',
        query: (JSON.parse(value) as { query: string }).query,
      }));
  }
  /** Cables that somebody has and is not done with. */
  openOf(member: string): string[] {
    return refs.filter((ref) => {
      const { assignee, status } = this.work(ref);
      return assignee === member && ['new', 'claimed', 'blocked'].includes(status);
    });
  }
  touch(who: Person, ref: string, set: (path: string, value: unknown) => void): void {
    const work = this.work(ref);
    if (work.assignee === who.id) set(`work|${ref}|`, { ...work, touched: this.now });
  }
}

export type Double = { readers: [string, string]; by: string; at: number; settled: Record<string, string> };
export type Part = { tags: string[]; finished?: number };
export type Review = { first: string; by: string; at: number; to?: string; verdict?: object };
export type Claim = {
  author: string;
  status: string;
  confirmed: { by: string }[];
  sources: { cable: number; by: string }[];
  disputed?: object;
};

export type CableSet = { key: string; name: string; owner: string; shared: boolean };
export type Stood = { value: string; owner: string } | undefined;
export type Changed = { path: string; before: Stood; after: Stood };

/** What of a fact counts: not when its owner last looked at it. */
export function weigh(stood: Stood): string {
  if (stood === undefined) return '';
  const { touched: _, nudged: __, ...rest } = JSON.parse(stood.value) as Record<string, unknown>;
  return `${canonical(rest)} ${stood.owner}`;
}

/** Without what is undefined, and with its names in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** All facts of the desk as the model has them: a set goes by the act that made it, not by its code. */
export function factsOf(desk: Desk): Map<string, string> {
  const refOf = new Map([...desk.cables.all()].map(({ row, ref }) => [row, ref]));
  const rows = desk.db
    .prepare<[], { kind: string; cable: number; key: string; value: string }>('SELECT kind, cable, key, value FROM facts')
    .all();
  const madeBy = new Map(
    desk.db
      .prepare<[], { key: string; act: number }>("SELECT key, min(act) AS act FROM changes WHERE kind = 'set' GROUP BY key")
      .all()
      .map(({ key, act }) => [key, String(act)]),
  );
  const nameOf = (kind: string, key: string): string => (kind === 'set' || kind === 'in' ? (madeBy.get(key) ?? key) : key);
  return new Map(
    rows.map(({ kind, cable, key, value }) => {
      // What a withdrawn text is recognised by has a model of its own: tests/import/model-of-imports.test.ts.
      const { contents: _, ...state } = JSON.parse(value) as Record<string, unknown>;
      return [`${kind}|${refOf.get(cable) ?? ''}|${nameOf(kind, key)}`, canonical(state)];
    }),
  );
}
