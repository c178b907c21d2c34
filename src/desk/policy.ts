import type { Caller, Place } from './caller.ts';
import type { Reply } from '../reply/reply.ts';
import { aRole, roleAndUp, roles, type Role } from './roles.ts';
import { own, said, type Part, type Text } from '../reply/text.ts';

/**
 * Who may do what, where, and how much text may be shown. One table each; anything not listed is refused.
 */

export type Permission = { allowed: true } | { allowed: false; why: Text; hint: Text };

/**
 * May this caller run something that needs `who`? A caller without a role of the desk may do nothing, the server's
 * administrators included: Discord's permissions are not the desk's.
 */
export function mayRun(caller: Caller, who: Role): Permission {
  if (caller.role !== undefined && roles.indexOf(caller.role) >= roles.indexOf(who)) return { allowed: true };
  if (caller.role === undefined) {
    return {
      allowed: false,
      why: said`You have no role at this desk, so I can’t show you anything.`,
      hint: said`Ask ${leadOf(caller)} to give you one.`,
    };
  }
  const why = said`Only ${own(roleAndUp[who])} can do this. You’re ${own(aRole[caller.role])}.`;
  const hint =
    caller.withoutKey === undefined || roles.indexOf(caller.withoutKey) < roles.indexOf(who)
      ? said`Ask ${leadOf(caller)}.`
      : said`You are ${own(caller.withoutKey)} on the server, but not enrolled here. Ask the operator for a code, then type it with ${{ kind: 'commandLink', command: 'me enrol' }}.`;
  return { allowed: false, why, hint };
}

/**
 * What a role on the server gives where a second key is asked for: an editor's or a lead's rights only as far as the operator has
 * enrolled this person, a reporter's otherwise. Whoever hands out roles on the server can give none by that alone.
 */
export function rightsOf(role: Role | undefined, enrolled: Role | undefined): Pick<Caller, 'role' | 'withoutKey'> {
  if (role === undefined) return { role };
  const most = Math.max(roles.indexOf('reporter'), enrolled === undefined ? 0 : roles.indexOf(enrolled));
  const given = roles[Math.min(roles.indexOf(role), most)];
  return given === role ? { role } : { role: given, withoutKey: role };
}

/** May this caller change this owner's claim or note? Their own, yes; leads may change anyone's. */
export function mayTouch(caller: Caller, owner: string | undefined): boolean {
  return owner === undefined || owner === caller.member || caller.role === 'lead';
}

/** Whom to ask for help, as the caller's platform names them. */
export const leadOf = (caller: Pick<Caller, 'lead'>): Text | Part => caller.lead ?? said`a lead of this desk`;

export const exposures = ['open', 'desk', 'sealed'] as const;
/**
 * How much cable text leaves the desk. `open`: a published trove, anything anywhere the bot may speak. `desk`: private
 * answers show all, channels see metadata and subject, excerpts only where the operator listed the channel, files go to
 * editors and leads. `sealed`: private answers metadata and short excerpts, channels counts only, no files.
 */
export type Exposure = (typeof exposures)[number];

/** What may be shown of a cable at one place. */
export type VisibleParts = { metadata: boolean; excerpt: boolean; text: boolean };

const nothing: VisibleParts = { metadata: false, excerpt: false, text: false };
const cards: VisibleParts = { metadata: true, excerpt: false, text: false };
const excerpts: VisibleParts = { metadata: true, excerpt: true, text: false };
const everything: VisibleParts = { metadata: true, excerpt: true, text: true };

/** What a private answer may show. */
export function shownToCaller(exposure: Exposure): VisibleParts {
  return exposure === 'sealed' ? excerpts : everything;
}

/**
 * What a post in a channel may show. An excerpt leaves the desk only for a channel that the operator listed and that
 * not everybody on the server can read; both are checked again when it is posted.
 */
export function shownInChannel(exposure: Exposure, place: Pick<Place, 'listed' | 'open'>): VisibleParts {
  switch (exposure) {
    case 'open':
      return everything;
    case 'desk':
      return place.listed && !place.open ? excerpts : cards;
    case 'sealed':
      return nothing;
  }
}

/** May this person have files: cables, tables, sheets, reports, receipts? The operator's terminal is the desk itself. */
export function mayHaveFile(exposure: Exposure, { role, via }: Pick<Caller, 'role' | 'via'>): boolean {
  if (role === undefined) return false;
  return via === 'terminal' || exposure === 'open' || (exposure === 'desk' && roles.indexOf(role) >= roles.indexOf('editor'));
}

/** What an answer says in place of a file. */
export const fileRefusal = (exposure: Exposure, { role }: Pick<Caller, 'role'>): Text =>
  exposure === 'sealed'
    ? said`No file leaves this desk (exposure: sealed).`
    : said`Files are not for ${own(role === undefined ? 'you' : role)} at this desk (exposure: ${own(exposure)}).`;

/** An answer as this person may have it: the one place that every file goes through. One that is not for them is left out, and that is said. */
export function withFilesFor(exposure: Exposure, caller: Pick<Caller, 'role' | 'via'>, reply: Reply): Reply {
  const { files = [], ...rest } = reply;
  if (files.every(({ own: isOwn }) => isOwn === true) || mayHaveFile(exposure, caller)) return reply;
  return { ...rest, blocks: [...reply.blocks, { kind: 'small', text: fileRefusal(exposure, caller) }] };
}

/** What a webhook is shown of cables: their refs, or header and subject, too. Never a text. */
export const webhookShows = ['refs', 'headers'] as const;
/** What each of the operator's webhooks is shown, by name. */
export type WebhookRules = ReadonlyMap<string, (typeof webhookShows)[number]>;

/** How many cables a member may open in an hour and in a day; undefined: as many as they like. */
export type Quota = { hour: number; day: number } | undefined;
/** What a stolen account gets before somebody hears of it (TRUST Q1). */
export const usualQuota: Quota = { hour: 60, day: 200 };
/** So many characters are allowed for each cable that may be opened, in pages and excerpts alike. */
export const charactersPerCable = 4000;
/** More than this of one cable in one answer, in characters, or nearly all of it, is that cable opened. */
export const opensFrom = 640;
/** How much of one cable a sealed desk shows to one member in all: so many characters, and no more than this part of it. */
export const sealedShare = { characters: 640, part: 0.5 };

/** Longest excerpt, in characters of the document (TRUST: 600 at most in a post; sealed desks see less). */
export function excerptLimit(exposure: Exposure): number {
  return exposure === 'sealed' ? 160 : 320;
}

/** Longest passage of an answer to a question: a paragraph of usual length, and less than what counts as a cable opened. */
export const passageLimit = (exposure: Exposure): number => (exposure === 'sealed' ? excerptLimit(exposure) : 480);
