import { people, refs, isEditor, type Model, type Person } from './model.ts';
import type { Steps } from './step.ts';

const setNames = ['harbour', 'pumps'];

/** Somebody who has a set, most of the time: others are refused. */
function setOwner(model: Model, random: () => number): Person | undefined {
  const owners = people.filter((who) => setNames.some((name) => model.setsOf(who, name).some(({ owner }) => owner === who.id)));
  return random() < 0.3 ? undefined : owners[Math.floor(random() * owners.length)];
}

/** Sets of cables, and watches. */
export const setSteps: Steps = ({ random, pick, model, ref }) => [
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
      confirm: /^Delete it/,
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
      command: 'searches watch add',
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
      command: 'searches watch remove',
      options: { watch: Number(chosen.key) },
      expected: (state, who) => {
        if (who.id !== chosen.owner) return 'refused';
        state.act(who, 'watch remove', (set) => set(`watch||${chosen.key}`, undefined));
        return 'done';
      },
    };
  },
];
