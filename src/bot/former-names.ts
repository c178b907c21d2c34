import type { DeskError } from '../reply/failure.ts';
import { quoted, said, strong } from '../reply/text.ts';
import { usage } from './options.ts';

/**
 * The names that commands had before they were gathered behind doors. Buttons of posts from that time carry them, and people
 * remember them.
 */
const present: Readonly<Record<string, string>> = {
  accept: 'work accept',
  activity: 'work activity',
  assign: 'work assign',
  'audit lift': 'desk lift',
  'audit pause': 'desk pause',
  'audit reads': 'desk reads',
  'audit resume': 'desk resume',
  'audit tripwire': 'desk tripwire',
  'audit why': 'desk why',
  batch: 'searches batch',
  board: 'work board',
  checkdraft: 'check draft',
  claim: 'work claim',
  enrol: 'me enrol',
  'entity assign': 'names meant',
  'entity hide': 'names hide',
  'entity list': 'names decisions',
  'entity mentions': 'names in',
  'entity merge': 'names merge',
  'entity rename': 'names rename',
  'entity retype': 'names kind',
  'entity show': 'names show',
  'entity split': 'names split',
  'fact add': 'check fact add',
  'fact confirm': 'check fact confirm',
  'fact dispute': 'check fact dispute',
  'fact drop': 'check fact drop',
  'fact export': 'check fact export',
  'fact list': 'check fact list',
  'fact show': 'check fact show',
  handoff: 'work handoff',
  import: 'desk import',
  mask: 'desk mask',
  mine: 'work mine',
  privacy: 'me privacy',
  'proposals ask': 'names propose',
  'proposals list': 'names proposals',
  'proposals settle': 'names settle',
  quotes: 'names quotes',
  read: 'work read',
  receipt: 'check receipt',
  refine: 'searches refine',
  release: 'work release',
  'remind at': 'work remind at',
  'remind done': 'work remind done',
  'remind off': 'work remind off',
  'remind snooze': 'work remind snooze',
  'review accept': 'check review accept',
  'review agreement': 'check review agreement',
  'review cancel': 'check review cancel',
  'review compare': 'check review compare',
  'review double': 'check review double',
  'review finish': 'check review finish',
  'review list': 'check review list',
  'review mark': 'check review mark',
  'review request': 'check review request',
  'review verdict': 'check review verdict',
  searches: 'searches recent',
  'shift end': 'work shift end',
  'shift next': 'work shift next',
  'shift show': 'work shift show',
  'shift start': 'work shift start',
  similar: 'searches similar',
  split: 'work split',
  status: 'work status',
  transfer: 'work transfer',
  'watch add': 'searches watch add',
  'watch list': 'searches watch list',
  'watch remove': 'searches watch remove',
  xref: 'names lookup',
};

/** All of them. */
export const formerNames: readonly string[] = Object.keys(present);

/** What the command of this name is called now: the name itself, unless it is a former one. */
export const presentName = (name: string): string => (Object.hasOwn(present, name) ? (present[name] ?? name) : name);

/** What somebody is told who types a former name. */
export const renamed = (name: string): DeskError =>
  usage(
    said`${quoted(`/${name}`)} is called ${strong(`/${presentName(name)}`)} now.`,
    said`Type ${{ kind: 'commandLink', command: presentName(name) }}.`,
  );
