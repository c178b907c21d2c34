import { documentFields, entityOf } from './ftm-record.ts';
import { textOfHtml } from './html-text.ts';

/** The shapes in which JSON comes from the programs that people export from: what wraps the records, and what wraps a value. */

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Under which an answer of an API or a search engine holds its records. */
const lists = ['results', 'data', 'documents', 'docs', 'items', 'records', 'hits', 'rows', 'cables', 'messages', 'response', 'value'];

/** What a record calls its text; an answer around records has none. */
const texts = ['body', 'text', 'content'];

/** The records of a value: those in its list, if it is the answer of a program and not itself a record; else the value alone. */
export function recordsIn(value: unknown): readonly unknown[] {
  if (!isObject(value) || texts.some((name) => typeof value[name] === 'string')) return [value];
  for (const name of lists) {
    const inner = value[name];
    if (Array.isArray(inner) && inner.length > 0 && inner.every(isObject)) return inner;
    // `hits.hits` of search engines, `response.docs` of others.
    if (isObject(inner)) {
      const found = recordsIn(inner);
      if (found[0] !== inner) return found;
    }
  }
  return [value];
}

/** A record as its fields, out of what a program wraps it in; or why it is none. */
export function fieldsOf(record: Json): Map<string, unknown> | { reason: string } {
  const { _source: source, pages } = record;
  if (isObject(source)) return new Map(Object.entries({ ...record, _source: undefined, ...source }).map(plainly));
  const entity = entityOf(record);
  if (entity !== undefined) return documentFields(entity, withoutMarkup);
  if (Array.isArray(pages) && pages.every(isPage))
    return new Map(Object.entries({ ...record, pages: pages.length, body: pages.map(textOfPage).join('\n\n') }).map(plainly));
  return new Map(Object.entries(record).map(plainly));
}

/** A page as DocumentCloud writes it. */
const isPage = (page: unknown): page is Json => isObject(page) && typeof (page['contents'] ?? page['text']) === 'string';
const textOfPage = (page: Json): string => String(page['contents'] ?? page['text']);

/** `{"$date": ...}`, `{"$oid": ...}`, `{"$numberLong": ...}` as databases write them, as the value alone. */
const plainly = ([name, value]: [string, unknown]): [string, unknown] => [name, unwrapped(value)];

function unwrapped(value: unknown): unknown {
  if (typeof value === 'string') return withoutMarkup(value);
  if (!isObject(value)) return value;
  const [[key, inner] = ['', undefined], ...more] = Object.entries(value);
  return more.length === 0 && /^\$(?:date|oid|numberLong|numberInt|numberDouble)$/.test(key) ? unwrapped(inner) : value;
}

const blocks = /<\/?(?:p|br|div|pre|table|tr|td|ul|ol|li|h[1-6]|blockquote|html|body)(?:\s[^<>]{0,500})?\/?>/i;
const signs = /<\/?(?:b|i|u|a|em|strong|span|font|code|sup|sub)(?:\s[^<>]{0,500})?\/?>|&(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});/i;

/** A value that was taken from a web page, as text. Where only signs within lines are marked up, the lines stay as they are. */
export function withoutMarkup(text: string): string {
  if (blocks.test(text)) return textOfHtml(text);
  return signs.test(text)
    ? text
        .split('\n')
        .map((line) => (signs.test(line) ? textOfHtml(line) : line))
        .join('\n')
    : text;
}
