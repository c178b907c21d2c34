import { countryEvidence, yearNamed } from './countries.ts';
import { type CountryRole, gazetteer } from './gazetteer.ts';

/** What is read of a paper: its heading and text, and what else is known of it. */
export type Paper = { text: string } & { [field in 'origin' | 'destination' | 'place' | 'date']?: string | undefined };

/** How strongly each kind of reference indicates that a text is about the country. */
const weights: Readonly<Record<CountryRole, number>> = { name: 1, historic: 1, demonym: 0.5, capital: 1.2, city: 0.3, metonym: 0.4 };

/** The first line or two (subject, dateline) are the best evidence: their length in UTF-16 units, and factors for the weight. */
const opening = { length: 100, weight: 6, capital: 2 };

/** `The Ambassador in Italy`: a diplomat's post is weaker evidence than the topic. */
const post =
  /\b(?:Ambassador|Minister|Charg[ée]|Consul|Legation|Embassy|Consulate|Commissioner|Agent|Representative|Secretary)(?: \p{Lu}\p{L}+)* (?:in|at|to|of)(?: the)? $/u;
const where = /\b(?:at|in|from|to)(?: the)?\s+$/i;

/** What the papers of the State Department say of themselves. Hardly any is about its own country. */
const american =
  /\b(?:Secretary of State|State Department|Department of State|(?:the|your|my) Department(?! of)|SECSTATE|AMEMBASSY|EMBOFF|(?:Embassy|Legation|Consulate) of the United States|(?:United States|American|U\. ?S\.) (?:Embassy|Legation|Consulate|Consul|Minister|Ambassador))\b/i;

/**
 * How much counts beside the text: references to the country whose papers these are; the posts of sender and receiver; the
 * countries that the other papers of these correspondents are about. Tuned on half of the volumes of FRUS, against the country
 * under which the editors filed each document (`npm run bench -- countries`).
 */
const share = { ownCountry: 0.1, posts: 0.5, usual: 0.95 } as const;

/**
 * The countries that each paper is about (codes of `Country`), best first: by the references in it and, as weak evidence, by
 * the posts of its correspondents and by what their other papers are about, among these and `known` ones.
 */
export function countriesAbout(papers: readonly Paper[], known: readonly Paper[] = []): string[][] {
  const all = [...papers, ...known].map(readPaper);
  const areAmerican = all.filter((one) => one.saysSo).length * 3 > all.length;
  for (const one of all) one.shares = sharesOf(one, areAmerican || one.isAmerican);
  const usual = new Map<string, { papers: number; sums: Map<string, number> }>();
  for (const { keys, shares } of all)
    for (const key of keys) {
      const of = usual.get(key) ?? { papers: 0, sums: new Map<string, number>() };
      usual.set(key, of);
      of.papers += 1;
      for (const [code, n] of shares) of.sums.set(code, (of.sums.get(code) ?? 0) + n ** 2);
    }
  return all.slice(0, papers.length).map(({ keys, shares, firsts }) => {
    const scores = new Map(shares);
    for (const [code, n] of usually(keys.map((key) => otherPapers(shares, usual.get(key)))))
      scores.set(code, (scores.get(code) ?? 0) + share.usual * n);
    return [...scores]
      .filter(([, score]) => score > 0)
      .toSorted(([a, x], [b, y]) => y - x || (firsts.get(a) ?? Infinity) - (firsts.get(b) ?? Infinity) || (a < b ? -1 : 1))
      .map(([code]) => code);
  });
}

/** Fewer other papers of a correspondent tell nothing. */
const fewest = 3;
type Usual = { shares: readonly (readonly [code: string, share: number])[]; weight: number };

/** What a correspondent's papers but this one are about; the more of them, and the more they agree, the more it weighs. */
function otherPapers(own: ReadonlyMap<string, number>, usual: { papers: number; sums: ReadonlyMap<string, number> } | undefined): Usual {
  const others = (usual?.papers ?? 0) - 1;
  const sums = [...(usual?.sums ?? [])].map(([code, sum]) => [code, Math.max(0, sum - (own.get(code) ?? 0) ** 2)] as const);
  const total = sums.reduce((sum, [, n]) => sum + n, 0);
  if (others < fewest || total < 1e-9) return { shares: [], weight: 0 };
  const shares = sums.map(([code, n]) => [code, n / total] as const);
  return { shares, weight: (shares.reduce((sum, [, n]) => sum + n ** 2, 0) * others) / (others + 3) };
}

/** The same of all correspondents together, as shares of one: less than a text says that names one country only. */
function usually(all: readonly Usual[]): Map<string, number> {
  const weight = Math.max(
    1,
    all.reduce((sum, one) => sum + one.weight, 0),
  );
  const shares = new Map<string, number>();
  for (const one of all)
    for (const [code, n] of one.shares) if (n > 0) shares.set(code, (shares.get(code) ?? 0) + (n * one.weight) / weight);
  return shares;
}

type ReadPaper = {
  keys: readonly string[];
  posts: ReadonlySet<string>;
  /** Whether its opening tells an American paper, and whether any of it does. */
  isAmerican: boolean;
  saysSo: boolean;
  scores: ReadonlyMap<string, number>;
  firsts: ReadonlyMap<string, number>;
  shares: ReadonlyMap<string, number>;
};

function readPaper({ text, origin = '', destination = '', place = '', date = '' }: Paper): ReadPaper {
  const heading = /^(.{2,80}?) to (.{2,90})$/.exec((text.split('\n', 1)[0] ?? '').replaceAll(/\s+/g, ' '));
  const from = origin === '' ? (heading?.[1] ?? '') : origin;
  const to = destination === '' ? (heading?.[2] ?? '') : destination;
  const year = Number(date.slice(0, 4)) || yearNamed(text);
  const head = [from, to, place];
  const posts = head.flatMap((one) => (one === '' ? [] : countryEvidence(one, { year }).map(({ code }) => stateOf(code))));
  const { scores, firsts } = scoresOf(text, { posts: head, year });
  return {
    keys: correspondents(text, from, to, place, year),
    posts: new Set(posts.filter((code) => code !== 'US')),
    isAmerican: american.test(`${from}\n${to}\n${text.slice(0, 600)}`),
    saysSo: american.test(`${from}\n${to}\n${text}`),
    scores,
    firsts,
    shares: new Map(),
  };
}

/** Who writes to whom and from where, in all years and in this one. */
function correspondents(text: string, from: string, to: string, place: string, year: number | undefined): string[] {
  const [sender, receiver] = [plainKey(from), plainKey(to)];
  const people = [...`${from} ${to}`.matchAll(/\(([^)]{3,30})\)/g)].map(([, name = '']) => `name ${plainKey(name)}`);
  const signed =
    text
      .trimEnd()
      .replace(/\s*NNNN$/, '')
      .split('\n')
      .at(-1)
      ?.trim() ?? '';
  const keys = [
    sender,
    receiver,
    sender === '' || receiver === '' ? '' : [sender, receiver].toSorted().join(' | '),
    ...people,
    plainKey(place) === '' ? '' : `at ${plainKey(place).split(' ').slice(-2).join(' ')}`,
    signed.length < 40 && /^\p{Lu}/u.test(signed) ? `signed ${plainKey(signed).split(' ').at(-1) ?? ''}` : '',
  ].filter((key) => key !== '' && key !== 'signed ');
  return [...new Set([...keys, ...(year === undefined ? [] : keys.map((key) => `${key} ${year}`))])];
}

const plainKey = (text: string): string =>
  text
    .replaceAll(/\([^)]*\)/g, ' ')
    .toLowerCase()
    .replace(/^\s*(?:the|sir|mr\.?|general|hon\.?)\s+/, '')
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .trim();

/** A state of the past that went on as another counts as that one: the Soviet Union as Russia. */
const stateOf = (code: string): string => gazetteer().country(code)?.continues ?? code;

/**
 * Adds up the weights of the references after the opening and the strongest one in it, six times, and favours early ones.
 */
function scoresOf(text: string, context: { posts: readonly string[]; year: number | undefined }): Pick<ReadPaper, 'scores' | 'firsts'> {
  const sums = new Map<string, { sum: number; opens: number; first: number }>();
  for (const { code: named, role, start } of countryEvidence(text, context)) {
    const code = stateOf(named);
    const before = text.slice(Math.max(0, start - 40), start);
    const isCapital = role === 'capital';
    const weight = weights[role] * (isCapital && where.test(before) ? 1.3 : 1) * (post.test(before) ? 0.5 : 1);
    const { sum, opens, first } = sums.get(code) ?? { sum: 0, opens: 0, first: start };
    const opened = start < opening.length ? weight * opening.weight * (isCapital ? opening.capital : 1) : 0;
    sums.set(code, { sum: opened > 0 ? sum : sum + weight, opens: Math.max(opens, opened), first });
  }
  const length = Math.max(text.length, 1);
  return {
    scores: new Map([...sums].map(([code, { sum, opens, first }]) => [code, (sum + opens) ** 0.85 * (1 + 0.5 * (1 - first / length))])),
    firsts: new Map([...sums].map(([code, { first }]) => [code, first])),
  };
}

/** The scores as shares of one, with those of the posts. */
function sharesOf({ scores, posts }: ReadPaper, isAmerican: boolean): Map<string, number> {
  const own = (code: string): number => (code === 'US' && isAmerican ? share.ownCountry : 1);
  const total = [...scores].reduce((sum, [code, score]) => sum + own(code) * score, 0);
  const shares = new Map([...scores].map(([code, score]) => [code, (own(code) * score) / total]));
  for (const code of posts) shares.set(code, (shares.get(code) ?? 0) + share.posts / posts.size);
  return shares;
}
