import { runnables, topics, type Command, type RunnableCommand, type Topic } from './command.ts';
import type { Caller } from '../desk/caller.ts';
import { leadOf, mayRun } from '../desk/policy.ts';
import { aRole } from '../desk/roles.ts';
import { language } from '../query/examples.ts';
import type { Action, Block, Choice, Reply } from '../reply/reply.ts';
import { asTyped, join, own, said, strong, type Part, type Text, ours, english } from '../reply/text.ts';
import { choose, press } from '../reply/actions.ts';
import { subjectNames, subjects } from './help-subjects.ts';

/** What /help shows: every command by topic, one topic, one command in full. */

/** The topics, in their order. */
export const topicNames = Object.keys(topics) as Topic[];

/** What this caller may run of a command. */
export const commandsFor = (one: Command, caller: Caller): RunnableCommand[] =>
  runnables(one).filter(({ who }) => mayRun(caller, who).allowed);

/** A command to be chosen from a list. */
export const choiceOfCommand = ({ name, description }: Pick<Command, 'name' | 'description'>): Choice => ({
  label: `/${name}`,
  value: name,
  description: ours(description),
});

/** Who may run a command. */
const forWhom = english({
  reader: 'For readers and up.',
  reporter: 'For reporters and up.',
  editor: 'For editors and up.',
  lead: 'For leads.',
});

const link = (name: string): Part => ({ kind: 'commandLink', command: name });

const links = (parts: readonly { name: string }[]): Text =>
  join(
    parts.map(({ name }) => link(name)),
    ' ',
  );

/** What somebody can do here, a line for each topic; more on each is a press away. */
export function helpOverview(mine: readonly Command[], caller: Caller): Reply {
  const shown = topicNames.filter((topic) => mine.some((one) => one.topic === topic));
  return {
    title: said`What you can do here`,
    blocks: [
      {
        kind: 'text',
        text: join(
          shown.map((topic) => said`${strong(topics[topic])}  ${links(under(topic, mine).flatMap((one) => front(one, caller)))}`),
          '\n',
        ),
      },
      {
        kind: 'small',
        text: said`You’re ${own(caller.role === undefined ? 'a guest' : aRole[caller.role])} here. Only you see the answers until you press Share.${caller.role === 'lead' ? said`` : said` Stuck, or refused something? Ask ${leadOf(caller)}.`}`,
      },
    ],
    actions: [topicMenu(shown), [press(said`Your first day`, 'help', { day: 'first' }, { style: 'main' })]],
  };
}

/** The command that people look for first under each topic. */
const leading: Record<Topic, string> = {
  find: 'search',
  names: 'individuals',
  work: 'work',
  marks: 'tag',
  print: 'check',
  told: 'digest',
  desk: 'help',
};

const under = (topic: Topic, mine: readonly Command[]): Command[] =>
  mine.filter((one) => one.topic === topic).toSorted((a, b) => Number(b.name === leading[topic]) - Number(a.name === leading[topic]));

/** The commands that stand for one of the menu: itself, or the first ones behind it. */
function front(one: Command, caller: Caller): { name: string }[] {
  const may = commandsFor(one, caller);
  if (!('subcommands' in one)) return may;
  const first = (one.front ?? []).flatMap((name) => may.find((part) => part.name === `${one.name} ${name}`) ?? []);
  return first.length > 0 ? first : may.slice(0, 2);
}

const topicMenu = (shown: readonly Topic[], current?: Topic): Action[] => {
  const choices = [
    ...shown.map((topic) => ({ label: topics[topic], value: topic, selected: topic === current })),
    ...subjectNames.map((subject) => ({ label: subjects[subject], value: subject })),
  ];
  return [choose(said`One group in full`, 'help', 'topic', choices, { as: 'replace' })];
};

/** The commands of a topic, each with what it does. */
export function topicPage(topic: Topic, mine: readonly Command[], caller: Caller): Reply {
  const shown = under(topic, mine);
  return {
    title: [own(topics[topic])],
    blocks: [
      {
        kind: 'items',
        items: shown.map((one) => ({
          head: said`${link(one.name)} · ${own(one.description)}`,
          lines: 'subcommands' in one ? [links(commandsFor(one, caller))] : [],
        })),
      },
    ],
    actions: [
      [choose(said`One command in full`, 'help', 'command', shown.map(choiceOfCommand), { as: 'replace' })],
      topicMenu(
        topicNames.filter((name) => mine.some((one) => one.topic === name)),
        topic,
      ),
    ],
  };
}

/** A command that has subcommands, each with what it does. */
export function groupInFull(group: Command, caller: Caller): Reply {
  const parts = commandsFor(group, caller);
  return {
    title: [strong(`/${group.name}`)],
    blocks: [
      { kind: 'text', text: [own(group.description)] },
      { kind: 'items', items: parts.map(({ name, description }) => ({ head: said`${link(name)} · ${own(description)}` })) },
    ],
    actions: [[choose(said`One of them in full`, 'help', 'command', parts.map(choiceOfCommand), { as: 'replace' })]],
  };
}

/** A command with its options and examples. */
export function commandInFull({ name, description, who, examples = [], options = {} }: RunnableCommand): Reply & { blocks: Block[] } {
  const shown = Object.entries(options).filter(([, option]) => option.hidden !== true);
  return {
    title: [strong(`/${name}`)],
    blocks: [
      { kind: 'text', text: said`${link(name)} · ${own(description)}. ${own(forWhom[who])}` },
      {
        kind: 'facts',
        facts: shown.map(([option, { description: what, required }]) => [
          option,
          said`${own(what)}${required === true ? said` (required)` : said``}`,
        ]),
      },
      ...(examples.length === 0 ? [] : [{ kind: 'copy' as const, text: [own(examples.join('\n'))] }]),
    ],
  };
}

/** With the query language; each example is run by choosing it. */
export function searchInFull(search: RunnableCommand): Reply {
  const page = commandInFull(search);
  return {
    ...page,
    blocks: [
      ...page.blocks,
      { kind: 'text', text: [strong('What a search understands')] },
      {
        kind: 'text',
        text: said`${asTyped('asof:2026-08-01')} in a search shows the desk as it was at the end of that day. Pages, the board, receipts and claims have it as an option.`,
      },
      { kind: 'items', items: language.map(({ example, finds }) => ({ head: said`${strong(example)} ${own(finds)}` })) },
    ],
    actions: [
      [
        choose(
          said`Try one`,
          'search',
          'query',
          language.slice(0, 25).map(({ example, finds }) => ({ label: example, value: example, description: ours(finds) })),
        ),
      ],
    ],
  };
}
