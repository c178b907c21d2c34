import pino from 'pino';
import type { Log } from '../../src/log.ts';

/** A log whose lines a test can read. */
export function logLines(level = 'debug'): { lines: string[]; log: Log } {
  const lines: string[] = [];
  return { lines, log: pino({ level, base: null }, { write: (line: string) => void lines.push(line) }) };
}
