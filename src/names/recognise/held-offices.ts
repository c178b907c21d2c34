import type { Evidence } from './countries.ts';
import type { Mention } from './names-so-far.ts';

/**
 * Offices that one person holds at a time, as a text names them: beside a name they say who holds one, alone they mean
 * whoever did. `office` of a mention is the office and whose it is, `president|FR`; nothing behind the bar where the text
 * does not say whose.
 */

const title = (words: string): string => words.replaceAll(' ', String.raw`[\s-]+`);
const capitals = (words: string): string => title(words.toUpperCase());
const both = (words: string): string => `${title(words)}|${capitals(words)}`;
const named = [
  ['secretary-general', both('Secretary General')],
  ['prime minister', `${both('Prime Minister')}|Premier`],
  ['foreign minister', ['Foreign Minister', 'Minister for Foreign Affairs', 'Minister of Foreign Affairs'].map(both).join('|')],
  ['secretary', `${both('Secretary of State')}|${both('Secretary')}`],
  ['president', both('President')],
] as const;
const anyOffice = new RegExp(
  String.raw`(?<![\p{L}-])(?:${named.map(([, words], i) => `(?<o${i}>${words})`).join('|')})(?![\p{L}-])|(?<![\p{L}])(?<us>POTUS)(?![\p{L}])`,
  'gu',
);

/** Of a former, a future or another holder, or of many. */
const another =
  /(?<![\p{L}])(?:vice|deputy|under|assistant|former|ex|late|acting|then|next|new|incoming|outgoing|every|any|a|an|each|no|for|permanent|executive|principal|majesty['’]s|his|her|their|its|chief|private|two|both|first|second|third|last|previous|future|elected)[\s-]+(?:the[\s-]+)?$/iu;
const honorific = String.raw`(?:(?:mr|mrs|ms|miss|dr|m|mme|hon|ing|lic|sir|lord|gen|col|ambassador|general|colonel|(?:the )?honou?rable|(?:his|her) excellency|h\.\s?e|s\.\s?e)\.?,?\s+)*`;
const nameFollows = new RegExp(String.raw`^,?\s+${honorific}$`, 'iu');
const nameStands = /^,\s+(?:(?:the|our|their)\s+)?$/iu;
const states = String.raw`(?:(?:\p{Lu}[\p{L}]+\s+){0,3}(?:Republic|State|Kingdom|Commonwealth|Union)\s+of\s+(?:the\s+)?)?`;
const ofWhom = new RegExp(String.raw`^\s+of\s+(?:the\s+)?${states}`, 'iu');

type Held = { held: Map<Mention, string>; alone: Mention[] };
type Found = { start: number; end: number; head: string; whose: string; mayFollow: number; isOfPeople: boolean };

/** The offices named in a text: which of the people named there hold one, and those that stand alone. */
export function officesIn(text: string, people: readonly Mention[], countries: readonly Evidence[], host: string): Held {
  const held = new Map<Mention, string>();
  const alone: Mention[] = [];
  const isMail = /^\s*From:/mu.test(text);
  for (const match of text.matchAll(anyOffice)) {
    const found = officeAt(text, match, countries);
    if (found === undefined) continue;
    const { start, end, head, mayFollow } = found;
    const whose = found.whose === '' && head === 'foreign minister' ? host : found.whose;
    // `Representative of the Secretary-General, Mr. X`
    const isOfAnother =
      /(?:representative|envoy|advis[eo]r|assistant|deputy|delegate|secretary|wife|widow|aide)s?\s+(?:of|to|for)\s+$/iu.test(
        text.slice(Math.max(0, start - 24), start),
      );
    const next =
      isOfAnother || text.startsWith('POTUS', start)
        ? undefined
        : people.find((one) => one.start >= mayFollow && nameFollows.test(text.slice(mayFollow, one.start)));
    // `Smith, President Obama and` is a list.
    const isClear = found.whose !== '' || /^the\s/iu.test(text.slice(start, end));
    const before = people.findLast(
      (one) => one.end <= start && (isClear ? nameStands : /,\s+(?:our|their)\s+$/iu).test(text.slice(one.end, start)),
    );
    const holder = next ?? (before !== undefined && /^\s*(?:[,.;)\n]|$)/u.test(text.slice(mayFollow, mayFollow + 3)) ? before : undefined);
    if (holder !== undefined) held.set(holder, `${head}|${whose === '' ? (whoseOffice(text, holder.end, countries)?.whose ?? '') : whose}`);
    else if (!people.some((one) => one.start < end && one.end > start)) {
      const surface = text.slice(start, end);
      const isNamed = /^the\s|^POTUS$/iu.test(surface) || found.isOfPeople;
      const implied = /^the\s+(?:Secretary|President)$/iu.test(surface) && isMail ? 'US' : whose;
      // `the Secretary Treasury` is another's.
      if (!isNamed || implied === '' || /^\s+\p{Lu}/u.test(text.slice(mayFollow, mayFollow + 3)) || before !== undefined) continue;
      alone.push({ start, end, surface, kind: 'individual', rule: 'office', sure: 0.5, office: `${head}|${implied}` });
    }
  }
  return { held, alone };
}

function officeAt(text: string, match: RegExpExecArray, countries: readonly Evidence[]): Found | undefined {
  const { index, groups = {} } = match;
  const upTo = index + match[0].length;
  if (groups['us'] !== undefined) return { start: index, end: upTo, head: 'president', whose: 'US', mayFollow: upTo, isOfPeople: false };
  const head = named.find((_, i) => groups[`o${i}`] !== undefined)?.[0];
  const before = text.slice(Math.max(0, index - 60), index).replace(/(?:United\s+Nations|\bU\.?N\.?)\s+$/u, '');
  const after = text.slice(upTo, upTo + 90);
  if (head === undefined || another.test(before) || /^[\s-]*(?:elect|designate|pro\s|in\s+office|of\s+Embassy|of\s+Legation)/iu.test(after))
    return undefined;
  const people = countries.find((one) => one.end < index && /^\s+$/u.test(text.slice(one.end, index)) && one.role !== 'capital');
  const from = people?.start ?? index;
  // `GCC Secretary-General`, `Assembly President`: of a body.
  if (people === undefined && /\p{Ll}/u.test(before) && /(?<=[^.!?\s]\s+)(?!Excellency\b)\p{Lu}[\p{L}’'-]+\s+$/u.test(before))
    return undefined;
  const article = /the\s+$/iu.exec(text.slice(Math.max(0, from - 6), from))?.[0] ?? '';
  if (people !== undefined && another.test(text.slice(Math.max(0, from - 40), from))) return undefined;
  const start = from - article.length;
  const isState = head === 'secretary' && /state$/iu.test(match[0]);
  const of = /^\s+of\s/iu.exec(after) === null ? undefined : whoseOffice(text, upTo, countries);
  if (/^\s+(?:of\s|for\s+(?:the\s+)?\p{Lu})/u.test(after) && of === undefined) return undefined;
  const whose = of?.whose ?? people?.code ?? (isState ? 'US' : head === 'secretary-general' ? 'UN' : '');
  return { start, end: of?.end ?? upTo, head, whose, mayFollow: of?.end ?? upTo, isOfPeople: people !== undefined };
}

/** `of France`, `of the Republic of Ecuador`, `of the United Nations`; undefined for anything else. */
function whoseOffice(text: string, from: number, countries: readonly Evidence[]): { whose: string; end: number } | undefined {
  const after = text.slice(from, from + 90);
  const body =
    /^\s+of\s+(?:the\s+|our\s+|this\s+)?(?:(United\s+Nations|Organization)(?!\s+(?:of|for))|((?:United\s+Nations\s+)?General\s+Assembly))/iu.exec(
      after,
    );
  if (body !== null) return { whose: body[1] === undefined ? 'UNGA' : 'UN', end: from + body[0].length };
  const gap = ofWhom.exec(after)?.[0].length;
  const at = countries.find(
    (one) =>
      (one.role === 'name' || one.role === 'historic') &&
      gap !== undefined &&
      one.start >= from &&
      one.start <= from + gap &&
      ofWhom.exec(text.slice(from, one.start))?.[0].length === one.start - from,
  );
  return at === undefined ? undefined : { whose: at.code, end: at.end };
}
