/** Nesting deeper than this is no record of a cable; it is refused before anything parses it. */
const deepest = 64;

export type JsonText = { line: number; text: string };

/** A JSON value, or why there is none. */
export type ReadJson = { value: unknown } | { reason: string };

/** The value of one JSON text. Never throws: what is wrong comes with its place and the likely slip. */
export function readJson(text: string): ReadJson {
  if (nesting(text) > deepest) return { reason: `nested more than ${deepest} deep` };
  try {
    return { value: JSON.parse(text, keepDigits) as unknown };
  } catch (error) {
    return { reason: `not JSON: ${error instanceof Error ? plainer(error.message) : 'unreadable'}${slip(text)}` };
  }
}

/** Numbers with more digits than a number holds stay as they are written: an id of 18 digits is not one of 17. */
function keepDigits(_key: string, value: unknown, written?: { source?: string }): unknown {
  const source = written?.source;
  return typeof value === 'number' && source !== undefined && /\d{16}/.test(source.replace('.', '')) ? source : value;
}

/** Node repeats the text in its messages; the person sees it beside them already. */
function plainer(message: string): string {
  const place = /at position (\d+)/.exec(message)?.[1];
  const what = message.replace(/, ?(?:\.\.\.)?".*$/s, '').replace(/ (?:in JSON )?at position .*$/s, '');
  return place === undefined ? what : `${what} at character ${Number(place) + 1}`;
}

function slip(text: string): string {
  const trimmed = text.trim();
  if (/,\s{0,9}[}\]]$/.test(trimmed)) return '; a comma too many at the end?';
  if (/^\{\s{0,9}'/.test(trimmed)) return '; JSON wants double quotes, not single ones';
  if (trimmed.startsWith('{') && !trimmed.endsWith('}')) return '; is the record broken over several lines, or cut off?';
  if (trimmed.startsWith('}') || trimmed.startsWith('"')) return '; is one record broken over several lines? One record a line: jq -c .';
  return '';
}

/** How deep arrays and objects nest, by one pass over the text; brackets in strings do not count. */
function nesting(text: string): number {
  let depth = 0;
  let deepestSeen = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === backslash) i += 1;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === openBrace || code === openBracket) deepestSeen = Math.max(deepestSeen, (depth += 1));
    else if (code === closeBrace || code === closeBracket) depth -= 1;
  }
  return deepestSeen;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

/**
 * The objects of a whole JSON file, each with the line it begins on: those of one array, or one behind another, printed
 * over as many lines as they like. What is between them is passed over; an object that never ends comes as it is.
 */
export function* cutObjects(text: string): Generator<JsonText> {
  let line = 1;
  let depth = 0;
  let inString = false;
  let start = -1;
  let startLine = 1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x0a) line += 1;
    if (inString) {
      if (code === backslash) i += 1;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === openBrace) {
      depth += 1;
      if (depth === 1) [start, startLine] = [i, line];
    } else if (code === closeBrace && depth > 0) {
      depth -= 1;
      if (depth === 0) yield { line: startLine, text: text.slice(start, i + 1) };
    }
  }
  if (depth > 0) yield { line: startLine, text: text.slice(start) };
}
