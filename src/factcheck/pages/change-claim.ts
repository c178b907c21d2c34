import { mayHaveFile, fileRefusal } from '../../desk/policy.ts';
import { sourcesIn } from './sources.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { addForm, citesOf, requireClaim, claimName, showAction, summary } from './claim-page.ts';
import { citeOf, heldBy, sheetCsv, sheetText } from '../claim-sheet.ts';
import { isUnchanged, supportOf } from '../support.ts';
import { noCable } from '../../desk/facts.ts';
import { DeskError } from '../../reply/failure.ts';
import { claimsOf, isOwn, withResponse, type Claim, type ClaimStatus } from '../claims.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { done, person } from '../../team/pages/lines.ts';
import { own, plural, quoted, said, strong, time, type Text } from '../../reply/text.ts';

/** What /check fact changes: a claim is written, gets a source, is confirmed, is disputed. */

/** The ref of the first cable that bears the claim out; '' when it is gone. */
export const firstRefOf = (desk: Desk, { sources }: Claim): string => desk.cables.byRow(sources[0]?.cable ?? 0)?.ref ?? '';

/** Writes a claim down with its first source. Throws a DeskError when the source or the quotation is not there. */
export function addClaim(desk: Desk, caller: Caller, claim: string, cite: string, quote: string | undefined): Reply {
  let sources: Claim['sources'];
  try {
    sources = sourcesIn(desk, caller, cite, quote);
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    // What was typed comes back with the refusal.
    throw new DeskError(error.text, {
      kind: error.kind,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      actions: [...error.actions.slice(0, 4), addForm({ claim, cite, quote, label: said`Try again` })],
    });
  }
  const value: Claim = { claim, author: caller.member, at: desk.now(), sources, status: 'open', confirmed: [] };
  const act = desk.act(caller, { act: 'fact', cable: firstRefOf(desk, value) }, ({ act: number, put }) => {
    put('fact', noCable, String(number), value);
    return number;
  });
  return done(said`${claimName(act)} is in the ledger, on ${citesOf(desk, value)}. It is verified once somebody else confirms it.`, act, {
    actions: [showAction(act)],
  });
}

/** Adds a source to a claim, which then has to be confirmed anew. Throws a DeskError like `addClaim`. */
export function addClaimSource(desk: Desk, caller: Caller, number: number, cite: string, quote: string | undefined): Reply {
  requireClaim(desk, caller, number);
  const sources = sourcesIn(desk, caller, cite, quote);
  const act = desk.act(
    caller,
    { act: 'cite', cable: desk.cables.byRow(sources[0]?.cable ?? 0)?.ref ?? '', detail: { fact: number } },
    (tools) => {
      const claim = requireClaim(desk, caller, number);
      const more = sources.filter(
        (one) => !claim.sources.some(({ cable, start, end }) => one.cable === cable && one.start === start && one.end === end),
      );
      if (more.length === 0) throw new DeskError(said`${claimName(number)} cites that already.`);
      if (claim.sources.length + more.length > 12) throw new DeskError(said`A claim has 12 sources at most.`, { kind: 'usage' });
      // Whoever confirmed it has not seen this one.
      putClaim(tools, number, {
        ...claim,
        sources: [...claim.sources, ...more],
        status: claim.status === 'verified' ? 'open' : claim.status,
        confirmed: [],
      });
      return tools.act;
    },
  );
  return done(
    said`${claimName(number)} cites ${citesOf(desk, requireClaim(desk, caller, number))} now; it has to be confirmed again.`,
    act,
    {
      actions: [showAction(number)],
    },
  );
}

const putClaim = (tools: { put(kind: 'fact', cable: number, key: string, value: Claim): boolean }, number: number, claim: Claim): boolean =>
  tools.put('fact', noCable, String(number), claim);

/** Signs a claim; `seen` is how many sources the caller saw. Throws a DeskError to who wrote it, and when sources were added meanwhile. */
export function confirmClaim(desk: Desk, caller: Caller, number: number, note: string | undefined, seen: number | undefined): Reply {
  const first = requireClaim(desk, caller, number);
  const act = desk.act(caller, { act: 'confirm', cable: firstRefOf(desk, first), detail: { fact: number } }, (tools) => {
    const claim = requireClaim(desk, caller, number);
    if (seen !== undefined && seen !== claim.sources.length)
      throw new DeskError(said`${claimName(number)} got another source since you read it.`, {
        hint: said`Check it again.`,
        actions: [showAction(number)],
      });
    if (isOwn(claim, caller.member))
      throw new DeskError(said`${claimName(number)} is your own: somebody else has to confirm it.`, {
        hint: said`Ask a colleague: ${strong(`/check fact confirm number:${number}`)}`,
      });
    const signed = claim.confirmed.find(({ by }) => by === caller.member);
    if (signed !== undefined) throw new DeskError(said`You confirmed ${claimName(number)} ${time(signed.at, 'relative')}.`);
    const changed = claim.sources.find((source) => !isUnchanged(desk, source));
    if (changed !== undefined)
      throw new DeskError(said`The text of ${quoted(citeOf(desk, changed))} was changed by an import since it was cited.`, {
        hint: said`Cite it again, or dispute the claim.`,
        actions: [showAction(number)],
      });
    putClaim(tools, number, {
      ...claim,
      status: 'verified',
      confirmed: [...claim.confirmed, { by: caller.member, at: desk.now(), ...(note === undefined ? {} : { note }) }],
    });
    tools.post(() => claimNews(desk, caller, number, claim, said`confirmed your claim ${own(String(number))}`));
    return tools.act;
  });
  return done(said`${claimName(number)} is ${strong('verified')}.`, act, { actions: [showAction(number)] });
}

/** Says what is wrong with a claim, which then has to be confirmed anew. Throws a DeskError when nothing is said. */
export function disputeClaim(desk: Desk, caller: Caller, number: number, why: string): Reply {
  if (why.trim() === '') throw new DeskError(said`Say what is wrong with it.`, { kind: 'usage' });
  const first = requireClaim(desk, caller, number);
  const act = desk.act(caller, { act: 'dispute', cable: firstRefOf(desk, first), detail: { fact: number } }, (tools) => {
    const claim = requireClaim(desk, caller, number);
    putClaim(tools, number, {
      ...claim,
      status: 'disputed',
      confirmed: [],
      disputed: { by: caller.member, at: desk.now(), note: why.trim() },
    });
    if (claim.author !== caller.member)
      tools.post(() => claimNews(desk, caller, number, claim, said`disputes your claim ${own(String(number))}: ${quoted(why.trim())}`));
    return tools.act;
  });
  return done(said`${claimName(number)} is ${strong('disputed')}: it has to be confirmed again.`, act, { actions: [showAction(number)] });
}

/** Notes who was asked to respond to a claim, or what they answered. Its confirmations stand. Throws a DeskError for nobody and nothing. */
export function noteResponse(desk: Desk, caller: Caller, options: { number: number; of: string; answer?: string | undefined }): Reply {
  const { number } = options;
  const [of, answer] = [options.of.trim(), options.answer?.trim()];
  if (of === '') throw new DeskError(said`Say who was asked.`, { kind: 'usage' });
  const first = requireClaim(desk, caller, number);
  const act = desk.act(caller, { act: 'response', cable: firstRefOf(desk, first), detail: { fact: number } }, (tools) => {
    const reply = answer === undefined || answer === '' ? {} : { answer };
    putClaim(tools, number, withResponse(requireClaim(desk, caller, number), { of, by: caller.member, at: desk.now(), ...reply }));
    return tools.act;
  });
  return done(
    answer === undefined || answer === ''
      ? said`${quoted(of)} was asked to respond to ${claimName(number)}.`
      : said`The answer of ${quoted(of)} is with ${claimName(number)}.`,
    act,
    { actions: [showAction(number)] },
  );
}

/** Whoever wrote it hears what became of it, in private. */
function claimNews(desk: Desk, caller: Caller, number: number, claim: Claim, what: Text): Post {
  return {
    to: { member: claim.author },
    shows: 'metadata',
    about: claim.sources[0]?.cable ?? 0,
    reply: {
      blocks: [{ kind: 'text', text: said`${person(desk, caller.desk, caller.member)} ${what}.` }],
      actions: [[{ ...showAction(number), as: 'reply' }]],
    },
  };
}

/** The fact-check sheet as a file. Throws a DeskError where the desk hands out none, or there is no claim. */
export async function exportClaims(desk: Desk, caller: Caller, options: { status?: ClaimStatus; as?: string }): Promise<Reply> {
  if (!mayHaveFile(desk.exposure, caller)) throw new DeskError(fileRefusal(desk.exposure, caller));
  const claims = claimsOf(desk.facts, caller.desk).filter(({ status }) => options.status === undefined || status === options.status);
  if (claims.length === 0) throw new DeskError(said`There is no claim to export.`, { hint: said`${strong('/check fact add')} adds one.` });
  desk.act(caller, { act: 'export', detail: { claims: claims.length } }, () => null);
  const isText = options.as === 'text';
  const withSupport = await Promise.all(claims.map(async (one) => ({ ...one, support: await supportOf(desk, one) })));
  const day = new Date(desk.now()).toISOString().slice(0, 10);
  return {
    title: said`Fact-check sheet: ${plural(claims.length, 'claim')}`,
    blocks: [{ kind: 'text', text: summary(claims) }],
    files: [
      {
        name: `facts-${day}.${isText ? 'txt' : 'csv'}`,
        bytes: isText ? sheetText(desk, caller, withSupport) : sheetCsv(desk, caller, withSupport),
        holds: heldBy(claims),
      },
    ],
  };
}
