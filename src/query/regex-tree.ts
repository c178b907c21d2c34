/**
 * Any of some ASCII characters, in either case; `isOpen`: or one beyond ASCII. Where that is more than what is meant, as for
 * letters beyond ASCII, it is not exact.
 */
export type CharNode = { kind: 'char'; codes: Uint8Array; isOpen: boolean; isExact: boolean };

/** A place between characters: where a line begins or ends; where a word of ASCII letters, digits and `_` does, or neither. */
type Edge = 'start' | 'end' | 'word' | 'no word';

/** A regular expression as a tree, in whatever case. */
export type RegexNode =
  | CharNode
  | { kind: 'edge'; at: Edge }
  /** Changes what is behind it: an expression with one is not read exactly. */
  | { kind: 'flags' }
  | { kind: 'row' | 'either'; of: readonly RegexNode[] }
  | { kind: 'times'; of: RegexNode; least: number; most: number };

export const asciiCodes = 128;

/**
 * Reads a regular expression of RE2 that compiles. What the tree matches is at least what the expression does, with or
 * without capital letters. Undefined when it holds `\Q`, `\C` or an octal number, which are not read here.
 */
export function regexTree(pattern: string): RegexNode | undefined {
  const reader: Reader = { characters: Array.from(pattern), at: 0 };
  try {
    const tree = readEither(reader);
    return reader.at === reader.characters.length ? tree : undefined;
  } catch (error) {
    if (error instanceof Unread) return undefined;
    throw error;
  }
}

type Reader = { readonly characters: readonly string[]; at: number };

/** Something that is not read here. */
class Unread extends Error {
  override readonly name = 'Unread';
}

function readEither(reader: Reader): RegexNode {
  const of = [readRow(reader)];
  while (reader.characters[reader.at] === '|') {
    reader.at += 1;
    of.push(readRow(reader));
  }
  return of.length === 1 ? (of[0] ?? nothing) : { kind: 'either', of };
}

const nothing: RegexNode = { kind: 'row', of: [] };

function readRow(reader: Reader): RegexNode {
  const of: RegexNode[] = [];
  for (let next = reader.characters[reader.at]; next !== undefined && next !== '|' && next !== ')'; next = reader.characters[reader.at])
    of.push(repeated(reader, readOne(reader)));
  return { kind: 'row', of };
}

const counts = /^\{(\d+)(,(\d*))?\}/;

function repeated(reader: Reader, of: RegexNode): RegexNode {
  const { characters, at } = reader;
  const sign = characters[at];
  const counted = sign === '{' ? counts.exec(characters.slice(at, at + 12).join('')) : null;
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  if (counted !== null) {
    least = Number(counted[1]);
    most = counted[2] === undefined ? least : counted[3] === '' ? most : Number(counted[3]);
  } else if (sign === '+') least = 1;
  else if (sign === '?') most = 1;
  else if (sign !== '*') return of;
  reader.at += counted?.[0].length ?? 1;
  // One that takes as little as it can matches in the same lines.
  if (characters[reader.at] === '?') reader.at += 1;
  return { kind: 'times', of, least, most };
}

function readOne(reader: Reader): RegexNode {
  const character = reader.characters[reader.at] ?? '';
  reader.at += 1;
  if (character === '(') return readGroup(reader);
  if (character === '[') return readClass(reader);
  if (character === '\\') return readEscape(reader);
  if (character === '.') return any();
  if (character === '^') return { kind: 'edge', at: 'start' };
  return character === '$' ? { kind: 'edge', at: 'end' } : literal(character);
}

/** Flags change the case, or what `.` is: all within what the tree matches. */
function readGroup(reader: Reader): RegexNode {
  const start = /^\?(?:P?<\w+>|[imsU-]*(?::|(?=\))))/.exec(reader.characters.slice(reader.at, reader.at + 100).join(''));
  if (start === null && reader.characters[reader.at] === '?') throw new Unread();
  reader.at += start?.[0].length ?? 0;
  const inside = readEither(reader);
  if (reader.characters[reader.at] !== ')') throw new Unread();
  reader.at += 1;
  return start === null || /^\?(?::|P?<)/.test(start[0]) ? inside : { kind: 'row', of: [{ kind: 'flags' }, inside] };
}

/** What one character stands for behind a backslash, where that is more than itself. */
const shorthands: Readonly<Record<string, RegExp>> = { d: /\d/, w: /\w/, s: /[\t\n\f\r ]/ };
const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', a: '\u0007' };

const edges: Readonly<Record<string, Edge>> = { b: 'word', B: 'no word', A: 'start', z: 'end' };

function readEscape(reader: Reader): RegexNode {
  const character = reader.characters[reader.at] ?? '';
  reader.at += 1;
  const edge = edges[character];
  if (edge !== undefined) return { kind: 'edge', at: edge };
  const small = character.toLowerCase();
  const meant = shorthands[small];
  if (meant !== undefined) {
    const found = charsLike((one) => meant.test(one));
    return small === character ? found : without(found);
  }
  const control = controls[character];
  if (control !== undefined) return literal(control);
  if (small === 'p' || character === 'x') {
    skipName(reader);
    return unknown();
  }
  if (/[A-Za-z0-9]/.test(character)) throw new Unread();
  return literal(character);
}

/** Passes over the name of a class of characters (`L`, `{Greek}`), or the number of a character (`41`, `{41}`). */
function skipName(reader: Reader): void {
  const { characters, at } = reader;
  const isNumber = characters[at - 1] === 'x';
  if (characters[at] === '{') reader.at = characters.indexOf('}', at) + 1;
  else reader.at += isNumber ? 2 : 1;
  if (reader.at === 0) throw new Unread();
}

function readClass(reader: Reader): RegexNode {
  const { characters } = reader;
  const isNegated = characters[reader.at] === '^';
  if (isNegated) reader.at += 1;
  const all: CharNode = { kind: 'char', codes: new Uint8Array(asciiCodes), isOpen: false, isExact: true };
  for (const first = reader.at; characters[reader.at] !== ']' || reader.at === first;) {
    if (reader.at >= characters.length) throw new Unread();
    addTo(all, readMember(reader));
  }
  reader.at += 1;
  return isNegated ? without(all) : all;
}

/** One member of a class, or a range of them. */
function readMember(reader: Reader): CharNode {
  const { characters } = reader;
  const first = readPlain(reader);
  if (characters[reader.at] !== '-' || characters[reader.at + 1] === ']') return first.node;
  reader.at += 1;
  const last = readPlain(reader);
  // A range whose ends are written in another way is not worked out, nor is one beyond ASCII, which may hold those two letters.
  const [low, high] = [first.code, last.code];
  if (low === undefined || high === undefined || high >= asciiCodes) return unknown();
  return charsLike((one) => one.charCodeAt(0) >= low && one.charCodeAt(0) <= high);
}

/** A character of a class; `code`: as it stands there. */
function readPlain(reader: Reader): { node: CharNode; code?: number | undefined } {
  const character = reader.characters[reader.at] ?? '';
  reader.at += 1;
  // A named class: `[:alpha:]`.
  if (character === '[' && reader.characters[reader.at] === ':') throw new Unread();
  if (character !== '\\') return { node: literal(character), code: character.codePointAt(0) };
  const node = readEscape(reader);
  if (node.kind !== 'char') throw new Unread();
  return { node };
}

function addTo(all: CharNode, { codes, isOpen, isExact }: CharNode): void {
  for (const [code, isIn] of codes.entries()) if (isIn === 1) all.codes[code] = 1;
  all.isOpen ||= isOpen;
  all.isExact &&= isExact;
}

/** Two letters beyond ASCII are letters of ours in another case (`ſ`, the Kelvin sign): those of all others are not told apart either. */
const literal = (character: string): CharNode =>
  character.charCodeAt(0) >= asciiCodes ? unknown() : charsLike((one) => one === character);

function without({ codes, isOpen, isExact }: CharNode): CharNode {
  // With `s` and `k`, the two letters beyond ASCII are left out as well.
  const isPlain = codes['s'.charCodeAt(0)] === 0 && codes['k'.charCodeAt(0)] === 0;
  return { kind: 'char', codes: codes.map((isIn) => 1 - isIn), isOpen: true, isExact: isExact && !isOpen && isPlain };
}

const any = (): CharNode => ({ kind: 'char', codes: new Uint8Array(asciiCodes).fill(1), isOpen: true, isExact: true });
const unknown = (): CharNode => ({ ...any(), isExact: false });

/** The ASCII characters of which this is true in either case. */
function charsLike(isMeant: (character: string) => boolean): CharNode {
  const codes = Uint8Array.from({ length: asciiCodes }, (_, code) => {
    const character = String.fromCharCode(code);
    return Number(isMeant(character) || isMeant(character.toLowerCase()) || isMeant(character.toUpperCase()));
  });
  return { kind: 'char', codes, isOpen: false, isExact: true };
}
