import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { DeskError, exitCodes } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';

/** Beside its text, a line may say who wrote it to whom, where and when. */
const more = { origin: z.string(), destination: z.string(), place: z.string(), date: z.string() };
const line = z.object({ id: z.union([z.string(), z.number()]), text: z.string() }).and(z.object(more).partial());

/** Which file is read, how it was named by the person, what its texts are for (in messages), and where messages go. */
type Reading = { path: string; named: string; use: string; err: (text: string) => void };

/**
 * Calls `answer` for each line of a file of `{"id": "1", "text": "..."}` lines. A malformed line is reported and
 * skipped. Resolves with the exit code. Throws a DeskError when there is no such file.
 */
export async function eachText(
  { path, named, use, err }: Reading,
  answer: (one: z.infer<typeof line>) => Promise<void> | void,
): Promise<number> {
  if (!existsSync(path)) throw new DeskError(said`There is no file ${quoted(path)}.`, { kind: 'data' });
  let number = 0;
  let bad = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text.trim() === '') continue;
    const parsed = parse(text);
    if (parsed !== undefined) await answer(parsed);
    else {
      bad += 1;
      err(`${named}:${number}: not a line of the form {"id": "1", "text": "${use}"}`);
    }
  }
  return bad === 0 ? 0 : exitCodes.data;
}

function parse(text: string): z.infer<typeof line> | undefined {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
