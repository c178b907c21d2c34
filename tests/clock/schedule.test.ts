import cron from 'node-cron';
import { expect, test } from 'vitest';
import { cronLogger } from '../../src/clock/schedule.ts';
import { createLog } from '../../src/log.ts';

type Line = { level: number; msg: string };

function logTo(level: string): { log: ReturnType<typeof createLog>; lines: Line[] } {
  const lines: Line[] = [];
  return { log: createLog(level, { write: (line) => void lines.push(JSON.parse(line) as Line) }), lines };
}

test('an overlapping run is noted at debug level alone, a failed one as an error', async () => {
  const { log, lines } = logTo('debug');
  const logger = cronLogger(log);
  logger.warn('task still running');
  logger.error(new Error('disk'));
  expect(lines).toMatchObject([
    { level: 20, msg: 'task still running' },
    { level: 50, msg: 'scheduled task failed' },
  ]);
  const usual = logTo('info');
  cronLogger(usual.log).warn('task still running');
  expect(usual.lines).toEqual([]);

  // The real library reports to it: a task that fails.
  const task = cron.createTask('0 0 1 1 *', () => Promise.reject(new Error('full')), { logger: cronLogger(log) });
  await task.execute().catch(() => undefined);
  await task.destroy();
  expect(lines.filter(({ level }) => level === 50).length).toBeGreaterThanOrEqual(1);
});
