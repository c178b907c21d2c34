import { mayTouch } from './model.ts';
import type { Steps } from './step.ts';

/** Tags, reading marks, notes and withdrawn cables. */
export const tagSteps: Steps = ({ random, pick, model, ref, tag, onCable }) => [
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
      if (state.readsBlind(ref, who.id)) return 'refused';
      state.act(who, 'untag', (set) => {
        state.touch(who, ref, set);
        set(`tag|${ref}|${tag}`, undefined);
      });
      return 'done';
    }),
  }),
  () => ({
    command: 'work read',
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
      command: 'desk mask',
      options: { ref, ...(lift ? { lift } : {}) },
      expected: (state, who) => {
        if (who.role !== 'lead' || state.facts.has(`mask|${ref}|`) !== lift) return who.role === 'lead' ? 'refused' : 'refused';
        state.act(who, 'mask', (set) => set(`mask|${ref}|`, lift ? undefined : {}));
        return 'done';
      },
    };
  },
];
