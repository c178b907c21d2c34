import { isBag } from '../../chat/lint/report.ts';
import type { WireEntry, WireEvent, WireLine } from '../page/protocol.ts';

/** How many entries of each kind are remembered. */
const KEPT = 5000;

/** Called with each entry, and with nothing when people, channels, commands or the bot's presence changed. */
type Watcher = (entry: WireEntry | undefined) => void;

/** Records the traffic between the bot and the local Discord: requests of the bot (`wire`) and events to it. */
export function createWireLog() {
  const wire: WireLine[] = [];
  const events: WireEvent[] = [];
  const watchers = new Set<Watcher>();
  const notify = (entry: WireEntry | undefined): void => watchers.forEach((watch) => watch(entry));

  return {
    wire,
    events,
    /** Tells the watchers that people, channels, commands or the bot's presence changed. */
    changed: (): void => notify(undefined),
    addRequest(line: WireLine): void {
      push(wire, line);
      notify(line);
    },
    /** Logs an event, without the token of an interaction. */
    addEvent(name: string, data: unknown): void {
      const event = { at: Date.now(), event: name, body: isBag(data) && 'token' in data ? { ...data, token: ':token' } : data };
      push(events, event);
      notify(event);
    },
    /** Calls back at each entry and change. Returns a function that stops it. */
    watch(watcher: Watcher): () => void {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    /** The last entries of both kinds, oldest first. */
    latest: (count: number): WireEntry[] => [...wire, ...events].toSorted((a, b) => a.at - b.at).slice(-count),
  };
}
/** The traffic between the bot and the local Discord. */
export type WireLog = ReturnType<typeof createWireLog>;

function push<Entry>(entries: Entry[], entry: Entry): void {
  entries.push(entry);
  if (entries.length > KEPT) entries.shift();
}
