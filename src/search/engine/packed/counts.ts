/*
 * Arrays with a number for each document of a segment, which questions count in. They are used again by the next question: memory that is
 * new for each costs more than the counting, and is given back late.
 */

/** So many are kept; a question with more patterns has others made. */
const mostKept = 4;

const kept: Int32Array[] = [];
let taken = 0;
let turn = 0;

/** All that was taken may be used by others from now on. */
export function beginCounts(): void {
  turn += 1;
  taken = 0;
}

/** An array of so many zeros; `isValid`: whether it is still what it was taken for. */
export function takeCounts(size: number): { counts: Int32Array; isValid: () => boolean } {
  const ofTurn = turn;
  const place = taken;
  taken += 1;
  let counts = kept[place];
  if (counts === undefined || counts.length < size) {
    counts = new Int32Array(size);
    if (place < mostKept) kept[place] = counts;
  } else counts.fill(0, 0, size);
  return { counts, isValid: () => turn === ofTurn };
}
