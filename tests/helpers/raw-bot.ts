import { WebSocket } from 'ws';
import type { LocalDiscord } from '../../src/demo/discord/local-discord.ts';

/** What came back of a request: `code` is Discord's own, 0 when there is none. */
export type Outcome = { status: number; code: number; errors: unknown };

export type RawFile = { name: string; size: number };
/** An interaction, with the token that answers it. */
export type Opened = { id: string; token: string };

/** A bot without a library: sends exactly what it is told to, and nothing looks at it on the way. */
export type RawBot = {
  request(method: string, path: string, body: unknown, files?: readonly RawFile[]): Promise<Outcome>;
  /** The interaction with this id, once its event has come. */
  opened(id: string): Promise<Opened>;
  close(): void;
};

/** Connects to this Discord. Resolves when it is logged in. */
export async function createRawBot(discord: LocalDiscord): Promise<RawBot> {
  const tokens = new Map<string, string>();
  const waiting = new Map<string, (token: string) => void>();
  const socket = connect(discord);
  await new Promise<void>((resolve, reject) => {
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('message', (data: Buffer) => {
      const { t, d } = JSON.parse(data.toString()) as { t?: string; d: Opened };
      if (t === 'READY') resolve();
      if (t !== 'INTERACTION_CREATE') return;
      tokens.set(d.id, d.token);
      waiting.get(d.id)?.(d.token);
    });
    socket.on('open', () => socket.send(JSON.stringify(identify(discord.token, 1))));
  });
  return {
    request: (method, path, body, files = []) => request(discord, method, path, body, files),
    opened: async (id) => ({ id, token: tokens.get(id) ?? (await new Promise<string>((resolve) => waiting.set(id, resolve))) }),
    close: () => socket.terminate(),
  };
}

/** Logs in with these intents, sends `heartbeats`, and tells how it ended: 4000 and above are close codes, 0 is welcome. */
export async function logIn(discord: LocalDiscord, intents: number, heartbeats = 0): Promise<Outcome> {
  const socket = connect(discord);
  let left = heartbeats + 1;
  const code = await new Promise<number>((resolve) => {
    socket.on('close', resolve);
    socket.on('open', () => {
      socket.send(JSON.stringify(identify(discord.token, intents)));
      for (let sent = 0; sent < heartbeats; sent += 1) socket.send(JSON.stringify({ op: 1, d: null }));
    });
    socket.on('message', (data: Buffer) => {
      const { t, op } = JSON.parse(data.toString()) as { t?: string; op: number };
      if (t === 'READY' || op === 11) left -= 1;
      if (left === 0) resolve(0);
    });
  });
  socket.terminate();
  // 101: the address was right, and the connection a web socket.
  return { status: 101, code, errors: undefined };
}

function connect(discord: LocalDiscord): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${discord.port}/?v=10&encoding=json`);
}

function identify(token: string, intents: number): object {
  return { op: 2, d: { token, intents, properties: { os: 'linux', browser: 'raw', device: 'raw' } } };
}

async function request(
  { url, token }: LocalDiscord,
  method: string,
  path: string,
  body: unknown,
  files: readonly RawFile[],
): Promise<Outcome> {
  const headers = { authorization: `Bot ${token}` };
  const text = JSON.stringify(body);
  const sent =
    files.length === 0
      ? { body: text, headers: { ...headers, 'content-type': 'application/json' } }
      : { body: multipart(text, files), headers };
  const response = await fetch(`${url}/v10${path}`, { method, ...sent });
  const answer = await response.text();
  const { code, errors } = (answer === '' ? {} : JSON.parse(answer)) as { code?: number; errors?: unknown };
  return { status: response.status, code: code ?? 0, errors };
}

/** https://discord.com/developers/docs/reference#uploading-files */
function multipart(text: string, files: readonly RawFile[]): FormData {
  const form = new FormData();
  form.set('payload_json', text);
  for (const [at, { name, size }] of files.entries()) form.set(`files[${at}]`, new Blob([new Uint8Array(size)]), name);
  return form;
}
