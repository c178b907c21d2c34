import { z } from 'zod';
import { factKinds, factShape, type FactKind } from '../desk/kinds.ts';

/**
 * A whole desk as JSON Lines: what each line may be. `docs/desk-lines.schema.json` is made from here. A file is as secret as the
 * desk's database.
 */

/** Raised when a file of today cannot be read by yesterday's program. */
export const deskLinesVersion = 1;

const count = z.int().min(0);
/** Milliseconds since 1970. */
const time = z.int();
const json = z.record(z.string(), z.unknown());
/** A number that a line of the kind `document` explains; 0 for what belongs to no cable. */
const cable = z.int();
const stand = z.object({ value: json, member: z.string(), at: time });
/** Any kind's, whatever shape it had when it was written. */
const kind = z.string().min(1);

const desk = z
  .object({
    type: z.literal('desk'),
    format: z.literal('cabledesk desk'),
    version: z.literal(deskLinesVersion),
    desk: z.string().min(1),
    former: z.array(z.string()),
    program: z.string(),
    head: z.object({ seq: count, hash: z.string() }),
  })
  .describe('The first line: whose desk it is, under which ids it was known before, and the head of its audit log.');

const document = z
  .object({
    type: z.literal('document'),
    cable,
    trove: z.string(),
    identity: z.string(),
    id: z.string(),
    hash: z.string(),
    ref: z.string(),
  })
  .describe('Which document the number of a cable means in this file.');

const member = z
  .object({
    type: z.literal('member'),
    member: z.string(),
    name: z.string(),
    role: z.string().nullable(),
    bot: z.union([z.literal(0), z.literal(1)]),
    seen_at: time,
    greeted: z.string().nullable(),
  })
  .describe('Somebody at the desk, as last seen.');

const act = z
  .object({
    type: z.literal('act'),
    seq: z.int().min(1),
    desk: z.string(),
    at: time,
    member: z.string(),
    role: z.string(),
    via: z.string(),
    act: z.string(),
    cable: z.string().nullable(),
    detail: json,
    hash: z.string(),
  })
  .describe('A row of the audit log. Its hash covers the row and the hash before it.');

const change = z
  .object({
    type: z.literal('change'),
    act: z.int().min(1),
    n: z.int().min(1),
    desk: z.string(),
    kind,
    cable,
    key: z.string(),
    before: stand.nullable(),
    after: stand.nullable(),
  })
  .describe('What an act changed: a fact before and after it; null where there was none.');

const undone = z
  .object({ type: z.literal('undone'), act: z.int().min(1), by_act: z.int().min(1) })
  .describe('An act that was undone, and the act that undid it.');

const factOf = (name: FactKind) =>
  z.object({
    type: z.literal('fact'),
    kind: z.literal(name),
    cable,
    key: z.string(),
    value: factShape(name),
    member: z.string(),
    at: time,
    act: z.int().min(1),
  });
const [firstKind, ...otherKinds] = factKinds;
const fact = z
  .discriminatedUnion('kind', [factOf(firstKind), ...otherKinds.map(factOf)])
  .describe('What is so now: a tag, a note, an assignment, a claim, a decision on a name ...');

const end = z.object({ type: z.literal('end'), lines: count }).describe('The last line: how many lines come before it.');

export const deskLine = z.discriminatedUnion('type', [desk, document, member, act, change, undone, fact, end]);
export type DeskLine = z.infer<typeof deskLine>;
export type LineOf<Type extends DeskLine['type']> = Extract<DeskLine, { type: Type }>;
