/** Shorter pieces are in too many words; elided articles (`dell'Unione`) are shorter as well. */
const shortest = 5;

/**
 * Runs of Latin letters, in lower case, that any text matched by a regular expression must contain. Only its top level is
 * read: nothing inside groups, classes and alternatives counts, nor a letter made optional by a quantifier. None when it
 * has alternatives at its top level, or constructs that are not interpreted here.
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
    const character = pattern[at] ?? '';
    if (character === '\\') {
      // An escape ends a run; \Q...\E and \x{...} are not interpreted.
      if (/[QEpPxk0-9]/.test(pattern[at + 1] ?? '')) return [];
      end();
      at += 1;
    } else if (character === '[') {
      end();
      const close = pattern.indexOf(']', at + 2);
      if (close === -1) return [];
      at = close;
      // A class may hold `]` or classes of its own: `[[:alpha:]]`.
      if (pattern.slice(at).startsWith(']]')) at += 1;
    } else if (character === '(') {
      end();
      // Flags inside groups change the meaning.
      if (pattern[at + 1] === '?') return [];
      depth += 1;
    } else if (character === ')') {
      end();
      depth -= 1;
    } else if (character === '|') {
      if (depth === 0) return [];
      end();
    } else if (/[*?{]/.test(character)) {
      run = run.slice(0, -1);
      end();
    } else if (depth === 0 && /[a-z]/i.test(character)) run += character;
    else end();
  }
  end();
  return pieces;
}
