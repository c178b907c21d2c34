import { z } from 'zod';
import { terminal } from '../chat/neutralise.ts';
import type { Verb } from './verb.ts';

export const cablesArgs = z.object({ json: z.boolean().default(false) });

/** Every cable as one JSON line, or as a short line for people. */
export const listCables: Verb<z.infer<typeof cablesArgs>> = async ({ desk }, { json }, io) => {
  // Row by row: the bot goes on answering while a large trove is written out.
  for (const row of desk.cables.rows()) {
    const cable = desk.cables.byRow(row);
    if (cable === undefined) continue;
    const { row: _row, ...shown } = cable;
    await io.out(
      json
        ? `${JSON.stringify(shown)}\n`
        : `${terminal([cable.ref, cable.date || 'no date', cable.origin, cable.marking, cable.subject].map((part) => part.replaceAll(/\s+/g, ' ')).join(' | '))}\n`,
    );
  }
  return 0;
};
