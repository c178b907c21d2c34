import { citedKey } from '../cables/cited-key.ts';
import type { Cited, Data, Head } from './data.ts';

/** A ref that cables cite and that is not here: as printed, without what stands behind its number, and the cables that cite it. */
export type AbsentRef = { printed: string; key: string; citing: Head[] };

const telegram = /^(?:\d{4} )?([A-Z]{2,}) (?:A-)?\d+$/;
const months = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER SEPT'.split(' ');
/** What lists of refs name beside cables: `MIL. MSG. 19`, `LETTER 12`. */
const otherPaper = /^(?:MEMCON|LETTER|NOTE|PARA)|(?:MESSAGE|MSG|LETTER|MEMO)$/;
/** `FEB 8`, `MEMCON OF AUGUST 2`; and `MBER 9`, where a line ends within the month. */
const isDay = (post: string): boolean =>
  months.some((month) => post === month.slice(0, 3) || post.endsWith(month) || (post.length > 2 && month.endsWith(post)));
/** A number that carries its year itself, or the id of a mail. */
const wholeRef = /^[\p{L}\p{N}.-]+(?:\/[\p{L}\p{N}.-]+)+$|^[^\s@<>]+@[^\s@<>]+$/u;

/**
 * The refs that these cables cite and that are not here, most cited first. Only clean ones: lists of refs also hold remarks,
 * dates, other papers, and scraps of refs that a line end or a lost letter broke (`A PAZ 3179`, `(B) STATE`).
 */
export function absentRefs(data: Data): AbsentRef[] {
  const absent = data.absent(data.cables);
  if (absent.length === 0) return [];
  const isClean = cleanRefs(data, absent);
  const cableOf = new Map(data.cables.map((cable) => [cable.row, cable]));
  return [...Map.groupBy(absent.filter(isClean), ({ key }) => key)]
    .map(([key, all]) => ({
      key,
      printed: withoutRest(all[0]?.printed ?? ''),
      citing: [...new Set(all.map(({ row }) => row))].flatMap((row) => cableOf.get(row) ?? []),
    }))
    .toSorted((a, b) => b.citing.length - a.citing.length || (a.printed < b.printed ? -1 : 1));
}

function cleanRefs(data: Data, absent: readonly Cited[]): (one: Cited) => boolean {
  const postOf = (key: string): string | undefined => telegram.exec(key)?.[1];
  const own = new Set(data.all.flatMap(({ ref, date }) => postOf(citedKey(ref, date)) ?? []));
  const times = new Map<string, number>();
  for (const post of absent.flatMap(({ key }) => postOf(key) ?? [])) times.set(post, (times.get(post) ?? 0) + 1);
  const posts = [...new Set([...own, ...times.keys()])];
  // `TATE`, where others cite `STATE`.
  const isScrap = (post: string): boolean =>
    !own.has(post) &&
    posts.some((other) => other !== post && other.endsWith(post) && (own.has(other) || (times.get(other) ?? 0) > (times.get(post) ?? 0)));
  const shapes = new Set(data.all.map(({ ref }) => shapeOf(ref)));
  return ({ key, printed }) => {
    const post = postOf(key);
    if (post !== undefined) return !otherPaper.test(post) && !isDay(post) && !isScrap(post);
    return /\d{2}/.test(printed) && (wholeRef.test(printed.trim()) || shapes.has(shapeOf(printed)));
  };
}

/** `Rep. 12/2018` as `A. #/#`: refs of one archive look alike. */
const shapeOf = (ref: string): string =>
  ref
    .trim()
    .replaceAll(/\p{L}+/gu, 'A')
    .replaceAll(/\d+/g, '#');

/** `LA PAZ 1425 TO DEPT OF AGRICULTURE` without what stands behind the number. */
const withoutRest = (printed: string): string =>
  (/^(?:\d{2,4} )?[A-Z][A-Z.' -]*?(?: A ?-? ?| )?\d+(?:\/\d{1,2})?(?= |$)/.exec(printed)?.[0] ?? printed).trim();
