import { expect, onTestFinished, test } from 'vitest';
import { runnables, type RunnableCommand } from '../../src/bot/command.ts';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import { component, LINK_STYLE } from '../../src/chat/lint/components.ts';
import { mayRun } from '../../src/desk/policy.ts';
import type { InteractionAnswer } from '../../src/demo/discord/answer.ts';
import type { FormValues } from '../../src/demo/discord/form.ts';
import type { ShownModal } from '../../src/demo/discord/interaction.ts';
import { createLocalDiscord, type LocalDiscord } from '../../src/demo/discord/local-discord.ts';
import type { Message } from '../../src/demo/discord/wire.ts';
import { quiet } from '../helpers/desk.ts';
import { readAnswer, settingsFor, shown } from '../helpers/live.ts';
import { firstDifference, optionsFor, type Typed } from '../helpers/noninterference.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { callerAs, clock, twoDesks, typedAt, type Where } from '../helpers/withheld.ts';

/**
 * The same, by the real client on two Discords of our own: slash commands and completions, then buttons, selects and forms
 * of the messages that came. What people see is compared as it is, messages to them and in channels included.
 */

type Person = ReturnType<LocalDiscord['as']>;
type Part = Record<string, unknown>;
type Role = 'reader' | 'editor';

const partsOf = (value: unknown): Part[] =>
  Array.isArray(value)
    ? value.flatMap(partsOf)
    : typeof value === 'object' && value !== null
      ? [value as Part, ...Object.values(value).flatMap(partsOf)]
      : [];

/** Two Discords with the same ids, and on each a bot over one of the two desks. */
async function twoDiscords() {
  const start = () => createLocalDiscord({ answerMs: () => 100_000, now: clock });
  const discords = [await start(), await start()] as const;
  const [one, other] = discords;
  onTestFinished(async () => void (await Promise.all(discords.map((discord) => discord.close()))));
  const { reader, editor, lead } = one.members;
  const where: Where = { home: one.guildId, people: { reader: reader.user.id, editor: editor.user.id, lead: lead.user.id } };
  const { withheld, without } = await twoDesks(where);
  for (const [bot, discord] of [
    [withheld, one],
    [without, other],
  ] as const) {
    // What was told before the cable was withdrawn cannot be called back.
    bot.desk.db.prepare("UPDATE outbox SET state = 'sent'").run();
    const chat = createDiscordChat({ bot, settings: settingsFor(discord), log: quiet, strict: true, clock: () => 0 });
    await chat.start();
    onTestFinished(() => chat.stop());
  }
  return { discords, bots: [withheld, without] as const, where };
}

type Step = (person: Person, before: InteractionAnswer) => Promise<InteractionAnswer>;
type Pick = <T>(list: readonly T[]) => T;

/** What came of it; in words where Discord's client does not let people do it. */
type Outcome = InteractionAnswer | string;

const shownOf = ({ content, components, flags, attachments }: Message): unknown => ({
  content,
  components,
  flags,
  attachments: attachments.map(({ filename, size, description }) => ({ filename, size, description })),
});

/** A file by its name, as the bot sent it: the address is given by Discord. */
const asSent = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'attachment_id' in value && 'url' in value ? String(value.url).replace(/.*\//, '') : value;

/** What somebody sees of an outcome. */
const seenOf = (outcome: Outcome): unknown =>
  typeof outcome === 'string'
    ? outcome
    : {
        failed: outcome.failed,
        form: outcome.modal && [outcome.modal.custom_id, outcome.modal.title, outcome.modal.components],
        choices: outcome.choices,
        messages: outcome.messages.map(({ message, ephemeral, edited }) => ({ ...(shownOf(message) as Part), ephemeral, edited })),
      };

async function settled(answer: Promise<InteractionAnswer>): Promise<Outcome> {
  const outcome = await answer.catch((error: unknown) => String(error));
  if (typeof outcome !== 'string') await readAnswer(outcome);
  return outcome;
}

/** Fills in every field of a form, as `pick` chooses. */
function filled(form: ShownModal, texts: readonly string[], member: string, pick: Pick): FormValues {
  const fields = partsOf(form.components).flatMap((part): [string, string | string[]][] => {
    const id = String(part['custom_id']);
    const options = (part['options'] ?? []) as { value: string }[];
    if (part['type'] === component.textInput) return [[id, typeof part['value'] === 'string' ? part['value'] : pick(texts)]];
    if (part['type'] === component.userSelect) return [[id, [member]]];
    return part['type'] === component.stringSelect && options.length > 0 ? [[id, [pick(options).value]]] : [];
  });
  return Object.fromEntries(fields);
}

/** What somebody may do next with an outcome: send the form, press a button, choose from a select. Undefined for nothing. */
function nextStep(outcome: Outcome, typed: Typed, pick: Pick): Step | undefined {
  if (typeof outcome === 'string') return undefined;
  if (outcome.modal !== undefined) {
    const values = filled(outcome.modal, typed.texts, pick(typed.members), pick);
    return (person, { modal }) => (modal === undefined ? Promise.reject(new Error('no form')) : person.submit(modal, values));
  }
  const controls = partsOf(outcome.messages.at(-1)?.message.components).filter(
    ({ type, style, disabled }) =>
      disabled !== true && ((type === component.button && style !== LINK_STYLE) || type === component.stringSelect),
  );
  if (controls.length === 0) return undefined;
  const control = pick(controls);
  const id = String(control['custom_id']);
  if (control['type'] === component.button) return (person, answer) => person.press(shown(answer), id);
  const value = pick(control['options'] as { value: string }[]).value;
  return (person, answer) => person.select(shown(answer), id, [value]);
}

test('readers and editors on Discord cannot tell the two desks apart', { timeout: 3_600_000 }, async () => {
  // One seed for every day; the long run looks further.
  const random = randomFrom(isLong ? seedOf('noninterference on Discord') : 1);
  const pick = pickerFrom(random);
  const { discords, bots, where } = await twoDiscords();
  const typed = typedAt(where);
  const differences: string[] = [];
  let pairs = 0;

  const compare = (what: string, seen: readonly unknown[]): void => {
    pairs += 1;
    const [a = '', b = ''] = seen.map((one) => JSON.stringify(one ?? null, asSent));
    if (a !== b) differences.push(firstDifference(what, a, b));
  };
  const both = async (role: Role, what: string, act: (person: Person, i: 0 | 1) => Promise<InteractionAnswer>) => {
    const outcomes = await Promise.all([settled(act(discords[0].as(role), 0)), settled(act(discords[1].as(role), 1))]);
    for (const { desk } of bots) {
      await desk.names.settled();
      await expect.poll(() => desk.outbox.due(1)).toEqual([]);
    }
    compare(`${role} ${what}`, outcomes.map(seenOf));
    return outcomes;
  };
  const walk = async (role: Role, { name, options = {} }: RunnableCommand): Promise<void> => {
    const given = Object.fromEntries(
      Object.entries(optionsFor(options, typed, random)).filter(([option]) => options[option]?.hidden !== true),
    );
    let outcomes = await both(role, `/${name} ${JSON.stringify(given)}`, (person) => person.slash('desk', name, given));
    for (let depth = 0; depth < 3; depth += 1) {
      const step = nextStep(outcomes[0], typed, pick);
      if (step === undefined) break;
      const before = outcomes;
      outcomes = await both(role, `/${name}, ${depth + 1} deep`, (person, i) => {
        const answer = before[i];
        return typeof answer === 'string' ? Promise.reject(new Error(answer)) : step(person, answer);
      });
    }
    for (const [option, spec] of Object.entries(options))
      if (spec.hidden !== true && (spec.suggest !== undefined || spec.type === 'cable')) {
        const word = pick(typed.words);
        await both(role, `/${name} completes ${option} after "${word}"`, (person) => person.autocomplete('desk', name, option, word));
      }
  };

  const [{ commands }] = bots;
  for (const role of ['reader', 'editor'] as const) {
    const all = commands.flatMap(runnables).filter(({ who }) => mayRun(callerAs(where, role), who).allowed);
    for (const runnable of isLong ? all : all.filter(() => random() < 0.2)) await walk(role, runnable);
  }
  for (const role of ['reader', 'editor'] as const) {
    compare(
      `direct messages to the ${role}`,
      discords.map((discord) => discord.as(role).directMessages().map(shownOf)),
    );
    for (const channel of ['desk', 'listed', 'general'])
      compare(
        `${channel} as the ${role} sees it`,
        discords.map((discord) => discord.as(role).messages(channel).map(shownOf)),
      );
  }
  console.log(`noninterference on Discord: ${pairs} pairs compared, ${differences.length} different`);
  expect(differences.join('\n\n')).toBe('');
});
