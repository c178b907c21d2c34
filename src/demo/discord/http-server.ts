import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SentFile } from './wire.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

type Parts = {
  /** The port it listens on; 0 before that. */
  port: () => number;
  /** Answers the bot's requests, below /api. */
  rest: Answer;
  /** The file with this id, served below /attachments. */
  attachment: (id: string) => SentFile | undefined;
  /** Answers the page's requests, below /demo. */
  pageApi: Answer;
  /** Answers all other requests; returns false for those it does not know. */
  pageFiles: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** Called when a page opens its feed. */
  onFeed: (socket: WebSocket, url: URL) => void;
  /** Called when the bot connects to the gateway. */
  onGateway: (socket: WebSocket) => void;
};

/** The HTTP and WebSocket server of the local Discord, on 127.0.0.1. */
export function createHttpServer(parts: Parts) {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = addressOf(request);
    if (url === undefined || !isFromHere(request, parts.port())) return void response.writeHead(403).end();
    if (url.pathname.startsWith('/api/')) return parts.rest(request, response, url);
    if (url.pathname.startsWith('/attachments/')) return sendFile(response, parts.attachment(url.pathname.split('/')[3] ?? ''));
    if (url.pathname.startsWith('/demo/')) return parts.pageApi(request, response, url);
    if (parts.pageFiles?.(request, response) !== true) response.writeHead(404).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A bug of ours, or a caller that left: it must neither hang the bot nor go unnoticed.
      if (response.headersSent) return void response.destroy();
      response.writeHead(500, { 'content-type': 'text/plain' }).end(error instanceof Error ? error.stack : 'Error');
    });
  });
  const sockets = new WebSocketServer({ server, verifyClient: ({ req }: { req: IncomingMessage }) => isFromHere(req, parts.port()) });
  // Errors of the server reach the socket server too; `listen` handles them.
  sockets.on('error', () => undefined);
  sockets.on('connection', (socket, request) => {
    const url = addressOf(request);
    if (url?.pathname === '/demo/feed') parts.onFeed(socket, url);
    else parts.onGateway(socket);
  });

  return {
    listen: (wanted: number): Promise<number> => listen(server, wanted),
    close: async (): Promise<void> => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Listens on this port or, when it is taken, on the next free one. Resolves with the port. */
async function listen(server: Server, wanted: number): Promise<number> {
  for (let port = wanted; ; port += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || port >= wanted + 100) throw error;
    }
  }
}

function addressOf(request: IncomingMessage): URL | undefined {
  return URL.parse(request.url ?? '/', 'http://127.0.0.1') ?? undefined;
}

/**
 * Accepts requests from this machine only, and from no other site's page: browsers send the origin of a request or, with a
 * GET of a picture, a script or a frame, where it comes from. A link to the page itself may stand anywhere.
 */
function isFromHere(request: IncomingMessage, port: number): boolean {
  const here = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { origin, host, 'sec-fetch-site': site = 'none', 'sec-fetch-dest': as } = request.headers;
  const isOwnPage = site === 'same-origin' || site === 'none' || (as === 'document' && addressOf(request)?.pathname === '/');
  return isOwnPage && here.includes(host ?? '') && (origin === undefined || here.some((name) => origin === `http://${name}`));
}

function sendFile(response: ServerResponse, file: SentFile | undefined): void {
  if (file === undefined) return void response.writeHead(404).end();
  // A file may contain anything; with these headers a browser neither guesses its type nor runs what is in it.
  const safe = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" };
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.content.length, ...safe }).end(file.content);
}
