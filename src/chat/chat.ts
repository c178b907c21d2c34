/*
 * The room of the platforms on which people talk to the bot. discord/ connects the bot to Discord and renders replies
 * for it, terminal/ does the same for a terminal, lint/ holds Discord's rules as data, neutralise.ts makes untrusted text
 * harmless. What commands do and what they answer is not here: the chat hands calls to bot/ and renders the replies that
 * come back. Only chat/discord/ may import discord.js. The cli starts a chat; the demo shares lint/ and terminal/;
 * neutralise.ts may be imported by whoever shows text outside of a reply.
 */

/** `answeredAt`: when the platform last showed that it is there; `eventAt`: when something last happened on it. */
export type Line = { isConnected: boolean; answeredAt: number; eventAt: number };

/** SEAM 2: a platform on which people talk to the bot, such as Discord (also that of the demo). */
export type Chat = {
  /** Resolves when people can be answered. Throws a DeskError that says what is missing. */
  start(): Promise<void>;
  /** Accepts nothing more, finishes running answers (within 5 s), and disconnects. */
  stop(): Promise<void>;
  /** How the connection is: times in milliseconds since 1970, 0 for never. */
  line(): Line;
  /** Resolves with the reason when the platform has closed the connection for good (wrong token, refused intents). */
  ended: Promise<{ reason: string; mayRestart: boolean }>;
};
