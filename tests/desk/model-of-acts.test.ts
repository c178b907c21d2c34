import { expect, test } from 'vitest';
import { brokenAuditRow } from '../../src/desk/audit.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import type { Role } from '../../src/desk/roles.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, importRecords, quiet, wordsOf } from '../helpers/desk.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * A desk of 20 people who do random things, each delivered twice, with restarts in between, held against a model that
 * knows the rules and nothing of the code: after each stretch everything that the desk holds is what the model holds,
 * the audit log has one row for each thing that was done, and the outbox one for each message that follows from it.
 */
const steps = isLong ? 10_000 : 900;
type Person = { id: string; role: Role };
type Work = {
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
type Outcome = 'refused' | 'no act' | 'done';

const people: Person[] = Array.from({ length: 20 }, (_, i) => ({ id: `m${i}`, role: i < 4 ? 'reader' : i < 16 ? 'editor' : 'lead' }));
const refs = Array.from({ length: 12 }, (_, i) => `C-${i}`);
const tags = ['crimea', 'sanctions', 'weekly', 'budget'];
const isEditor = ({ role }: Person): boolean => role !== 'reader';
const mayTouch = (who: Person, owner: string | undefined): boolean => owner === undefined || owner === who.id || who.role === 'lead';

/** Everything that is so, by `kind|ref|key`, as canonical JSON; and how each act changed it. */
class Model {
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

type Double = { readers: [string, string]; by: string; at: number; settled: Record<string, string> };
type Part = { tags: string[]; finished?: number };
type Review = { first: string; by: string; at: number; to?: string; verdict?: object };
type Claim = { author: string; status: string; confirmed: { by: string }[]; sources: { cable: number; by: string }[]; disputed?: object };

type CableSet = { key: string; name: string; owner: string; shared: boolean };
type Stood = { value: string; owner: string } | undefined;
type Changed = { path: string; before: Stood; after: Stood };

/** What of a fact counts: not when its owner last looked at it. */
function weigh(stood: Stood): string {
  if (stood === undefined) return '';
  const { touched: _, nudged: __, ...rest } = JSON.parse(stood.value) as Record<string, unknown>;
  return `${canonical(rest)} ${stood.owner}`;
}

/** Whoever takes something back must have the right to do it. */
function mayUntie(who: Person, what: string): boolean {
  // A blind reading that is finished stays so.
  if (what === 'finish') return false;
  if (what === 'mask') return who.role === 'lead';
  const ofReaders = ['read', 'accept', 'release', 'status', 'note', 'set create', 'set add', 'set remove', 'set give up'];
  return [...ofReaders, 'watch add', 'watch remove'].includes(what) || isEditor(who);
}

/** Without what is undefined, and with its names in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

type Deed = {
  /** Who does it, if not anybody. */
  by?: Person;
  command: string;
  options: Record<string, string | number | boolean>;
  expected: (model: Model, who: Person) => Outcome;
  /** It is first previewed; the action of this name is what is done. */
  confirm?: RegExp;
  /** What the desk was free to choose: looked at, and taken over into the model. */
  learn?: (desk: Desk) => void;
};

/** A thing to do, and what the rules say of it. */
function deedOf(random: () => number, model: Model): Deed {
  const pick = pickerFrom(random);
  const ref = pick(refs);
  const other = pick(people);
  const tag = pick(tags);
  const onCable =
    (rule: (model: Model, who: Person) => Outcome, needsEditor = true) =>
    (state: Model, who: Person): Outcome =>
      (needsEditor && !isEditor(who)) || state.isHidden(ref, who) ? 'refused' : rule(state, who);
  const kinds: (() => Deed)[] = [
    () => ({
      command: 'tag add',
      options: { ref, tag },
      expected: onCable((state, who) => {
        if (state.readsBlind(ref, who.id)) return 'refused';
        if (state.facts.has(`tag|${ref}|${tag}`)) return 'no act';
        state.act(who, 'tag', (set) => {
          set(`tag|${ref}|${tag}`, {});
          state.touch(who, ref, set);
        });
        return 'done';
      }),
    }),
    () => ({
      command: 'tag remove',
      options: { ref, tag },
      expected: onCable((state, who) => {
        state.act(who, 'untag', (set) => {
          state.touch(who, ref, set);
          set(`tag|${ref}|${tag}`, undefined);
        });
        return 'done';
      }),
    }),
    () => ({
      command: 'read',
      options: { ref },
      expected: onCable((state, who) => {
        const before = JSON.parse(state.facts.get(`reading|${ref}|${who.id}`) ?? '{}') as { read?: number };
        state.act(who, 'read', (set) => {
          set(`reading|${ref}|${who.id}`, { ...before, read: before.read ?? state.now });
          state.touch(who, ref, set);
        });
        return 'done';
      }, false),
    }),
    () => ({
      command: 'claim',
      options: { ref },
      expected: onCable((state, who) => {
        const { offered: _, ...work } = state.work(ref);
        if ((work.assignee !== undefined && work.assignee !== who.id) || work.status === 'verified') return 'refused';
        const isMine = work.assignee === who.id && work.status === 'claimed';
        state.act(who, 'claim', (set) =>
          set(`work|${ref}|`, {
            ...work,
            status: 'claimed',
            assignee: who.id,
            since: isMine ? (work.since ?? state.now) : state.now,
            touched: state.now,
          }),
        );
        return 'done';
      }),
    }),
    () => ({
      command: 'release',
      options: { ref },
      expected: onCable((state, who) => {
        const work = state.work(ref);
        if (work.assignee === undefined || !mayTouch(who, work.assignee)) return 'refused';
        const status = work.status === 'new' || work.status === 'claimed' ? 'new' : work.status;
        const isNothing = status === 'new' && work.due === undefined && work.priority === undefined;
        state.act(who, 'release', (set) => set(`work|${ref}|`, isNothing ? undefined : { status, due: work.due, priority: work.priority }));
        if (work.by !== undefined && work.by !== who.id) state.posts += 1;
        if (work.assignee !== who.id) state.posts += 1;
        return 'done';
      }, false),
    }),
    () => {
      const priority = random() < 0.3 ? 'high' : undefined;
      return {
        command: 'assign',
        options: { ref, to: other.id, ...(priority === undefined ? {} : { priority }) },
        expected: onCable((state, who) => {
          const before = state.work(ref);
          if ((!mayTouch(who, before.assignee) && before.by !== who.id) || before.status === 'verified') return 'refused';
          const isMe = other.id === who.id;
          state.act(who, 'assign', (set) =>
            set(`work|${ref}|`, {
              status: isMe ? 'claimed' : 'new',
              assignee: other.id,
              by: who.id,
              offered: isMe ? undefined : true,
              priority,
              since: state.now,
              touched: state.now,
            }),
          );
          if (!isMe) state.posts += 1;
          if (before.assignee !== undefined && before.assignee !== who.id) state.posts += 1;
          return 'done';
        }),
      };
    },
    () => ({
      command: 'accept',
      options: { ref },
      expected: onCable((state, who) => {
        const { offered, ...work } = state.work(ref);
        if (work.assignee !== who.id) return 'refused';
        state.act(who, 'accept', (set) =>
          set(`work|${ref}|`, { ...work, status: work.status === 'new' ? 'claimed' : work.status, touched: state.now }),
        );
        if (offered === true && work.by !== undefined && work.by !== who.id) state.posts += 1;
        return 'done';
      }, false),
    }),
    () => ({
      command: 'transfer',
      options: { ref, to: other.id },
      expected: onCable((state, who) => {
        const work = state.work(ref);
        if (work.assignee === undefined || !mayTouch(who, work.assignee) || work.assignee === other.id || work.status === 'verified')
          return 'refused';
        state.act(who, 'transfer', (set) =>
          set(`work|${ref}|`, {
            ...work,
            status: work.status === 'blocked' ? 'blocked' : 'new',
            assignee: other.id,
            by: who.id,
            offered: true,
            since: state.now,
            touched: state.now,
          }),
        );
        state.posts += work.assignee === who.id ? 1 : 2;
        return 'done';
      }),
    }),
    () => {
      const status = pick(['new', 'claimed', 'read', 'verified', 'blocked']);
      return {
        command: 'status',
        options: { ref, status },
        expected: onCable((state, who) => {
          const { offered: _, ...work } = state.work(ref);
          if (!mayTouch(who, work.assignee)) return 'refused';
          const takes = status === 'claimed' && work.assignee === undefined;
          state.act(who, 'status', (set) =>
            set(
              `work|${ref}|`,
              status === 'new' && work.assignee === undefined
                ? undefined
                : { ...work, status, ...(takes ? { assignee: who.id, since: state.now } : {}), touched: state.now },
            ),
          );
          return 'done';
        }),
      };
    },
    () => ({
      command: 'note',
      options: { ref, text: `Seen at ${model.now}` },
      expected: onCable((state, who) => {
        const number = state.acts + 1;
        state.act(who, 'note', (set) => {
          set(`note|${ref}|${number}`, { text: `Seen at ${state.now}`, author: who.id, at: state.now });
          state.touch(who, ref, set);
        });
        return 'done';
      }),
    }),
    () => {
      const notes = [...model.facts.keys()].filter((path) => path.startsWith(`note|${ref}|`));
      const key = notes.length === 0 ? '9999999' : (pick(notes).split('|')[2] ?? '');
      return {
        command: 'note',
        options: { ref, withdraw: key },
        expected: onCable((state, who) => {
          const found = state.facts.get(`note|${ref}|${key}`);
          if (found === undefined || !mayTouch(who, (JSON.parse(found) as { author: string }).author)) return 'refused';
          state.act(who, 'withdraw note', (set) => set(`note|${ref}|${key}`, undefined));
          return 'done';
        }, false),
      };
    },
    () => {
      const lift = random() < 0.7;
      return {
        command: 'mask',
        options: { ref, ...(lift ? { lift } : {}) },
        expected: (state, who) => {
          if (who.role !== 'lead' || state.facts.has(`mask|${ref}|`) !== lift) return who.role === 'lead' ? 'refused' : 'refused';
          state.act(who, 'mask', (set) => set(`mask|${ref}|`, lift ? undefined : {}));
          return 'done';
        },
      };
    },
    () => ({
      command: 'fact add',
      options: { claim: `Claim at ${model.now}`, cite: `${ref}¶1` },
      expected: onCable((state, who) => {
        const number = state.acts + 1;
        const words = `1. What ${ref} says.`;
        const source = { cable: state.rows.get(ref) ?? 0, paragraph: 1, start: 0, end: words.length, words, by: who.id };
        state.act(who, 'fact', (set) =>
          set(`fact||${number}`, {
            claim: `Claim at ${state.now}`,
            author: who.id,
            at: state.now,
            sources: [source],
            status: 'open',
            confirmed: [],
          }),
        );
        return 'done';
      }),
    }),
    () => {
      const number = model.claims().length === 0 ? 9_999_999 : pick(model.claims());
      const verb = pick(['confirm', 'dispute', 'drop'] as const);
      return {
        command: `fact ${verb}`,
        options: { number, ...(verb === 'dispute' ? { why: 'No' } : {}) },
        expected: (state, who) => {
          const claim = state.claim(number, who);
          if (!isEditor(who) || claim === undefined) return 'refused';
          const path = `fact||${number}`;
          if (verb === 'drop') {
            if (!mayTouch(who, claim.author)) return 'refused';
            state.act(who, 'drop fact', (set) => set(path, undefined));
            return 'done';
          }
          if (verb === 'dispute') {
            state.act(who, 'dispute', (set) =>
              set(path, { ...claim, status: 'disputed', confirmed: [], disputed: { by: who.id, at: state.now, note: 'No' } }),
            );
            if (claim.author !== who.id) state.posts += 1;
            return 'done';
          }
          // Two signatures: nobody confirms what they wrote or brought, and nobody twice.
          if (claim.author === who.id || [...claim.sources, ...claim.confirmed].some(({ by }) => by === who.id)) return 'refused';
          state.act(who, 'confirm', (set) =>
            set(path, { ...claim, status: 'verified', confirmed: [...claim.confirmed, { by: who.id, at: state.now }] }),
          );
          state.posts += 1;
          return 'done';
        },
      };
    },
    () => {
      const to = random() < 0.6 ? other.id : undefined;
      return {
        command: 'review request',
        options: { ref, ...(to === undefined ? {} : { to }) },
        expected: onCable((state, who) => {
          const first = state.first(ref, who.id);
          const before = state.value(`review|${ref}|`) as Review | undefined;
          if (to !== undefined && (!isEditor(other) || to === first)) return 'refused';
          if (before !== undefined && before.verdict === undefined && !mayTouch(who, before.by)) return 'refused';
          state.act(who, 'review', (set) => set(`review|${ref}|`, { first, by: who.id, at: state.now, to }));
          if (to !== undefined && to !== who.id) state.posts += 1;
          return 'done';
        }),
      };
    },
    () => ({
      command: 'review verdict',
      options: { ref, verdict: 'agrees' },
      expected: onCable((state, who) => {
        const review = state.value(`review|${ref}|`) as Review | undefined;
        if (review === undefined || review.verdict !== undefined || review.first === who.id || !mayTouch(who, review.to)) return 'refused';
        state.act(who, 'verdict', (set) => set(`review|${ref}|`, { ...review, verdict: { by: who.id, at: state.now, what: 'agrees' } }));
        state.posts += [...new Set([review.first, review.by])].filter((one) => one !== who.id).length;
        return 'done';
      }),
    }),
    () => ({
      command: 'review cancel',
      options: { ref },
      expected: onCable((state, who) => {
        const review = state.value(`review|${ref}|`) as Review | undefined;
        const isWaiting = review !== undefined && review.verdict === undefined;
        const two = state.double(ref);
        const open = [...(isWaiting ? [review.by] : []), ...(two?.isOpen === true ? [two.by] : [])];
        if (open.length === 0 || open.some((by) => !mayTouch(who, by))) return 'refused';
        state.act(who, 'cancel', (set) => {
          if (isWaiting) set(`review|${ref}|`, undefined);
          if (two?.isOpen === true) for (const key of ['', ...two.readers]) set(`double|${ref}|${key}`, undefined);
        });
        return 'done';
      }),
    }),
    () => {
      const second = pick(people);
      return {
        command: 'review double',
        options: { ref, first: other.id, second: second.id },
        expected: onCable((state, who) => {
          if (!isEditor(other) || !isEditor(second) || other.id === second.id || state.double(ref) !== undefined) return 'refused';
          state.act(who, 'double', (set) => {
            set(`double|${ref}|`, { readers: [other.id, second.id], by: who.id, at: state.now, settled: {} });
            for (const { id } of [other, second]) set(`double|${ref}|${id}`, { tags: [] });
          });
          state.posts += [other.id, second.id].filter((one) => one !== who.id).length;
          return 'done';
        }),
      };
    },
    () => {
      // Whoever reads it blind is asked, more often than not: else hardly any would be finished.
      const verb = pick(['mark', 'finish'] as const);
      const given = tags.filter(() => random() < 0.5);
      const open = refs.filter((one) => model.double(one)?.isOpen === true);
      const chosen = open.length === 0 ? ref : pick(open);
      const readers = model.double(chosen)?.readers;
      const by = readers === undefined || random() < 0.2 ? undefined : people.find(({ id }) => id === pick(readers));
      return {
        ...(by === undefined ? {} : { by }),
        command: `review ${verb}`,
        options: { ref: chosen, ...(verb === 'mark' && given.length > 0 ? { tags: given.join(' ') } : {}) },
        expected: (state, who) => {
          const two = state.double(chosen);
          const mine = two?.readers.indexOf(who.id) ?? -1;
          const part = two?.parts[mine];
          if (!isEditor(who) || state.isHidden(chosen, who) || two === undefined || part === undefined || part.finished !== undefined)
            return 'refused';
          state.act(who, verb, (set) =>
            set(`double|${chosen}|${who.id}`, verb === 'mark' ? { tags: given.toSorted() } : { tags: part.tags, finished: state.now }),
          );
          const them = two.readers[1 - mine] ?? '';
          if (verb === 'finish' && two.parts[1 - mine]?.finished !== undefined)
            state.posts += [...new Set([them, two.by])].filter((one) => one !== who.id).length;
          return 'done';
        },
      };
    },
    () => {
      const side = pick(['a', 'b', 'both'] as const);
      const finished = refs.filter((one) => model.double(one)?.isOpen === false);
      const chosen = finished.length === 0 ? ref : pick(finished);
      return {
        command: 'review accept',
        options: { ref: chosen, who: side },
        expected: (state, who) => {
          const two = state.double(chosen);
          if (!isEditor(who) || state.isHidden(chosen, who) || two === undefined || two.isOpen) return 'refused';
          const [a, b] = two.parts.map((part) => part.tags) as [string[], string[]];
          const apart = [...a, ...b].filter((one) => a.includes(one) !== b.includes(one) && two.settled[one] === undefined);
          const taken = [
            ...a.filter((one) => b.includes(one)),
            ...apart.filter((one) => side === 'both' || a.includes(one) === (side === 'a')),
          ];
          state.act(who, 'settle', (set) => {
            const { readers, by, at, settled } = two;
            set(`double|${chosen}|`, { readers, by, at, settled: { ...settled, ...Object.fromEntries(apart.map((one) => [one, side])) } });
            for (const one of taken) if (!state.facts.has(`tag|${chosen}|${one}`)) set(`tag|${chosen}|${one}`, {});
          });
          return 'done';
        },
      };
    },
    () => {
      const name = pick(setNames);
      return {
        command: 'set create',
        options: { name, refs: ref },
        expected: (state, who) => {
          if (state.isHidden(ref, who) || state.setsOf(who, name).length > 0) return 'refused';
          state.act(who, 'set create', (set) => {
            set(`set||${state.acts}`, { name, owner: who.id, shared: false });
            set(`in|${ref}|${state.acts}`, {});
          });
          return 'done';
        },
      };
    },
    () => {
      const name = pick(setNames);
      const how = pick(['add', 'remove']);
      const by = setOwner(model, random);
      return {
        ...(by === undefined ? {} : { by }),
        command: `set ${how}`,
        options: { set: name, refs: ref },
        expected: (state, who) => {
          const [found] = state.setsOf(who, name);
          if (found === undefined || state.isHidden(ref, who)) return 'refused';
          if (found.owner !== who.id && who.role !== 'lead' && !(found.shared && who.role === 'editor')) return 'refused';
          const path = `in|${ref}|${found.key}`;
          if (state.facts.has(path) === (how === 'add')) return 'no act';
          state.act(who, `set ${how}`, (set) => set(path, how === 'add' ? {} : undefined));
          return 'done';
        },
      };
    },
    () => {
      const name = pick(setNames);
      const by = setOwner(model, random);
      return {
        ...(by === undefined ? {} : { by }),
        command: 'set remove',
        options: { set: name },
        confirm: /^Give it up/,
        expected: (state, who) => {
          const [found] = state.setsOf(who, name);
          if (found === undefined || (found.owner !== who.id && who.role !== 'lead')) return 'refused';
          state.act(who, 'set give up', (set) => {
            for (const one of refs) set(`in|${one}|${found.key}`, undefined);
            set(`set||${found.key}`, undefined);
          });
          return 'done';
        },
      };
    },
    () => {
      const name = pick(setNames);
      const off = random() < 0.3;
      const by = setOwner(model, random);
      return {
        ...(by === undefined ? {} : { by }),
        command: 'set share',
        options: { set: name, ...(off ? { off } : {}) },
        expected: (state, who) => {
          const [found] = state.setsOf(who, name);
          if (!isEditor(who) || found === undefined || (found.owner !== who.id && who.role !== 'lead')) return 'refused';
          if (found.shared !== off) return 'no act';
          if (!off && state.setsOf(who, name).some(({ key, shared }) => shared && key !== found.key)) return 'refused';
          state.act(who, 'set share', (set) => set(`set||${found.key}`, { name, owner: found.owner, shared: !off }, found.owner));
          return 'done';
        },
      };
    },
    () => {
      const query = pick(['says', 'tag:crimea is:unread', 'age:>3d']);
      return {
        command: 'watch add',
        options: { query },
        expected: (state, who) => {
          if (state.watches().some((one) => one.owner === who.id && one.query === query)) return 'refused';
          state.act(who, 'watch add', (set) => set(`watch||${state.acts}`, { query, when: 'at once' }));
          return 'done';
        },
      };
    },
    () => {
      const watches = model.watches();
      const chosen = watches.length === 0 ? { key: '9999999', owner: '' } : pick(watches);
      const owner = people.find(({ id }) => id === chosen.owner);
      return {
        ...(owner === undefined || random() < 0.3 ? {} : { by: owner }),
        command: 'watch remove',
        options: { watch: Number(chosen.key) },
        expected: (state, who) => {
          if (who.id !== chosen.owner) return 'refused';
          state.act(who, 'watch remove', (set) => set(`watch||${chosen.key}`, undefined));
          return 'done';
        },
      };
    },
    () => {
      const [a, b] = [pick(people), pick(people)];
      let free: string[] = [];
      let by = a;
      return {
        command: 'split',
        options: { query: 'says', among: `${a.id}, ${b.id}` },
        confirm: /^Share out/,
        expected: (state, who) => {
          by = who;
          free = refs.filter((one) => {
            const { assignee, status } = state.work(one);
            return !state.facts.has(`mask|${one}|`) && assignee === undefined && !['verified', 'irrelevant', 'read'].includes(status);
          });
          return !isEditor(who) || a.id === b.id || free.length === 0 ? 'refused' : 'done';
        },
        learn: (desk) => {
          const now = factsOf(desk);
          const workOf = (one: string): Work => JSON.parse(now.get(`work|${one}|`) ?? '{}') as Work;
          const shares = [a, b].map(({ id }) => free.filter((one) => workOf(one).assignee === id));
          // Everything that was free is given out, each to one of the two.
          expect(shares.flat().toSorted()).toEqual(free.toSorted());
          model.act(by, 'split', (set) => {
            for (const one of free) {
              const { due, priority } = model.work(one);
              const { assignee = '' } = workOf(one);
              const status = assignee === by.id ? 'claimed' : 'new';
              set(`work|${one}|`, { status, assignee, by: by.id, due, priority, since: model.now, touched: model.now });
            }
          });
          model.posts += shares.filter((share) => share.length > 0).length;
        },
      };
    },
    () => {
      const holders = people.filter(({ id }) => model.openOf(id).length > 0);
      const from = holders.length === 0 ? other : pick(holders);
      const to = random() < 0.6 ? pick(people) : undefined;
      return {
        ...(random() < 0.5 ? { by: from } : {}),
        command: 'handoff',
        options: { from: from.id, ...(to === undefined ? {} : { to: to.id }) },
        confirm: /^(?:Hand over|Give back)/,
        expected: (state, who) => {
          const open = state.openOf(from.id).filter((one) => !state.isHidden(one, who));
          if (!isEditor(who) || to?.id === from.id || !mayTouch(who, from.id) || open.length === 0) return 'refused';
          state.act(who, 'hand off', (set) => {
            for (const one of open) {
              const { status, due, priority, why } = state.work(one);
              const left = status === 'blocked' ? 'blocked' : 'new';
              const isNothing = left === 'new' && due === undefined && priority === undefined;
              if (to === undefined) set(`work|${one}|`, isNothing ? undefined : { status: left, due, priority });
              else
                set(`work|${one}|`, {
                  status: left === 'new' && to.id === who.id ? 'claimed' : left,
                  assignee: to.id,
                  by: who.id,
                  due,
                  priority,
                  why,
                  since: state.now,
                  touched: state.now,
                });
            }
          });
          if (to !== undefined && to.id !== who.id) state.posts += 1;
          if (from.id !== who.id) state.posts += 1;
          return 'done';
        },
      };
    },
    () => {
      const act = Math.max(1, model.acts - Math.floor(random() * 12));
      return {
        command: 'undo',
        options: { act },
        expected: (state, who) => {
          const changes = state.changes.get(act) ?? [];
          if (changes.length === 0 || !mayTouch(who, state.actors.get(act)) || state.undone.has(act)) return 'refused';
          if (!mayUntie(who, state.whats.get(act) ?? '')) return 'refused';
          // Changed since: by an act that still stands and is no undo.
          const undoing = new Set(state.undone.values());
          const isChanged = (path: string): boolean =>
            [...state.changes].some(
              ([later, list]) =>
                later > act &&
                !state.undone.has(later) &&
                !undoing.has(later) &&
                list.some((one) => one.path === path && weigh(one.before) !== weigh(one.after)),
            );
          let restored = 0;
          const holders = (): Map<string, string> => new Map(refs.map((ref) => [ref, state.work(ref).assignee ?? '']));
          const before = holders();
          state.act(who, state.whats.get(act) ?? '', (set) => {
            for (const { path, before, after } of changes.toReversed()) {
              const value = state.facts.get(path);
              const now = value === undefined ? undefined : { value, owner: state.owners.get(path) ?? '' };
              if (weigh(before) === weigh(after) || weigh(now) !== weigh(after) || isChanged(path)) continue;
              set(path, before === undefined ? undefined : JSON.parse(before.value), before?.owner);
              restored += 1;
            }
          });
          // One message to each from whom work goes, and one to each to whom it comes back.
          const told = new Set<string>();
          for (const [ref, now] of holders()) {
            const was = before.get(ref) ?? '';
            if (was === now || state.facts.has(`mask|${ref}|`)) continue;
            if (was !== '' && was !== who.id) told.add(`from ${was}`);
            if (now !== '' && now !== who.id) told.add(`to ${now}`);
          }
          state.posts += told.size;
          for (const [undone, by] of state.undone) if (by === act) state.undone.delete(undone);
          if (restored > 0) state.undone.set(act, state.acts);
          return 'done';
        },
      };
    },
  ];
  return pick(kinds)();
}

const setNames = ['harbour', 'pumps'];

/** Somebody who has a set, most of the time: others are refused. */
function setOwner(model: Model, random: () => number): Person | undefined {
  const owners = people.filter((who) => setNames.some((name) => model.setsOf(who, name).some(({ owner }) => owner === who.id)));
  return random() < 0.3 ? undefined : owners[Math.floor(random() * owners.length)];
}

/** All facts of the desk as the model has them: a set goes by the act that made it, not by its code. */
function factsOf(desk: Desk): Map<string, string> {
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
    rows.map(({ kind, cable, key, value }) => [`${kind}|${refOf.get(cable) ?? ''}|${nameOf(kind, key)}`, canonical(JSON.parse(value))]),
  );
}

const sorted = (facts: ReadonlyMap<string, string>): string[] => [...facts].map(([path, value]) => `${path} ${value}`).toSorted();
const countOf = (desk: Desk, table: string): number => desk.db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;

test(
  `20 people, ${steps} random acts, each delivered twice, with restarts: the desk is what the model says`,
  async () => {
    const seed = seedOf('model');
    const random = randomFrom(seed);
    const folder = tempFolder();
    const model = new Model();
    let desk: Desk;
    let bot: Bot;
    const open = async (): Promise<void> => {
      desk = openDesk({ folder, exposure: 'desk', now: () => model.now });
      await desk.index.ready();
      bot = await createBot(desk, quiet);
    };
    const compare = (told: string): void => {
      expect(sorted(factsOf(desk)), told).toEqual(sorted(model.facts));
      expect(countOf(desk, 'outbox'), told).toBe(model.posts);
    };
    await open();
    await importRecords(
      desk!,
      refs.map((ref) => ({ ref, subject: `Subject of ${ref}`, body: `1. What ${ref} says.` })),
    );
    for (const { ref, row } of desk!.cables.all()) model.rows.set(ref, row);
    for (const { id, role } of people) desk!.roster.seen('desk', { id, name: id, role, isBot: false }, 0);
    const imported = countOf(desk!, 'audit');
    model.acts = imported;
    const counts = { refused: 0, 'no act': 0, done: 0 };
    let restarts = 0;
    try {
      for (let step = 1; step <= steps; step += 1) {
        model.now = step;
        const anybody = people[Math.floor(random() * people.length)] as Person;
        const { by: who = anybody, expected, confirm, learn, ...deed } = deedOf(random, model);
        const caller: Caller = {
          desk: 'desk',
          member: who.id,
          name: who.id,
          role: who.role,
          via: 'discord',
          interaction: `i${step}`,
          place: undefined,
        };
        const actsBefore = model.acts;
        const outcome = expected(model, who);
        counts[outcome] += 1;
        let { command, options } = deed;
        if (confirm !== undefined) {
          const asked = await bot!.answer({ ...caller, interaction: `p${step}` }, deed);
          const action = actionsOf(asked.reply).find(({ label }) => confirm.test(plain(label)));
          if (action?.kind === 'run') ({ command, options } = action);
        }
        const first = await bot!.answer(caller, { command, options });
        if (outcome === 'done') learn?.(desk!);
        // What was refused may be refused for another reason the second time; what was done is not done again.
        const second = outcome === 'done' ? await bot!.answer(caller, { command, options }) : first;
        const told = `${seed}/${step} ${who.role} ${command} ${JSON.stringify(options)}: ${wordsOf(first.reply)}`;
        expect(first.ok, told).toBe(outcome !== 'refused');
        expect(first.failure, told).not.toBe('bug');
        expect(second.failure, told).not.toBe('bug');
        expect(countOf(desk!, 'audit'), told).toBe(model.acts);
        expect(model.acts > actsBefore, told).toBe(outcome === 'done');
        if (random() < 0.01) {
          restarts += 1;
          await desk!.close();
          await open();
        }
        if (step % 50 === 0 || step === steps) compare(told);
      }
      expect(brokenAuditRow(desk!.db)).toBeUndefined();
      expect(counts.done).toBeGreaterThan(steps / 4);
      console.log(
        `model: ${counts.done} done, ${counts.refused} refused, ${counts['no act']} without effect, ${restarts} restarts, ${model.facts.size} facts, ${model.posts} messages`,
      );
    } finally {
      await desk!.close();
    }
  },
  isLong ? 600_000 : 120_000,
);
