import { z } from 'zod';
import type { ActionOptions } from '../../reply/reply.ts';

/**
 * What a button, select or form does, in the 100 characters of a custom_id. Stateless and versioned: `v2|seal|kind|n|`, then
 * the target itself (`=` and JSON) or, if that does not fit, the key of a stored view (`#` and the key). `n` makes ids
 * unique when a message holds the same target twice. The seal says that the id is ours; those of the first version have none.
 */

/** A command to run; `option` is the one that a select fills in. */
export type ActionTarget = { command: string; options: ActionOptions; option?: string };

/**
 * replace: runs the command and shows the answer in place of the message; reply: as a new message. pick-*: the same for
 * a select. form: opens a form first; its target is always stored as a view. sent: a submitted form. menu: a select whose values
 * are ids of buttons.
 * decide, sent-decide: like reply, and what the message asks is closed when it is done.
 */
export const customIdKinds = {
  replace: 'r',
  reply: 'p',
  'pick-replace': 'c',
  'pick-reply': 'd',
  form: 'f',
  'sent-replace': 'm',
  'sent-reply': 'n',
  menu: 'o',
  decide: 'q',
  'sent-decide': 's',
} as const;
/** The kinds of ids, as described above. */
export type CustomIdKind = keyof typeof customIdKinds;

const sealedHead = 'v2|12345678|'.length;
/** Discord's limit for a custom_id. */
export const maxIdLength = 100;
/** Prefix of a select's value that is the key of a stored value, because the value itself is too long. */
export const storedValue = 'view:';

/** Option values as they are stored. */
export const optionsShape = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const targetShape = z.union([z.tuple([z.string(), optionsShape]), z.tuple([z.string(), optionsShape, z.string()])]);
const idShape = /^v(\d{1,3})\|(?:([\w-]{8})\|)?(([a-z])\|\d{1,3}\|([=#])(.*))$/s;

/** Where views are stored, and what seals ids: `Views` of a desk. */
export type IdStore = { keep(view: string): string; seal(text: string): string };
type Finding = { find(key: string): string | undefined; seal(text: string): string };

/** Encodes a target in at most 100 characters; `n` distinguishes equal targets of one message. */
export function encodeId(kind: CustomIdKind, target: ActionTarget, n: number, store: IdStore): string {
  const { command, options, option } = target;
  const json = JSON.stringify(option === undefined ? [command, options] : [command, options, option]);
  return encodeText(kind, json, n, store);
}

/** Encodes any JSON text: inline when it fits, stored otherwise. */
export function encodeText(kind: CustomIdKind, json: string, n: number, store: IdStore): string {
  const head = `${customIdKinds[kind]}|${n}|`;
  const inline = `${head}=${json}`;
  const body = sealedHead + inline.length <= maxIdLength ? inline : `${head}#${store.keep(json)}`;
  return `v2|${store.seal(body)}|${body}`;
}

/** What an id holds, and whether its seal says that we made it; or why it holds nothing usable. */
export type Decoded = { kind: CustomIdKind; json: string; isOurs: boolean } | 'old' | 'foreign' | 'gone';

/** Decodes an id. Never throws: `old` (another version), `foreign` (not ours), `gone` (its view is not stored here). */
export function decodeId(id: string, { find, seal }: Finding): Decoded {
  const parts = idShape.exec(id);
  if (parts === null) return 'foreign';
  const [, version, sealed, body = '', letter, how, rest = ''] = parts;
  if (version !== '1' && version !== '2') return 'old';
  const isOurs = version === '2';
  if (isOurs ? sealed !== seal(body) : sealed !== undefined) return 'foreign';
  const kind = (Object.keys(customIdKinds) as CustomIdKind[]).find((name) => customIdKinds[name] === letter);
  if (kind === undefined) return 'foreign';
  const json = how === '=' ? rest : find(rest);
  return json === undefined ? 'gone' : { kind, json, isOurs };
}

/** The target in the JSON of a decoded id, or undefined when it holds none. */
export function actionTargetOf(json: string): ActionTarget | undefined {
  const parsed = targetShape.safeParse(parseJson(json));
  if (!parsed.success) return undefined;
  const [command, options, option] = parsed.data;
  return option === undefined ? { command, options } : { command, options, option };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
