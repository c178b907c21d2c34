import { own, plural, quoted, ref, said, type Part, type Text } from '../reply/text.ts';
import type { Role } from './roles.ts';

/** The parts of an audit row that words are made of. */
type Told = {
  what: string;
  cable: string | undefined;
  /** The number of facts that it changed. */
  changes: number;
  /** A text of its detail; '' for none. */
  text(name: string): string;
  person(id: string): Part;
};

/** The rules for one act. */
type ActKind = {
  /** Its name in histories, where the key is not what people say. */
  called?: string;
  /** The act in a history, without who and when: `tag #iran-deal on COREU/WAS/0107/18`. */
  words(told: Told): Text;
  /** The role needed to undo it; `original`: that of the act which it undid; `none`: it cannot be undone. */
  undo: Role | 'original' | 'none';
  /** Its label in digest and weekly letter, for one and for many; `none`: they do not mention it. */
  counted: readonly [one: string, many: string] | 'none';
  /** What is counted instead of acts: the facts that they changed, or the cables imported. */
  by?: 'change' | 'cable';
  /** Nobody else's history shows it, nor its undo. */
  private?: true;
  /** Reading only: `/work activity` leaves it out, and `/undo` does not offer it. */
  looks?: true;
};

const on = (cable: string | undefined): Text => (cable === undefined ? said`` : said` on ${ref(cable)}`);
const plainly = ({ what, cable }: Told): Text => said`${own(what)}${on(cable)}`;
const withTag = ({ what, cable, text }: Told): Text => said`${own(what)} ${quoted(`#${text('tag')}`)}${on(cable)}`;
const intoTag = ({ what, text }: Told): Text => said`${own(what)} ${quoted(`#${text('tag')}`)} into ${quoted(`#${text('to')}`)}`;
const onMany =
  (verb: string) =>
  ({ changes, text }: Told) =>
    said`${own(verb)} ${quoted(`#${text('tag')}`)} on ${changes} cables`;
const ofCables = ({ what, changes }: Told): Text => said`${own(what)} of ${plural(changes, 'cable')}`;
const toSomebody = ({ what, cable, text, person }: Told): Text => said`${own(what)}${on(cable)} to ${person(text('to'))}`;
const withStatus = ({ cable, text }: Told): Text => said`status ${own(text('status'))}${on(cable)}`;
const ofTerm = ({ what, text }: Told): Text => said`${own(what)}: ${quoted(text('term'))}`;
const untilDay = ({ cable, text }: Told): Text => said`put off${on(cable)} until ${own(text('until'))}`;
const ofAnother = ({ cable, text }: Told): Text => said`undo of ${own(actName(text('what')))}${on(cable)}`;
const withReason = ({ what, cable, text }: Told): Text =>
  said`${own(what)}${on(cable)}${text('why') === '' ? said`` : said` (${quoted(text('why'))})`}`;

/** A member's own settings. */
const ownSetting = { words: plainly, undo: 'reader', counted: 'none' } as const;
const ownSet = { ...ownSetting, private: true } as const;
const setting = { words: plainly, undo: 'lead', counted: 'none' } as const;
/** Changes no fact, so there is nothing to count or to undo. */
const unchanging = { words: plainly, undo: 'none', counted: 'none' } as const;
/** Done by the bot itself. */
const onTheWay = { words: plainly, undo: 'editor', counted: 'none' } as const;
const aboutName = { words: plainly, undo: 'editor', counted: ['decision on a name', 'decisions on names'] } as const;

/**
 * Every act of the desk: how history, undo and activity word it, who may undo it, and how digest and weekly letter count
 * it. `desk.act` accepts no other.
 */
const acts = {
  tag: { words: withTag, undo: 'reporter', counted: ['tag', 'tags'] },
  untag: { called: 'tag removed', words: withTag, undo: 'reporter', counted: ['tag removed', 'tags removed'] },
  'tag many': { words: onMany('tag'), undo: 'editor', counted: ['bulk tag', 'bulk tags'] },
  'untag many': { words: onMany('untag'), undo: 'editor', counted: ['bulk tag removed', 'bulk tags removed'] },
  define: { words: withTag, undo: 'editor', counted: ['tag defined', 'tags defined'] },
  rename: { words: intoTag, undo: 'lead', counted: ['tag renamed', 'tags renamed'] },
  merge: { words: intoTag, undo: 'lead', counted: ['tag merged', 'tags merged'] },

  note: { words: plainly, undo: 'reader', counted: ['note', 'notes'] },
  reply: { words: plainly, undo: 'reader', counted: ['reply', 'replies'] },
  'withdraw note': { called: 'note withdrawn', words: plainly, undo: 'reporter', counted: ['note withdrawn', 'notes withdrawn'] },

  open: { words: plainly, undo: 'reader', counted: 'none', looks: true },
  read: { words: plainly, undo: 'reader', counted: ['cable read', 'cables read'] },
  irrelevant: { words: plainly, undo: 'reader', counted: ['set aside', 'set aside'] },
  later: { words: untilDay, undo: 'reader', counted: ['put off', 'put off'] },
  shift: { words: plainly, undo: 'reader', counted: 'none' },
  'shift next': { words: plainly, undo: 'reader', counted: ['cable done in a shift', 'cables done in shifts'] },
  'shift skip': { words: plainly, undo: 'reader', counted: 'none' },
  'shift end': { words: plainly, undo: 'reader', counted: 'none' },

  claim: { words: plainly, undo: 'reporter', counted: ['claim', 'claims'] },
  assign: { words: toSomebody, undo: 'editor', counted: ['assignment', 'assignments'] },
  transfer: { words: toSomebody, undo: 'reporter', counted: ['transfer', 'transfers'] },
  accept: { words: plainly, undo: 'reader', counted: ['accepted', 'accepted'] },
  release: { words: plainly, undo: 'reader', counted: ['released', 'released'] },
  return: { called: 'idle work freed', words: plainly, undo: 'editor', counted: ['idle cable freed', 'idle cables freed'] },
  nudge: { ...onTheWay, called: 'question about idle work' },
  split: { words: ofCables, undo: 'editor', counted: ['cable assigned by a split', 'cables assigned by a split'], by: 'change' },
  'hand off': { called: 'handover', words: ofCables, undo: 'editor', counted: ['cable handed over', 'cables handed over'], by: 'change' },
  status: { words: withStatus, undo: 'reader', counted: ['status', 'statuses'] },
  snooze: ownSetting,

  review: {
    called: 'second reading requested',
    words: plainly,
    undo: 'reporter',
    counted: ['second reading requested', 'second readings requested'],
  },
  verdict: { called: 'second reading', words: plainly, undo: 'reporter', counted: ['second reading', 'second readings'] },
  cancel: { called: 'request cancelled', words: plainly, undo: 'editor', counted: ['request cancelled', 'requests cancelled'] },
  double: {
    called: 'blind reading requested',
    words: plainly,
    undo: 'editor',
    counted: ['blind reading requested', 'blind readings requested'],
  },
  // A blind reader must not learn that the other one is at work.
  mark: { called: 'blind reading tags', words: plainly, undo: 'reporter', counted: 'none' },
  finish: { called: 'blind reading finished', words: plainly, undo: 'none', counted: ['blind reading', 'blind readings'] },
  settle: {
    called: 'blind readings settled',
    words: plainly,
    undo: 'editor',
    counted: ['decision on blind readings', 'decisions on blind readings'],
  },

  fact: { called: 'claim added', words: plainly, undo: 'reporter', counted: ['claim added', 'claims added'] },
  cite: { called: 'source added', words: plainly, undo: 'reporter', counted: ['source added', 'sources added'] },
  confirm: { called: 'claim confirmed', words: plainly, undo: 'reporter', counted: ['claim confirmed', 'claims confirmed'] },
  dispute: { called: 'claim disputed', words: plainly, undo: 'reporter', counted: ['claim disputed', 'claims disputed'] },
  response: { called: 'response noted', words: plainly, undo: 'reporter', counted: ['response noted', 'responses noted'] },
  'sign story': { called: 'story signed', words: plainly, undo: 'editor', counted: ['story signed', 'stories signed'] },
  'drop fact': { called: 'claim dropped', words: plainly, undo: 'editor', counted: ['claim dropped', 'claims dropped'] },
  checkdraft: { called: 'draft kept', words: plainly, undo: 'reader', counted: ['draft kept', 'drafts kept'] },

  'entity merge': { ...aboutName, called: 'names merged' },
  'entity split': { ...aboutName, called: 'name split off' },
  'entity rename': { ...aboutName, called: 'name changed' },
  'entity retype': { ...aboutName, called: 'type corrected' },
  'entity hide': { ...aboutName, called: 'name hidden' },
  'entity confirm': { ...aboutName, called: 'name confirmed' },
  'entity assign': { ...aboutName, called: 'shared name settled' },
  'entity same': { ...aboutName, called: 'match confirmed' },
  'entity other': { ...aboutName, called: 'match rejected' },
  term: { called: 'term explained', words: ofTerm, undo: 'editor', counted: ['term explained', 'terms explained'] },
  'term removed': {
    called: 'explanation removed',
    words: ofTerm,
    undo: 'editor',
    counted: ['explanation removed', 'explanations removed'],
  },
  'proposal accepted': aboutName,
  'proposal rejected': aboutName,
  propose: {
    called: 'names sent to the model',
    words: plainly,
    undo: 'editor',
    counted: ['name asked about', 'names asked about'],
    by: 'change',
  },
  'model asked': unchanging,

  star: ownSet,
  unstar: { ...ownSet, called: 'star taken off' },
  'set create': { ...ownSet, called: 'set made' },
  'set add': { ...ownSet, called: 'cables added to a set' },
  'set remove': { ...ownSet, called: 'cables removed from a set' },
  'set give up': { ...ownSet, called: 'set deleted' },
  'set share': { ...ownSet, called: 'set shared', undo: 'editor' },
  'watch add': { ...ownSet, called: 'watch added' },
  'watch remove': { ...ownSet, called: 'watch ended' },
  'tell when read': { ...ownSet, called: 'asked to be told' },
  'remind at': { ...ownSetting, called: 'reminders on' },
  'remind off': { ...ownSetting, called: 'reminders off' },

  // Everybody reads the digest, and for everybody but leads a withdrawn cable does not exist.
  mask: { words: withReason, undo: 'lead', counted: 'none' },
  lift: { words: withReason, undo: 'lead', counted: 'none' },
  forget: unchanging,
  // A second key is given and taken in the terminal alone, so nothing of it can be undone from the chat.
  'enrolment code': unchanging,
  enrol: unchanging,
  'wrong enrolment code': unchanging,
  'end enrolment': unchanging,
  // Which name it is, nobody but leads learns.
  'withhold name': setting,
  'show name': setting,
  schedule: setting,
  pause: { ...setting, called: 'posting paused' },
  resume: { ...setting, called: 'digest resumed' },
  'digest stopped': setting,
  // Posted, pinned and edited: nothing of that can be taken back but by ending it.
  'pin board': { ...unchanging, called: 'board pinned' },
  'unpin board': { ...unchanging, called: 'board ended' },
  board: { ...unchanging, called: 'board brought up to date', looks: true },

  // Among leads: nobody else is to know who is watched.
  'pause member': { ...setting, private: true },
  'resume member': { ...setting, private: true },
  'lift limits': { ...setting, private: true },
  tripwire: { ...setting, private: true },
  'backup failed': { ...unchanging, private: true },
  alarm: { ...unchanging, private: true },

  /** To another server, by the operator. */
  'move desk': unchanging,
  import: { words: plainly, undo: 'none', counted: ['cable imported', 'cables imported'], by: 'cable' },
  undo: { words: ofAnother, undo: 'original', counted: ['undone', 'undone'] },
  troves: unchanging,
  share: unchanging,
  discuss: unchanging,
  thread: onTheWay,
  file: unchanging,
  export: unchanging,
  xref: unchanging,
  digest: unchanging,
  'weekly letter': unchanging,
  remind: unchanging,
  watched: unchanging,
  'told that all is read': unchanging,
} as const satisfies Record<string, ActKind>;

export type ActName = keyof typeof acts;

const known: Readonly<Record<string, ActKind>> = acts;
/** The rules for an act of the audit log, which an older version may have written under another name. */
export const actKind = (what: string): ActKind => (Object.hasOwn(known, what) ? known[what] : undefined) ?? onTheWay;

/** What people call an act. */
export const actName = (what: string): string => actKind(what).called ?? what;

/** The names of the acts whose rules satisfy a condition. */
export const actsThat = (isSo: (kind: ActKind) => boolean): string[] => Object.keys(known).filter((what) => isSo(actKind(what)));

/** Whether `/undo` without a number, and histories, offer to undo it. */
export const offersUndo = ({ undo, looks }: ActKind): boolean => undo !== 'none' && undo !== 'original' && looks !== true;
