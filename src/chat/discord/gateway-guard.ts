import { Routes, SimpleShardingStrategy, type ClientOptions, type REST } from 'discord.js';
import { z } from 'zod';
import { errorFields, newReference, type Log } from '../../log.ts';

/** Events that tell who is on the server, and which channels who may read. */
const isOfServer = (event: string): boolean => /^(?:READY|RESUMED|GUILD_|CHANNEL_|THREAD_)/.test(event);
const packet = z.object({ data: z.object({ t: z.string().regex(/^[A-Z_]{1,60}$/), d: z.unknown() }) });
const asked = z.object({ id: z.string().regex(/^\d{1,20}$/), token: z.string().regex(/^[\w.-]{1,300}$/), type: z.number() });
const autocomplete = 4;

type Parts = {
  log: Log;
  rest: () => REST;
  /** Called when what the bot knows of the server may be wrong. */
  lost: (reason: string) => void;
};

/**
 * Keeps an event that discord.js cannot read from ending the process. It is logged with a reference, which is told to the
 * person who waits for an answer. After an event about the server itself, roles and channels may not be as we believe:
 * `lost` is called, and the bot is to be started anew.
 */
export function guardGateway(parts: Parts): NonNullable<ClientOptions['ws']> {
  return {
    buildStrategy(manager) {
      const emit = manager.emit.bind(manager);
      Object.assign(manager, {
        emit(...event: Parameters<typeof emit>): boolean {
          try {
            return emit(...event);
          } catch (error) {
            survive(parts, event, error);
            return true;
          }
        },
      });
      return new SimpleShardingStrategy(manager);
    },
  };
}

function survive({ log, rest, lost }: Parts, [, about]: readonly unknown[], error: unknown): void {
  const reference = newReference();
  const { t: event, d } = packet.safeParse(about).data?.data ?? { t: 'unknown', d: undefined };
  log.error({ reference, event, ...errorFields(error) }, 'an event of Discord could not be read');
  if (isOfServer(event)) return lost(`An update from Discord could not be read (reference ${reference}).`);
  const { data } = asked.safeParse(d);
  if (event !== 'INTERACTION_CREATE' || data === undefined || data.type === autocomplete) return;
  const content = `I could not read what Discord sent me for this. Nothing was changed. Tell the operator this reference: ${reference}.`;
  const body = { type: 4, data: { content, flags: 64, allowed_mentions: { parse: [] } } };
  rest()
    .post(Routes.interactionCallback(data.id, data.token), { body, auth: false })
    .catch((next: unknown) => log.warn({ reference, ...errorFields(next) }, 'the reference could not be told'));
}
