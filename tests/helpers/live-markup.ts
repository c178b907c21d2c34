import { parse } from 'discord-markdown-parser';

/**
 * What Discord would bring to life in a text, judged by two oracles that share nothing with the neutraliser: the syntax
 * tree of discord-markdown-parser, and plain patterns for the tokens of Discord's formatting table.
 *
 * Returns one string per construct: its kind, and where useful what it is, as in `url https://evil.example`. Empty for
 * inert text. Kinds: fence, code, bold, italic, underline, strike, spoiler, heading, subtext, quote, list, masked link,
 * autolink, url, scheme, invite, mention, everyone, navigation, command, sound, timestamp, emoji, bidi, invisible,
 * control, marks, surrogate; and `node <type>` for what the parser finds.
 *
 * Our own isolates (FSI...PDI in pairs on a line) and the zero width space behind an escaped at sign are not reported.
 */
export function liveConstructs(markdown: string): string[] {
  const { outside, blotted, fences } = splitFences(markdown);
  return [
    ...fences.map((language) => `fence ${language}`.trim()),
    ...findAll(everywherePatterns, markdown),
    ...findAll(servicePatterns, outside),
    ...findAll(clientPatterns, blotted),
    ...findHidden(markdown),
    ...findNodes(markdown),
  ];
}

type Patterns = readonly (readonly [kind: string, pattern: RegExp])[];

/** Not even in a fence: a ping of everybody has to be broken for certain. */
const everywherePatterns: Patterns = [['everyone', /@(?:everyone|here)/gi]];

/** Found by the service in the text as sent, so backslashes are no excuse. Fences are: nothing unfurls there. */
const servicePatterns: Patterns = [
  ['mention', /<(?:@[!&]?|#)\d+>/g],
  ['url', /[a-z0-9]:\/\/\S{1,80}/gi],
  ['invite', /\b(?:discord\.gg|discord(?:app)?\.com|dis\.gd)\/\S/gi],
];

/** Found by clients, which heed backslashes: applied to text whose escapes are blotted out. */
const clientPatterns: Patterns = [
  ['fence', /```/g],
  ['code', /`/g],
  ['bold', /\*\*[^]{1,80}?\*\*/g],
  ['italic', /\*[^*\s][^*]{0,80}\*|\b_[^_]{1,80}_(?!\w)/g],
  ['underline', /__[^]{1,80}?__/g],
  ['strike', /~~[^]{1,80}?~~/g],
  ['spoiler', /\|\|[^]{1,80}?\|\|/g],
  ['heading', /^ {0,10}#{1,3}[ \t]/gm],
  ['subtext', /^ {0,10}-#/gm],
  ['quote', /^ {0,10}>(?:>>)?/gm],
  ['list', /^[ \t]{0,10}(?:[-*+]|\d{1,9}[.)])[ \t]/gm],
  ['masked link', /\[[^\]]{0,80}\]+[^\S\n]*\([^)]{0,80}/g],
  ['autolink', /<[a-z][a-z0-9+.-]{0,20}:[^>\s]{1,80}>/gi],
  ['scheme', /(?:mailto|tel|sip|sms|callto|discord|file|steam):\S/gi],
  ['navigation', /<id:[a-z-]+(?::\d+)?>/gi],
  ['command', /<\/[^>\n]{1,100}:\d+>/g],
  ['sound', /<sound:\d+:\d+>/g],
  ['timestamp', /<t:-?\d+(?::[a-z])?>/gi],
  ['emoji', /<a?:\w+:\d+>/g],
];

function findAll(patterns: Patterns, text: string): string[] {
  return patterns.flatMap(([kind, pattern]) => (text.match(pattern) ?? []).map((found) => `${kind} ${found}`));
}

/** The text outside fences, as it is and with every escaped character blotted out, and the languages of the fences. */
function splitFences(markdown: string): { outside: string; blotted: string; fences: string[] } {
  const fences: string[] = [];
  const split = (blot: boolean): string =>
    // From left to right, as clients read: an escape first, else a whole fence. U+E000 is inert everywhere.
    markdown.replace(/\\[^0-9A-Za-z\s]|```(?:([\w+.-]*)\n)?((?:(?!```)[^])+)```/gu, (found, language?: string) => {
      if (!found.startsWith('```')) return blot ? '\uE000' : found;
      if (blot) fences.push(language ?? '');
      return '\uE000';
    });
  return { outside: split(false), blotted: split(true), fences };
}

/** Joiners between letters beyond ASCII, and in emoji. Rough on purpose: which scripts need them is tested by example. */
const JOINER = /(?<=[[\p{L}\p{M}]--\p{ASCII}])[\u200C\u200D](?=[\p{L}--\p{ASCII}])|(?<=\p{Emoji}\uFE0F?)\u200D(?=\p{Emoji})/gv;
const EMOJI_STYLE = /(?<=[\p{Emoji}--[0-9#*]])[\uFE0E\uFE0F]|(?<=[0-9#*])\uFE0F(?=\u20E3)/gv;
const ISOLATED = /\u2068([^\n\u2066-\u2069]*)\u2069/g;

/** Listed by hand from the code charts, where the neutraliser asks for Unicode properties. */
const INVISIBLE =
  /[\u00AD\u115F\u1160\u180E\u200B-\u200D\u2028\u2029\u2060-\u2065\u206A-\u206F\u2800\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}]|\u034F|\u17B4|\u17B5|[\u180B-\u180D\u180F]|[\uFE00-\uFE0F]|[\u{E0000}-\u{E0FFF}]/u;

function findHidden(markdown: string): string[] {
  const text = markdown
    .replace(ISOLATED, '$1')
    .replace(markdown.includes('```') ? /[@\uFF20\uFE6B]\u200B/g : /(?:\\@|[\uFF20\uFE6B])\u200B/g, '@');
  const rest = text.replace(JOINER, '').replace(EMOJI_STYLE, '');
  const found: string[] = [];
  if (/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/.test(rest)) found.push('bidi');
  if (INVISIBLE.test(rest)) found.push('invisible');
  if (/[^\P{Cc}\n\t]|[\uFDD0-\uFDEF]|[\uFFFE\uFFFF]/u.test(rest)) found.push('control');
  if (/\p{M}{17}/u.test(rest)) found.push('marks');
  if (!markdown.isWellFormed()) found.push('surrogate');
  return found;
}

/** Discord takes no more text than this in one message; the parser is not linear beyond. */
const MOST_TEXT = 4000;

function findNodes(markdown: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (isNode(node)) {
      if (!INERT_NODES.has(node.type)) found.push(`node ${node.type}`);
      visit(node.content);
    }
  };
  try {
    visit(parse(markdown.slice(0, MOST_TEXT), 'extended'));
  } catch (error) {
    // Markup nested thousands deep exhausts the parser's stack: alive beyond doubt.
    if (!(error instanceof RangeError)) throw error;
    found.push('node too deep');
  }
  return found;
}

/** Unicode emoji are characters, not markup. */
const INERT_NODES = new Set(['text', 'br', 'newline', 'twemoji']);

function isNode(value: unknown): value is { type: string; content?: unknown } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** What a reader sees of the markdown: the text of the parser's tree. Only for text without live constructs. */
export function shownText(markdown: string): string {
  const read = (node: unknown): string => {
    if (Array.isArray(node)) return node.map(read).join('');
    if (!isNode(node)) return typeof node === 'string' ? node : '';
    if (node.type === 'br' || node.type === 'newline') return '\n';
    if (node.type === 'twemoji' && 'name' in node) return String(node.name);
    return read(node.content);
  };
  return read(parse(markdown, 'extended'));
}
