import type { IncomingMessage, ServerResponse } from 'node:http';
import { textIn } from '../../chat/lint/report.ts';
import type { ClientParts } from './client-view.ts';
import { interact } from './page-actions.ts';
import { stateOf } from './page-state.ts';
import type { Person } from './person.ts';
import { readBytes } from './rest.ts';
import { Refusal } from './wire.ts';
import type { WireLog } from './wire-log.ts';

/** What the page's requests are answered from. */
export type PageParts = ClientParts & {
  as: (name: string) => Person;
  isConnected: () => boolean;
  wireLog: WireLog;
};

/** How many lines of traffic the page shows at first. */
const WIRE_SHOWN = 200;

/** Answers the requests of the page: what a person sees, what they do, and the traffic of the bot. */
export async function answerPage(parts: PageParts, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  try {
    if (request.method === 'GET' && url.pathname === '/demo/state')
      return send(response, 200, stateOf(parts.as(url.searchParams.get('as') ?? 'reporter'), parts, parts.isConnected()));
    if (request.method === 'GET' && url.pathname === '/demo/wire') return send(response, 200, parts.wireLog.latest(WIRE_SHOWN));
    if (request.method === 'POST' && url.pathname === '/demo/interactions') {
      const body = JSON.parse((await readBytes(request)).toString()) as unknown;
      return send(response, 200, await interact(parts, parts.as(textIn(body, 'as')), body));
    }
    return send(response, 404, { error: `There is nothing at ${url.pathname}.` });
  } catch (error) {
    // What a person cannot do is thrown as a plain sentence, which the page shows.
    return send(response, error instanceof Refusal ? error.status : 400, { error: error instanceof Error ? error.message : 'No.' });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
