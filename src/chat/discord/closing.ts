import { MessageFlags, Routes, type APIMessage, type Message } from 'discord.js';
import { errorFields, type Log } from '../../log.ts';
import { component } from '../lint/components.ts';
import { actionTargetOf, decodeId, type ActionTarget, type CustomIdKind } from './custom-id.ts';
import { formIn } from './form.ts';

type Parts = { ids: Parameters<typeof decodeId>[1]; log: Log };

/** What each message was made by the last edits here, the latest last: a press may come from an earlier state of it. */
const edited = new Map<string, { components: unknown[]; at: number }>();
const mostKept = 200;
/** The edits under way, by message: each begins from what the one before it made. */
const underWay = new Map<string, Promise<void>>();

/**
 * Somebody has decided what a message asks (*Accept* or *Decline*, *Take it* or *Later*): the buttons that ask the same, about the
 * same cable, are closed for everybody who sees the message. A message that only one person sees is replaced instead. Never throws.
 */
export async function closeDecided(message: Message | null, kind: CustomIdKind, decided: ActionTarget, { ids, log }: Parts): Promise<void> {
  if (message === null || (kind !== 'decide' && kind !== 'sent-decide')) return;
  // A file in a message can't be sent again by its address, so such a message stays as it is.
  if (message.flags.has(MessageFlags.Ephemeral) || message.attachments.size > 0) return;
  const { ref } = decided.options;
  const work = (underWay.get(message.id) ?? Promise.resolve())
    .then(() => close(message, (id) => asksFor(id, ids)?.options['ref'] === ref))
    .catch((error: unknown) =>
      log.warn({ message: message.id, ...errorFields(error) }, 'the buttons of what was decided could not be closed'),
    );
  underWay.set(message.id, work);
  await work;
  if (underWay.get(message.id) === work) underWay.delete(message.id);
}

async function close(message: Message, isMeant: (id: string) => boolean): Promise<void> {
  const last = edited.get(message.id);
  const isNewer = last !== undefined && last.at > (message.editedTimestamp ?? 0);
  const before = isNewer ? last.components : message.components.map((part) => part.toJSON() as unknown);
  const components = before.map((part) => closed(part, isMeant));
  if (JSON.stringify(components) === JSON.stringify(before)) return;
  // By its ids: a channel of direct messages may be unknown to the client, such as after a restart.
  const made = (await message.client.rest.patch(Routes.channelMessage(message.channelId, message.id), {
    body: { components, flags: MessageFlags.IsComponentsV2, allowed_mentions: { parse: [] } },
  })) as APIMessage;
  edited.delete(message.id);
  edited.set(message.id, { components, at: Date.parse(made.edited_timestamp ?? made.timestamp) });
  const [oldest] = edited.keys();
  if (edited.size > mostKept && oldest !== undefined) edited.delete(oldest);
}

/** What a button decides; undefined for one that decides nothing. */
function asksFor(id: string, ids: Parts['ids']): Pick<ActionTarget, 'options'> | undefined {
  const decoded = decodeId(id, ids);
  if (typeof decoded === 'string') return undefined;
  if (decoded.kind === 'decide') return actionTargetOf(decoded.json);
  const form = decoded.kind === 'form' ? formIn(decoded.json) : undefined;
  return form?.as === 'decide' ? form : undefined;
}

/** A part of a message with those buttons in it disabled. */
function closed(part: unknown, isMeant: (id: string) => boolean): unknown {
  if (Array.isArray(part)) return part.map((inner) => closed(inner, isMeant));
  if (typeof part !== 'object' || part === null) return part;
  const { type, custom_id } = part as { type?: unknown; custom_id?: unknown };
  if (type === component.button) return typeof custom_id === 'string' && isMeant(custom_id) ? { ...part, disabled: true } : part;
  return Object.fromEntries(
    Object.entries(part).map(([name, inner]) => [name, name === 'components' || name === 'accessory' ? closed(inner, isMeant) : inner]),
  );
}
