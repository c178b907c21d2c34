import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { field, numberIn, textIn } from '../../chat/lint/report.ts';
import type { GatewayFaults } from './faults.ts';

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes */
const op = { dispatch: 0, heartbeat: 1, identify: 2, resume: 6, reconnect: 7, invalidSession: 9, hello: 10, ack: 11 } as const;

/** Members, presences and message content: a bot gets them only when Discord granted them. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
/** A connection may send so much in a minute: https://discord.com/developers/docs/events/gateway#rate-limiting */
const SENDS = 120;
const WINDOW_MS = 60_000;
/** As many events are kept for a resume. */
const KEPT = 1000;

type Sent = { s: number; t: string; d: unknown };
type Session = { id: string; intents: number; count: number; log: Sent[]; socket: WebSocket | undefined };

export type GatewayOptions = {
  token: string;
  heartbeatMs: number;
  /** The data of READY, but for the session. */
  ready: () => Record<string, unknown>;
  /** Events that follow READY. */
  greeting: () => { t: string; d: unknown }[];
  url: () => string;
  /** Told of each event that is sent, and (without a name) when the bot comes or goes. */
  onEvent?: (t: string | undefined, d?: unknown) => void;
  now: () => number;
};

/** The gateway (version 10): sessions, heartbeats, events, resume with what was missed. */
export function createGateway({ token, heartbeatMs, ready, greeting, url, onEvent = () => {}, now }: GatewayOptions) {
  const sessions = new Map<string, Session>();
  const sockets = new Set<WebSocket>();
  const identified: { intents: number }[] = [];
  let isSilent = false;
  let twice = 0;

  const send = (socket: WebSocket, payload: unknown): void => socket.send(JSON.stringify(payload));

  function event(session: Session, t: string, d: unknown): void {
    const sent = { s: (session.count += 1), t, d };
    session.log.push(sent);
    if (session.log.length > KEPT) session.log.shift();
    if (session.socket !== undefined) send(session.socket, { op: op.dispatch, ...sent });
  }

  /** Sends an event to the bot; `intent` is the bit without which the bot does not get it. */
  function dispatch(t: string, d: unknown, intent = 0): void {
    const times = t === 'INTERACTION_CREATE' && twice > 0 ? 2 : 1;
    onEvent(t, d);
    if (times === 2) twice -= 1;
    for (const session of sessions.values())
      if (intent === 0 || (session.intents & intent) !== 0) for (let time = 0; time < times; time += 1) event(session, t, d);
  }

  function identify(socket: WebSocket, d: unknown): void {
    if (textIn(d, 'token').replace(/^Bot /, '') !== token) return socket.close(4004, 'Authentication failed.');
    const intents = numberIn(d, 'intents') ?? 0;
    if ((intents & PRIVILEGED) !== 0) return socket.close(4014, 'Disallowed intent(s).');
    identified.push({ intents });
    // A new session of the only shard takes the place of the old one.
    for (const old of sessions.values()) old.socket?.close(4000);
    sessions.clear();
    const session: Session = { id: randomUUID(), intents, count: 0, log: [], socket };
    sessions.set(session.id, session);
    event(session, 'READY', { v: 10, ...ready(), session_id: session.id, resume_gateway_url: url(), shard: [0, 1] });
    for (const { t, d: data } of greeting()) event(session, t, data);
    onEvent(undefined);
  }

  function resume(socket: WebSocket, d: unknown): void {
    const session = sessions.get(textIn(d, 'session_id'));
    const seen = numberIn(d, 'seq') ?? 0;
    if (textIn(d, 'token').replace(/^Bot /, '') !== token) return socket.close(4004, 'Authentication failed.');
    if (session === undefined || seen > session.count) return send(socket, { op: op.invalidSession, d: false });
    session.socket = socket;
    for (const missed of session.log) if (missed.s > seen) send(socket, { op: op.dispatch, ...missed });
    event(session, 'RESUMED', {});
    onEvent(undefined);
  }

  function receive(socket: WebSocket, text: string): void {
    const message = parsed(text);
    const d = field(message, 'd');
    switch (field(message, 'op')) {
      case op.heartbeat:
        if (!isSilent) send(socket, { op: op.ack });
        return;
      case op.identify:
        return identify(socket, d);
      case op.resume:
        return resume(socket, d);
      case undefined:
        return socket.close(4002, 'Decode error.');
      default:
    }
  }

  function connect(socket: WebSocket): void {
    sockets.add(socket);
    let lately: number[] = [];
    // A broken connection also emits "error"; the "close" that follows is what counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      for (const session of sessions.values()) if (session.socket === socket) session.socket = undefined;
      onEvent(undefined);
    });
    socket.on('message', (data) => {
      lately = [...lately.filter((at) => now() - at < WINDOW_MS), now()];
      if (lately.length > SENDS) return socket.close(4008, 'Rate limited.');
      receive(socket, asText(data));
    });
    send(socket, { op: op.hello, d: { heartbeat_interval: heartbeatMs } });
  }

  const faults: GatewayFaults = {
    dropGateway: (code = 4000) => {
      for (const session of sessions.values()) session.socket = undefined;
      for (const socket of sockets)
        if (code === 0) socket.terminate();
        else socket.close(code);
    },
    op7: () => sockets.forEach((socket) => send(socket, { op: op.reconnect, d: null })),
    invalidSession: (resumable) => {
      if (!resumable) sessions.clear();
      for (const socket of sockets) send(socket, { op: op.invalidSession, d: resumable });
    },
    noHeartbeatAck: (isOn = true) => {
      isSilent = isOn;
    },
    deliverTwice: (times = 1) => {
      twice += times;
    },
  };

  return {
    connect,
    dispatch,
    faults,
    identified,
    isConnected: (): boolean => [...sessions.values()].some(({ socket }) => socket !== undefined),
    close: (): void => sockets.forEach((socket) => socket.terminate()),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function asText(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}
