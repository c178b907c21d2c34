import type { QuerySpan } from './tree.ts';

export type FaultCode = 'empty' | 'quote' | 'parenthesis' | 'operator' | 'group' | 'field' | 'date' | 'limit' | 'regex';

/**
 * A part of a query that could not be read as intended. `message` is a sentence of our own words only; what was typed
 * is in `caret`: one line of it, and below a line with ^ under the place ('' where there is no place to show).
 */
export type QueryFault = QuerySpan & { code: FaultCode; message: string; caret: string };

/** Gathers faults and hints while a query is read. */
export type QueryFaults = {
  readonly faults: QueryFault[];
  readonly notes: string[];
  add(code: FaultCode, place: QuerySpan, message: string): void;
  note(message: string): void;
};

/** Most faults reported at once. */
const mostFaults = 8;

/** Starts an empty collection for the query `text`. */
export function collectFaults(text: string): QueryFaults {
  const faults: QueryFault[] = [];
  const notes: string[] = [];
  return {
    faults,
    notes,
    add(code, { at, length }, message) {
      if (faults.length >= mostFaults || faults.some((fault) => fault.at === at && fault.code === code)) return;
      faults.push({ code, at, length, message, caret: text.trim() === '' ? '' : caretUnder(text, at) });
    },
    note(message) {
      if (!notes.includes(message)) notes.push(message);
    },
  };
}

/** Longest stretch of the query shown above a caret, on each side of it. */
const shownBefore = 40;
const shownAfter = 30;
/** Made when the first fault is shown: that takes longer than reading a query. */
let graphemes: Intl.Segmenter | undefined;
/** Drawn two columns wide in a fixed-width font (East Asian wide and emoji, roughly). */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/u;

/**
 * The query's text around `at` on one line, and a second line with ^ under that place. A wide character above gets
 * an ideographic space below.
 */
export function caretUnder(text: string, at: number): string {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const segments = Array.from(graphemes.segment(text));
  const here = segments.findIndex(({ index, segment }) => at < index + segment.length);
  const place = here === -1 ? segments.length : here;
  const first = Math.max(0, place - shownBefore);
  const last = Math.min(segments.length, place + shownAfter);
  const show = (from: number, to: number) =>
    segments
      .slice(from, to)
      .map(({ segment }) => (/^[\s\p{C}]/u.test(segment) ? ' ' : segment))
      .join('');
  const lead = first > 0 ? '…' : '';
  const line = `${lead}${show(first, last)}${last < segments.length ? '…' : ''}`;
  const padding = segments.slice(first, place).map(({ segment }) => (wide.test(segment) ? '\u3000' : ' '));
  return `${line}\n${lead === '' ? '' : ' '}${padding.join('')}^`;
}
