import { people, refs, tags, isEditor, mayTouch, type Review } from './model.ts';
import type { Steps } from './step.ts';

/** Second readings, and readings blind of each other. */
export const reviewSteps: Steps = ({ random, pick, model, ref, other, onCable }) => [
  () => {
    const to = random() < 0.6 ? other.id : undefined;
    return {
      command: 'check review request',
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
    command: 'check review verdict',
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
    command: 'check review cancel',
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
      command: 'check review double',
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
      command: 'check review accept',
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
];
