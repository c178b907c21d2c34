import { replaceHidden, withLineFeeds } from '../language/hidden-characters.ts';
import { plain, type Part, type Text } from './text.ts';

/** A piece of an HTML page. Only `page` makes one, so that nothing gets into a page unescaped. */
export class Html {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}

type HtmlValue = Html | string | number | Text | Part | readonly Html[];

/**
 * Tagged template for HTML. Strings and texts are escaped, for elements and quoted attributes alike, and what hides or moves
 * characters is replaced by a visible sign; pieces of HTML are put in as they are.
 */
export const page = (strings: TemplateStringsArray, ...values: HtmlValue[]): Html =>
  new Html(strings.reduce((all, text, i) => `${all}${markupOf(values[i - 1] ?? '')}${text}`));

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.code;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(value);
  const parts = Array.isArray(value) ? (value as Text | readonly Html[]) : [value as Part];
  return parts.map((part) => (part instanceof Html ? part.code : escapeHtml(plain([part])))).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

const escapeHtml = (text: string): string =>
  replaceHidden(withLineFeeds(text), (count) => '\uFFFD'.repeat(Math.min(count, 3))).replaceAll(/[&<>"'`]/g, (one) => entities[one] ?? one);
