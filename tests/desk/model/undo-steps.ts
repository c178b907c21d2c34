import { refs, isEditor, mayTouch, weigh, type Person } from './model.ts';
import type { Steps } from './step.ts';

/** Whoever takes something back must have the right to do it. */
function mayUndo(who: Person, what: string): boolean {
  // A blind reading that is finished stays so.
  if (what === 'finish') return false;
  if (what === 'mask') return who.role === 'lead';
  const ofReaders = ['read', 'accept', 'release', 'status', 'note', 'set create', 'set add', 'set remove', 'set give up'];
  return [...ofReaders, 'watch add', 'watch remove'].includes(what) || isEditor(who);
}

/** Taking back what was done. */
export const undoSteps: Steps = ({ random, model }) => [
  () => {
    const act = Math.max(1, model.acts - Math.floor(random() * 12));
    return {
      command: 'undo',
      options: { act },
      expected: (state, who) => {
        const changes = state.changes.get(act) ?? [];
        if (changes.length === 0 || !mayTouch(who, state.actors.get(act)) || state.undone.has(act)) return 'refused';
        const what = state.whats.get(act) ?? '';
        // Of private acts nobody is told but who did them.
        if (!mayUndo(who, what) || (/^(?:set|watch) /.test(what) && state.actors.get(act) !== who.id)) return 'refused';
        const isSeen = (ref: string): boolean => who.role === 'lead' || !state.facts.has(`mask|${ref}|`);
        const tagged = changes.flatMap(({ path }) => (path.startsWith('tag|') ? [path.split('|')[1] ?? ''] : []));
        if (tagged.some((ref) => isSeen(ref) && state.readsBlind(ref, who.id))) return 'refused';
        // For who reads a cable blind, even a lead, the other reader's marks do not exist.
        const marked = what === 'mark' && state.actors.get(act) !== who.id ? changes.map(({ path }) => path.split('|')[1] ?? '') : [];
        if (marked.some((ref) => state.readsBlind(ref, who.id))) return 'refused';
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
        state.act(who, what, (set) => {
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
