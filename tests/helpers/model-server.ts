import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ModelSettings } from '../../src/names/model.ts';

/** A small server of our own that speaks as models' servers do, or misbehaves as a test wants it. */

type Sent = { path: string; headers: IncomingMessage['headers']; body: { model: string; messages: { role: string; content: string }[] } };
export type Behave = (response: ServerResponse, request: IncomingMessage) => void;

export const sent: Sent[] = [];
const server: Server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    sent.push({
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(Buffer.concat(parts).toString() || '{}') as Sent['body'],
    });
    model.behave(response, request);
  });
});
export const say =
  (content: string): Behave =>
  (response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));
  };
export const rank = (order: number[], why = 'It fits.'): Behave => say(JSON.stringify({ order, why }));

/** How the server behaves, and the settings by which it is found. */
export const model = { behave: (() => {}) as Behave, settings: {} as ModelSettings };

/** The server runs while a file's tests do; each begins with one that puts the first candidate first. */
export function useModelServer(): void {
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    model.settings = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`,
      name: 'test-model',
      key: 'sk-secret',
      seconds: 60,
    };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    sent.length = 0;
    model.behave = rank([1]);
  });
}
