import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runnables } from '../../src/bot/command.ts';
import { testCommand } from '../helpers/test-command.ts';
import type { InteractionAnswer } from '../../src/demo/discord/answer.ts';
import { said } from '../../src/reply/text.ts';
import { randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import { live, readAnswer, shown, startLive, wordsIn, type Live } from '../helpers/live.ts';

/** Commands whose answers carry neither a button nor a select. */
const withoutButtons: readonly string[] = [
  'tag add',
  'export',
  'desk import',
  'desk mask',
  'desk tripwire',
  'desk pause',
  'desk resume',
  'desk reads',
  'work transfer',
  'work accept',
  'work release',
  'tag remove',
  'tag rename',
  'tag merge',
  'undo',
  'work activity',
  'tag bulk',
  'digest now',
  'work remind off',
  'work remind snooze',
  'work remind done',
  'digest settings',
  'digest pause',
  'digest resume',
  'names meant',
  'names decisions',
  'names rename',
  'check fact export',
  'check fact show',
  'check fact confirm',
  'check fact dispute',
  'check fact drop',
  'check fact response',
  'check review verdict',
  'check review cancel',
  'check review list',
  'check review finish',
  'check review accept',
  'check review agreement',
  'names propose',
  'names proposals',
  'names settle',
  'set add',
  'set share',
  'set show',
  'set list',
  'searches reorder',
  'searches watch add',
  'searches watch list',
  'searches watch remove',
  'work split',
  'work handoff',
];

const kyiv = { ref: 'COREU/KYI/0039/18' };
type Options = Record<string, string | number | boolean>;

/** Every command, with options that find something in the sample trove, and words of the answer, also of a second one. */
const happy: readonly [name: string, options: Options, words: string | RegExp][] = [
  ['search', { query: '"hot zone"' }, '1 cable for "hot zone"'],
  ['ask', { question: 'How long would the coal stocks in Ukraine last?' }, 'forty'],
  ['cable', { ref: 'COREU/KYI/0039/18' }, 'Crimea: "hot zone"'],
  ['cables', { month: '2018-07' }, 'cables of 2018-07'],
  ['about', {}, 'FICTIONAL'],
  ['help', {}, 'What you can do here'],
  // Whom the desk has not met yet it does not know by name: tests/team/split.test.ts has the rest.
  [
    'work split',
    { query: 'iran', among: 'editor, lead' },
    /Share out \d+ cables? among 2\?|There is nothing to split|Nobody here is called/,
  ],
  ['work handoff', { from: 'editor' }, /Release @?.*’s \d+ cables?|has no open work/],
  ['tag add', { ...kyiv, tag: 'warheads' }, /#(?:warheads|crimea) is on|has #(?:warheads|crimea) already/],
  ['tag remove', { ...kyiv, tag: 'rumour' }, 'does not have #rumour'],
  ['tag list', {}, /\d tags?/],
  ['tag define', { tag: 'warheads', meaning: 'What is said of deployments' }, /#(?:warheads|crimea): What is said of deployments/],
  ['tag rename', { tag: 'warheads', to: 'crimea' }, /#warheads is #crimea now|There is no tag|exists already/],
  ['tag merge', { tag: 'warheads', into: 'crimea' }, /#warheads is #crimea now|There is no tag/],
  ['tag bulk', { query: 'crimea', add: 'crimea' }, /#crimea on \d+ cables?\?|all of them have/],
  ['note', { ...kyiv, text: 'Who saw it?', paragraph: 2 }, 'Your note is on COREU/KYI/0039/18, paragraph 2.'],
  ['work read', kyiv, 'You marked COREU/KYI/0039/18 as read.'],
  ['work look', kyiv, /Second look at COREU.KYI.0039.18|Nobody else has read/],
  ['work claim', kyiv, /is yours/],
  ['work status', { ...kyiv, status: 'blocked' }, 'is blocked'],
  ['work transfer', { ...kyiv, to: 'editor' }, /is handed over to|has it already/],
  ['work accept', kyiv, /is yours|is with/],
  ['work release', kyiv, /is (?:released|declined)|Nobody has/],
  ['work assign', { ...kyiv, to: 'reporter', why: 'Check the quotation' }, 'messaging them now'],
  ['work mine', {}, 'to do'],
  ['work board', {}, 'The desk today'],
  ['work activity', {}, /\d actions? since/],
  ['history', kyiv, /\d actions? on COREU/],
  ['undo', {}, /Undone|nothing to undo/],
  ['desk import', {}, 'nothing is imported before you confirm'],
  ['desk mask', {}, /\d withdrawn/],
  ['desk reads', {}, /\d pieces? of text shown/],
  ['desk why', { member: 'reader', command: 'search' }, 'may run'],
  ['desk pause', { member: 'lead' }, 'cannot pause yourself'],
  ['desk resume', { member: 'reader' }, 'is not paused'],
  ['desk lift', { member: 'reader' }, /without limits|lifted already/],
  ['desk tripwire', {}, /\d marked cables?/],
  ['me enrol', {}, 'Enter the code'],
  ['me privacy', {}, 'What is kept about you'],
  ['export', { query: 'crimea' }, 'cables as a table'],
  ['digest schedule', { time: '08:30', zone: 'Europe/Brussels' }, 'every day at 08:30 (Europe/Brussels)'],
  ['digest settings', {}, /Every day at|No digest is scheduled/],
  ['digest preview', {}, 'morning'],
  ['digest later', kyiv, 'comes back in the digest'],
  ['digest pause', {}, /is paused|No digest is scheduled/],
  ['digest resume', {}, /is on again|No digest is scheduled/],
  ['digest now', {}, /on its way|posted already|No digest is scheduled/],
  ['work remind at', { time: '9:00', zone: 'UTC' }, 'Every day at 09:00 (UTC)'],
  ['work remind off', {}, /Reminders are off|You have no reminders/],
  ['work remind snooze', kyiv, /remind you about|has COREU|Nobody has/],
  ['work remind done', kyiv, /is marked as read|has COREU|Nobody has/],
  ['searches reorder', { question: 'who pressed?' }, 'No model is set'],
  ['searches batch', { lines: 'rogozin | "hot zone" | quokka' }, '3 searches: 2 with cables, 1 without'],
  ['check draft', { text: 'He saw a “hot zone” there.' }, '1 quotation: 1 exact'],
  ['check fact add', { claim: 'It may be a hot zone.', cite: 'COREU/KYI/0039/18¶2' }, 'is in the ledger, on COREU/KYI/0039/18¶2'],
  ['check fact list', {}, /\d claims?/],
  ['check fact export', { as: 'text' }, 'Fact-check sheet'],
  ['check fact show', { number: 999_999 }, 'There is no claim 999999'],
  ['check fact confirm', { number: 999_999 }, 'There is no claim 999999'],
  ['check fact dispute', { number: 999_999, why: 'No' }, 'There is no claim 999999'],
  ['check fact response', { number: 999_999, of: 'Ministry' }, 'There is no claim 999999'],
  ['check story', {}, /\d claims?: \d of 6 points open/],
  ['check sign', { note: 'One mission only' }, /You signed \d claims?/],
  ['check fact drop', { number: 999_999 }, 'There is no claim 999999'],
  ['check review request', kyiv, 'waiting for a second reader'],
  ['check review list', {}, /waiting for a second reader/],
  ['check review verdict', { ...kyiv, verdict: 'agrees' }, /Your verdict on|read COREU.KYI.0039.18 first|No second reading/],
  ['check review cancel', kyiv, /no longer waiting for a second reader|is under way/],
  ['check review double', { ref: 'COREU/WAR/0055/17', first: 'editor', second: 'lead' }, /read COREU.WAR.0055.17 blind|read blind already/],
  ['check review mark', { ref: 'COREU/WAR/0055/17', tags: 'iran' }, /Your tags: #iran|You have finished/],
  ['check review compare', { ref: 'COREU/WAR/0055/17' }, 'read blind by'],
  ['check review finish', { ref: 'COREU/WAR/0055/17' }, /has finished|You have finished/],
  ['check review accept', { ref: 'COREU/WAR/0055/17', who: 'both' }, 'still being read'],
  ['check review agreement', {}, 'No cable has been read blind by two people'],
  ['work shift start', { query: 'crimea' }, /shift over crimea|shift running/],
  ['work shift show', {}, /shift over|no reading shift/],
  ['work shift next', {}, /shift over|the last one|no reading shift/],
  ['work shift end', {}, /Your shift is over|no reading shift/],
  ['digest weekly', {}, 'The desk’s week'],
  ['names lookup', { names: 'Rogozin, Dmitri | Anatol Vermishian | quokka' }, '3 names: 1 by an alias, 1 near, 1 not found'],
  ['names propose', {}, 'No model is set'],
  ['names proposals', {}, 'No proposals are waiting'],
  ['names settle', { ref: 'COREU/BRU/0427/18', name: 'Drobnik' }, 'No proposal is waiting for Drobnik'],
  ['searches recent', {}, 'by you'],
  ['check receipt', { id: 1 }, 'Receipt 1'],
  ['searches refine', { query: 'iran' }, 'by sender'],
  ['set create', { name: 'hot-zone', query: '"hot zone"' }, /is made, with 1 cable|There is a set hot-zone already/],
  ['set add', { set: 'hot-zone', query: 'crimea' }, /added to hot-zone|none is new to hot-zone/],
  ['set remove', { set: 'hot-zone' }, /Delete the set hot-zone|no set hot-zone/],
  ['set share', { set: 'hot-zone' }, /can open hot-zone now|is shared already|no set hot-zone/],
  ['set show', { set: 'hot-zone' }, /hot-zone: \d+ cables?|no set hot-zone/],
  ['searches watch add', { query: 'rogozin' }, /each new match|You watch rogozin already/],
  ['searches watch list', {}, /\d watch|There are no watches/],
  ['searches watch remove', { watch: 1 }, /You have no watch 1/],
  ['set list', {}, /\d sets?|There are no sets/],
  ['searches similar', { ref: 'COREU/WAR/0055/17' }, 'most like'],
  ['analysis', { kind: 'gaps' }, 'COREU/OTT/0031/18'],
  ['countries', {}, /Countries: \d+ entries|No names yet/],
  ['individuals', { name: 'Vicini' }, 'Caroline Vicini'],
  ['names quotes', {}, 'Name a person, a topic, or both'],
  ['events', { name: 'Ohrid conference' }, 'Ohrid conference'],
  ['organizations', { name: 'NSC' }, 'National Security Council'],
  ['names show', { name: 'Rogozin' }, 'Dmitry O. Rogozin'],
  ['names merge', { name: 'Vermichian', into: 'Vermishyan' }, 'Merge these two?'],
  ['names split', { name: 'NSC', alias: 'NSC' }, 'Split this name off?'],
  ['names rename', { name: 'Violeta Trpezanovska', to: 'The chair at Ohrid' }, /The chair at Ohrid/],
  ['names kind', { name: 'Memorial Day', kind: 'organization' }, /Change its type?|No entity/],
  ['names hide', { name: 'Interpol' }, 'Hide this name?'],
  ['names confirm', { name: 'Interpol' }, 'says so already of'],
  ['names review', {}, 'Names to decide'],
  ['names why', { name: 'Vicini' }, 'Why these are one'],
  ['names meant', { name: 'Drobnik', ref: 'COREU/BRU/0427/18', to: 'Jana Drobnik' }, /Jana Drobnik|decided already/],
  ['names in', { ref: 'COREU/WAS/0107/18' }, /Names read in/],
  ['names decisions', {}, /decisions? about names/],
  ['names glossary', { term: 'NSC' }, 'National Security Council'],
  ['names define', { term: 'NSC', meaning: 'The council in Washington' }, /NSC: The council in Washington|at this desk already/],
];
/** The same on a desk without cables, or with options that find nothing. */
const empty: readonly [name: string, options: Options, words: string | RegExp][] = [
  ['search', { query: 'anything' }, 'No cable for anything'],
  ['ask', { question: 'anything about coal?' }, 'No paragraph for'],
  ['cable', { ref: 'COREU/KYI/0039/18' }, 'No cable has the ref'],
  ['cables', {}, 'No cable'],
  ['about', {}, 'No cables have been imported yet'],
  ['help', { command: 'nothing' }, 'There is no command'],
  ['work split', { query: 'iran', among: 'editor, lead' }, /There is nothing to split|Nobody here is called/],
  ['work handoff', { from: 'lead' }, 'has no open work'],
  ['tag add', { ...kyiv, tag: 'x1' }, 'No cable has the ref'],
  ['tag remove', { ...kyiv, tag: 'x1' }, 'No cable has the ref'],
  ['tag list', {}, 'There are no tags yet'],
  ['tag define', { tag: '***', meaning: 'x' }, 'cannot be a tag'],
  ['tag rename', { tag: 'x1', to: 'x2' }, 'There is no tag'],
  ['tag merge', { tag: 'x1', into: 'x2' }, 'There is no tag'],
  ['tag bulk', { query: 'anything', add: 'x1' }, '0 cables found'],
  ['note', { ...kyiv, text: 'x' }, 'No cable has the ref'],
  ['work read', kyiv, 'No cable has the ref'],
  ['work look', kyiv, 'No cable has the ref'],
  ['work claim', kyiv, 'No cable has the ref'],
  ['work status', { ...kyiv, status: 'read' }, 'No cable has the ref'],
  ['work transfer', { ...kyiv, to: 'editor' }, 'No cable has the ref'],
  ['work accept', kyiv, 'No cable has the ref'],
  ['work release', kyiv, 'No cable has the ref'],
  ['work assign', { ...kyiv, to: 'editor' }, 'No cable has the ref'],
  ['work mine', {}, 'You have 0 cables to do'],
  ['work board', {}, '0 cables'],
  ['work activity', {}, 'Nothing changed'],
  ['history', kyiv, 'No cable has the ref'],
  ['undo', {}, 'nothing to undo'],
  ['desk import', {}, 'nothing is imported before you confirm'],
  ['desk mask', kyiv, 'No cable has the ref'],
  ['desk reads', kyiv, 'No cable has the ref'],
  ['desk why', { member: 'reader', command: 'seach' }, 'There is no command'],
  ['desk pause', { member: 'lead' }, /cannot pause yourself|Nobody here/],
  ['desk resume', { member: 'reader' }, /is not paused|Nobody here/],
  ['desk lift', { member: 'reader' }, /without limits|lifted already|Nobody here/],
  ['desk tripwire', kyiv, 'No cable has the ref'],
  ['me enrol', { code: 'x' }, 'There is no code for you'],
  ['me privacy', { do: 'export' }, 'for your eyes only'],
  ['export', { query: 'anything' }, 'No cable for anything'],
  ['digest settings', {}, 'No digest is scheduled'],
  ['digest preview', {}, 'Of 0 cables'],
  ['digest later', kyiv, 'No cable has the ref'],
  ['digest pause', {}, 'No digest is scheduled'],
  ['digest resume', {}, 'No digest is scheduled'],
  ['digest now', {}, 'No digest is scheduled'],
  ['digest schedule', { time: '99', zone: 'UTC' }, 'is not a time of day'],
  ['work remind at', { time: 'soon' }, 'is not a time of day'],
  ['work remind off', {}, 'You have no reminders'],
  ['work remind snooze', kyiv, 'No cable has the ref'],
  ['work remind done', kyiv, 'No cable has the ref'],
  ['searches reorder', { question: 'who pressed?' }, 'No model is set'],
  ['searches batch', { lines: 'anything' }, '0 with cables, 1 without'],
  ['check draft', { text: 'He saw nothing.' }, 'No quotations found'],
  ['check fact add', { claim: 'It is so.', cite: 'COREU/KYI/0039/18¶2' }, 'No cable has the ref'],
  ['check fact list', {}, 'There are no claims'],
  ['check fact export', {}, 'There is no claim to export'],
  ['check fact show', { number: 1 }, 'There is no claim 1'],
  ['check fact confirm', { number: 1 }, 'There is no claim 1'],
  ['check fact dispute', { number: 1, why: 'No' }, 'There is no claim 1'],
  ['check fact response', { number: 1, of: 'Ministry' }, 'There is no claim 1'],
  ['check story', {}, 'There are no claims'],
  ['check sign', {}, 'There is no claim to sign'],
  ['check fact drop', { number: 1 }, 'There is no claim 1'],
  ['check review request', kyiv, 'No cable has the ref'],
  ['check review list', {}, 'No cable is waiting'],
  ['check review verdict', { ...kyiv, verdict: 'agrees' }, 'No cable has the ref'],
  ['check review cancel', kyiv, 'No cable has the ref'],
  ['check review double', { ...kyiv, first: 'editor', second: 'lead' }, 'No cable has the ref'],
  ['check review mark', { ...kyiv, tags: 'x1' }, 'No cable has the ref'],
  ['check review finish', kyiv, 'No cable has the ref'],
  ['check review compare', kyiv, 'No cable has the ref'],
  ['check review accept', { ...kyiv, who: 'a' }, 'No cable has the ref'],
  ['check review agreement', {}, 'No cable has been read blind by two people'],
  ['work shift start', {}, 'Nothing to read for'],
  ['work shift show', {}, 'Nothing to read for'],
  ['work shift next', {}, 'Nothing to read for'],
  ['work shift end', {}, 'Your shift is over'],
  ['digest weekly', {}, 'Of 0 cables'],
  ['names lookup', { names: 'Rogozin, Dmitri' }, '1 name: 1 not found'],
  ['names propose', {}, 'No model is set'],
  ['names proposals', {}, 'No proposals are waiting'],
  ['names settle', { ...kyiv, name: 'a' }, 'No cable has the ref'],
  ['searches recent', { whose: 'team' }, 'by the team'],
  ['check receipt', { id: 999 }, 'There is no receipt'],
  ['searches refine', { query: 'anything' }, 'nothing to narrow'],
  ['set create', { name: 'x', query: 'anything' }, 'No cable for anything'],
  ['set add', { set: 'x', refs: 'y' }, 'There is no set x'],
  ['set remove', { set: 'x' }, 'There is no set x'],
  ['set share', { set: 'x' }, 'There is no set x'],
  ['set show', { set: 'x' }, 'There is no set x'],
  ['set list', {}, 'There are no sets yet'],
  ['searches watch add', { query: '"half' }, 'The search has an error'],
  ['searches watch list', {}, 'There are no watches yet'],
  ['searches watch remove', { watch: 1 }, 'You have no watch 1'],
  ['searches similar', kyiv, 'No cable has the ref'],
  ['analysis', { kind: 'stats' }, 'There are no cables yet'],
  ['countries', {}, 'No names yet'],
  ['individuals', { name: 'Vicini' }, 'No individual in the cables is called'],
  ['names quotes', { topic: 'tariffs' }, 'No sentence about tariffs names who said it'],
  ['events', {}, 'No names yet'],
  ['organizations', {}, 'No names yet'],
  ['names show', { name: 'Rogozin' }, 'No entity in the cables is called'],
  ['names merge', { name: 'a', into: 'b' }, 'No entity in the cables is called'],
  ['names split', { name: 'a', alias: 'b' }, 'No entity in the cables is called'],
  ['names rename', { name: 'a', to: 'b' }, 'No entity in the cables is called'],
  ['names kind', { name: 'a', kind: 'event' }, 'No entity in the cables is called'],
  ['names hide', { name: 'a' }, 'No entity in the cables is called'],
  ['names confirm', { name: 'a' }, 'No entity in the cables is called'],
  ['names glossary', { term: 'NSC' }, 'No cable spells it out'],
  ['names define', { term: 'NSC' }, 'give its meaning'],
  ['names review', {}, 'Names to decide'],
  ['names why', { name: 'a' }, 'No entity in the cables is called'],
  ['names meant', { name: 'a', ...kyiv, to: 'b' }, 'No cable has the ref'],
  ['names in', kyiv, 'No cable has the ref'],
  ['names decisions', {}, '0 decisions about names'],
];

/** Calls a command, or a subcommand under its full name. */
async function call(running: Live, who: string, channel: string, name: string, options: Options) {
  return running.discord.as(who).slash(channel, name, options);
}

const auditCount = (desk: Live['desk']): number => desk.db.prepare<[], number>('SELECT count(*) FROM audit').pluck().get() ?? 0;

describe('every command, by the real client', () => {
  let running: Live;
  beforeAll(async () => {
    running = await startLive();
  });
  afterAll(() => running.stop());

  test('the list above holds every command', () => {
    const all = running.bot.commands.flatMap(runnables).map(({ name }) => name);
    expect(happy.map(([name]) => name).toSorted()).toEqual(all.toSorted());
    expect(empty.map(([name]) => name).toSorted()).toEqual(all.toSorted());
  });

  test.each(happy)('happy: /%s', async (name, options, words) => {
    const answer = await call(running, 'lead', 'desk', name, options);
    expect(await readAnswer(answer)).toMatch(words);
    expect(answer.messages.every(({ ephemeral }) => ephemeral)).toBe(true);
  });

  // A sample in the short run: tests/bot/rights.test.ts has all of them.
  test.each(sampleOf(happy, 20, randomFrom(seedOf('live'))))('denied: /%s for somebody without a role', async (name, options) => {
    const before = auditCount(running.desk);
    const answer = await call(running, 'stranger', 'general', name, options);
    const words = await readAnswer(answer);
    expect(words).toContain('You have no role at this desk');
    expect(JSON.stringify(shown(answer).message)).toContain(`<@&${running.discord.roles.lead.id}>`);
    expect(shown(answer).ephemeral).toBe(true);
    expect(auditCount(running.desk)).toBe(before);
  });

  test.each(happy)('delivered twice: /%s is answered once', async (name, options, words) => {
    const before = auditCount(running.desk);
    running.discord.faults.deliverTwice();
    const answer = await call(running, 'lead', 'desk', name, options);
    expect(await readAnswer(answer)).toMatch(words);
    // What was delivered before is handled before: when this is answered, the second delivery has been looked at.
    await readAnswer(await call(running, 'lead', 'desk', 'help', {}));
    const callbacks = running.discord.wire.filter(({ path }) => path.includes(`/interactions/${answer.id}/`));
    expect(callbacks).toHaveLength(1);
    // Posts to colleagues may be acts of the bot's own; what was asked is one at most.
    expect(auditCount(running.desk) - before).toBeLessThanOrEqual(1);
  });

  describe('restarted between the post and the press', () => {
    const posted = new Map<string, InteractionAnswer>();
    beforeAll(async () => {
      for (const [name, options] of happy) posted.set(name, await (await call(running, 'lead', 'desk', name, options)).settled());
      await running.restart();
    });

    test.each(happy)('buttons of /%s work', async (name) => {
      const message = shown(posted.get(name) as InteractionAnswer);
      const label = buttonOf(message.message);
      const isBare = label === undefined && !JSON.stringify(message.message.components).includes('"options"');
      expect(isBare && !withoutButtons.includes(name), `/${name} has nothing to press`).toBe(false);
      if (isBare) return;
      const pressed = label === undefined ? await selectFirst(running, message) : await running.discord.as('lead').press(message, label);
      if ((await pressed.answered).modal !== undefined) return;
      const words = await readAnswer(pressed);
      expect(words).not.toMatch(/failed|went wrong|older version/);
      expect(words.split(/\s+/).length, words).toBeGreaterThan(2);
    });
  });

  test('nothing that was sent was refused', () => {
    expect(running.discord.wire.filter(({ status }) => status >= 400).map(({ path, status }) => `${status} ${path}`)).toEqual([]);
  });
});

/** The first enabled button of a message. */
function buttonOf(message: { components: unknown }): string | undefined {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (typeof value !== 'object' || value === null) return;
    const { type, disabled, custom_id: id } = value as { type?: number; disabled?: boolean; custom_id?: string };
    if (type === 2 && disabled !== true && id !== undefined) found.push(id);
    Object.values(value).forEach(look);
  };
  look(message.components);
  return found[0];
}

async function selectFirst(running: Live, message: ReturnType<typeof shown>) {
  let id = '';
  let value = '';
  const look = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(look);
    if (typeof part !== 'object' || part === null) return;
    const { type, custom_id, options } = part as { type?: number; custom_id?: string; options?: { value: string }[] };
    if (type === 3 && id === '') [id, value] = [custom_id ?? '', options?.[0]?.value ?? ''];
    Object.values(part).forEach(look);
  };
  look(message.message.components);
  return running.discord.as('lead').select(message, id, [value]);
}

describe('a desk without cables', () => {
  let running: Live;
  beforeAll(async () => {
    running = await startLive({ empty: true });
  });
  afterAll(() => running.stop());

  test.each(empty)('empty: /%s says so', async (name, options, words) => {
    expect(await readAnswer(await call(running, 'lead', 'desk', name, options))).toMatch(words);
  });
});

test('a command that takes long is announced, and answered', async () => {
  const { promise: finish, resolve: finished } = Promise.withResolvers<void>();
  const slow = testCommand({
    name: 'slow',
    description: 'd',
    who: 'reader',
    run: async () => {
      await finish;
      return { blocks: [{ kind: 'text', text: said`Here at last.` }] };
    },
  });
  const running = await live({ empty: true, commands: [slow] });
  const answer = await running.discord.as('reader').slash('desk', 'slow');
  await answer.answered;
  expect(answer.failed).toBeUndefined();
  expect(answer.deferred).toBe(true);
  finished();
  expect(await readAnswer(answer)).toContain('Here at last.');
  expect(shown(answer).ephemeral).toBe(true);
});

test('long work says how far it is, not too often, and the answer takes the place of that', async () => {
  let now = 0;
  let steps = 0;
  const { promise: finish, resolve: finished } = Promise.withResolvers<void>();
  const long = testCommand({
    name: 'long',
    description: 'Takes its time',
    who: 'reader',
    async run({ progress }) {
      const work = setInterval(() => progress((steps += 1), Number.MAX_SAFE_INTEGER, 'steps'), 1);
      await finish;
      clearInterval(work);
      return { blocks: [{ kind: 'text', text: said`There it is.` }] };
    },
  });
  const { discord } = await live({ empty: true, commands: [long], clock: () => now });
  const answer = await discord.as('reader').slash('desk', 'long');
  const words = () => JSON.stringify(answer.messages);
  const edits = () => discord.wire.filter(({ method }) => method === 'PATCH').length;
  await expect.poll(words).toMatch(/\d+ of \d+ steps/);
  const reached = steps;
  // Discord counts edits: however many steps there are, a second and a half passes before the next line.
  await expect.poll(() => steps).toBeGreaterThan(reached + 50);
  expect(edits()).toBe(1);
  now = 1501;
  await expect.poll(edits).toBe(2);
  finished();
  await expect.poll(words).toContain('There it is');
  expect(edits()).toBe(3);
  expect(discord.as('reader').messages('desk')).toHaveLength(1);
});

test('from a search to a shared cable in the listed channel, once, with an audit row', async () => {
  const { discord, desk } = await live();
  const reader = discord.as('reader');
  const results = await (await reader.slash('listed', 'search', { query: '"hot zone"' })).settled();
  const preview = await (await reader.press(shown(results), 'Share')).settled();
  expect(wordsIn(shown(preview).message)).toContain('Preview');
  expect(discord.messages(discord.channels.listed.id)).toHaveLength(0);
  await (await reader.press(shown(preview), 'Post here')).settled();
  await expect.poll(() => discord.messages(discord.channels.listed.id).length).toBe(1);
  const [posted] = discord.messages(discord.channels.listed.id);
  expect(wordsIn(posted as NonNullable<typeof posted>)).toContain('had been turned into');
  expect(desk.db.prepare("SELECT count(*) FROM audit WHERE act = 'share'").pluck().get()).toBe(1);
  const opened = await (await discord.as('editor').press(posted as NonNullable<typeof posted>, 'Open')).settled();
  expect(shown(opened).ephemeral).toBe(true);
});

test('a channel that everybody can read gets header and subject only', async () => {
  const { discord } = await live();
  const reader = discord.as('reader');
  const preview = await (await reader.slash('general', 'cable', { ref: 'COREU/KYI/0039/18', share: true })).settled();
  expect(wordsIn(shown(preview).message)).toContain('Only header and subject');
  await (await reader.press(shown(preview), 'Post here')).settled();
  await expect.poll(() => discord.messages(discord.channels.general.id).length).toBe(1);
  const [posted] = discord.messages(discord.channels.general.id);
  expect(wordsIn(posted as NonNullable<typeof posted>)).toContain('Crimea');
  expect(JSON.stringify(posted)).not.toContain('turned into');
});

test('the last refusal of all: a stranger presses a button that was shared', async () => {
  const { discord } = await live();
  const reader = discord.as('reader');
  const preview = await (await reader.slash('general', 'cable', { ref: 'COREU/KYI/0039/18', share: true })).settled();
  await (await reader.press(shown(preview), 'Post here')).settled();
  await expect.poll(() => discord.messages(discord.channels.general.id).length).toBe(1);
  const [posted] = discord.messages(discord.channels.general.id);
  const pressed = await discord.as('stranger').press(posted as NonNullable<typeof posted>, 'Open');
  expect(await readAnswer(pressed)).toContain('You have no role at this desk');
});

test('completions come from the trove, for members of the desk alone', async () => {
  const { discord } = await live();
  const own = await (await discord.as('reader').autocomplete('desk', 'cable', 'ref', 'hot zone')).settled();
  expect(own.choices?.map((choice) => choice['value'])).toEqual(['COREU/KYI/0039/18']);
  const other = await (await discord.as('stranger').autocomplete('general', 'cable', 'ref', 'hot zone')).settled();
  expect(other.choices?.map((choice) => choice['name'])).toEqual(['You have no role at this desk, so I can’t show you anything.']);
});

test('only the intent Guilds is asked for', async () => {
  const { discord } = await live({ empty: true });
  expect(discord.identified.map(({ intents }) => intents)).toEqual([1]);
});
