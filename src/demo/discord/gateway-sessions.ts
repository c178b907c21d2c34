import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';

/** How many events are kept for a resume. */
const KEPT = 1000;

type Sent = { s: number; t: string; d: unknown };
type Session = { id: string; intents: number; count: number; log: Sent[]; socket: WebSocket | undefined };

/** The sessions of the bot: each keeps its latest events, so that a new connection can resume it. */
export function createSessions(opcodeOfEvents: number) {
  const sessions = new Map<string, Session>();

  const transmit = (socket: WebSocket, sent: Sent): void => socket.send(JSON.stringify({ op: opcodeOfEvents, ...sent }));

  function send(session: Session, t: string, d: unknown): void {
    const sent = { s: (session.count += 1), t, d };
    session.log.push(sent);
    if (session.log.length > KEPT) session.log.shift();
    if (session.socket !== undefined) transmit(session.socket, sent);
  }

  return {
    send,
    all: (): Session[] => [...sessions.values()],
    clear: (): void => sessions.clear(),
    /** Starts a session beside those that are connected, as Discord lets a bot log in twice; those that are not are forgotten. */
    start(socket: WebSocket, intents: number): Session {
      for (const old of sessions.values()) if (old.socket === undefined) sessions.delete(old.id);
      const session: Session = { id: randomUUID(), intents, count: 0, log: [], socket };
      sessions.set(session.id, session);
      return session;
    },
    /** Continues a session on another connection, with the events after `seen`. False when it cannot be resumed. */
    resume(socket: WebSocket, id: string, seen: number): boolean {
      const session = sessions.get(id);
      if (session === undefined || seen > session.count) return false;
      session.socket = socket;
      for (const missed of session.log) if (missed.s > seen) transmit(socket, missed);
      send(session, 'RESUMED', {});
      return true;
    },
    /** Forgets a connection that was closed; without one, all of them. The sessions can still be resumed. */
    disconnect(socket?: WebSocket): void {
      for (const session of sessions.values()) if (socket === undefined || session.socket === socket) session.socket = undefined;
    },
  };
}
/** The sessions of the bot. */
export type Sessions = ReturnType<typeof createSessions>;
