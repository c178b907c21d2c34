import type { Desk } from '../../desk/desk.ts';
import { areOfTheSame, countsOtherwise, gistOf, type Gist, type OtherFigures } from '../../language/gist.ts';
import type { Cable } from '../../cables/cables.ts';
import type { RankedPassage } from '../passages/plan.ts';
import { sentencesIn } from '../passages/units.ts';

/**
 * A passage with those of other cables that say much the same. `otherwise`: that it counts otherwise than an earlier one, by the
 * number of that one in the list. `ofCable`: how many passages of its cable answer, where not all of them are in the list.
 */
export type AnswerGroup = {
  passage: RankedPassage;
  same: RankedPassage[];
  otherwise?: { number: number; figures: OtherFigures };
  ofCable?: number;
};

/** So many passages of one cable are listed where others answer, too. */
const mostOfCable = 2;

type Answer = Pick<AnswerGroup, 'passage' | 'same'> & { figures?: OtherFigures };

/**
 * Passages by what their best sentences say: the same told again stands with the first that says it, and what counts otherwise
 * directly behind. A rule of words (language/gist.ts), not an understanding. Of a cable no more than two are listed beside others.
 */
export function grouped(desk: Desk, passages: readonly RankedPassage[]): AnswerGroup[] {
  const groups: { gist: Gist; all: readonly Gist[]; answers: Answer[] }[] = [];
  for (const passage of passages) {
    const cable = desk.cables.byRow(passage.row);
    if (cable === undefined) continue;
    const gist = gistOf(cable.body.slice(passage.best.start, passage.best.end), '', cable.date);
    const group = groups.find((one) => areOfTheSame(one.gist, gist));
    if (group === undefined) {
      groups.push({ gist, all: gistsOf(cable, passage), answers: [{ passage, same: [] }] });
      continue;
    }
    const figures = countsOtherwise(group.gist, gist) ?? otherFigures(group.all, gistsOf(cable, passage));
    const known = group.answers.find((one) => one.figures?.here === figures?.here);
    if (known === undefined) group.answers.push({ passage, same: [], ...(figures === undefined ? {} : { figures }) });
    else known.same.push(passage);
  }
  return listed(groups.map(({ answers }) => answers));
}

const gistsOf = ({ body, date }: Cable, passage: RankedPassage): Gist[] =>
  sentencesIn(body, passage).map(({ start, end }) => gistOf(body.slice(start, end), '', date));

/** Beside what answers best: paragraphs that begin alike may tell other numbers further on. */
function otherFigures(one: readonly Gist[], other: readonly Gist[]): OtherFigures | undefined {
  for (const first of one)
    for (const second of other) {
      const figures = countsOtherwise(first, second);
      if (figures !== undefined) return figures;
    }
  return undefined;
}

function listed(groups: readonly (readonly Answer[])[]): AnswerGroup[] {
  const all = Map.groupBy(groups.flat(), ({ passage }) => passage.row);
  const isListed = (one: Answer): boolean => all.size === 1 || (all.get(one.passage.row) ?? []).indexOf(one) < mostOfCable;
  const found: AnswerGroup[] = [];
  for (const answers of groups) {
    const number = answers[0] !== undefined && isListed(answers[0]) ? found.length + 1 : undefined;
    for (const { passage, same, figures } of answers.filter(isListed)) {
      const its = all.get(passage.row) ?? [];
      const isLast = its[mostOfCable - 1]?.passage === passage;
      found.push({
        passage,
        same,
        ...(figures === undefined || number === undefined ? {} : { otherwise: { number, figures } }),
        ...(all.size > 1 && isLast && its.length > mostOfCable ? { ofCable: its.length } : {}),
      });
    }
  }
  return found;
}
