import type { Desk } from '../desk/desk.ts';
import { howFar, unreadOf } from '../desk/whole.ts';
import { press } from '../reply/actions.ts';
import { settleAbsence, type Asked } from '../reply/absence.ts';
import type { Action, Reply } from '../reply/reply.ts';
import { said } from '../reply/text.ts';
import type { Call } from './command.ts';

/** The longest question that is asked again by a button of the message which tells that all is read. */
const longestAgain = 4000;
const mostInRow = 5;

/**
 * What every answer goes through: as long as what it looked into is not all read, it says how far that is, states no absence
 * and no final total, and offers to tell when it is done.
 */
export function withReading(desk: Desk, reply: Reply, asked: Asked, call: Call): Reply {
  const unread = unreadOf(desk, asked);
  const settled = settleAbsence(reply, unread === undefined);
  if (unread === undefined) return settled;
  const again = JSON.stringify({ command: call.command, options: call.options });
  const canRepeat = call.files === undefined && again.length <= longestAgain;
  const tell: Action = press(said`Tell me when all are read`, 'about', { tell: true, ...(canRepeat ? { again } : {}) });
  const rows = settled.actions ?? [];
  const roomy = rows.findLastIndex((row) => row.length < mostInRow && row.every(({ kind }) => kind !== 'choose' && kind !== 'menu'));
  return {
    ...settled,
    blocks: [{ kind: 'text', text: said`Still reading: ${howFar(desk, unread)}. What is missing here may still come.` }, ...settled.blocks],
    actions: roomy < 0 ? [[tell], ...rows] : rows.map((row, i) => (i === roomy ? [...row, tell] : row)),
  };
}
