import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireLine } from '../page/protocol.ts';
import type { RestCall, WrongReply } from './faults.ts';
import { Refusal, refuse } from './wire.ts';
import type { SentFile } from './wire.ts';

/** A parsed request of the bot. */
export type Request = RestCall & { params: Readonly<Record<string, string>>; query: URLSearchParams; files: SentFile[] };

/** What a route answers; undefined is a 204. */
export type RestReply = { status: number; body?: unknown } | undefined;

/** The usual answer: status 200 with this body. */
export const ok = (body: unknown): RestReply => ({ status: 200, body });

/** A request that is understood. */
export type Route = {
  method: string;
  /** Segments; `:name` stands for a parameter. */
  path: string;
  /** True for interactions and their webhooks: their token is in the path, not in a header. */
  isOpen?: boolean;
  handle: (request: Request) => RestReply;
};

/** Discord refuses requests above 25 MiB. */
const LARGEST = 25 * 1024 * 1024;

type Parts = {
  token: string;
  routes: readonly Route[];
  hold: (call: RestCall) => Promise<void>;
  wrongAnswer: (call: RestCall) => WrongReply | undefined;
  log: (line: WireLine) => void;
};

/** Answers requests below /api/v10 (or /api) as Discord does. */
export function createRest({ token, routes, hold, wrongAnswer, log }: Parts) {
  async function answerTo(request: IncomingMessage, url: URL): Promise<Outcome> {
    const method = request.method ?? 'GET';
    const segments = url.pathname
      .replace(/^\/api(\/v\d+)?\//, '')
      .split('/')
      .map(decoded);
    const found = routes
      .map((route) => ({ route, params: paramsOf(route.path, segments) }))
      .find(({ route, params }) => route.method === method && params !== undefined);
    const params = found?.params ?? {};
    const path = `/${segments.map((part) => (part === params['token'] ? ':token' : part)).join('/')}`;
    const call = { method, path, body: undefined as unknown };
    try {
      const read = await readBody(request);
      call.body = read.body;
      await hold(call);
      const wrong = wrongAnswer(call);
      if (wrong?.applied === false) return { call, ...wrongOutcome(wrong) };
      if (found === undefined) throw refuse.notFound();
      if (found.route.isOpen !== true && request.headers.authorization !== `Bot ${token}`) throw refuse.unauthorized();
      const reply = found.route.handle({ ...call, params, query: url.searchParams, files: read.files });
      if (wrong !== undefined) return { call, ...wrongOutcome(wrong) };
      return { call, status: reply?.status ?? 204, body: reply?.body, headers: {}, isBroken: false };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { call, status: error.status, body: error.body, headers: {}, isBroken: false };
    }
  }

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const at = Date.now();
    const started = performance.now();
    const outcome = await answerTo(request, url);
    const { method, path, body } = outcome.call;
    log({ at, method, path, body, status: outcome.status, ms: performance.now() - started, answer: outcome.body });
    if (outcome.isBroken) return void request.socket.destroy();
    // A 204 must not have a content type: clients would try to read a body that is not there.
    if (outcome.status === 204 || outcome.body === undefined) return void response.writeHead(outcome.status, outcome.headers).end();
    response.writeHead(outcome.status, { 'content-type': 'application/json', ...outcome.headers }).end(JSON.stringify(outcome.body));
  };
}

type Outcome = { call: RestCall; status: number; body: unknown; headers: Record<string, string>; isBroken: boolean };

function wrongOutcome({ refusal, headers, body }: WrongReply): Omit<Outcome, 'call'> {
  const isBroken = refusal === 'break';
  return { status: isBroken ? 0 : refusal.status, body, headers, isBroken };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function paramsOf(path: string, segments: readonly string[]): Record<string, string> | undefined {
  const wanted = path.split('/').slice(1);
  if (wanted.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, name] of wanted.entries()) {
    const segment = segments[at] ?? '';
    if (name.startsWith(':')) params[name.slice(1)] = segment;
    else if (name !== segment) return undefined;
  }
  return params;
}

/** All bytes of a request. Throws 40005 when they are more than Discord allows. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= LARGEST) chunks.push(bytes);
  }
  // The request is read to its end all the same: answering in the middle of an upload breaks the connection.
  if (size > LARGEST) throw refuse.tooLarge();
  return Buffer.concat(chunks);
}

async function readBody(request: IncomingMessage): Promise<{ body: unknown; files: SentFile[] }> {
  const bytes = await readBytes(request);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { body: undefined, files: [] };
  if (!type.startsWith('multipart/form-data')) return { body: parsed(bytes.toString()), files: [] };
  const form = await readForm(bytes, type);
  const payload = form.get('payload_json');
  const files: SentFile[] = [];
  for (const [name, value] of form)
    if (name.startsWith('files[') && typeof value !== 'string')
      files.push({ name: value.name, content: Buffer.from(await value.arrayBuffer()), type: value.type || 'application/octet-stream' });
  return { body: typeof payload === 'string' ? parsed(payload) : {}, files };
}

async function readForm(bytes: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  } catch {
    throw refuse.badJson();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refuse.badJson();
  }
}
