import { expect } from 'vitest';
import { people, refs, isEditor, mayTouch, onlyReads, factsOf, type Work } from './model.ts';
import type { Steps } from './step.ts';

/** Who works on what. */
export const workSteps: Steps = ({ random, pick, model, ref, other, onCable }) => [
  () => ({
    command: 'work claim',
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
    command: 'work release',
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
      command: 'work assign',
      options: { ref, to: other.id, ...(priority === undefined ? {} : { priority }) },
      expected: onCable((state, who) => {
        const before = state.work(ref);
        if (onlyReads(other) || (!mayTouch(who, before.assignee) && before.by !== who.id) || before.status === 'verified') return 'refused';
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
    command: 'work accept',
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
    command: 'work transfer',
    options: { ref, to: other.id },
    expected: onCable((state, who) => {
      const work = state.work(ref);
      if (onlyReads(other) || work.assignee === undefined || !mayTouch(who, work.assignee)) return 'refused';
      if (work.assignee === other.id || work.status === 'verified') return 'refused';
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
      command: 'work status',
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
  () => {
    const [a, b] = [pick(people), pick(people)];
    let free: string[] = [];
    let by = a;
    return {
      command: 'work split',
      options: { query: 'says', among: `${a.id}, ${b.id}` },
      confirm: /^Share out/,
      expected: (state, who) => {
        by = who;
        free = refs.filter((one) => {
          const { assignee, status } = state.work(one);
          return !state.facts.has(`mask|${one}|`) && assignee === undefined && !['verified', 'irrelevant', 'read'].includes(status);
        });
        return !isEditor(who) || onlyReads(a) || onlyReads(b) || a.id === b.id || free.length === 0 ? 'refused' : 'done';
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
      command: 'work handoff',
      options: { from: from.id, ...(to === undefined ? {} : { to: to.id }) },
      confirm: /^(?:Hand over|Release)/,
      expected: (state, who) => {
        const open = state.openOf(from.id).filter((one) => !state.isHidden(one, who));
        if (to !== undefined && onlyReads(to)) return 'refused';
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
];
