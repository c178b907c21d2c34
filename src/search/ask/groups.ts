import type { Desk } from '../../desk/desk.ts';
import { areOfTheSame, gistOf, mayContradict, type Contradiction, type Gist } from '../../language/contradiction.ts';
import type { RankedPassage } from '../passages/plan.ts';

/**
 * A passage with those of other cables that say much the same. `against`: that it may contradict an earlier one, by the number of that
 * one in the list, and why.
 */
export type AnswerGroup = { passage: RankedPassage; same: RankedPassage[]; against?: { number: number; why: Contradiction } };

/**
 * Passages by what their best sentences say: the same told again stands with the first that says it, and what may contradict that one
 * directly behind. A rule of words (language/contradiction.ts), not an understanding.
 */
export function grouped(desk: Desk, passages: readonly RankedPassage[]): AnswerGroup[] {
  const groups: { gist: Gist; answers: Omit<AnswerGroup, 'against'>[]; against: (Contradiction | undefined)[] }[] = [];
  for (const passage of passages) {
    const body = desk.cables.byRow(passage.row)?.body;
    if (body === undefined) continue;
    const gist = gistOf(body.slice(passage.best.start, passage.best.end), '');
    const group = groups.find((one) => areOfTheSame(one.gist, gist));
    if (group === undefined) {
      groups.push({ gist, answers: [{ passage, same: [] }], against: [undefined] });
      continue;
    }
    const why = mayContradict(group.gist, gist);
    const known = group.answers[group.against.indexOf(why)];
    if (known !== undefined) known.same.push(passage);
    else {
      group.answers.push({ passage, same: [] });
      group.against.push(why);
    }
  }
  const found: AnswerGroup[] = [];
  for (const { answers, against } of groups) {
    const number = found.length + 1;
    for (const [i, answer] of answers.entries()) {
      const why = against[i];
      found.push({ ...answer, ...(why === undefined ? {} : { against: { number, why } }) });
    }
  }
  return found;
}
