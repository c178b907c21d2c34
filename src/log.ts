import { randomBytes } from 'node:crypto';
import pino, { type Logger } from 'pino';

export type Log = Logger;

/**
 * The log: JSON lines on standard error. It never holds cable text, queries, notes or tokens: callers pass ids and codes
 * only, errors go through `errorFields`, and the paths below are struck out should somebody forget.
 */
export function createLog(level: string, destination: pino.DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['token', '*.token', 'requestBody', '*.requestBody', 'url', '*.url', 'body', '*.body', 'text', '*.text', 'query', '*.query'],
        censor: '[struck out]',
      },
    },
    destination,
  );
}

/** A number under which somebody who was told of a failure finds it in the log: eight signs. */
export const newReference = (): string => randomBytes(4).toString('hex').toUpperCase();

/**
 * What may be logged of an error: an allow-list, because discord.js errors carry the payload (cable text) and the URL
 * (the interaction token). Messages are left out too, since they may quote what was asked.
 */
export function errorFields(error: unknown): { name: string; code?: string | number; status?: number; stack?: string[] } {
  if (!(error instanceof Error)) return { name: typeof error };
  const fields: { name: string; code?: string | number; status?: number; stack?: string[] } = { name: error.name };
  const { code, status } = error as { code?: unknown; status?: unknown };
  if (typeof code === 'string' || typeof code === 'number') fields.code = code;
  if (typeof status === 'number') fields.status = status;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  if (frames.length > 0) fields.stack = frames.slice(0, 12).map((line) => line.trim());
  return fields;
}

/** Logs nothing: for desks that are opened without a log. */
export const silentLog = createLog('silent');
