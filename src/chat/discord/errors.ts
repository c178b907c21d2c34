import { ours, english } from '../../reply/text.ts';
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';

/** Discord's error codes as sentences for people. Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes */
const sentences: Record<number, string> = {
  10_003: english('That channel no longer exists.'),
  10_004: english('I am not on that server.'),
  10_007: english('That member is no longer on the server.'),
  10_008: english('That message no longer exists.'),
  10_013: english('That member is no longer there.'),
  10_015: english('Discord no longer accepts answers to this. Ask again.'),
  10_062: english('Discord waited 3 seconds and gave up. Ask again.'),
  30_034: english('Too many commands were registered on that server today. Try again tomorrow.'),
  30_046: english('That message is too old to be changed so often. Ask again for a new one.'),
  40_005: english('That file is too large for Discord.'),
  40_060: english('This was answered already.'),
  50_001: english('I cannot see that channel. Somebody who manages the server has to let me in (View Channel).'),
  50_007: english('That member does not accept direct messages.'),
  50_013: english('I am not allowed to write there. Somebody who manages the server has to allow it (Send Messages).'),
  50_027: english('This answer is older than 15 minutes and cannot be changed any more. Ask again.'),
  50_035: english('Discord rejected my answer. That is my mistake; the operator can find it in the log.'),
  50_083: english('That thread is archived.'),
};

/** Discord's code for an error, if it has one. */
export function codeOf(error: unknown): number | undefined {
  if (error instanceof DiscordAPIError) return Number(error.code);
  return undefined;
}

/** The HTTP status of an error, if it has one. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof DiscordAPIError || error instanceof HTTPError) return error.status;
  if (error instanceof RateLimitError) return 429;
  return undefined;
}

/** An error as a sentence for people. */
export function sentenceOf(error: unknown): string {
  const code = codeOf(error);
  const known = code === undefined ? undefined : sentences[code];
  if (known !== undefined) return ours(known);
  const status = statusOf(error);
  if (status === 429) return ours('Discord asks me to slow down. Try again in a moment.');
  if (status !== undefined && status >= 500) return ours('Discord is having problems. Try again in a moment.');
  if (status !== undefined) return ours('Discord refused my answer.');
  return isOffline(error)
    ? ours('Discord could not be reached. Try again in a moment.')
    : ours('Something went wrong on my side. The operator can find it in the log.');
}

/** True for network errors of Node, and of its fetch, which wraps them in a TypeError. */
export function isOffline(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|ENET|EHOST|UND_ERR)/.test(code)) return true;
  return error.name === 'AbortError' || (error instanceof TypeError && error.cause instanceof Error);
}

/** 40060 after our own attempt: the first attempt was received, and only the response was lost. */
export const wasAnswered = (error: unknown): boolean => codeOf(error) === 40_060;
/** The interaction's token has expired or was never valid: no answer is possible any more. */
export const isTooLate = (error: unknown): boolean => [10_015, 10_062, 50_027].includes(codeOf(error) ?? 0);
