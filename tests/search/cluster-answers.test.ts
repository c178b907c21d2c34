import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/search/engine/opensearch/cluster.ts';
import { ClusterTrouble } from '../../src/search/engine/opensearch/trouble.ts';
import { plain } from '../../src/reply/text.ts';

/*
 * What is made of answers that no cluster gives on demand. Those that one does give are in tests/cluster, with real nodes.
 */

const whole = { timed_out: false, _shards: { total: 4, failed: 0 }, hits: { total: { value: 3, relation: 'eq' }, hits: [] } };

/** A server that gives one answer, and what was asked of it. */
async function serverWith(status: number, body: unknown): Promise<{ url: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function saidOf(status: number, body: unknown, more: Partial<Parameters<typeof connect>[0]> = {}): Promise<string> {
  const { url, asked } = await serverWith(status, body);
  const cluster = connect({ urls: [url], shards: 4, ...more });
  onTestFinished(() => cluster.close());
  const { said, logged } = await cluster
    .view('cables')
    .once({ query: { match_all: {} } })
    .then(
      ({ hits }) => ({ said: String(hits.total?.value), logged: '' }),
      (error: unknown) => {
        if (!(error instanceof ClusterTrouble)) throw error;
        // All that a log could show of it.
        const logs = [error, error.cause].map((one) => (one instanceof Error ? `${one.stack} ${JSON.stringify(one)}` : ''));
        return { said: plain(error.text), logged: logs.join() };
      },
    );
  expect(logged).not.toMatch(/hunter2|aHVudGVyMg/);
  expect(asked[0]?.url).toContain('allow_partial_search_results=false');
  return said;
}

test('an answer that is whole is taken', async () => expect(await saidOf(200, whole)).toBe('3'));

test.each([
  ['the time ran out', 200, { ...whole, timed_out: true }, 'The search cluster took too long and was stopped.'],
  ['a part failed', 200, { ...whole, _shards: { total: 4, failed: 1 } }, '1 of 4 parts of the index does not answer.'],
  [
    'parts failed, as an error',
    503,
    {
      error: {
        type: 'search_phase_execution_exception',
        failed_shards: [
          { shard: 0, index: 'i' },
          { shard: 3, index: 'i' },
        ],
      },
      status: 503,
    },
    '2 of 4 parts of the index do not answer.',
  ],
  ['the cluster is full', 429, { error: { type: 'circuit_breaking_exception' } }, 'The search cluster has too much to do.'],
  [
    'no such index',
    404,
    { error: { type: 'index_not_found_exception' } },
    'The search cluster has lost the index of these cables; it is built again.',
  ],
  ['no cluster manager', 503, { error: { type: 'cluster_manager_not_discovered_exception' } }, 'The search cluster does not answer.'],
  ['a gateway’s own page', 502, 'Bad gateway', 'The search cluster does not answer.'],
])('%s: a sentence, never a total', async (_, status, body, said) => expect(await saidOf(status, body)).toBe(said));

test('a user or key that is refused is told, and stands in no error', async () => {
  const refused = { error: 'Unauthorized', status: 401 };
  const said = 'The search cluster refuses this desk’s user or key.';
  expect(await saidOf(401, refused, { user: 'desk', password: 'hunter2' })).toBe(said);
  expect(await saidOf(403, { error: { type: 'security_exception' } }, { key: 'hunter2' })).toBe(said);
});

test('a total that was counted to a limit only is a fault of ours', async () => {
  await expect(saidOf(200, { ...whole, hits: { total: { value: 10_000, relation: 'gte' }, hits: [] } })).rejects.toThrow('to a limit');
});

test('keys and users go as headers', async () => {
  for (const [given, wanted] of [
    [{ key: 'abc' }, 'ApiKey abc'],
    [{ key: 'Bearer abc' }, 'Bearer abc'],
    [{ user: 'desk', password: 'pw' }, `Basic ${Buffer.from('desk:pw').toString('base64')}`],
  ] as const) {
    const { url, asked } = await serverWith(200, {});
    const cluster = connect({ urls: [url], shards: 1, ...given });
    await cluster.send({ method: 'GET', path: '/' });
    await cluster.close();
    expect(asked[0]?.headers.authorization).toBe(wanted);
  }
});
