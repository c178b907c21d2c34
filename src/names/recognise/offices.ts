import { finiteVerb, isClause } from '../../language/clauses.ts';

/**
 * The offices and descriptions that a text gives to somebody beside the name: `X, Minister of Finance`, `the Minister of
 * Finance, X`, `Foreign Minister X`. Each is a span of the text that ends at the next clause or name, read over line ends.
 */
export type Office = { start: number; end: number };

/** A name in the text: its span. */
type Span = { start: number; end: number };

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Words that say what somebody is: the head of a role. */
const offices = set(
  'president vice-president ex-president chancellor premier minister ex-minister prime-minister secretary undersecretary under-secretary subsecretary sub-secretary secretary-general director director-general chairman chairwoman chairperson chair ' +
    'ambassador consul vice-consul consul-general attaché attache counselor counsellor chargé charge envoy plenipotentiary delegate representative commissioner governor mayor senator deputy congressman congresswoman deputy ' +
    'general colonel captain lieutenant major admiral commander commandant marshal commodore sergeant judge justice magistrate prosecutor attorney counsel lawyer solicitor king queen prince princess emperor empress tsar czar sultan shah emir duke duchess ' +
    'head chief leader founder co-founder member officer official administrator manager coordinator co-ordinator superintendent inspector spokesman spokeswoman spokesperson adviser advisor aide assistant speaker whip candidate nominee incumbent ' +
    'expert engineer economist professor scholar historian journalist editor correspondent author writer analyst architect banker businessman industrialist lawyer physician activist dissident politician statesman dictator diplomat owner publisher ' +
    'archbishop bishop cardinal pope patriarch priest pastor rabbi imam sheikh commissar treasurer comptroller controller auditor rapporteur mediator negotiator intermediary agent interpreter translator clerk registrar rector dean principal ' +
    'präsident präsidentin minister ministerin kanzler kanzlerin botschafter botschafterin vorsitzender vorsitzende leiter leiterin sprecher staatssekretär außenminister innenminister finanzminister ministerpräsident président présidente ministre ambassadeur directeur secrétaire ' +
    'presidente ministro embajador director secretario widow wife husband son daughter brother sister successor predecessor',
);
const plural = (word: string): boolean => /[^s]s$/u.test(word) && offices.has(word.slice(0, -1));
/** Titles before a name that are an office even alone; `Mr.` and the ranks of nobility are not. */
const bareTitles = set(
  'president vice-president ex-president chancellor premier minister secretary undersecretary under-secretary secretary-general director chairman chairwoman ambassador consul envoy commissioner governor mayor senator congressman congresswoman ' +
    'representative general colonel captain lieutenant major admiral commander marshal judge justice prosecutor king queen emperor prince sheikh archbishop bishop cardinal pope speaker deputy subsecretary foreign-minister ministerin außenminister ministre président',
);
/** What may stand between a role and a name in front of which it stands. */
const honorific =
  '(?:(?:mr|mrs|ms|miss|dr|m|mme|hon|ing|lic|sir|lord|gen|col|capt|adm|ambassador|general|colonel|captain|admiral|the honou?rable|(?:his|her) excellency|s\\.e\\.)\\.?\\s+)*';
/** What a role may not begin with. */
const noBeginning = set(
  'for on to at in by with of from as and or but nor who whom whose which that i we you he she it they this these those there here besides including having being will would shall should may might can could must has have had is was were are be been ' +
    'not also then when where while if because since until after before during under over through both all some any each no please thank thanks if so although though despite mr mrs ms dr sir dear let what how why',
);
const prepositions = /^(?:of|for|to|at|in|on|from|by|with|under|de|del|des|du|der|für|und|pour|against|before|near|into|and|von)$/iu;
/** After a word for an office, these make it something else. */
const notHead =
  /^(?:assembly|committee|council|office|offices|board|conference|staff|headquarters|system|elections?|state|court|society|report|level|affairs|agreement|debate|line|town|city)$/u;
/** What a role may not end with. */
const dangling =
  /(?:^|\s)(?:of|for|to|at|in|on|from|by|with|and|or|the|a|an|de|del|la|du|der|as|&|his|her|its|our|their|under|deputy|acting)$/iu;

const longest = 170;
/** A line that is cut by its end: a list, a schedule, an address. */
const stops = /[,;:.()[\]"“”—¶]/u;

/** The text as one line of the same length: line ends are spaces, ends of paragraphs stop. */
const flat = (text: string): string => text.replaceAll(/\n[ \t]*(?:\n\s*)+/g, (gap) => '¶'.repeat(gap.length)).replaceAll(/[\n\t\r]/g, ' ');

/** The roles beside the name at `name`; `others` are the spans of other people in the text. */
export function officesBeside(body: string, name: Span, others: readonly Span[]): Office[] {
  return [behind(body, name, others), inFront(body, name, others), asTitle(body, name, others)].filter((one) => one !== undefined);
}

/** `X, the Minister of Finance,` */
function behind(body: string, { end }: Span, others: readonly Span[]): Office | undefined {
  const after = flat(body.slice(end, end + longest + 40));
  const begin = /^ ?,\s+/u.exec(after)?.[0].length ?? /^ \((?=the |\p{Lu})/u.exec(after)?.[0].length;
  if (begin === undefined) return undefined;
  let stop = begin;
  while (stop < after.length && !(stops.test(after[stop] ?? '') && !isInside(after, stop))) stop += 1;
  if (stop >= after.length && end + after.length < body.length) return undefined;
  let role = after.slice(begin, stop);
  // `the Minister of Finance who came`, `the Minister of Finance and M. Briand`
  role = role.slice(0, role.search(/ (?:who|whom|whose|which|that|when|where|while)(?= )/iu) >>> 0).trimEnd();
  const next = others.find(({ start }) => start >= end && start < end + begin + role.length);
  if (next !== undefined) {
    const upTo = role.slice(0, next.start - end - begin).trimEnd();
    // Somebody whose secretary it is may stand in it; anybody else begins a new part.
    const isOwner =
      /(?:^|\s)(?:of|to|for|under|de)(?:\s+(?:the|late|former|president|mr|mrs|dr|gen|general|secretary|ambassador|minister|king|queen|m|sir|lord)\.?)*$/iu.test(
        upTo,
      );
    if (!isOwner) {
      if (!/\s(?:and|y|und|et)\s*$/iu.test(upTo.replace(/(?:\s(?:mr|mrs|ms|dr|m|gen|col|capt)\.?)+$/iu, ''))) return undefined;
      role = upTo.replace(/\s(?:and|y|und|et)(?:\s(?:mr|mrs|ms|dr|m|gen|col|capt)\.?)*\s*$/iu, '').trimEnd();
    }
  }
  if (!isRole(role)) return undefined;
  const isClosed = isSentenceAround(body, end, end + begin + role.length);
  return isClosed ? { start: end + begin, end: end + begin + role.length } : undefined;
}

/** `the Minister of Finance, X` */
function inFront(body: string, { start, end }: Span, others: readonly Span[]): Office | undefined {
  const from = Math.max(0, start - longest - 60);
  const before = flat(body.slice(from, start));
  const tail = new RegExp(`(?:,\\s*|\\s)${honorific}$`, 'iu').exec(before);
  if (tail === null || !before.slice(tail.index).startsWith(',')) return undefined;
  // A list: `the President, Mr. A, and Mr. B`.
  if (/^ (?:and|y|und|et) \p{Lu}/u.test(flat(body.slice(end, end + 12)))) return undefined;
  let at = tail.index - 1;
  while (at >= 0 && !(stops.test(before[at] ?? '') && !isInside(before, at))) at -= 1;
  if (at < 0 && from > 0) return undefined;
  const segment = before.slice(at + 1, tail.index);
  for (const { index } of segment.matchAll(/(?<![\p{L}-])(?:the|our|its|their|his|her|your|my|el|la|le|der|die)(?= )/giu)) {
    const role = segment.slice(index);
    const leading = segment.slice(0, index).trimEnd();
    if (
      !isRole(role) ||
      /(?<![\p{L}])(?:wife|son|daughter|brother|sister|widow|representative|secretary|assistant|advis[eo]r|deputy|envoy|office|aide|behalf|name) (?:of|to|for)$/iu.test(
        leading,
      )
    )
      continue;
    const span = { start: from + at + 1 + index, end: from + at + 1 + index + role.length };
    if (others.some((one) => one.start < span.end && span.start < one.end)) return undefined;
    // `By the President, X` under a proclamation; `Her Majesty the Queen, X` of a treaty; `his predecessor, X`.
    if (/^(?:by|majesty)$/iu.test(leading.trim().split(' ').at(-1) ?? '') || /^\S+ (?:predecessor|successor|majesty\b.*)$/iu.test(role))
      return undefined;
    return span;
  }
  return undefined;
}

const modifiers =
  'foreign|prime|vice|deputy|assistant|under|acting|former|ex|late|outgoing|incoming|then|new|interim|associate|special|permanent|resident|chief|finance|defen[cs]e|interior|economy|trade|justice|labor|labour|health|education|planning|energy|mines|commerce|agriculture|major|brigadier|lieutenant|rear|consul|attorney|secretary|majority|minority|opposition|party';

/** At the beginning of a sentence any word has a capital: only these belong to the title. */
const startsTitle = new RegExp(
  `^(?:${modifiers}|[\\p{L}-]+(?:ese|ian|ish|an)|us|u\\.s\\.|un|minister|secretary|french|german|czech.*|united)$`,
  'iu',
);

/** `Foreign Minister X`, `President X` */
function asTitle(body: string, { start }: Span, others: readonly Span[]): Office | undefined {
  const from = Math.max(0, start - 90, ...others.filter(({ end }) => end <= start).map(({ end }) => end));
  const before = flat(body.slice(from, start));
  if (!/[\p{L}] $/u.test(before)) return undefined;
  const isCapitals = !/\p{Ll}/u.test(before.slice(-60)) && !/\p{Ll}/u.test(body.slice(start, start + 60));
  const run = (
    isCapitals
      ? new RegExp(
          `(?:(?<![\\p{L}-])(?:${modifiers}|ministers?|[\\p{L}]+(?:ese|ian|ish)|us|u\\.s\\.|gob|american|german|french)[ -])*(?<![\\p{L}])\\p{L}[\\p{L}-]+ $`,
          'iu',
        )
      : /(?:(?:(?<![\p{L}-])(?:former|late|outgoing|then|acting|deputy|incoming|vice|assistant|prime|foreign)|\p{Lu}[\p{L}’'-]*|U\.S\.|of(?= State )) )*(?<![\p{L}-])\p{Lu}[\p{L}-]+ $/u
  ).exec(before)?.[0];
  if (run === undefined) return undefined;
  const words = run.trimEnd().split(' ');
  while (words.length > 0 && isNoTitle(words)) words.shift();
  const opens = /(?:^|[.!?:;”"]|\s-) *$/u.test(before.slice(0, before.length - 1 - words.join(' ').length));
  if (opens && words.length > 1 && !startsTitle.test(words[0] ?? '')) words.shift();
  const role = words.join(' ');
  const last = (words.at(-1) ?? '').toLowerCase();
  const isOffice = bareTitles.has(last) || (words.length > 2 && /^Secretary of State$/iu.test(words.slice(-3).join(' ')));
  return !isOffice || role.length < 4 || words.length > 6 || words.slice(0, -1).some(plural)
    ? undefined
    : { start: start - 1 - role.length, end: start - 1 };
}

const isNoTitle = ([first = '', second = '']: readonly string[]): boolean =>
  (noBeginning.has(first.toLowerCase()) && !/^under$/iu.test(first)) ||
  (/^under$/iu.test(first) && !/^secretary$/iu.test(second)) ||
  /^(?:the|a|an|our|his|her|its|their|yesterday|today|meanwhile|however|last|re|subject|dear|excellency|holiness|majesty)$/iu.test(first);

/** A stop inside a word or an abbreviation: `U.S.`, `Dr.`, `Asst.` */
const isInside = (text: string, at: number): boolean =>
  text[at] === '.' &&
  /(?<![\p{L}])(?:\p{L}\.)*\p{L}$|(?<![\p{L}])(?:asst|dr|mr|mrs|gen|col|st|dept|min|amb|sec|dir|gov|lt|no|jr|sr)$/iu.test(
    text.slice(Math.max(0, at - 8), at),
  );

/** Whether the words name an office: its head is one, nothing in it is a clause, it ends as it should. */
function isRole(text: string): boolean {
  if (text.length < 4 || text.length > longest || finiteVerb.test(text) || dangling.test(text)) return false;
  const words = text.toLowerCase().split(/\s+/);
  const [first = ''] = words;
  if (noBeginning.has(first) || first.endsWith('ing') || /\d/u.test(first)) return false;
  const upTo = words.findIndex((word, i) => i > 0 && prepositions.test(word));
  const head = upTo < 0 ? words : words.slice(0, upTo);
  // `general` in `the General Assembly`, `secretary` in `the secretary's office` are none.
  const isOffice = (word: string, i: number): boolean =>
    (offices.has(word) || offices.has(word.replace(/^.*-/u, ''))) &&
    !notHead.test(head[i + 1] ?? '') &&
    (i === head.length - 1 || !/^(?:general|major|head|chief|chair)$/u.test(word));
  return head.length <= 7 && head.some(isOffice) && !head.some(plural);
}

/** Whether the words stand in prose, or close a letter; not in a list, a schedule or the head of a mail. */
function isSentenceAround(body: string, start: number, end: number): boolean {
  const lineStart = body.lastIndexOf('\n\n', start) + 1;
  const blockEnd = body.indexOf('\n\n', end);
  const block = body.slice(Math.max(lineStart, start - 600), Math.min(blockEnd < 0 ? body.length : blockEnd, end + 600));
  if (/^\s*(?:From|To|Cc|Sent|Subject):/imu.test(block)) return false;
  return isClause(block) || (block.length < 130 && /[.]\s*$/u.test(body.slice(end, end + 40).split('\n\n')[0] ?? ''));
}
