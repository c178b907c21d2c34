import { expect } from 'vitest';
import { sendDigest } from '../../src/clock/digest.ts';
import { backUpNightly } from '../../src/clock/nightly-backup.ts';
import { createBoardKeeper } from '../../src/clock/pinned-board.ts';
import { sendReminders } from '../../src/clock/reminders.ts';
import { sendLetter } from '../../src/clock/weekly.ts';
import { createWatcher } from '../../src/clock/watcher.ts';
import type { ActName } from '../../src/desk/acts.ts';
import { tellWhoAsked } from '../../src/clock/when-read.ts';
import { endEnrolment } from '../../src/desk/enrolment.ts';
import { withdrawForAll } from '../../src/import/change-trove.ts';
import { moveDesk } from '../../src/desk/moving.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { returnIdleWork } from '../../src/team/idle-work.ts';
import { allWork } from '../../src/team/work.ts';
import { ask as askBot, importRecords, quiet, someone } from '../helpers/desk.ts';
import { model, say } from '../helpers/model-server.ts';
import { now, bot, as, type Who, type Steps, worked, ask, press, whileReading, nextDay, fresh, code, lastAct, after } from './busy-desk.ts';

/** A command on a fresh cable, after others on the same one. */
const onCable =
  (command: string, options: ActionOptions = {}, who: Who = 'editor', steps: Steps = []) =>
  () => {
    const ref = fresh();
    return after(
      steps.map(([name, more, by]) => [name, { ref, ...more }, by] as const),
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
export const does: Record<Exclude<ActName, 'thread'>, () => unknown> = {
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
  star: onCable('work star', {}, 'reader'),
  unstar: onCable('work star', { off: true }, 'reader', [['work star', {}, 'reader']]),
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
    model.behave = say('Who knows?');
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
    // There is a file where the folder is to be.
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
