import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a receiver got. */
export type Request = { headers: IncomingHttpHeaders; body: string };
/** What it answers: a status with headers, or nothing at all. */
export type Answer = number | 'hangs' | { status: number; headers: Record<string, string> };

/** A real server that answers with these one after the other, then 200. */
export async function receiver(...answers: Answer[]) {
  const requests: Request[] = [];
  let wake = (): void => {};
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
    request.on('end', () => {
      const answer = answers.shift() ?? 200;
      requests.push({ headers: request.headers, body });
      if (answer === 'hangs') response.on('close', () => {});
      else if (typeof answer === 'number') response.writeHead(answer).end('never read');
      else response.writeHead(answer.status, answer.headers).end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    url: `http://127.0.0.1:${port}/hook`,
    close: () => new Promise((resolve) => server.close(resolve)),
    async got(count: number): Promise<Request[]> {
      while (requests.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return requests;
    },
  };
}
