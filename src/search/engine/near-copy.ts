/** What is compared: the subject and the body of a cable. */
export type CopyText = { subject: string; body: string };

/** Texts that share this much of their runs of words are near-copies: a reissue, a correction, the same text sent twice. */
export const nearCopyShare = 0.6;
/** Words in a row that are compared. */
const runLength = 4;
/** A sketch has this many places, in bands of four: texts that share 60 % have a band in common in 9 of 10 cases, 80 % always. */
const places = 64;
const bandSize = 4;

/** A letter or digit beyond ASCII. */
const wide = /[\p{L}\p{N}]/uy;

/**
 * Calls `found` with each run of four words of the body as a number (FNV-1a); a text of fewer words is one run. Case and
 * punctuation do not count.
 */
function eachRun({ body }: CopyText, found: (run: number) => void): void {
  const text = body.toLowerCase();
  /** The start and the end of each word. */
  const words: number[] = [];
  let isInside = false;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    let length = 1;
    let isWord = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    if (code >= 128) {
      wide.lastIndex = at;
      isWord = wide.test(text);
      length = isWord ? wide.lastIndex - at : (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    }
    if (isWord !== isInside) words.push(at);
    isInside = isWord;
    at += length;
  }
  if (isInside) words.push(text.length);
  const count = words.length / 2;
  if (count === 0) return;
  for (let i = 0; i <= Math.max(0, count - runLength); i += 1) {
    let hash = 0x811c9dc5;
    for (let k = i; k < Math.min(i + runLength, count); k += 1) {
      const end = words[2 * k + 1] ?? 0;
      for (let at = words[2 * k] ?? 0; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      hash = Math.imul(hash ^ 32, 0x01000193);
    }
    found(hash >>> 0);
  }
}

function runsOf(text: CopyText): Set<number> {
  const runs = new Set<number>();
  eachRun(text, (run) => runs.add(run));
  return runs;
}

/**
 * Numbers by which near-copies find each other: MinHash by one permutation (Li, Owen and Zhang 2012), empty places filled
 * from the next one (Shrivastava and Li 2014), in bands of four. None for a text without words.
 */
export function sketchOf(text: CopyText): number[] {
  const least = new Float64Array(places).fill(Number.POSITIVE_INFINITY);
  eachRun(text, (hash) => {
    const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> 0;
    const place = mixed % places;
    const value = Math.floor(mixed / places);
    if (value < (least[place] ?? 0)) least[place] = value;
  });
  const filled = [...least].map((value, i) => {
    for (let step = 0; step < places; step += 1) {
      const next = least[(i + step) % places] ?? Number.POSITIVE_INFINITY;
      if (next !== Number.POSITIVE_INFINITY) return next + step * 0x1000003;
    }
    return value;
  });
  if (filled[0] === Number.POSITIVE_INFINITY) return [];
  const bands: number[] = [];
  for (let i = 0; i < places; i += bandSize) {
    let hash = 0x811c9dc5 ^ i;
    for (const value of filled.slice(i, i + bandSize)) hash = Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 13);
    // Starts with the position of the band, so that bands of different positions never coincide.
    bands.push((i / bandSize) * 0x100000000 + (hash >>> 0));
  }
  return bands;
}

/** Whether two texts are near-copies: by the share of runs that both have (Jaccard). */
export function isNearCopy(one: CopyText, other: CopyText): boolean {
  const [a, b] = [runsOf(one), runsOf(other)];
  if (a.size === 0 || b.size === 0 || Math.min(a.size, b.size) < nearCopyShare * Math.max(a.size, b.size)) return false;
  const both = a.intersection(b).size;
  return both >= nearCopyShare * (a.size + b.size - both);
}
