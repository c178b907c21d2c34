import type { WebSocket } from 'ws';
import { field, numberIn, textIn } from '../../chat/lint/report.ts';
import type { GatewayFaults } from './faults.ts';
import { createSessions, type Sessions } from './gateway-sessions.ts';

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes */
const op = { dispatch: 0, heartbeat: 1, identify: 2, resume: 6, reconnect: 7, invalidSession: 9, hello: 10, ack: 11 } as const;

/** The intents for members, presences and message content, which Discord has to grant. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
/** How much a connection may send in a minute: https://discord.com/developers/docs/events/gateway#rate-limiting */
const SENDS = 120;
const WINDOW_MS = 60_000;
/** Active faults: heartbeats are not acknowledged; so many interaction events are sent twice. */
type Mode = { isSilent: boolean; extraDeliveries: number };

/** What a gateway needs to know. */
export type GatewayOptions = {
  token: string;
  heartbeatMs: number;
  /** The data of READY, except for the session. */
  ready: () => Record<string, unknown>;
  /** Events that follow READY. */
  greeting: () => { t: string; d: unknown }[];
  url: () => string;
  /** Called with each event that is sent, and without a name when the bot connects or disconnects. */
  onEvent?: (t: string | undefined, d?: unknown) => void;
  now: () => number;
};

/** The gateway (version 10): sessions, heartbeats, events, and resuming with the events that were missed. */
export function createGateway({ token, heartbeatMs, ready, greeting, url, onEvent = () => {}, now }: GatewayOptions) {
  const sessions = createSessions(op.dispatch);
  const sockets = new Set<WebSocket>();
  const identified: { intents: number }[] = [];
  const mode: Mode = { isSilent: false, extraDeliveries: 0 };

  const hasToken = (d: unknown): boolean => textIn(d, 'token').replace(/^Bot /, '') === token;

  /** Sends an event to the bot; `intent` is the bit without which the bot does not get it. */
  function dispatch(t: string, d: unknown, intent = 0): void {
    const times = t === 'INTERACTION_CREATE' && mode.extraDeliveries > 0 ? 2 : 1;
    onEvent(t, d);
    if (times === 2) mode.extraDeliveries -= 1;
    for (const session of sessions.all())
      if (intent === 0 || (session.intents & intent) !== 0) for (let time = 0; time < times; time += 1) sessions.send(session, t, d);
  }

  function identify(socket: WebSocket, d: unknown): void {
    if (!hasToken(d)) return socket.close(4004, 'Authentication failed.');
    const intents = numberIn(d, 'intents') ?? 0;
    if ((intents & PRIVILEGED) !== 0) return socket.close(4014, 'Disallowed intent(s).');
    identified.push({ intents });
    const session = sessions.start(socket, intents);
    sessions.send(session, 'READY', { v: 10, ...ready(), session_id: session.id, resume_gateway_url: url(), shard: [0, 1] });
    for (const { t, d: data } of greeting()) sessions.send(session, t, data);
    onEvent(undefined);
  }

  function resume(socket: WebSocket, d: unknown): void {
    if (!hasToken(d)) return socket.close(4004, 'Authentication failed.');
    if (!sessions.resume(socket, textIn(d, 'session_id'), numberIn(d, 'seq') ?? 0))
      return send(socket, { op: op.invalidSession, d: false });
    onEvent(undefined);
  }

  function receive(socket: WebSocket, text: string): void {
    const message = parsed(text);
    const d = field(message, 'd');
    switch (field(message, 'op')) {
      case op.heartbeat:
        if (!mode.isSilent) send(socket, { op: op.ack });
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
    let recent: number[] = [];
    // A broken connection also emits "error"; it is handled by the "close" that follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      sessions.disconnect(socket);
      onEvent(undefined);
    });
    socket.on('message', (data) => {
      recent = [...recent.filter((at) => now() - at < WINDOW_MS), now()];
      if (recent.length > SENDS) return socket.close(4008, 'Rate limited.');
      receive(socket, asText(data));
    });
    send(socket, { op: op.hello, d: { heartbeat_interval: heartbeatMs } });
  }

  return {
    connect,
    dispatch,
    faults: gatewayFaults(sessions, sockets, mode),
    identified,
    isConnected: (): boolean => sessions.all().some(({ socket }) => socket !== undefined),
    close: (): void => sockets.forEach((socket) => socket.terminate()),
  };
}

/** The faults of this gateway. */
function gatewayFaults(sessions: Sessions, sockets: ReadonlySet<WebSocket>, mode: Mode): GatewayFaults {
  return {
    dropGateway: (code = 4000) => {
      sessions.disconnect();
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
      mode.isSilent = isOn;
    },
    sendEvent: (t, d) => sessions.all().forEach((session) => sessions.send(session, t as string, d)),
    deliverTwice: (times = 1) => {
      mode.extraDeliveries += times;
    },
  };
}

function send(socket: WebSocket, payload: unknown): void {
  socket.send(JSON.stringify(payload));
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
