import {
  command,
  optionSpecs,
  runnables,
  topics,
  type Command,
  type RunnableCommand,
  type Topic,
  type Values,
} from '../src/bot/command.ts';
import { roles, type Role } from '../src/desk/roles.ts';
import { DeskError } from '../src/reply/failure.ts';
import { language } from '../src/query/examples.ts';
import type { Block, Choice, Item, Reply } from '../src/reply/reply.ts';
import { join, own, quoted, said, strong, type Part, type Text } from '../src/reply/text.ts';
import { choose, commandLink } from '../src/reply/actions.ts';

const topicNames = Object.keys(topics) as Topic[];

const helpOptions = optionSpecs({
  command: {
    type: 'text',
    description: 'One command, in full',
    max: 65,
    suggest: ({ commands, typed }) => {
      const wanted = typed.replace(/^\//, '').trim();
      const all = commands.flatMap((one) => ('subcommands' in one ? [one, ...runnables(one)] : [one]));
      return all.filter(({ name }) => name.startsWith(wanted)).map(choiceOf);
    },
  },
  topic: { type: 'choice', description: 'What about', choices: topicNames },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    help: Values<typeof helpOptions>;
  }
}

export default command({
  name: 'help',
  topic: 'desk',
  description: 'What can be asked here, with examples',
  who: 'reader',
  examples: ['/help', '/help topic:work', '/help command:search'],
  options: helpOptions,
  run({ options, commands, caller }) {
    const role = caller.role ?? 'reader';
    const mine = commands.filter((one) => partsFor(one, role).length > 0);
    if (options.command === undefined) return options.topic === undefined ? overview(mine, role) : topicPage(options.topic, mine, role);
    const wanted = options.command.replace(/^\//, '').trim();
    const found = commands.find(({ name }) => name === wanted);
    const runnable = commands.flatMap(runnables).find(({ name }) => name === wanted);
    if (runnable !== undefined) return runnable.name === 'search' ? searchInFull(runnable) : inFull(runnable);
    if (found !== undefined) return groupPage(found, role);
    throw new DeskError(said`There is no command ${quoted(wanted)}.`, {
      hint: said`${commandLink('help')} lists all commands.`,
      kind: 'usage',
    });
  },
});

const partsFor = (one: Command, role: Role): RunnableCommand[] =>
  runnables(one).filter(({ who }) => roles.indexOf(role) >= roles.indexOf(who));
const choiceOf = ({ name, description }: Pick<Command, 'name' | 'description'>): Choice => ({
  label: `/${name}`,
  value: name,
  description,
});
const link = (name: string): Part => ({ kind: 'commandLink', command: name });
const links = (parts: readonly { name: string }[]): Text =>
  join(
    parts.map(({ name }) => link(name)),
    ' ',
  );

/** Every command by its topic; what each does is a press away, since all of that would not fit. */
function overview(mine: readonly Command[], role: Role): Reply {
  return {
    title: said`What you can ask`,
    blocks: [
      { kind: 'text', text: said`Begin with ${commandLink('search')}, or with ${commandLink('about')} to see what the cables are.` },
      {
        kind: 'items',
        items: topicNames.flatMap((topic): Item[] => {
          const parts = mine.filter((one) => one.topic === topic);
          return parts.length === 0 ? [] : [{ head: [strong(topics[topic])], lines: [links(parts)] }];
        }),
      },
      { kind: 'small', text: said`Answers are for your eyes only unless you press Share. Your role here: ${own(role)}.` },
    ],
    actions: [[topicMenu()]],
  };
}

const topicMenu = (current?: Topic) =>
  choose(
    said`What each command does`,
    'help',
    'topic',
    topicNames.map((topic) => ({ label: topics[topic], value: topic, selected: topic === current })),
    { as: 'replace' },
  );

function topicPage(topic: Topic, mine: readonly Command[], role: Role): Reply {
  const shown = mine.filter((one) => one.topic === topic);
  return {
    title: [own(topics[topic])],
    blocks: [
      {
        kind: 'items',
        items: shown.map((one) => ({
          head: said`${link(one.name)} ${own(`· ${one.description}`)}`,
          lines: 'subcommands' in one ? [links(partsFor(one, role))] : [],
        })),
      },
    ],
    actions: [[choose(said`One command in full`, 'help', 'command', shown.map(choiceOf), { as: 'replace' })], [topicMenu(topic)]],
  };
}

function groupPage(group: Command, role: Role): Reply {
  const parts = partsFor(group, role);
  return {
    title: [strong(`/${group.name}`)],
    blocks: [
      { kind: 'text', text: [own(group.description)] },
      { kind: 'items', items: parts.map(({ name, description }) => ({ head: said`${link(name)} ${own(`· ${description}`)}` })) },
    ],
    actions: [[choose(said`One of them in full`, 'help', 'command', parts.map(choiceOf), { as: 'replace' })]],
  };
}

function inFull({ name, description, who, examples = [], options = {} }: RunnableCommand): Reply & { blocks: Block[] } {
  const shown = Object.entries(options).filter(([, option]) => option.hidden !== true);
  return {
    title: [strong(`/${name}`)],
    blocks: [
      { kind: 'text', text: said`${link(name)} ${own(`· ${description}. For: ${who} and up.`)}` },
      {
        kind: 'facts',
        facts: shown.map(([option, { description: what, required }]) => [option, own(`${what}${required === true ? ' (required)' : ''}`)]),
      },
      { kind: 'copy', text: [own(examples.join('\n'))] },
    ],
  };
}

/** With the query language; each example is run by choosing it. */
function searchInFull(search: RunnableCommand): Reply {
  const page = inFull(search);
  return {
    ...page,
    blocks: [
      ...page.blocks,
      { kind: 'text', text: [strong('What a search understands')] },
      { kind: 'items', items: language.map(({ example, finds }) => ({ head: said`${strong(example)} ${own(finds)}` })) },
    ],
    actions: [
      [
        choose(
          said`Try one`,
          'search',
          'query',
          language.slice(0, 25).map(({ example, finds }) => ({ label: example, value: example, description: finds })),
        ),
      ],
    ],
  };
}
