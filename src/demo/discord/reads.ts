/** Up to which message each person has read each channel: by user id, then by channel. */
export type SavedReads = Map<string, Map<string, string>>;

/** Stores how far people have read, as Discord does for its clients: what is newer is unread. */
export function createReads(saved: SavedReads | undefined, onChange: () => void) {
  const reads: SavedReads = new Map(saved);
  return {
    mark(user: string, channel: string, message: string): void {
      const own = reads.get(user) ?? new Map<string, string>();
      reads.set(user, own.set(channel, message));
      onChange();
    },
    of: (user: string): Record<string, string> => Object.fromEntries(reads.get(user) ?? []),
    saved: (): SavedReads => reads,
  };
}
/** How far people have read. */
export type Reads = ReturnType<typeof createReads>;
