import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleData } from './desk.ts';
import { tempFolder } from './temp.ts';

const record = (id: string, body: string) => JSON.stringify({ id, date: '2018-03-07', origin: 'Mission', subject: `About ${id}`, body });

/** A folder to type in, with a file of two records and one bad line. */
export function workplace(): { cwd: string; data: string; file: string } {
  const cwd = tempFolder();
  const file = join(cwd, 'records.jsonl');
  writeFileSync(file, [record('A', 'alpha words'), '{"id": "broken"', record('B', 'beta words')].join('\n'));
  return { cwd, data: join(cwd, 'desk'), file };
}

/** A place where the demo has been before: its cables need not be imported again. */
export async function demoPlace(): Promise<{ cwd: string; data: string }> {
  const { cwd } = workplace();
  return { cwd, data: await sampleData() };
}

/** What was printed, a line of JSON each. */
export const lines = (out: string): unknown[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
