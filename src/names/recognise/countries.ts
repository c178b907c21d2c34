import { telegraphic } from './cues.ts';
import { type CountryName, type CountryRole, gazetteer, gazetteerKey, phraseAt } from './gazetteer.ts';
import { countryMeant } from './metonyms.ts';
import { isShouted, type NameWord, wordsOf } from './name-words.ts';

/** One reference to a country in a text. */
export type Evidence = { code: string; role: CountryRole; start: number; end: number; surface: string };

/** What else is known of a cable: who wrote it to whom, where and when, and what its subject is. */
export type CableContext = { posts?: readonly string[]; subject?: string; year?: number | undefined };

/**
 * Every name, demonym, capital and larger city of a country in a text, also inside other names and in compounds
 * (`Israeli-Palestinian`), in order. Capitals and cities are left out in a person's name (`Lord Lyons`), in the name of what
 * was signed there (`Treaty of Paris`), and where a namesake is meant (`Manchester, Mass`). An office that several countries
 * have (`Foreign Office`) counts only where the posts or the words around it say whose it is.
 */
export function countryEvidence(text: string, { posts = [], subject = '', year }: CableContext = {}): Evidence[] {
  const { found, shared } = readCountries(text, year);
  if (shared.length === 0) return found;
  const codes = (of: string): string[] => (of === '' ? [] : readCountries(of, year).found.map(({ code }) => code));
  const surroundings = { posts: new Set(posts.flatMap(codes)), subject: new Set(codes(subject)) };
  const meant = shared.flatMap(({ start, end, of }): Evidence[] => {
    const code = countryMeant(text, { start, end }, of, found, surroundings);
    return code === undefined ? [] : [{ code, role: 'metonym', start, end, surface: text.slice(start, end) }];
  });
  return [...found, ...meant].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** The countries named in a text, and the offices in it that any of several may have. */
function readCountries(text: string, year: number | undefined): { found: Evidence[]; shared: Shared[] } {
  const known = gazetteer();
  const words = wordsOf(text, known.isCommon);
  const texts = words.map((word) => word.text);
  const keys = texts.map(gazetteerKey);
  const shouts = isShouted(text);
  const then = year ?? yearNamed(text);
  const found: Evidence[] = [];
  const shared: Shared[] = [];
  for (let at = 0; at < words.length;) {
    const first = words[at];
    const isCandidate = first !== undefined && first.form !== 'mark' && (first.form !== 'lower' || shouts);
    const past = isCandidate ? phraseAt(known.pastPhrases, keys, texts, at) : undefined;
    const isPast = past !== undefined && then !== undefined && then >= past.value.from && then <= past.value.until;
    const hit = isPast
      ? { length: past.length, value: { code: past.value.code, role: 'name' } satisfies CountryName }
      : isCandidate
        ? phraseAt(known.countryPhrases, keys, texts, at)
        : undefined;
    const office = isCandidate && hit === undefined ? phraseAt(known.sharedPhrases, keys, texts, at) : undefined;
    const length = hit?.length ?? office?.length ?? 1;
    const last = words[at + length - 1];
    if (first !== undefined && last !== undefined && hit !== undefined) {
      if (isMeant(words, keys, at, hit, shouts))
        found.push(...codesOf(hit.value).map((code) => evidence(text, code, hit.value.role, first.start, last.end)));
    } else if (first !== undefined && last !== undefined && office !== undefined) {
      if (!isSomebody(words, keys, at, office.length)) shared.push({ start: first.start, end: last.end, of: office.value });
    } else if (first !== undefined && isCandidate) found.push(...inCompound(first));
    at += length;
  }
  return { found, shared };
}

type Shared = { start: number; end: number; of: readonly string[] };

const codesOf = ({ code, also = [] }: CountryName): string[] => [code, ...also];
const evidence = (text: string, code: string, role: CountryRole, start: number, end: number): Evidence => ({
  code,
  role,
  start,
  end,
  surface: text.slice(start, end),
});

/** The first year in the dateline or the first lines. */
export function yearNamed(text: string): number | undefined {
  const [year] = /\b(?:1[6-9]|20)\d\d\b/.exec(text.slice(0, 400)) ?? [];
  return year === undefined ? undefined : Number(year);
}

/** Whether the country is meant, rather than a person, a continent, a namesake or a word of telegrams. */
function isMeant(
  words: readonly NameWord[],
  keys: readonly string[],
  at: number,
  { length, value: { code, role } }: { length: number; value: CountryName },
  shouts: boolean,
): boolean {
  const known = gazetteer();
  const isPerson =
    length === 1 && known.givenName(keys[at] ?? '') !== undefined && words[at + 1]?.form === 'title' && known.isSurname(keys[at + 1] ?? '');
  // `South America` and `South Americans` are not the United States'.
  const isContinent = /^america(?:ns?)?$/.test(keys[at] ?? '') && continents.has(keys[at - 1] ?? '');
  const isElsewhere = (role === 'capital' || role === 'city') && isNotTheTown(words, keys, at, at + length, code);
  // `PARA 2` in a telegram is not the Brazilian state.
  const isJargon = shouts && length === 1 && telegraphic.has(keys[at] ?? '');
  return !isPerson && !isContinent && !isElsewhere && !isJargon && !(role === 'metonym' && isSomebody(words, keys, at, length));
}

/** `Raj Shah`, `J. Pope`, `Cc: Shah, Preeti`: a single word is somebody's surname. */
function isSomebody(words: readonly NameWord[], keys: readonly string[], at: number, length: number): boolean {
  if (length > 1) return false;
  const known = gazetteer();
  const from = words[at - 1]?.text === '.' ? at - 2 : at - 1;
  const [before, key] = [words[from], keys[from] ?? ''];
  if (before?.form === 'initial' || honorifics.has(key)) return true;
  if (before?.form === 'title' && !before.opens && !known.isCommon(key) && phraseAt(known.countryPhrases, keys, [], from) === undefined)
    return true;
  const isListed = before === undefined || before.form === 'mark';
  return isListed && words[at + 1]?.text === ',' && words[at + 2]?.form === 'title';
}

/** Prefixes as in `Sino-Japanese`: a country only next to another one, not in `Anglo-Saxon` or `Indo-Pacific`. */
const countryPrefixes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    anglo: 'GB',
    franco: 'FR',
    sino: 'CN',
    russo: 'RU',
    italo: 'IT',
    austro: 'AT',
    greco: 'GR',
    graeco: 'GR',
    hispano: 'ES',
    luso: 'PT',
    turco: 'TR',
    indo: 'IN',
    serbo: 'RS',
    dano: 'DK',
    prusso: 'DE',
    nippo: 'JP',
  }),
);
/** Other parts allowed in a compound with a country: `pro-Russian`, `Arab-Israeli`, `EU-Iran`. */
const compoundParts = /^(?:anti|pro|non|ex|pre|post|inter|intra|trans|neo|half|all|arab|eu|un|nato|asean)$/i;

/** A word with more hyphens is no compound. */
const mostParts = 12;

/** The countries in a hyphenated word, each counted as a demonym. */
function inCompound({ text, start }: NameWord): Evidence[] {
  if (!/[-‐‑]/.test(text) || /^anglo.saxon/i.test(text)) return [];
  const known = gazetteer();
  let from = start;
  const pieces = text.split(/[-‐‑]/);
  if (pieces.length > mostParts) return [];
  const parts = pieces.map((part) => {
    const at = from;
    from += part.length + 1;
    const hit = phraseAt(known.countryPhrases, [gazetteerKey(part)], [part], 0)?.value;
    const isNamed =
      hit !== undefined && /^\p{Lu}/u.test(part) && (hit.role === 'name' || hit.role === 'demonym' || hit.role === 'historic');
    return { part, at, code: isNamed ? hit.code : undefined, prefix: countryPrefixes.get(part.toLowerCase()) };
  });
  const named = parts.filter(({ code }) => code !== undefined).length;
  return parts.flatMap(({ part, at, code = named > 0 ? countryPrefixes.get(part.toLowerCase()) : undefined }): Evidence[] => {
    const isMeant = parts.every(
      (other) =>
        other.part === part ||
        other.code !== undefined ||
        other.prefix !== undefined ||
        compoundParts.test(other.part) ||
        /^\p{Ll}/u.test(other.part),
    );
    return code === undefined || !isMeant ? [] : [{ code, role: 'demonym', start: at, end: at + part.length, surface: part }];
  });
}

/** Words before `America` and `American` that make it a region rather than the country. */
const continents: ReadonlySet<string> = new Set(['south', 'latin', 'central', 'north', 'spanish', 'pan', 'middle', 'meso']);

const honorifics: ReadonlySet<string> = new Set(
  'mr mrs ms messrs dr m sir lord lady earl count baron marquis duke viscount captain colonel admiral judge senator señor senor sr herr'.split(
    ' ',
  ),
);
const particles: ReadonlySet<string> = new Set(['de', 'du', 'von', 'van', 'di', 'da']);
const treatyWords: ReadonlySet<string> = new Set(
  'treaty treaties declaration convention conventions peace congress protocol accord accords agreement covenant pact'.split(' '),
);
const diplomaticEvents: ReadonlySet<string> = new Set([...treatyWords, 'conference', 'summit']);
/** After a town, also in small letters: `the Helsinki accords`. */
const signedThere: ReadonlySet<string> = new Set('treaty convention protocol accord accords agreement agreements'.split(' '));
/** U.S. states as written after a town: `Manchester, Mass`. */
const states: ReadonlySet<string> = new Set(
  (
    'alabama ala arizona ariz arkansas ark california cal calif colorado conn connecticut delaware del florida fla georgia ga idaho illinois ill indiana ind iowa ' +
    'kansas kentucky ky louisiana la maine maryland md massachusetts mass michigan mich minnesota minn mississippi miss missouri mo montana nebraska neb nevada ny ' +
    'nj nc nh ohio oklahoma oregon pennsylvania pa penn tennessee tenn texas tex utah vermont vt virginia va wisconsin wis wyoming'
  ).split(' '),
);

/** Whether the words are not this town but part of a person's or a treaty's name, or a town in another country. */
function isNotTheTown(words: readonly NameWord[], keys: readonly string[], at: number, end: number, code: string): boolean {
  const back = (from: number): number => (keys[from] === '' || words[from]?.text === '.' ? from - 1 : from);
  const before = back(at - 1);
  if (honorifics.has(keys[before] ?? '') && words[before]?.form !== 'lower') return true;
  if (particles.has(keys[before] ?? '') && words[before - 1]?.form === 'title') {
    const third = back(before - 2);
    if (honorifics.has(keys[third] ?? '') || words[third]?.form === 'initial' || gazetteer().givenName(keys[third] ?? '') !== undefined)
      return true;
  }
  if (keys[at - 1] === 'of' && treatyWords.has(keys[at - 2] ?? '')) return true;
  if (diplomaticEvents.has(keys[end] ?? '') && words[end]?.form !== 'lower') return true;
  if (signedThere.has(keys[end] ?? '')) return true;
  // `Arica, Chile` names the country.
  const follows = words[end]?.text === ',' ? phraseAt(gazetteer().countryPhrases, keys, [], end + 1)?.value : undefined;
  if (follows?.role === 'name' && follows.code !== code) return true;
  return code !== 'US' && code !== 'GE' && words[end]?.text === ',' && words[end + 1]?.form !== 'lower' && states.has(keys[end + 1] ?? '');
}
