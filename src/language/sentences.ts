/** A sentence as a span: `text.slice(start, end)`. */
export type Sentence = { start: number; end: number };

const forms = (words: string): string => words.split(' ').join('|');

/**
 * What is written with a full stop and goes on: English, French, German. Each as it is written, or in capitals, so that
 * `art.` and `gen.` at the end of a sentence still end it.
 */
const abbreviation = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    'Mr Mrs Ms Messrs Dr Drs Prof Gen Col Capt Lt Maj Cmdr Adm Sgt Brig Sen Rep Gov Amb Hon Rev St Ste Jr Sr Esq Ing Lic Sra Excmo',
    'Jan Feb Apr Aug Sept Oct Nov Dec Dept Bros Mt Ft Nos Vol Arts Ltda Cía',
    'MM Mme Mlle Mgr Me Hr Fr Nr Abs Bd Str Ges',
  ]
    .flatMap((line) => line.split(' '))
    .flatMap((word) => [word, word.toUpperCase()])
    .join(
      '|',
    )}|${forms('e\\.g i\\.e vs etc approx viz cf pp vol para paras ibid al ca usw bzw evtl inkl zzgl sog')}|[zZ]\\.\\s?B|[dD]\\.\\s?h|[uU]\\.\\s?a)\\.$`,
  'u',
);
/** Stops only before a number: `No. 7`, `p. 3`, `Art. 5`. */
const beforeNumber = /(?<![\p{L}\p{N}])(?:no|nr|p|art|fig|sec|ch|doc|res|tel|§)\.$/iu;
/** One letter: an initial, or the end of `U.S.`, `p.m.` */
const letter = /(?<![\p{L}\p{N}])(?:\p{L}\.)*\p{L}\.$/u;
/** Words that begin a sentence after `U.S.` or `p.m.`; after an initial comes a name. */
const opener =
  /^["“‘'(]?(?:The|A|An|He|She|It|We|They|I|You|This|That|These|Those|There|In|On|At|If|When|While|But|And|As|For|His|Her|Its|Our|Their|No|Not|After|Before|However|Der|Die|Das|Er|Sie|Es|Wir|Le|La|Les|Il|Elle|Nous)\s/u;
/** `am 3. Mai`, `der 2. Weltkrieg`, `im 19. Jahrhundert`; elsewhere a number with a stop ends the sentence. */
const ordinal =
  /(?<![\p{L}\p{N}])(?:am|der|die|das|den|dem|des|vom|zum|zur|im|beim|bis|seit|ab|und|vor|nach|ihr|sein|unser)\s+\d{1,2}\.$/iu;
const germanMonth =
  /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jan\.|Feb\.|Aug\.|Sept?\.|Okt\.|Nov\.|Dez\.)/u;

/** Lines of the head of a mail or a telegram: no sentence, and none goes on over them. */
const headLine =
  /^[ \t>]*(?:From|To|Cc|Bcc|Sent(?: by)?|Date|Subject|Subj|Attachments?|Importance|Reply-To|Classification|Caveats|Tags|Refs?|E\.?O\.? ?\d+|Von|An|Gesendet|Betreff|De|À|Envoyé|Objet|INFO|PAGE \d+)[ \t]*(?:\[[^\]]*\])?[:;][^\n]*(?:\n(?![ \t>]*[\p{L} ]{2,16}[:;])(?=[^\n]*(?:[;<>]|@))[^\n]*)*$|^[ \t>]*(?:-+[ \t]*)?(?:Original|Forwarded) Message[ \t]*-*:?[ \t]*$|^[ \t>]*PAGE \d\d [^\n]*$/gimu;
/** The text with spaces for the lines of heads, of the same length. */
export const headLinesBlanked = (text: string): string => text.replaceAll(headLine, (line) => line.replaceAll(/[^\n]/g, ' '));

/** `12.`, `(a)`, `•`, `13.(SBU)` at the beginning of a line. */
const enumerator =
  /^[ \t]*(?:(?:\(?\d{1,3}[.)]|\([a-z]{1,4}\)|[A-Z][.)])(?:(?=\s)\s+|(?=\(\p{Lu}))(?:\((?:U|C|S|SBU|LOU|FOUO)(?:\/[A-Z]+)?\)\s+)?|[•·▪*–—]\s*)/u;

/** The sentences of a text in order, trimmed; printed numbers of paragraphs and the head lines of mails are left out. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  for (const [from, to] of stretchesOf(text)) {
    const block = text.slice(from, to);
    let start = 0;
    for (const stop of block.matchAll(/[.!?]["”’')\]]*(?=\s|$)/gu)) {
      const end = stop.index + stop[0].length;
      if (end <= start || !isEnd(block, start, stop.index, end)) continue;
      push(found, block, from, start, end);
      start = end;
    }
    push(found, block, from, start, block.length);
  }
  return found;
}

/** Stretches that no sentence goes beyond: paragraphs, numbered items, what stands between the lines of a head. */
function stretchesOf(text: string): [number, number][] {
  const found: [number, number][] = [];
  for (const { 0: block, index } of headLinesBlanked(text).matchAll(/^[^\n]*\S[^\n]*(?:\n(?!\s*\n)[^\n]+)*/gm)) {
    let start = 0;
    for (let at = 0, before = ''; at < block.length;) {
      const next = block.indexOf('\n', at);
      const lineEnd = next < 0 ? block.length : next;
      const line = block.slice(at, lineEnd);
      const mark = enumerator.exec(`${line}\n`)?.[0].trimEnd().length ?? 0;
      // A line of prose may begin with a number that belongs to the line before.
      const begins = mark > 0 && (at === 0 || /[.!?:;"”’)\]]\s*$/u.test(before) || mark === line.trimEnd().length);
      if (begins) {
        if (start < at) found.push([index + start, index + at]);
        start = at + mark;
      }
      before = begins && mark === line.trimEnd().length ? ':' : line;
      at = lineEnd + 1;
    }
    found.push([index + start, index + block.length]);
  }
  return found;
}

/** Whether the stop at `index` ends a sentence that began at `start`; `end` is behind its quotation marks. */
function isEnd(block: string, start: number, index: number, end: number): boolean {
  const next = block.slice(end, end + 40).trimStart();
  if (/^\p{Ll}/u.test(next)) return false;
  if (block[index] !== '.' || next === '') return true;
  // `. . .`
  if (/\s/u.test(block[index - 1] ?? '') || next.startsWith('. ')) return false;
  const before = block.slice(Math.max(start, index - 24), index + 1);
  if (abbreviation.test(before)) return false;
  if (beforeNumber.test(before) && /^[\dIVX(]/u.test(next)) return false;
  if (/\d\.$/u.test(before) && (germanMonth.test(next) || (ordinal.test(before) && /^\p{Lu}\p{Ll}/u.test(next)))) return false;
  // `Your telegram of July 9, 10 a.m. He came.`; not `10 a.m. EST` or `10 a.m. Monday`
  if (/(?<![\p{L}])[ap]\.m\.$/iu.test(before) && /^\p{Lu}\p{Ll}/u.test(next) && !/^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day/u.test(next))
    return true;
  return !letter.test(before) || (/\p{L}\.\p{L}\.$/u.test(before) && opener.test(next));
}

function push(found: Sentence[], block: string, offset: number, start: number, end: number): void {
  const piece = block.slice(start, end);
  const lead = piece.length - piece.trimStart().length;
  const kept = piece.trim();
  if (kept !== '') found.push({ start: offset + start + lead, end: offset + start + lead + kept.length });
}

/** How far a sentence is searched for on each side of what stands in it; UTF-16 units. */
const around = 1200;

/**
 * The sentence that holds these offsets, or the sentences; only their paragraph is searched, and no more of it than that, so
 * that a long cable costs no more than a short one. `isOne`: it is one sentence, and whole.
 */
export function sentenceAround(text: string, { start, end }: Sentence): Sentence & { isOne: boolean } {
  const before = text.lastIndexOf('\n\n', start);
  const after = text.indexOf('\n\n', end);
  const from = Math.max(0, before >= start - around ? before + 1 : start - around);
  const to = after >= 0 && after <= end + around ? after : Math.min(text.length, end + around);
  const sentences = sentencesOf(text.slice(from, to)).map((one) => ({ start: one.start + from, end: one.end + from }));
  const first = sentences.find((one) => start < one.end);
  const last = sentences.find((one) => end <= one.end) ?? sentences.at(-1);
  const found = { start: Math.min(start, first?.start ?? from), end: Math.max(end, last?.end ?? to) };
  // A sentence at the edge of the searched text may be cut off.
  const isCut = (found.start === from && before < start - around && from > 0) || (found.end === to && to < text.length && after !== to);
  return { ...found, isOne: first !== undefined && first === last && first.start <= start && !isCut };
}
