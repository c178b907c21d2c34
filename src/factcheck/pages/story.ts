import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { plainWords } from '../../language/tokens.ts';
import { DeskError } from '../../reply/failure.ts';
import { sha256 } from '../../store/hash.ts';
import type { Progress } from '../../reply/reply.ts';
import { waitForIndex } from '../../search/search.ts';
import { claimsOf, type Claim } from '../claims.ts';
import { supportOf, type Support } from '../support.ts';
import type { DraftName } from '../thread.ts';
import { otherFiguresOf, type OtherwiseCounted } from './other-figures.ts';
import { namesOfDraft, type DraftText } from './check-draft.ts';

/** What the desk's claims still lack before print, and the names of a draft that no claim is about. */

/** `otherwise`: 'not looked for' in more claims than are looked at, and where the search was refused or stopped. */
export type StoryClaim = Claim & { number: number; support: Support; otherwise: OtherwiseCounted | 'not looked for' | undefined };

export type Story = {
  claims: StoryClaim[];
  /** Of the names of a draft those that no claim has, in its order; undefined without a draft. */
  names?: { missing: string[]; of: number; isCut: boolean };
  /** On a later page, of the names of the draft only the numbers: nothing of it is kept. */
  counted?: DraftCount;
};
type DraftCount = { met: number; of: number };

/** What took time to find, kept for the other pages of the same list; by claim, with its sources. `corpus`: the checksum of the cables. */
type Looked = { corpus: string; otherwise: Record<string, OtherwiseCounted | 'not looked for' | 'nothing'>; counted?: DraftCount };

const keyOfClaim = ({ claim, sources }: Claim): string => sha256(JSON.stringify([claim, sources])).slice(0, 12);

/** Keeps what was found for the other pages; undefined while cables or names are still being read: then it is looked for anew. */
export function keepLooked(desk: Desk, caller: Caller, { claims, names, counted }: Story): string | undefined {
  if (desk.importing > 0 || !desk.index.isWhole() || !desk.names.isWhole()) return undefined;
  const otherwise: Looked['otherwise'] = {};
  for (const one of claims) otherwise[keyOfClaim(one)] = one.otherwise ?? 'nothing';
  const draft = names === undefined ? counted : { met: names.of - names.missing.length, of: names.of };
  const looked: Looked = { corpus: desk.searches.corpus().checksum, otherwise, ...(draft === undefined ? {} : { counted: draft }) };
  return desk.views.keep(caller.desk, JSON.stringify(looked));
}

/** What was kept, as long as the cables are the same. */
function lookedBefore(desk: Desk, caller: Caller, key: string | undefined): Looked | undefined {
  const kept = key === undefined ? undefined : desk.views.find(caller.desk, key);
  const looked = kept === undefined ? undefined : (JSON.parse(kept) as Partial<Looked>);
  return looked?.otherwise !== undefined && looked.corpus === desk.searches.corpus().checksum ? (looked as Looked) : undefined;
}

/** What a claim may lack. */
const lacks = ['disputed', 'unconfirmed', 'changed', 'other figures', 'hearsay', 'one source', 'unasked', 'unanswered'] as const;
export type Lack = (typeof lacks)[number];

/** Claims for which other figures are looked for, the last ones: half a second each in a trove of a thousand. */
export const mostLookedAt = 50;

/** The claims of the desk with what they rest on, and what counts otherwise. `looked`: the key of what was found for another page. Rejects with a DeskError for a draft that cannot be read. */
export async function storyOf(
  desk: Desk,
  caller: Caller,
  draft: { draft: DraftText; name: string } | undefined,
  progress: Progress,
  looked?: string,
): Promise<Story> {
  await waitForIndex(desk);
  const before = lookedBefore(desk, caller, looked);
  const all = claimsOf(desk.facts, caller.desk);
  const claims: StoryClaim[] = [];
  for (const [i, one] of all.entries()) {
    const known = before?.otherwise[keyOfClaim(one)];
    const find = () => (i < all.length - mostLookedAt ? notLookedFor : otherFiguresOf(desk, caller, one).catch(unlessRefused));
    const otherwise = known === 'nothing' ? undefined : (known ?? (await find()));
    claims.push({ ...one, support: await supportOf(desk, one), otherwise });
    if (i % 5 === 4) progress(i + 1, all.length, 'claims');
  }
  if (draft === undefined) return { claims, ...(before?.counted === undefined ? {} : { counted: before.counted }) };
  const { names, isCut } = await namesOfDraft(draft.draft, draft.name);
  return { claims, names: { ...withoutClaim(desk, names, all), isCut } };
}

const notLookedFor = 'not looked for' as const;

/** One question that is too slow does not end the others. */
function unlessRefused(error: unknown): typeof notLookedFor {
  if (error instanceof DeskError) return notLookedFor;
  throw error;
}

/** What this claim lacks, the gravest first. */
export function lacksOf({ status, support, otherwise, asked = [] }: StoryClaim): Lack[] {
  const has: Record<Lack, boolean> = {
    disputed: status === 'disputed',
    unconfirmed: status === 'open',
    changed: support.changed > 0,
    'other figures': otherwise !== undefined && otherwise !== 'not looked for',
    hearsay: support.hearsay.length > 0,
    'one source': support.kind !== 'missions',
    unasked: asked.length === 0,
    unanswered: asked.some(({ answer }) => answer === undefined),
  };
  return lacks.filter((one) => has[one]);
}

const wholeWords = (text: string): string =>
  ` ${plainWords(text)
    .map(({ folded }) => folded)
    .join(' ')} `;

/**
 * The names of a draft that stand in no claim and in none of their sources, by any name that the cables have for them, and for people by
 * the last word of a name too. Each person and organization once; what is not sure to be a name only where the cables know it.
 */
function withoutClaim(desk: Desk, names: readonly DraftName[], claims: readonly Claim[]): { missing: string[]; of: number } {
  const told = wholeWords(claims.flatMap(({ claim, sources }) => [claim, ...sources.map(({ words }) => words)]).join(' · '));
  const known = new Map<string, { name: string; forms: Set<string> }>();
  for (const { kind, surface, isSure } of names) {
    const [entity] = desk.names.named(surface, isSure ? kind : undefined);
    if (!isSure && (entity === undefined || entity.hidden)) continue;
    const whole = wholeWords(surface);
    // A last name alone is that of the person whom the draft named before.
    const before = kind === 'individual' ? known.values().find(({ forms }) => forms.has(whole)) : undefined;
    const key = entity?.id ?? `${kind}${whole}`;
    const one = before ?? known.get(key) ?? { name: surface, forms: new Set<string>() };
    if (before === undefined) known.set(key, one);
    for (const form of [surface, ...(entity === undefined ? [] : [entity.name, ...entity.aliases.map(({ name }) => name)])]) {
      one.forms.add(wholeWords(form));
      if ((entity?.kind ?? kind) === 'individual') one.forms.add(wholeWords(/\S+$/u.exec(form)?.[0] ?? form));
    }
  }
  const missing = known
    .values()
    .filter(({ forms }) => !forms.values().some((form) => told.includes(form)))
    .map(({ name }) => name);
  return { missing: [...missing], of: known.size };
}
