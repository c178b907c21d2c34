import { afterAll, beforeAll, expect, test } from 'vitest';
import { runnables } from '../../src/bot/command.ts';
import { readCommands } from '../../src/bot/read-commands.ts';
import { menusOf } from '../../src/chat/discord/commands.ts';
import { clockCaller } from '../../src/desk/caller.ts';
import { noCable } from '../../src/desk/facts.ts';
import { roles, type Role } from '../../src/desk/roles.ts';
import { readAnswer, startLive, type Live } from '../helpers/live.ts';
import type { Message } from '../../src/demo/discord/wire.ts';
import { randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import { kyiv, was, options } from '../fixtures/rights-options.ts';

/**
 * Who may do what: every command, menu, button, select and form x every role x every place x ownership, by the real
 * client. What is expected follows from `who` of each command and from the few rules of ownership below, not from what
 * the bot does. The short run takes one place, and one kind of control, for each command and role.
 */
const random = randomFrom(seedOf('rights'));
let running: Live;
beforeAll(async () => {
  running = await startLive({ enrolment: true });
  const { discord } = running;
  discord.addMember('without key', ['lead'], 'Without Key');
  const { user: keyholder } = discord.addMember('without role', [], 'Without Role');
  const { editor, lead } = discord.members;
  enrolled(editor.user.id, 'editor');
  enrolled(lead.user.id, 'lead');
  enrolled(keyholder.id, 'lead');
});
afterAll(() => running.stop());

/** Gives somebody their second key. */
const enrolled = (member: string, role: 'editor' | 'lead'): void =>
  running.desk.act(
    clockCaller(running.desk.home(), `key-${member}`),
    { act: 'enrol' },
    ({ put }) => void put('enrolment', noCable, member, { role }),
  );

const people = ['stranger', ...roles, 'without key', 'without role'] as const;
type Person = (typeof people)[number];
/** Whose rights somebody has: a lead without a second key has a reporter's, one with a key but without a role has nobody's. */
const rightsOf = (person: Person): 'stranger' | Role =>
  person === 'without key' ? 'reporter' : person === 'without role' ? 'stranger' : person;

const denied = { stranger: 'You have no role at this desk', role: 'can do this. You’re' };
const mayRun = (person: Person, who: Role): boolean => {
  const has = rightsOf(person);
  return has !== 'stranger' && roles.indexOf(has) >= roles.indexOf(who);
};
const auditCount = (): number => running.desk.db.prepare<[], number>('SELECT count(*) FROM audit').pluck().get() ?? 0;
const factCount = (): number => running.desk.db.prepare<[], number>('SELECT count(*) FROM changes').pluck().get() ?? 0;
let cells = 0;

/** Looks at one cell: a refusal says why, and leaves neither an audit row nor a change. */
async function looked(words: string, person: Person, who: Role, before: [number, number], what: string): Promise<void> {
  cells += 1;
  const wanted = mayRun(person, who) ? 'answered' : rightsOf(person) === 'stranger' ? 'has no role' : 'has too low a role';
  expect(outcomeOf(words), `${what}: ${words}`).toBe(wanted);
  const isUntouched = auditCount() === before[0] && factCount() === before[1];
  expect(isUntouched || wanted === 'answered', `${what}: a refusal changes nothing`).toBe(true);
}

function outcomeOf(words: string): string {
  if (words.includes(denied.stranger)) return 'has no role';
  if (words.includes(denied.role)) return 'has too low a role';
  // What a cable says of its own failures is none.
  return /Something went wrong|This interaction failed/.test(words) ? 'failed' : 'answered';
}

const now = (): [number, number] => [auditCount(), factCount()];

test('the table holds every command', async () => {
  expect(Object.keys(options).toSorted()).toEqual(
    (await readCommands())
      .flatMap(runnables)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('commands x roles x places', async () => {
  for (const command of running.bot.commands.flatMap(runnables)) {
    for (const person of people) {
      for (const place of rightsOf(person) === 'stranger' ? ['general'] : sampleOf(['general', 'desk', 'listed'], 1, random)) {
        const before = now();
        const answer = await running.discord.as(person).slash(place, command.name, options[command.name] ?? {});
        await looked(await readAnswer(answer), person, command.who, before, `${person} /${command.name} in ${place}`);
        expect(
          answer.messages.every(({ ephemeral }) => ephemeral),
          `${person} /${command.name}: for their eyes alone`,
        ).toBe(true);
      }
    }
  }
});

test('buttons, selects and forms of one person, forged by another x roles', async () => {
  // A message that everybody sees, with the targets of every command on it: the rights of whoever presses are checked again.
  for (const command of running.bot.commands.flatMap(runnables)) {
    for (const person of people) {
      const target = JSON.stringify([command.name, options[command.name] ?? {}]);
      const controls = ['p', 'r', 'd'].map((letter) => ({
        letter,
        id: `v1|${letter}|0|=${target.slice(0, -1)}${letter === 'd' ? ',"page"]' : ']'}`,
      }));
      const fitting = controls.filter(({ id }) => id.length <= 100);
      for (const { letter, id } of sampleOf(fitting, 1, random)) {
        const channel = running.discord.channels.general;
        const message = forged(channel.id, id, letter === 'd');
        const before = now();
        const colleague = running.discord.as(person);
        const answer = letter === 'd' ? await colleague.select(message, id, ['1']) : await colleague.press(message, id);
        await looked(await readAnswer(answer), person, command.who, before, `${person} presses ${id}`);
        running.discord.deleteMessage(message.id);
      }
    }
  }
});

test('menus x roles', async () => {
  const message = running.discord.as('reader').say('general', `See ${kyiv}, please`);
  const sentForms: { what: string; words: string }[] = [];
  for (const { menu, runnable } of menusOf(running.bot.commands)) {
    for (const person of people) {
      const before = now();
      const colleague = running.discord.as(person);
      const answer =
        menu.on === 'message'
          ? await colleague.contextMenu('message', menu.name, message)
          : await colleague.contextMenu('user', menu.name, 'editor', 'general');
      await answer.answered;
      const what = `${person} opens ${menu.name}`;
      const hasForm = answer.modal !== undefined && answer.failed === undefined;
      // Its form writes a note, which readers cannot.
      const who = menu.name === 'Attach to cable' ? 'reporter' : runnable.who;
      expect(hasForm && !mayRun(person, who), what).toBe(false);
      if (answer.modal !== undefined && answer.failed === undefined) {
        const fields = JSON.stringify(answer.modal.components);
        const typed = Object.entries({ text: 'Found this', ref: kyiv, tag: 'matrix' }).filter(([name]) => fields.includes(`"${name}"`));
        const sent = await colleague.submit(answer.modal, Object.fromEntries(typed));
        cells += 1;
        sentForms.push({ what: `${person} sends the form of ${menu.name}`, words: await readAnswer(sent) });
      } else await looked(await readAnswer(answer), person, who, before, what);
    }
  }
  expect(sentForms.length).toBeGreaterThan(0);
  for (const { what, words } of sentForms) expect(outcomeOf(words), `${what}: ${words}`).toBe('answered');
});

test("what is somebody else's: their claim and their note x roles", async () => {
  const row = running.desk.cables.get(was)?.row ?? 0;
  const { editor, lead, reader } = running.discord.members;
  enrolled(running.discord.addMember('second', ['editor'], 'Second').user.id, 'editor');
  for (const person of ['reader', 'second', 'lead', 'editor'] as const) {
    for (const what of ['release', 'status', 'transfer', 'withdraw', 'undo'] as const) {
      const home = running.desk.home();
      const caller = {
        desk: home,
        member: editor.user.id,
        name: 'Editor',
        role: 'editor' as const,
        via: 'discord' as const,
        interaction: `setup-${person}-${what}`,
        place: undefined,
      };
      const { act } = running.desk.act(caller, { act: 'claim', cable: was }, (tools) => {
        tools.drop('work', row, '');
        tools.put('work', row, '', { status: 'claimed', assignee: editor.user.id, since: 1, touched: tools.act });
        tools.put('note', row, String(tools.act), { text: 'Mine', author: editor.user.id, at: 1 });
        return { act: tools.act };
      });
      const id = running.discord.as(person);
      const calls = {
        release: () => id.slash('desk', 'work release', { ref: was }),
        status: () => id.slash('desk', 'work status', { ref: was, status: 'verified' }),
        transfer: () => id.slash('desk', 'work transfer', { ref: was, to: 'reporter' }),
        undo: () => id.slash('desk', 'undo', { act }),
        withdraw: async () => {
          const body = `p|0|=${JSON.stringify(['note', { ref: was, withdraw: String(act) }])}`;
          const forgedId = `v2|${running.desk.views.seal(body)}|${body}`;
          return id.press(forged(running.discord.channels.desk.id, forgedId, false), forgedId);
        },
      };
      const before = factCount();
      const words = await readAnswer(await calls[what]());
      cells += 1;
      const owns = person === 'editor' || person === 'lead';
      const isRefusedByRole = person === 'reader' && what !== 'release' && what !== 'undo';
      const refusal = /only they|can do this\. You’re/.exec(words)?.[0];
      expect(refusal, `${person} ${what}`).toBe(owns ? undefined : isRefusedByRole ? denied.role : 'only they');
      expect(factCount() > before, `${person} ${what} changes something`).toBe(owns);
    }
  }
  expect([lead, reader]).toHaveLength(2);
});

test('a cable that was withdrawn is there for leads alone, by every way', async () => {
  await running.discord.as('lead').slash('desk', 'note', { ref: kyiv, text: 'Who saw it?' }).then(readAnswer);
  await running.discord.as('lead').slash('desk', 'desk mask', { ref: kyiv, why: 'A name in it' }).then(readAnswer);
  const ways: [string, Record<string, string>, string?][] = [
    ['cable', { ref: kyiv }],
    ['history', { ref: kyiv }],
    ['note', { ref: kyiv }],
    ['search', { query: '"hot zone"' }],
    ['search', { query: `ref:"${kyiv}"` }],
    ['cables', { month: '2018-02-08' }],
    ['work read', { ref: kyiv }],
  ];
  for (const person of roles) {
    for (const [name, given] of ways) {
      const answer = await running.discord.as(person).slash('desk', name, given);
      const words = (await readAnswer(answer)).replace(kyiv, '').replace(kyiv.toLowerCase(), '');
      cells += 1;
      const isLead = person === 'lead';
      expect(isLead && /^(?:No cable|Please note)/.test(words), `${person} /${name}: ${words}`).toBe(false);
      expect(!isLead && (words.includes('Crimea: "hot zone"') || words.includes(kyiv)), `${person} /${name}: ${words}`).toBe(false);
    }
    const completed = await (await running.discord.as(person).autocomplete('desk', 'cable', 'ref', 'KYI/0039')).settled();
    cells += 1;
    expect((completed.choices ?? []).some(({ value }) => value === kyiv)).toBe(person === 'lead');
  }
  await running.discord.as('lead').slash('desk', 'desk mask', { ref: kyiv, lift: true }).then(readAnswer);
});

afterAll(() => console.log(`rights: ${cells} cells looked at`));

/** A message of the bot's with this control on it, as somebody who talks to the interface could make it seem. */
function forged(channel: string, id: string, isSelect: boolean): Message {
  const part = isSelect
    ? { type: 3, custom_id: id, options: [{ label: '1', value: '1' }] }
    : { type: 2, style: 1, label: 'x', custom_id: id };
  return running.discord.plant(channel, { flags: 1 << 15, components: [{ type: 1, components: [part] }], allowed_mentions: { parse: [] } });
}
