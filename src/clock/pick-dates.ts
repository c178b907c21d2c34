import type { CableHead } from '../cables/cables.ts';
import type { PickContext } from './pick-rule.ts';

/** What the date of a candidate is worth: near to the cables that the desk works on, and late among the others. */

const nearPoints = 12;
const latePoints = 4;
/** Years after which a cable is of another time. */
const apart = 2;

/** Points by row, for these candidates. */
export function weighDates({ desk, interests }: PickContext, heads: ReadonlyMap<number, CableHead>): Map<number, number> {
  const worked = desk.cables.heads(interests.seeds.map(({ row }) => row)).flatMap(({ date }) => yearOf(date) ?? []);
  const years = [...heads.values()].flatMap(({ date }) => yearOf(date) ?? []).toSorted((a, b) => a - b);
  return new Map(
    [...heads].map(([row, { date }]) => {
      const year = yearOf(date);
      if (year === undefined) return [row, 0];
      const near = worked.reduce((sum, one) => sum + Math.exp(-Math.abs(one - year) / apart), 0) / Math.max(1, worked.length);
      const late = years.filter((one) => one < year).length / years.length;
      return [row, nearPoints * near + latePoints * late];
    }),
  );
}

/** 1934-07 is 1934.5. */
function yearOf(date: string): number | undefined {
  const [year, month = '06', day = '15'] = date.split('-');
  return date === '' ? undefined : Number(year) + (Number(month) - 1) / 12 + Number(day) / 365;
}
