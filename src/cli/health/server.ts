import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bot } from '../../bot/command.ts';
import type { Line } from '../../chat/chat.ts';
import { errorFields, type Log } from '../../log.ts';
import { DeskError } from '../../reply/failure.ts';
import { own, said } from '../../reply/text.ts';
import { healthOf, isAnswering } from './health.ts';
import { createMetrics } from './metrics.ts';

type Parts = { bot: Bot; folder: string; port: number; log: Log; line: () => Line | undefined };

/**
 * Serves `/health` (JSON; status 200 while people can be answered, 503 otherwise) and `/metrics` (OpenMetrics) on 127.0.0.1,
 * to programs of this machine. Resolves with the bot whose answers are counted. Throws a DeskError (config) when the port is taken.
 */
export async function serveHealth({ bot, folder, port, log, line }: Parts): Promise<{ bot: Bot; address: string; close(): Promise<void> }> {
  const health = () => healthOf(bot.desk, folder, line());
  const metrics = createMetrics(health);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, type: string, body: string): void =>
      void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    // A page in a browser on this machine could ask under a name of its own that leads here.
    if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(request.headers.host ?? '')) return send(403, 'text/plain', 'Ask 127.0.0.1.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'text/plain', 'Only GET is answered.\n');
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname === '/health') {
      const now = health();
      return send(isAnswering(now) ? 200 : 503, 'application/json', `${JSON.stringify(now, undefined, 2)}\n`);
    }
    if (pathname !== '/metrics') return send(404, 'text/plain', 'There is /health, and /metrics.\n');
    const { type, body } = await metrics.text();
    return send(200, type, body);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error(errorFields(error), 'health could not be told');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new DeskError(said`Health cannot be served on port ${port} of 127.0.0.1 (${own(cause.code ?? cause.name)}).`, {
          kind: 'config',
          hint: said`Set CABLEDESK_HEALTH_PORT to a free port, or to 0 for any.`,
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    bot: metrics.counting(bot),
    address: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
