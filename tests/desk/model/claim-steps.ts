import { isEditor, mayTouch } from './model.ts';
import type { Steps } from './step.ts';

/** The claim ledger. */
export const claimSteps: Steps = ({ pick, model, ref, onCable }) => [
  () => ({
    command: 'check fact add',
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
];
