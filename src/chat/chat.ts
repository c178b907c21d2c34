/** SEAM 2. A place where people talk to the bot: Discord (the demo's too), or the terminal. */
export type Chat = {
  /** Resolves when people can be answered. Throws a DeskError that says what is missing. */
  start(): Promise<void>;
  /** Stops taking in, finishes what runs (5 s at most), and leaves. */
  stop(): Promise<void>;
  /** Resolves with the reason when the platform ended the connection for good (wrong token, refused intents). */
  ended: Promise<{ reason: string; mayRestart: boolean }>;
};
