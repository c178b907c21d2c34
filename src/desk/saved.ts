import { AsyncLocalStorage } from 'node:async_hooks';
import { own, plural, said, type Text, ours, oneOr } from '../reply/text.ts';
import { actName, type ActName } from './acts.ts';

/** What was saved while one call was answered: noted where it is committed, so that a failure can say what stands. */
const current = new AsyncLocalStorage<ActName[]>();

/** Notes that an act was committed. Call it after the commit, wherever that is. */
export const noteSaved = (act: ActName): void => void current.getStore()?.push(act);

/** Runs the work, and notes in `saved` what is committed meanwhile on its behalf. */
export const notingSaved = <T>(saved: ActName[], work: () => Promise<T>): Promise<T> => current.run(saved, work);

/** What was saved and stays, as a sentence for people; `Nothing was changed.` when nothing was. */
export function savedSentence(saved: readonly ActName[]): Text {
  if (saved.length === 0) return said`Nothing was changed.`;
  const counted = [...Map.groupBy(saved, (act) => act)].map(([act, { length }]) =>
    length === 1 ? actName(act) : ours`${actName(act)} (${length} times)`,
  );
  return said`${plural(saved.length, 'change was', 'changes were')} saved before that and ${oneOr(saved.length, 'stays', 'stay')}: ${own(counted.join(', '))}. The rest did not happen.`;
}
