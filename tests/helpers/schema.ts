// @ts-expect-error This entry of the package comes without types; what is used of it is typed below.
import * as untyped from 'discord-api-spec/zod';
import type { OutgoingKind } from '../../src/chat/lint/lint.ts';
import type { LintFault } from '../../src/chat/lint/report.ts';

type Schema = { safeParse(value: unknown): { error?: { issues: { path: PropertyKey[]; message: string }[] } } };
const schemas = untyped as Record<string, Schema>;

/** Requests, and the published schemas of their bodies. */
const names = {
  command: 'ApplicationCommandUpdateRequestSchema',
  message: 'MessageCreateRequestSchema',
  messageEdit: 'MessageEditRequestPartialSchema',
  followUp: 'IncomingWebhookRequestPartialSchema',
  replyEdit: 'IncomingWebhookUpdateRequestPartialSchema',
} as const;
export type SchemaName = keyof typeof names | 'commands' | 'callback';

const callbacks: Record<number, string> = {
  4: 'CreateMessageInteractionCallbackRequestSchema',
  5: 'CreateMessageInteractionCallbackRequestSchema',
  6: 'UpdateMessageInteractionCallbackRequestSchema',
  7: 'UpdateMessageInteractionCallbackRequestSchema',
  8: 'ApplicationCommandAutocompleteCallbackRequestSchema',
  9: 'ModalInteractionCallbackRequestSchema',
};

/** What Discord's published schema has against this body; empty when nothing. */
export function schemaFaults(name: SchemaName, body: unknown): LintFault[] {
  if (name === 'commands') return (body as Record<string, unknown>[]).flatMap((command) => schemaFaults('command', converted(command)));
  const found = name === 'callback' ? callbacks[(body as { type?: number }).type ?? 0] : names[name];
  const schema = schemas[found ?? ''];
  if (schema === undefined) return [{ path: 'type', rule: 'schema', message: `There is no schema for this ${name}.` }];
  const issues = schema.safeParse(body).error?.issues ?? [];
  return issues.map(({ path, message }) => ({ path: path.map(String).join('.'), rule: 'schema', message }));
}

/** The published schema as a further check of the local Discord. */
export function strictSchema(kind: OutgoingKind, payload: unknown): LintFault[] {
  return schemaFaults(kind, payload);
}

/** The schema types bit sets as integers, the API takes strings of digits: https://github.com/discord/discord-api-spec */
function converted(command: Record<string, unknown>): Record<string, unknown> {
  const bits = command['default_member_permissions'];
  return typeof bits === 'string' && /^\d+$/.test(bits) ? { ...command, default_member_permissions: Number(bits) } : command;
}
