import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { DeskError } from '../../reply/failure.ts';
import { quoted, said } from '../../reply/text.ts';

/** Asks a person, or a pipe that stands in for one, for a line at a time. */
export type Asker = {
  /** Resolves with the answer, without space around it. Throws a DeskError (usage) when the input ends before it. */
  ask(prompt: string, how?: { isSecret?: boolean }): Promise<string>;
  close(): void;
};

export type Terminal = { input: Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown }; output: Writable };

/**
 * Plain lines, which the terminal itself edits: a dumb terminal, a screen reader and a pipe can all follow, and nothing is drawn
 * again. Only for a secret the terminal hands over each key, and shows none. `interrupted` is called at Ctrl+C while it does.
 */
export function createAsker({ input, output }: Terminal, interrupted: () => void): Asker {
  const isTerminal = input.isTTY === true;
  const lines = createInterface({ input, terminal: false });
  let early: string[] = [];
  let isOver = false;
  let isRaw = false;
  let next: ((line: string | undefined) => void) | undefined;
  const take = (line: string | undefined): void => {
    const waiting = next;
    next = undefined;
    if (waiting !== undefined) waiting(line);
    else if (line !== undefined) early.push(line);
  };
  const setRaw = (to: boolean): void => {
    isRaw = to && isTerminal;
    if (isTerminal) input.setRawMode?.(isRaw);
  };
  lines.on('line', take);
  lines.on('close', () => {
    isOver = true;
    take(undefined);
  });
  const onKeys = (keys: Buffer | string): void => {
    if (isRaw && String(keys).includes(ctrl.c)) interrupted();
    if (isRaw && String(keys).includes(ctrl.d)) take(undefined);
  };
  input.on('data', onKeys);

  return {
    async ask(prompt, { isSecret = false } = {}) {
      // What a person typed while nothing was asked answers nothing.
      if (isTerminal) early = [];
      output.write(prompt);
      setRaw(isSecret);
      const line = early.shift() ?? (isOver ? undefined : await new Promise<string | undefined>((resolve) => (next = resolve)));
      setRaw(false);
      if (isSecret || !isTerminal) output.write('\n');
      if (line === undefined)
        throw new DeskError(said`The input ended where an answer was due: ${quoted(prompt.trim())}`, {
          kind: 'usage',
          hint: said`Scripts give all answers as options, with --yes.`,
        });
      return (isSecret ? withoutErased(line) : line).trim();
    },
    close() {
      setRaw(false);
      input.off('data', onKeys);
      lines.close();
    },
  };
}

const ctrl = { c: '\u0003', d: '\u0004' } as const;

/** What is left of a line of keys after those that erase. */
function withoutErased(keys: string): string {
  let line = '';
  for (const key of keys) line = key === '\b' || key === '\u007F' ? line.slice(0, -1) : key === '\u0015' ? '' : line + key;
  return line;
}
