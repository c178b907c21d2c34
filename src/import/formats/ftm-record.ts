/** Entities of FollowTheMoney, in which every property is a list: https://followthemoney.tech */

type Json = Readonly<Record<string, unknown>>;
export type FtmRecord = { record: Json; id: string; schema: string; properties: Json };

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A record as an entity; undefined for any other. */
export function entityOf(record: unknown): FtmRecord | undefined {
  if (!isObject(record)) return undefined;
  const { id, schema, properties } = record;
  return typeof schema === 'string' && isObject(properties)
    ? { record, id: typeof id === 'string' ? id : '', schema, properties }
    : undefined;
}

/** What the file around an entity says of it: the names of entities it refers to, and its text, where that stands in its pages. */
type Around = { nameOf(id: string): string | undefined; pagesOf(id: string): string | undefined };
export const nothingAround: Around = { nameOf: () => undefined, pagesOf: () => undefined };

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const listOf = (value: unknown): string[] => (value === undefined ? [] : Array.isArray(value) ? value.map(asText) : [asText(value)]);
export const joined = (value: unknown): string => listOf(value).join('; ');

/** Whether this program has written it. */
const isOurs = (properties: Json): boolean => /^cabledesk\b/.test(joined(properties['processingAgent']));

/** Properties that say which entities it refers to. */
const references = ['sender', 'recipients', 'emitters', 'parent', 'ancestors'];

/**
 * The fields of a document: of one that this program has written those of its record, else its properties by their names. A reason
 * for an entity without text. `plainly`: how a text of another program is taken out of its markup.
 */
export function documentFields(
  { record, id, schema, properties }: FtmRecord,
  plainly: (text: string) => string,
  around: Around = nothingAround,
): Map<string, unknown> | { reason: string } {
  const own = isObject(record['cabledesk']) ? record['cabledesk']['record'] : undefined;
  if (isObject(own)) return new Map(Object.entries({ body: joined(properties['bodyText']), ...own }));
  const { bodyText, bodyHtml, rawText, ...others } = properties;
  const body = [joined(bodyText), joined(rawText), joined(bodyHtml), around.pagesOf(id) ?? ''].find((text) => text.trim() !== '');
  if (body === undefined) return { reason: `an entity of the kind ${schema.slice(0, 40)}, without text; only documents are read` };
  const { properties: _unwrapped, schema: _kind, cabledesk: _ours, ...about } = record;
  const fields = Object.entries(others).map(([name, value]): [string, unknown] => [
    name,
    plainly(
      references.includes(name)
        ? listOf(value)
            .map((one) => around.nameOf(one) ?? one)
            .join('; ')
        : joined(value),
    ),
  ]);
  const ref = isOurs(properties) ? { ref: joined(properties['messageId']), refs: listOf(properties['inReplyTo']) } : {};
  return new Map<string, unknown>([...Object.entries(about), ...fields, ...Object.entries(ref), ['type', schema], ['body', plainly(body)]]);
}
