/** Shorter ones are in too many words; articles that are cut off (`dell'Unione`) are shorter, too. */
const shortest = 5;

/**
 * Runs of small Latin letters that any text a regular expression fits must hold, case apart: taken from its top level
 * alone, so that nothing inside groups, classes and alternatives counts, nor a letter that a sign behind it makes optional.
 * None when it has alternatives at its top level, or signs whose meaning is not looked into.
 */
export function requiredPieces(pattern: string): string[] {
  const pieces: string[] = [];
  let run = '';
  let depth = 0;
  const end = (): void => {
    if (run.length >= shortest) pieces.push(run.toLowerCase());
    run = '';
  };
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at] ?? '';
    if (sign === '\\') {
      // What is escaped parts a run; \Q...\E and \x{...} are not looked into.
      if (/[QEpPxk0-9]/.test(pattern[at + 1] ?? '')) return [];
      end();
      at += 1;
    } else if (sign === '[') {
      end();
      const close = pattern.indexOf(']', at + 2);
      if (close === -1) return [];
      at = close;
      // A class may hold `]` or classes of its own: `[[:alpha:]]`.
      if (pattern.slice(at).startsWith(']]')) at += 1;
    } else if (sign === '(') {
      end();
      // Flags inside groups change what is meant.
      if (pattern[at + 1] === '?') return [];
      depth += 1;
    } else if (sign === ')') {
      end();
      depth -= 1;
    } else if (sign === '|') {
      if (depth === 0) return [];
      end();
    } else if (/[*?{]/.test(sign)) {
      run = run.slice(0, -1);
      end();
    } else if (depth === 0 && /[a-z]/i.test(sign)) run += sign;
    else end();
  }
  end();
  return pieces;
}
