import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Answer, Bot } from '../../src/bot/command.ts';
import { collectDigest, sendDigest } from '../../src/clock/digest.ts';
import { backUpNightly } from '../../src/clock/nightly-backup.ts';
import { createBoardKeeper } from '../../src/clock/pinned-board.ts';
import { sendReminders } from '../../src/clock/reminders.ts';
import { sendLetter } from '../../src/clock/weekly.ts';
import { createWatcher } from '../../src/clock/watcher.ts';
import { actKind, actsThat, type ActName } from '../../src/desk/acts.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { tellWhoAsked } from '../../src/clock/when-read.ts';
import { endEnrolment, makeCode } from '../../src/desk/enrolment.ts';
import { withdrawForAll } from '../../src/import/change-trove.ts';
import { moveDesk } from '../../src/desk/moving.ts';
import { importFiles } from '../../src/import/import.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { plain, plural, said } from '../../src/reply/text.ts';
import { returnIdleWork } from '../../src/team/idle-work.ts';
import { allWork } from '../../src/team/work.ts';
import { ask as askBot, importRecords, press as pressIn, quiet, sampleFolder, someone, wordsOf } from '../helpers/desk.ts';
import { live, readAnswer } from '../helpers/live.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * Does every act of the table through its command, each on a day of its own. The digest then shows the table's label with
 * the right count, or says that nothing was changed where the table has none. Once undone, the act is not counted.
 */

const hour = 60 * 60_000;
let now = Date.parse('2026-11-23T07:00:00Z');
let bot: Bot;
/** What the model answers. */
let answer = '';
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: answer } }] }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const model = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, name: 'model', key: '', seconds: 60 };
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk', now: () => now, model });
  desk.setHome('desk');
  await importFiles({ desk, paths: [sampleFolder], by: 'test' });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  bot = await createBot(desk, quiet);
  for (const [id, name, role] of people) desk.roster.seen('desk', { id, name, role, isBot: false }, now);
});
afterAll(async () => {
  await bot.desk.close();
  server.closeAllConnections();
  server.close();
});

const people = [
  ['member-reader', 'Rita', 'reader'],
  ['member-editor', 'Edith', 'editor'],
  ['member-second', 'Simon', 'editor'],
  ['member-lead', 'Lea', 'lead'],
] as const;
const place = { id: '1', name: 'desk', listed: true, open: false };
const as = {
  reader: () => someone('reader'),
  editor: () => someone('editor', { place }),
  second: () => someone('editor', { member: 'member-second' }),
  lead: () => someone('lead', { place }),
};
type Who = keyof typeof as;
type Steps = readonly (readonly [command: string, options: ActionOptions, who?: Who | undefined])[];

const worked = (given_: Answer): Answer => {
  if (!given_.ok) throw new Error(wordsOf(given_.reply));
  return given_;
};
const ask = async (command: string, options: ActionOptions = {}, who: Who = 'editor') =>
  worked(await askBot(bot, command, options, as[who]()));
const press = async ({ reply }: Answer, label: string, who: Who = 'editor') => worked(await pressIn(bot, reply, label, as[who]()));

/** What was done before is of another day. */
/** Cables are being read as long as an import is under way. */
const whileReading = async (work: () => Promise<unknown>): Promise<void> => {
  bot.desk.importing += 1;
  try {
    await work();
  } finally {
    bot.desk.importing -= 1;
  }
};
const nextDay = (): void => void (now += 25 * hour);

const given = new Set<string>(['COREU/BRU/0427/18']);
/** A cable that no act was done to yet. */
function fresh(): string {
  const found = [...bot.desk.cables.all()].find(({ ref }) => !given.has(ref));
  if (found === undefined) throw new Error('no cable is left');
  given.add(found.ref);
  return found.ref;
}
const code = (): string => makeCode(bot.desk, someone('lead'), 'member-editor', 'editor').code;
const lastAct = (): number => bot.desk.db.prepare<[], number>('SELECT max(seq) FROM audit').pluck().get() ?? 0;

/** First these, on an earlier day; then the act itself. */
async function after(steps: Steps, act: () => Promise<unknown>) {
  for (const [command, options, who] of steps) await ask(command, options, who);
  nextDay();
  await act();
}
/** A command on a fresh cable, after others on the same one. */
const onCable =
  (command: string, options: ActionOptions = {}, who: Who = 'editor', steps: Steps = []) =>
  () => {
    const ref = fresh();
    return after(
      steps.map(([name, given_, by]) => [name, { ref, ...given_ }, by] as const),
      () => ask(command, { ref, ...options }, who),
    );
  };
const onClaim =
  (command: string, options: ActionOptions = {}, who: Who = 'editor') =>
  async () => {
    const cite = `${fresh()}¶1`;
    await ask('check fact add', { claim: 'It is so.', cite });
    const number = lastAct();
    nextDay();
    await ask(
      command,
      { ...(command === 'check sign' ? {} : { number }), ...(options['cite'] === '' ? { cite: `${fresh()}¶1` } : options) },
      who,
    );
  };
const blind: Steps = [['check review double', { first: 'Edith', second: 'Simon' }]];
const work = () => [...allWork(bot.desk.facts, 'desk')];
const drobnik = { ref: 'COREU/BRU/0427/18', name: 'Drobnik' };
const proposalsAsked: Steps = [['names propose', { sure: true }]];

async function decideListed(verdict: 'same' | 'other'): Promise<void> {
  const found = await ask('names lookup', { names: 'Caroline Vicinni | Someone Else' });
  const near = await press(found, 'Review');
  nextDay();
  await press(near, verdict === 'same' ? 'Same' : 'Not the same');
}

const shiftOver = async (query: string): Promise<void> => {
  await ask('work shift start', { query }, 'reader');
  nextDay();
};

/** How each act is done; returns how many are to be told, 1 where nothing is returned. */
const does: Record<Exclude<ActName, 'thread'>, () => unknown> = {
  tag: onCable('tag add', { tag: 'told' }),
  untag: onCable('tag remove', { tag: 'told' }, 'editor', [['tag add', { tag: 'told' }]]),
  'tag many': async () => press(await ask('tag bulk', { query: 'crimea', add: 'many' }), 'Add it'),
  'untag many': () =>
    after([], async () => {
      await press(await ask('tag bulk', { query: 'crimea', add: 'many' }), 'Add it');
      nextDay();
      await press(await ask('tag bulk', { query: 'crimea', remove: 'many' }), 'Remove it');
    }),
  term: () => ask('names define', { term: 'NSC', meaning: 'The council in Washington' }),
  'term removed': () =>
    after([['names define', { term: 'EC3IS', meaning: 'A system of messages' }]], () => ask('names define', { term: 'EC3IS' })),
  define: () => after([['tag add', { ref: fresh(), tag: 'meant' }]], () => ask('tag define', { tag: 'meant', meaning: 'A meaning' })),
  rename: () => after([['tag add', { ref: fresh(), tag: 'older' }]], () => ask('tag rename', { tag: 'older', to: 'newname' }, 'lead')),
  merge: () =>
    after(
      [
        ['tag add', { ref: fresh(), tag: 'first-one' }],
        ['tag add', { ref: fresh(), tag: 'elsewhere' }],
      ],
      () => ask('tag merge', { tag: 'first-one', into: 'elsewhere' }, 'lead'),
    ),
  note: onCable('note', { text: 'Look here' }),
  reply: async () => {
    const ref = fresh();
    await ask('note', { ref, text: 'A question' }, 'second');
    const to = String(lastAct());
    nextDay();
    await ask('note', { ref, text: 'An answer', to });
  },
  'withdraw note': async () => {
    const ref = fresh();
    await ask('note', { ref, text: 'Wrong' });
    const withdraw = String(lastAct());
    nextDay();
    await ask('note', { ref, withdraw });
  },
  open: onCable('cable', {}, 'reader'),
  read: onCable('work read', {}, 'reader'),
  irrelevant: onCable('work read', { irrelevant: true }, 'reader'),
  later: onCable('digest later', {}, 'reader'),
  shift: () => ask('work shift start', { query: 'crimea' }, 'reader'),
  'shift next': async () => {
    await shiftOver('crimea');
    for (let i = 0; i < 2; i += 1) await ask('work shift next', {}, 'reader');
    return 2;
  },
  'shift skip': async () => {
    await shiftOver('crimea');
    await ask('work shift next', { did: 'skipped' }, 'reader');
  },
  'shift end': async () => {
    await shiftOver('crimea');
    await ask('work shift end', {}, 'reader');
  },
  claim: onCable('work claim'),
  assign: onCable('work assign', { to: 'Simon' }),
  transfer: onCable('work transfer', { to: 'Simon' }, 'editor', [['work claim', {}]]),
  accept: onCable('work accept', {}, 'second', [['work assign', { to: 'Simon' }]]),
  release: onCable('work release', {}, 'editor', [['work claim', {}]]),
  return: () => after([['work claim', { ref: fresh() }]], async () => returnIdleWork(bot.desk, { nudge: 0, giveBack: 24 })),
  nudge: () => after([['work claim', { ref: fresh() }]], async () => returnIdleWork(bot.desk, { nudge: 24, giveBack: 0 })),
  split: async () => {
    const before = work().length;
    await press(await ask('work split', { query: 'crimea', among: 'Edith, Simon' }), 'Share out');
    return work().length - before;
  },
  'hand off': async () => {
    await press(await ask('work split', { query: 'crimea', among: 'Edith, Simon' }), 'Share out');
    nextDay();
    const mine = work().filter(([, { assignee, status }]) => assignee === 'member-second' && status !== 'read').length;
    await press(await ask('work handoff', { from: 'Simon', to: 'Edith' }, 'lead'), 'Hand over', 'lead');
    return mine;
  },
  status: onCable('work status', { status: 'read' }),
  snooze: onCable('work remind snooze', {}, 'editor', [['work claim', {}]]),
  review: onCable('check review request', { to: 'Simon' }),
  verdict: onCable('check review verdict', { verdict: 'agrees' }, 'second', [['check review request', { to: 'Simon' }]]),
  cancel: onCable('check review cancel', {}, 'editor', [['check review request', { to: 'Simon' }]]),
  double: onCable('check review double', { first: 'Edith', second: 'Simon' }),
  mark: onCable('check review mark', { tags: 'seen' }, 'editor', blind),
  finish: onCable('check review finish', {}, 'editor', blind),
  settle: onCable('check review accept', { who: 'both' }, 'lead', [
    ...blind,
    ['check review mark', { tags: 'seen' }],
    ['check review finish', {}],
    ['check review finish', {}, 'second'],
  ]),
  fact: () => ask('check fact add', { claim: 'It is so.', cite: `${fresh()}¶1` }),
  cite: onClaim('check fact add', { cite: '' }),
  confirm: onClaim('check fact confirm', {}, 'second'),
  dispute: onClaim('check fact dispute', { why: 'No' }, 'second'),
  response: onClaim('check fact response', { of: 'Ministry of Defence' }, 'second'),
  'sign story': onClaim('check sign', { note: 'One mission only' }, 'second'),
  'drop fact': onClaim('check fact drop'),
  checkdraft: () => ask('check draft', { text: 'He saw a “hot zone” there.', keep: true }),
  'entity merge': () => ask('names merge', { name: 'Vermichian', into: 'Vermishyan', sure: true }),
  'entity split': () => {
    const entity = bot.desk.names
      .list('individual', { sort: 'mentions', offset: 0, limit: 500, without: new Set() })
      .rows.find(({ aliases, ambiguous }) => aliases.length > 1 && !ambiguous);
    return ask('names split', { name: entity?.id ?? '', alias: entity?.aliases[1]?.name ?? '', sure: true });
  },
  'entity rename': () => ask('names rename', { name: 'Vicini', to: 'The Envoy' }),
  'entity retype': () => ask('names kind', { name: 'Vicini', kind: 'organization', sure: true }),
  'entity hide': () => ask('names hide', { name: 'Vicini', sure: true }),
  'entity confirm': async () => {
    const [perhaps] = bot.desk.names.list('individual', { sort: 'mentions', offset: 0, limit: 1, perhaps: true }).rows;
    return ask('names confirm', { name: perhaps?.id ?? '' });
  },
  'entity assign': () => ask('names meant', { ...drobnik, to: 'Jana Drobnik' }),
  'entity same': () => decideListed('same'),
  'entity other': () => decideListed('other'),
  'model asked': () => {
    answer = 'Who knows?';
    return ask('names propose', { sure: true });
  },
  propose: async () => {
    await ask('names propose', { sure: true });
    return bot.desk.facts.all('desk', 'proposal').length;
  },
  'proposal accepted': () => after(proposalsAsked, () => ask('names settle', { ...drobnik, to: 'Jana Drobnik' })),
  'proposal rejected': () => after(proposalsAsked, () => ask('names settle', drobnik)),
  'set create': () => ask('set create', { name: 'made', query: 'crimea' }),
  'set add': () => after([['set create', { name: 'grown' }]], () => ask('set add', { set: 'grown', query: 'iran' })),
  'set remove': () => after([['set create', { name: 'shrunk', query: 'iran' }]], () => ask('set remove', { set: 'shrunk', query: 'iran' })),
  'set give up': () => after([['set create', { name: 'gone' }]], () => ask('set remove', { set: 'gone', whole: true })),
  'set share': () => after([['set create', { name: 'shared' }]], () => ask('set share', { set: 'shared' })),
  'watch add': () => ask('searches watch add', { query: 'crimea' }),
  'watch remove': async () => {
    await ask('searches watch add', { query: 'iran' });
    const watch = lastAct();
    nextDay();
    await ask('searches watch remove', { watch });
  },
  watched: async () => {
    await ask('searches watch add', { query: 'tag:watched-for' });
    await ask('tag add', { ref: fresh(), tag: 'watched-for' });
    nextDay();
    const watcher = createWatcher(bot.desk, quiet);
    await watcher.look();
    await watcher.stop();
  },
  'tell when read': () => whileReading(() => ask('about', { tell: true })),
  'told that all is read': async () => {
    await whileReading(() => ask('about', { tell: true }));
    // What was decided about names before may still be sorted out.
    await bot.desk.names.settled();
    expect(tellWhoAsked(bot.desk)).toBe(1);
  },
  'remind at': () => ask('work remind at', { time: '09:00', zone: 'UTC' }),
  'remind off': () => after([['work remind at', { time: '09:00', zone: 'UTC' }]], () => ask('work remind off')),
  remind: () => after([['work remind at', { time: '09:00', zone: 'UTC' }]], () => sendReminders(bot.desk)),
  'pause member': () =>
    ask('desk pause', { member: 'member-second' }, 'lead').then(() => ask('desk resume', { member: 'member-second' }, 'lead')),
  'resume member': () =>
    after([['desk pause', { member: 'member-second' }, 'lead']], () => ask('desk resume', { member: 'member-second' }, 'lead')),
  'lift limits': () => ask('desk lift', { member: 'member-reader' }, 'lead'),
  tripwire: onCable('desk tripwire', {}, 'lead'),
  'backup failed': async () => {
    // A file stands where the folder is to be.
    await backUpNightly(bot.desk, { folder: import.meta.filename });
  },
  alarm: async () => {
    const ref = fresh();
    await ask('desk tripwire', { ref }, 'lead');
    nextDay();
    worked(await askBot(bot, 'cable', { ref }, someone('reader', { via: 'discord' })));
  },
  mask: onCable('desk mask', { why: 'It names a source' }, 'lead'),
  lift: onCable('desk mask', { lift: true }, 'lead', [['desk mask', {}, 'lead']]),
  forget: () => ask('me privacy', { do: 'forget', sure: true }),
  'enrolment code': () => void code(),
  enrol: () => ask('me enrol', { code: code() }),
  'wrong enrolment code': async () => {
    code();
    nextDay();
    code();
    await askBot(bot, 'enrol', { code: 'wrong' }, as.editor());
  },
  'end enrolment': () => {
    code();
    nextDay();
    endEnrolment(bot.desk, someone('lead'), 'member-editor');
  },
  'withhold name': () => ask('desk mask', { name: 'Norrfald' }, 'lead'),
  'show name': () => after([['desk mask', { name: 'Norrfald' }, 'lead']], () => ask('desk mask', { name: 'Norrfald', lift: true }, 'lead')),
  import: async () => {
    const record = (id: string) => ({ id, date: '2018-03-01', origin: 'Mission Prague', subject: id, body: `The talks of ${id} began.` });
    await importRecords(bot.desk, [record('NEW1'), record('NEW2')]);
    return 2;
  },
  'move desk': () => {
    moveDesk(bot.desk.db, 'desk', 'another', now);
    moveDesk(bot.desk.db, 'another', 'desk', now);
  },
  undo: async () => {
    await ask('tag add', { ref: fresh(), tag: 'told' });
    const act = lastAct();
    nextDay();
    await ask('undo', { act }, 'lead');
  },
  share: async () => press(await ask('cable', { ref: fresh(), share: true }), 'Post here'),
  discuss: onCable('cable', { discuss: true }),
  file: onCable('cable', { file: true }, 'lead'),
  export: () => ask('export', { query: 'crimea' }),
  xref: () => ask('names lookup', { names: 'Vicini' }),
  troves: () => withdrawForAll(bot.desk, fresh(), 'injunction', false),
  'pin board': () => ask('work board', { pin: true }, 'lead'),
  'unpin board': () => after([['work board', { pin: true }, 'lead']], () => ask('work board', { pin: false }, 'lead')),
  board: () => after([['work board', { pin: true }, 'lead']], async () => createBoardKeeper(bot.desk)()),
  schedule: () => ask('digest schedule', { time: '08:30', zone: 'UTC' }, 'lead'),
  pause: () => after([['digest schedule', { time: '08:30', zone: 'UTC' }, 'lead']], () => ask('digest pause', {}, 'lead')),
  resume: () =>
    after(
      [
        ['digest schedule', { time: '08:30', zone: 'UTC' }, 'lead'],
        ['digest pause', {}, 'lead'],
      ],
      () => ask('digest resume', {}, 'lead'),
    ),
  'weekly letter': async () => {
    await ask('digest weekly', { day: 'friday', time: '09:00', zone: 'UTC' }, 'lead');
    for (let i = 0; i < 8; i += 1) nextDay();
    await sendLetter(bot.desk);
  },
  digest: () => after([['digest schedule', { time: '08:30', zone: 'UTC' }, 'lead']], () => ask('digest now', {}, 'lead')),
  'digest stopped': async () => {
    await ask('digest schedule', { time: '08:30', zone: 'UTC' }, 'lead');
    await ask('digest now', {}, 'lead');
    for (const { id } of bot.desk.outbox.due(10_000)) bot.desk.outbox.failed(id, 'The channel is gone.', now);
    nextDay();
    expect(await sendDigest(bot.desk)).toBe('stopped');
  },
};

/** What the digest says was done: the counts, or `nothing`. */
async function told(): Promise<string> {
  const words = wordsOf((await collectDigest(bot.desk)).reply);
  return /^Nothing was changed/m.test(words) ? 'nothing' : (/^Since .*: (.*)\.$/m.exec(words)?.[1] ?? '');
}

type Done = { seq: number; act: string; member: string };
const roles = ['reader', 'editor', 'second', 'lead'] as const;

/** The acts since a moment that can be taken back, the last one first. */
const undoable = (since: number, isWanted: (what: string) => boolean): Done[] =>
  bot.desk.db
    .prepare<[number], Done>(
      `SELECT seq, act, member FROM audit WHERE at >= ? AND seq IN (SELECT act FROM changes) AND seq NOT IN (SELECT act FROM undone) ORDER BY seq DESC`,
    )
    .all(since)
    .filter(({ act }) => isWanted(act) && actKind(act).undo !== 'none');
/** By a lead, but for private acts, of which nobody is told but who did them. */
const undoAll = async (acts: readonly Done[]): Promise<void> => {
  for (const { seq, act, member } of acts) {
    const doer = actKind(act).private === true ? roles.find((role) => as[role]().member === member) : 'lead';
    await ask('undo', { act: seq }, doer);
  }
};

test('acts on a withdrawn cable are not counted, nor is withdrawing it', async () => {
  nextDay();
  const before = now;
  const ref = fresh();
  await ask('tag add', { ref, tag: 'told' });
  await ask('work claim', { ref });
  await ask('tag add', { ref: fresh(), tag: 'told' });
  expect(await told()).toBe('2 tags, 1 claim');
  await ask('desk mask', { ref }, 'lead');
  expect(await told()).toBe('1 tag');
  await undoAll(undoable(before, (name) => name !== 'undo'));
});

test('an undo is counted only if what it undid was told in an earlier digest', async () => {
  nextDay();
  await ask('tag add', { ref: fresh(), tag: 'told' });
  const tagged = lastAct();
  await ask('undo', { act: tagged }, 'lead');
  expect(await told()).toBe('nothing');
  await ask('undo', { act: lastAct() }, 'lead');
  expect(await told()).toBe('1 tag');
  nextDay();
  await ask('undo', { act: tagged }, 'lead');
  expect(await told()).toBe('1 undone');
});

test('what is private stays private, however often it is undone and redone', async () => {
  nextDay();
  const ref = fresh();
  await ask('set create', { name: 'secret', refs: ref });
  for (let i = 0; i < 3; i += 1) {
    await ask('undo', { act: lastAct() });
    expect(wordsOf((await ask('history', { ref }, 'second')).reply)).toMatch(/^0 actions on/);
    expect(wordsOf((await ask('work activity', {}, 'second')).reply)).toContain('Nothing changed');
    expect(await told()).toBe('nothing');
  }
});

test.each(Object.entries(does))('%s', async (what, act) => {
  const { counted, undo } = actKind(what);
  nextDay();
  const before = now;
  answer = '{"order":[1],"why":"It fits."}';
  const returned = await act();
  const count = typeof returned === 'number' ? returned : 1;
  const times = bot.desk.db
    .prepare<[string, number], number>('SELECT count(*) FROM audit WHERE act = ? AND at >= ?')
    .pluck()
    .get(what, before);
  expect(times, 'it was done').toBeGreaterThan(0);
  expect(count, 'there is something to tell').toBeGreaterThan(0);
  const expected = counted === 'none' ? 'nothing' : plain(said`${plural(count, ...counted)}`);
  expect(await told()).toBe(expected);
  await undoAll(undoable(before, (name) => name === what));
  expect(await told(), 'once undone').toBe(undo === 'none' ? expected : 'nothing');
  await undoAll(undoable(before, (name) => name !== 'undo'));
});

test('every act of the table is done here, and the thread of a cable by the platform', async () => {
  expect(Object.keys(does).toSorted()).toEqual(
    actsThat(() => true)
      .filter((what) => what !== 'thread')
      .toSorted(),
  );
  const { discord, desk } = await live();
  await readAnswer(await discord.as('editor').slash('listed', 'cable', { ref: 'COREU/KYI/0039/18', discuss: true }));
  await expect.poll(() => desk.facts.all(discord.guildId, 'thread')).toHaveLength(1);
  const { reply } = await collectDigest(desk);
  expect(actKind('thread').counted).toBe('none');
  expect(wordsOf(reply)).not.toContain('thread');
});
