import { resolve } from 'node:path';
import { z } from 'zod';
import { terminal } from '../chat/neutralise.ts';
import { fileRefusal, mayHaveFile } from '../desk/policy.ts';
import { ftmEntities, type FtmEntity } from '../interchange/ftm.ts';
import { DeskError } from '../reply/failure.ts';
import { count } from '../reply/text.ts';
import { operatorOf } from './member.ts';
import type { Verb } from './verb.ts';
import { writeLines } from './write-lines.ts';

export const exportFtmArgs = z.object({ file: z.string() });

/** Writes cables, names and the desk's work as entities of FollowTheMoney: without withdrawn cables, whoever types it. */
export const exportFtm: Verb<z.infer<typeof exportFtmArgs>> = async ({ desk }, { file }, io) => {
  const caller = operatorOf(desk);
  if (!mayHaveFile(desk.exposure, caller)) throw new DeskError(fileRefusal(desk.exposure, caller));
  await desk.names.settled();
  // As somebody sees it who sees the least: a file goes on to others.
  const seen = desk.as({ desk: desk.home(), role: 'reader' });
  const schemas = new Map<string, number>();
  function* counted(): Generator<FtmEntity> {
    for (const entity of ftmEntities(seen)) {
      schemas.set(entity.schema, (schemas.get(entity.schema) ?? 0) + 1);
      yield entity;
    }
  }
  await writeLines(resolve(io.cwd, file), counted());
  const cables = ['Message', 'PlainText', 'Document'].reduce((sum, schema) => sum + (schemas.get(schema) ?? 0), 0);
  desk.act(caller, { act: 'export', detail: { cables, as: 'ftm' } }, () => null);
  const each = [...schemas].toSorted(([, a], [, b]) => b - a).map(([schema, n]) => `${count(n)} ${schema}`);
  await io.out(`${terminal(`${file}: ${each.length === 0 ? 'no entities' : each.join(', ')}`)}\n`);
  return 0;
};
