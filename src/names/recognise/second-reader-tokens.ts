/** How spaCy parts English text into tokens, as its model learned it: endings, quotes and hyphens are tokens of their own. */

/** A token: its place in the text, and the form that stands for its spellings (`n't` is `not`). */
export type SecondToken = { start: number; end: number; text: string; norm: string };

/** Words that are parted or spelled otherwise than the rules say: their pieces with norms, and other spellings of words. */
export type TokenRules = {
  pieces: ReadonlyMap<string, readonly (readonly [text: string, norm?: string])[]>;
  norms: ReadonlyMap<string, string>;
};

const quotes = '\'"”“`‘´’‚„»«「」『』（）〔〕【】《》〈〉⟦⟧';
const points = String.raw`,:;!?¿؟¡()[\]{}<>_#*&。？！，、；：～·।،۔؛٪`;
const money = String.raw`US\$|[CA]\$|\p{Sc}`;
const units = 'km[²³]?|[dcm]?m[²³]?|ha|µm|nm|yd|in|ft|k?g|mg|µg|t|lb|oz|m/s|km/h|kmh|mph|h?Pa|mbar|[mMkKgGtT][bB]|[TGMK%]';
const prefix = new RegExp(String.raw`^(?:[§%=—–…${points}${quotes}\p{So}]|\+(?!\d)|\.\.+|${money})`, 'u');
const suffix = new RegExp(
  String.raw`(?:[—–…${points}${quotes}\p{So}]|\.\.+|['’][sS]|(?<=\d)(?:\+|${money}|${units})|(?<=°[FfCcKk])\.|` +
    String.raw`(?<=[\d\p{Ll}\p{Lo}%²\-+${points}…${quotes}])\.|(?<=[\p{Lu}\p{Lo}]{2})\.)$`,
  'u',
);
const infix = new RegExp(
  String.raw`\.\.+|[…\p{So}]|(?<=\d)[+\-*^](?=[\d-])|(?<=[\p{Ll}\p{Lo}${quotes}])\.(?=[\p{Lu}\p{Lo}${quotes}])|` +
    String.raw`(?<=\p{L}),(?=\p{L})|(?<=[\p{L}\d])(?:-{1,3}|–|——?|~)(?=\p{L})|(?<=[\p{L}\d])[:<>=/](?=\p{L})`,
  'gu',
);
/** An address of a page or of mail stays whole. */
const address =
  /^(?:[\w+.-]{2,}:\/\/)?(?:[^\s@]+@)?(?:[\p{L}\d](?:[\p{L}\d_-]{0,62}[\p{L}\d])?\.)+[\p{Ll}\p{Lo}]{2,63}(?::\d{2,5})?(?:[/?#]\S*)?$/u;
const spellings: readonly (readonly [RegExp, string])[] = [
  [/^['’]s$/i, "'s"],
  [/^[’‘´`]$/, "'"],
  [/^(?:[”“„»«]|''|``|´´|‘‘|’’)$/, '"'],
  [/^…$/, '...'],
  [/^(?:[—–]|---?|——)$/, '-'],
  [/^(?:[€£¥฿₺₹৳₩₣]|US\$|C\$|A\$|Mex\$|E£)$/, '$'],
];

const normOf = (text: string, { norms }: TokenRules): string =>
  norms.get(text) ?? spellings.find(([pattern]) => pattern.test(text))?.[1] ?? text.toLowerCase();

/** Longer runs without a space are no words; they are taken as they are. */
const longestWord = 200;

/** A token of a word, and the form that stands for its spellings. */
export type WordPiece = readonly [text: string, norm: string];

/** The pieces of what stands between two spaces. */
function piecesOf(run: string, rules: TokenRules): WordPiece[] {
  const special = (text: string): WordPiece[] | undefined =>
    rules.pieces.get(text)?.map(([piece, norm]) => [piece, norm ?? normOf(piece, rules)]);
  const plain = (text: string): WordPiece => [text, normOf(text, rules)];
  if (run.length > longestWord) return [plain(run)];
  const before: WordPiece[] = [];
  const behind: WordPiece[] = [];
  let rest = run;
  while (rest !== '' && !rules.pieces.has(rest)) {
    const front = prefix.exec(rest)?.[0].length ?? 0;
    const back = suffix.exec(rest.slice(front))?.[0].length ?? 0;
    // What is a special word without its first or last mark is one, whatever else could be taken off.
    const isFront = front > 0 && rules.pieces.has(rest.slice(front));
    const isBack = !isFront && back > 0 && rules.pieces.has(rest.slice(0, -back));
    const from = isBack ? 0 : front;
    const to = rest.length - (isFront ? 0 : back);
    if (from === 0 && to === rest.length) break;
    if (from > 0) before.push(plain(rest.slice(0, from)));
    if (to < rest.length) behind.unshift(plain(rest.slice(to)));
    rest = rest.slice(from, to);
  }
  const middle = special(rest) ?? (address.test(rest) ? [plain(rest)] : splitInside(rest).map(plain));
  return [...before, ...(rest === '' ? [] : middle), ...behind];
}

/** Parts a word at its hyphens, slashes and the like. */
function splitInside(word: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { index, 0: mark } of word.matchAll(infix)) {
    if (index === 0) continue;
    if (index > from) parts.push(word.slice(from, index));
    parts.push(mark);
    from = index + mark.length;
  }
  if (from < word.length) parts.push(word.slice(from));
  return parts;
}

/** The tokens of a text, in order. `known` keeps what words are parted into. */
export function secondTokens(text: string, rules: TokenRules, known: Map<string, readonly WordPiece[]>): SecondToken[] {
  const tokens: SecondToken[] = [];
  for (const { index, 0: run } of text.matchAll(/\S+/gu)) {
    let pieces = known.get(run);
    if (pieces === undefined) known.set(run, (pieces = piecesOf(run, rules)));
    let start = index;
    for (const [piece, norm] of pieces) {
      tokens.push({ start, end: start + piece.length, text: piece, norm });
      start += piece.length;
    }
  }
  return tokens;
}
