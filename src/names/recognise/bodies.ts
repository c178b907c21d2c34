import type { Evidence } from './countries.ts';
import { gazetteer, gazetteerKey, phraseAt } from './gazetteer.ts';
import { countryMeant, isBeside, type PostsAndSubject } from './metonyms.ts';
import type { Mention } from './names-so-far.ts';
import { namePieces } from './name-words.ts';

/**
 * Bodies that many countries have under one name. `body` of a mention is which and whose: `foreign office|FR`; nothing behind
 * the bar where the cable does not say.
 */
const shared =
  /^(?:foreign office|foreign ministry|ministry (?:of|for) (?:the )?\p{L}+(?: (?:and )?(?!of )\p{L}+){0,3}|chamber of deputies|senate|congress|cortes|parliament|national assembly|house of commons|supreme court|admiralty|war office)$/u;
/** Of a country abroad: which of its missions is meant, the post and its place say. */
const mission =
  /^(?:(?:american|us|united states|british|french|german|japanese) (?:embassy|legation|consulate|mission)|(?:legation|embassy|consulate|mission) of the united states(?: of america)?)$/u;
/** Whose it is where it is no other's: the list of organizations has these under the name alone. */
const home: ReadonlyMap<string, string> = new Map([
  ['foreign office', 'GB'],
  ['house of commons', 'GB'],
  ['congress', 'US'],
]);

/** `host`: where the posts are; `speaker`: whose government speaks, where a country is the sender. */
type Posts = PostsAndSubject & { host: string; speaker: string };

/** Which of these organizations are such bodies, and whose. */
export function bodiesIn(
  text: string,
  organizations: readonly Mention[],
  around: readonly Evidence[],
  { host, speaker, ...known }: Posts,
): Map<Mention, string> {
  const bodies = new Map<Mention, string>();
  for (const mention of organizations) {
    const { start, end } = mention;
    const own = around.find((one) => one.start === start && one.end < end && one.role !== 'metonym');
    const whole = keyOf(mention.surface);
    if (mission.test(whole)) {
      const there = around.find((one) => one.start >= end && /^(?:,| at| in)\s+$/u.test(text.slice(end, one.start)));
      bodies.set(mention, `${whole}|${there === undefined ? host : there.code}`);
      continue;
    }
    const key = own === undefined ? whole : keyOf(text.slice(own.end, end));
    if (!shared.test(key)) continue;
    const others = around.filter((one) => one.role !== 'metonym' && (one.end <= start || one.start >= end));
    const of = own?.code ?? whoseBody(text, mention, key, others, { host, speaker, ...known });
    if (key === 'senate' && of === 'US') continue;
    bodies.set(
      mention,
      `${key === 'foreign ministry' ? 'ministry of foreign affairs' : key.replace(/^ministry for /u, 'ministry of ')}|${of}`,
    );
  }
  return bodies;
}

/** What the key of a body ends with of which nothing says whose it is. */
export const openBody = ' of some country';

/** The key under which a body of a country is one organization, and whether it is not said whose it is. */
export function bodyKey(body: string): { key: string; isOpen: boolean; of: string } {
  const [key = '', of = ''] = body.split('|');
  const own = home.get(key);
  const isOpen = of === '' && !mission.test(key);
  return {
    key: of === own || (of === '' && !isOpen) ? key : isOpen ? `${key}${openBody}` : `${key} ${of.toLowerCase()}`,
    isOpen,
    of: of === own ? '' : of,
  };
}

const withCongress: ReadonlySet<string> = new Set('AR BO BR CL CO CR CU DO EC GT HN HT MX NI PA PE PH PY SV UY VE'.split(' '));

function whoseBody(text: string, mention: Mention, key: string, around: readonly Evidence[], { host, speaker, ...known }: Posts): string {
  if (key !== 'congress') return countryMeant(text, mention, havingOne(key), around, known) ?? '';
  // Elsewhere Congress is that of the United States, at these posts perhaps their host's.
  const beside = around.find((one) => isBeside(text, one, mention.start, mention.end))?.code;
  return beside ?? (speaker === '' ? (withCongress.has(host) ? '' : 'US') : speaker);
}

/** The countries that have one; none: any but the United States, whose papers call theirs by another name. */
function havingOne(key: string): readonly string[] {
  const words = key.split(' ');
  const known = phraseAt(gazetteer().sharedPhrases, words, words, 0);
  if (known?.length === words.length) return known.value;
  return /^(?:congress|senate|supreme court)$/u.test(key) ? gazetteer().countries.map(({ code }) => code) : [];
}

const keyOf = (words: string): string =>
  namePieces(words.replaceAll(/\s+/g, ' '))
    .map(gazetteerKey)
    .filter((word) => word !== '')
    .join(' ')
    .replace(/^the /, '');
