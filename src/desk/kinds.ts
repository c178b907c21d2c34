import { english } from '../reply/text.ts';
import { z } from 'zod';
import { statuses } from '../cables/status.ts';
import { entityKinds } from '../names/resolve/entity.ts';

/** The rules for one kind of fact. */
type Kind = {
  shape: z.ZodType;
  /** Whether the result of a query may depend on it, so that a change makes watches look again. */
  wakesWatches: boolean;
  /** Whether a cable with such a fact counts as touched: somebody has looked at it or worked on it. */
  touches: boolean;
};

export const priorities = english(['low', 'normal', 'high'] as const);
export const verdicts = english(['agrees', 'disagrees', 'unsure'] as const);
/** What a reader did with a cable of a shift; tags and notes are stored on the cable itself. */
export const shiftOutcomes = english(['read', 'irrelevant', 'skipped'] as const);
export const watchFrequencies = ['at once', 'daily'] as const;
export const claimStatuses = ['open', 'verified', 'disputed'] as const;

/** A label on a cable. Key: the tag. */
const tag = z.object({});

/** A tag's definition, or the tag that replaced it in a merge. Key: the tag, of no cable. */
const label = z.object({ definition: z.string().optional(), merged: z.string().optional() });

/** Whether and when a member opened and read a cable, in milliseconds; the whole desk sees it. Key: the member. */
const reading = z.object({
  /** First and last. */
  opened: z.number().optional(),
  last: z.number().optional(),
  read: z.number().optional(),
  irrelevant: z.number().optional(),
  why: z.string().optional(),
});

/** Who works on a cable, and its status. Key: ''. */
const work = z.object({
  status: z.enum(statuses),
  /** Who has it, by claiming it or by assignment from `by`. */
  assignee: z.string().optional(),
  by: z.string().optional(),
  /** Assigned, but neither accepted nor declined yet. */
  offered: z.boolean().optional(),
  priority: z.enum(priorities).optional(),
  /** `YYYY-MM-DD`. */
  due: z.string().optional(),
  why: z.string().optional(),
  /** When it was assigned, and when the assignee was last active on it; milliseconds. */
  since: z.number().optional(),
  touched: z.number().optional(),
  nudged: z.number().optional(),
  /** No reminder before this day. */
  snoozed: z.string().optional(),
});

/** A finding, about a paragraph or the whole cable. Key: its number on the cable. */
const note = z.object({
  text: z.string(),
  author: z.string(),
  at: z.number(),
  /** The number of the paragraph it is about, as shown: printed or counted. */
  paragraph: z.number().optional(),
  /** Key of the note that this one replies to. */
  to: z.string().optional(),
  /** Link to the original message, when one was attached. */
  link: z.string().optional(),
});

/** A cable that a lead withdrew, and what the texts that it had by then are recognised by. Key: ''. */
const mask = z.object({ why: z.string().optional(), contents: z.array(z.string()).optional() });

/** A member's second key: the role that it is for, and a code that waits to be typed. Key: the member, of no cable. */
const enrolment = z.object({
  role: z.enum(['editor', 'lead']).optional(),
  /** SHA-256 of the code, until when it is good (milliseconds), and how many wrong ones were typed. */
  code: z.object({ hash: z.string(), until: z.number(), wrong: z.number(), role: z.enum(['editor', 'lead']) }).optional(),
});

/** A name that no post in a channel shows. Key: the name as it was typed, of no cable. */
const withheld = z.object({});

/** The thread in which a cable is discussed. Key: ''. */
const thread = z.object({ thread: z.string() });

/** A cable that a member starred for themselves; no watch asks for it, which would tell a channel. Key: the member. */
const star = z.object({});

/** A cable that somebody put off: until this day (`YYYY-MM-DD`) no digest picks it, then the next one does. Key: ''. */
const later = z.object({ until: z.string() });

/** A post that comes once per local day. Key: what is posted, of no cable. */
const daily = z.object({
  time: z.string(),
  zone: z.string(),
  channel: z.string().optional(),
  /** Once a week, on this day: 1 is Monday, 7 Sunday. Undefined: every day. */
  weekday: z.number().int().min(1).max(7).optional(),
  /** Skip days without anything new. */
  quiet: z.boolean().optional(),
  paused: z.boolean().optional(),
  /** Why it was stopped automatically. */
  trouble: z.string().optional(),
  /** The last due day before this was set; only later days count. */
  floor: z.string(),
});

/** The board that is pinned in a channel, and the post (as the outbox knows it) that is edited. Key: '', of no cable. */
const board = z.object({ channel: z.string(), post: z.string() });

/** An editor's decision about a name, which survives imports. Key: the decision's verb and names, of no cable. */
const judgment = z.object({
  verb: z.enum(['merge', 'split', 'hide', 'confirm', 'rename', 'retype', 'assign', 'same', 'other']),
  kind: z.enum(entityKinds),
  name: z.string(),
  to: z.string().optional(),
  cable: z.string().optional(),
});

/** What an editor says a term of the glossary means. Key: the term's letters and digits, of no cable. */
const term = z.object({ term: z.string(), meaning: z.string() });

/**
 * A model's answer on an ambiguous name in one cable. `open`: awaits a person's decision; `rejected`: a person said no;
 * `none`: the model named nobody. Accepted ones become judgments. Key: `kind|name`.
 */
const proposal = z.object({
  state: z.enum(['open', 'rejected', 'none']),
  kind: z.enum(entityKinds),
  name: z.string(),
  shown: z.string(),
  /** The candidates it was given; only if they change is it asked again. */
  of: z.array(z.string()),
  order: z.array(z.string()),
  why: z.string(),
  model: z.string(),
});

/** The quotations of a draft, kept on request. Key: the number of the act, of no cable. */
const draft = z.object({ name: z.string(), quotations: z.array(z.string()) });

const signature = z.object({ by: z.string(), at: z.number(), note: z.string().optional() });
/** A claim: a sentence of the story with the passages of cables that support it. Key: its number, of no cable. */
const fact = z.object({
  /** A sentence of the story. */
  claim: z.string(),
  author: z.string(),
  at: z.number(),
  sources: z
    .array(
      z.object({
        cable: z.number(),
        /** The paragraph's number as shown: printed or counted. */
        paragraph: z.number(),
        /** The span in the body (UTF-16 offsets, end exclusive), and its words when it was cited. */
        start: z.number(),
        end: z.number(),
        words: z.string(),
        by: z.string(),
      }),
    )
    .min(1),
  status: z.enum(claimStatuses),
  /** Confirmations since it was last opened. */
  confirmed: z.array(signature),
  /** The dispute; kept when the claim is confirmed later. */
  disputed: signature.optional(),
  /** Who was asked to respond to it, and what came back. */
  asked: z
    .array(
      z.object({
        of: z.string(),
        by: z.string(),
        at: z.number(),
        answer: z.object({ text: z.string(), by: z.string(), at: z.number() }).optional(),
      }),
    )
    .optional(),
});

/**
 * An editor's signature under the checklist of a story: how many points were open, and what of each claim was signed, as digests: of
 * the claim itself, and of each of its sources. Key: the number of the act, of no cable.
 */
const signed = z.object({
  by: z.string(),
  at: z.number(),
  open: z.number(),
  note: z.string().optional(),
  claims: z.array(z.object({ number: z.number(), claim: z.string(), sources: z.array(z.string()) })),
});

/** A requested second reading and its verdict. Key: ''. */
const review = z.object({
  /** The first reader, who can never be the second. */
  first: z.string(),
  by: z.string(),
  at: z.number(),
  /** Who is asked; anybody when undefined. */
  to: z.string().optional(),
  due: z.string().optional(),
  why: z.string().optional(),
  verdict: z.object({ by: z.string(), at: z.number(), what: z.enum(verdicts), note: z.string().optional() }).optional(),
});

/**
 * A blind reading of one cable by two people. Key '': who they are and what was accepted; key = member: that member's tags,
 * which nobody else may see before both have finished.
 */
const double = z.union([
  z.object({
    readers: z.tuple([z.string(), z.string()]),
    by: z.string(),
    at: z.number(),
    /** Whose reading was accepted, by tag. */
    settled: z.record(z.string(), z.enum(['a', 'b', 'both'])),
  }),
  z.object({ tags: z.array(z.string()), finished: z.number().optional() }),
]);

/** A reading shift in progress. Key: the member, of no cable. */
const shift = z.object({
  query: z.string(),
  started: z.number(),
  done: z.array(z.tuple([z.number(), z.enum(shiftOutcomes)])),
  /** The cable on screen. */
  current: z.number().optional(),
});

/** Cables collected under a name and a short code; private to its owner until it is shared. Key: the code, of no cable. */
const set = z.object({ name: z.string(), owner: z.string(), shared: z.boolean() });

/** A cable in a set. Key: the set's code. */
const inSet = z.object({});

/** A standing query. Key: the number of the act that set it up, of no cable. */
const watch = z.object({
  query: z.string(),
  when: z.enum(watchFrequencies),
  /** The channel that it reports to; undefined: its owner, by direct message. */
  channel: z.string().optional(),
  /** The webhook that it reports to, too. */
  hook: z.string().optional(),
  /** The channel where it was set up: told when a direct message cannot be delivered. */
  place: z.string().optional(),
  /** Whether the channel allowed excerpts at that time; checked again at each post. */
  listed: z.boolean().optional(),
  open: z.boolean().optional(),
  /** Daily only: the last due day before it was set up. */
  floor: z.string().optional(),
});

/** Who is told once all cables are read, and the question to be asked again then. Key: the member, of no cable. */
const tell = z.object({
  command: z.string().optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** A member to whom nothing is shown until a lead says otherwise. Key: the member, of no cable. */
const paused = z.object({ why: z.string().optional() });

/** A member whose reading limits do not hold until then, in milliseconds. Key: the member, of no cable. */
const lifted = z.object({ until: z.number() });

/** A cable whose opening is told to the leads at once. Key: ''. */
const tripwire = z.object({ why: z.string().optional() });

/** Every kind of fact that the desk holds: its value, and what follows from a change. The store accepts no other. */
const kinds = {
  tag: { shape: tag, wakesWatches: true, touches: true },
  reading: { shape: reading, wakesWatches: true, touches: true },
  work: { shape: work, wakesWatches: true, touches: true },
  note: { shape: note, wakesWatches: true, touches: true },
  label: { shape: label, wakesWatches: true, touches: false },
  mask: { shape: mask, wakesWatches: true, touches: false },
  judgment: { shape: judgment, wakesWatches: true, touches: false },
  term: { shape: term, wakesWatches: false, touches: false },
  proposal: { shape: proposal, wakesWatches: true, touches: false },
  set: { shape: set, wakesWatches: true, touches: false },
  in: { shape: inSet, wakesWatches: true, touches: false },
  enrolment: { shape: enrolment, wakesWatches: false, touches: false },
  withheld: { shape: withheld, wakesWatches: false, touches: false },
  thread: { shape: thread, wakesWatches: false, touches: false },
  star: { shape: star, wakesWatches: false, touches: false },
  later: { shape: later, wakesWatches: false, touches: false },
  board: { shape: board, wakesWatches: false, touches: false },
  daily: { shape: daily, wakesWatches: false, touches: false },
  draft: { shape: draft, wakesWatches: false, touches: false },
  fact: { shape: fact, wakesWatches: false, touches: false },
  signed: { shape: signed, wakesWatches: false, touches: false },
  review: { shape: review, wakesWatches: false, touches: false },
  double: { shape: double, wakesWatches: false, touches: false },
  shift: { shape: shift, wakesWatches: false, touches: false },
  watch: { shape: watch, wakesWatches: false, touches: false },
  tell: { shape: tell, wakesWatches: false, touches: false },
  paused: { shape: paused, wakesWatches: false, touches: false },
  lifted: { shape: lifted, wakesWatches: false, touches: false },
  tripwire: { shape: tripwire, wakesWatches: false, touches: false },
} as const satisfies Record<string, Kind>;

export type FactKind = keyof typeof kinds;

/** The value of a fact of one kind. */
export type FactValue<K extends FactKind> = z.infer<(typeof kinds)[K]['shape']>;

const shapes: { readonly [K in FactKind]: { readonly shape: z.ZodType<FactValue<K>> } } = kinds;

/** A stored value as its kind has it. Throws when it does not fit. */
export const parseFact = <K extends FactKind>(kind: K, value: unknown): FactValue<K> => shapes[kind].shape.parse(value);

const isKind = (name: string): name is FactKind => Object.hasOwn(kinds, name);

/** The kinds whose rules satisfy a condition. */
export const kindsThat = (isSo: (kind: Kind) => boolean): FactKind[] => factKinds.filter((name) => isSo(kinds[name]));

export const factKinds = Object.keys(kinds).filter(isKind) as [FactKind, ...FactKind[]];

/** The shape of a kind's values. */
export const factShape = (kind: FactKind): z.ZodType<Record<string, unknown>> => shapes[kind].shape;
