import { get } from 'node:http';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { healthOf } from '../../src/cli/health/health.ts';
import { serveHealth } from '../../src/cli/health/server.ts';
import { keepBackupState } from '../../src/desk/backups/state.ts';
import { ask, quiet, sampleCount, sampleData, someone, testDesk } from '../helpers/desk.ts';
import { startProcess } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';

const minute = 60_000;
const now = Date.parse('2026-03-07T12:00:00Z');
const well = { isConnected: true, answeredAt: now - 5000, eventAt: now - minute };

test('the running bot tells how it is, and counts what it answers', async () => {
  const { child, output, ended } = await startProcess(['--data', await sampleData()], {
    cwd: tempFolder(),
    env: { CABLEDESK_HEALTH_PORT: '0' },
  });
  const address = /Health: (http:\/\/127\.0\.0\.1:\d+)\/health/.exec(output())?.[1] ?? '';
  const health = await fetch(`${address}/health`);
  expect([health.status, health.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await health.json()).toMatchObject({
    status: 'ok',
    problems: [],
    cables: sampleCount,
    chat: { connected: true },
    posts: { due: 0 },
  });
  const metrics = await fetch(`${address}/metrics`);
  expect(metrics.headers.get('content-type')).toContain('application/openmetrics-text');
  const body = await metrics.text();
  expect(body).toMatch(/^cabledesk_healthy 1$/m);
  expect(body).toContain(`\ncabledesk_cables ${sampleCount}\n`);
  expect(body).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(body).toMatch(/# EOF\n$/);
  expect((await fetch(`${address}/health`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${address}/cables`)).status).toBe(404);
  // As a page in a browser would whose name leads to this machine.
  const foreign = await new Promise((resolve) =>
    get(`${address}/health`, { headers: { host: 'example.org' } }, ({ statusCode }) => resolve(statusCode)),
  );
  expect(foreign).toBe(403);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('what keeps people from being answered is failing; what somebody should look at is degraded', async () => {
  const desk = testDesk({ now: () => now });
  const told = (line: Parameters<typeof healthOf>[2] = well) => {
    const { status, problems } = healthOf(desk, tempFolder(), line);
    return [status, ...problems];
  };
  expect(told()).toEqual(['ok']);
  expect(healthOf(desk, tempFolder(), undefined).status).toBe('starting');
  expect(told({ ...well, isConnected: false })).toEqual(['degraded', 'The bot is not connected to Discord; it tries again.']);
  expect(told({ ...well, answeredAt: now - 4 * minute })).toEqual(['failing', 'Discord has not answered since 2026-03-07T11:56:00.000Z.']);
  keepBackupState(desk.db, { madeAt: now - 60 * 60 * minute, trouble: { since: now - minute, why: 'no room' } });
  expect(told()).toEqual([
    'degraded',
    'Backups have been failing since 2026-03-07T11:59:00.000Z; the log says why.',
    'The last backup was made at 2026-03-05T00:00:00.000Z.',
  ]);
  keepBackupState(desk.db, { madeAt: now });
  desk.db.transaction(() => desk.outbox.add('desk', { to: { member: '1' }, reply: { blocks: [] } }, 'late', now - 20 * minute))();
  expect(told()).toEqual(['degraded', 'Posts have been waiting since 2026-03-07T11:40:00.000Z.']);
  desk.trouble.note(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }));
  expect(told()[0]).toBe('failing');
  await desk.close();
});

test('answers are counted by command and outcome, not by who asked for what; a port that is taken is refused by its setting', async () => {
  const folder = await sampleData();
  const desk = testDesk({ folder });
  const parts = { bot: await createBot(desk, quiet), folder, log: quiet, line: () => well };
  const { bot, address, close } = await serveHealth({ ...parts, port: 0 });
  await ask(bot, 'search', { query: 'sugarloaf' }, someone('reader'));
  await ask(bot, 'tag add', { ref: 'COREU/WAS/0107/18', tag: 'x' }, someone('reader'));
  await ask(bot, 'sugarloaf', {}, someone('reader'));
  const body = await (await fetch(`${address}/metrics`)).text();
  expect(body).toMatch(/^cabledesk_answers_total\{command="search",outcome="answered"\} 1$/m);
  expect(body).toMatch(/^cabledesk_answers_total\{command="tag add",outcome="refused"\} 1$/m);
  expect(body).toMatch(/^cabledesk_answers_total\{command="unknown",outcome="\w+"\} 1$/m);
  expect(body).toMatch(/^cabledesk_answer_seconds_count\{command="search"\} 1$/m);
  expect(body).not.toContain('sugarloaf');
  await expect(serveHealth({ ...parts, port: Number(new URL(address).port) })).rejects.toThrow('Health cannot be served on port');
  await close();
  await desk.close();
});
