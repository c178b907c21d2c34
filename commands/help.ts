import { command, runnables, type Command, type RunnableCommand } from '../src/bot/command.ts';
import { roles, type Role } from '../src/desk/roles.ts';
import { DeskError } from '../src/reply/failure.ts';
import { language } from '../src/query/examples.ts';
import type { Block } from '../src/reply/reply.ts';
import { commandLink, join, own, quoted, said, strong } from '../src/reply/text.ts';

export default command({
  name: 'help',
  description: 'What can be asked here, with examples',
  who: 'reader',
  examples: ['/help', '/help command:search'],
  options: {
    command: {
      type: 'text',
      description: 'One command, in full',
      max: 32,
      suggest: ({ commands, typed }) =>
        commands
          .filter(({ name }) => name.startsWith(typed.replace(/^\//, '').trim()))
          .map(({ name, description }) => ({ label: `/${name} - ${description}`, value: name })),
    },
  },
  run({ options, commands, caller }) {
    const role = caller.role ?? 'reader';
    if (options.command === undefined) return overview(commands, role);
    const wanted = options.command.replace(/^\//, '').trim();
    const found = commands.find(({ name }) => name === wanted);
    if (found === undefined)
      throw new DeskError(said`There is no command ${quoted(wanted)}.`, {
        hint: said`${commandLink('help')} lists all commands.`,
        kind: 'usage',
      });
    const blocks = runnables(found).flatMap(inFull);
    return found.name === 'search' ? withLanguage(blocks) : { title: said`${strong(`/${found.name}`)}`, blocks };
  },
});

/** The query language with examples; each is run by choosing it. */
function withLanguage(blocks: Block[]) {
  return {
    title: said`${strong('/search')}`,
    blocks: [
      ...blocks,
      { kind: 'text' as const, text: said`${strong('What a search understands')}` },
      { kind: 'items' as const, items: language.map(({ example, finds }) => ({ head: said`${strong(example)} ${own(finds)}` })) },
    ],
    actions: [
      [
        {
          kind: 'choose' as const,
          label: said`Try one`,
          command: 'search',
          options: {},
          option: 'query',
          choices: language.slice(0, 25).map(({ example, finds }) => ({ label: example, value: example, description: finds })),
          as: 'reply' as const,
        },
      ],
    ],
  };
}

const mayRun = (role: Role, who: Role): boolean => roles.indexOf(role) >= roles.indexOf(who);

function overview(commands: readonly Command[], role: Role) {
  const parts = commands.flatMap(runnables).filter(({ who }) => mayRun(role, who));
  return {
    title: said`What you can ask`,
    blocks: [
      {
        kind: 'items' as const,
        items: parts.map(({ name, description }) => ({ head: said`${commandLink(name)} ${own(`· ${description}`)}` })),
      },
      { kind: 'small' as const, text: said`Answers are for your eyes only unless you press Share. Your role here: ${own(role)}.` },
    ],
    // A list to choose from holds 25.
    actions: Array.from({ length: Math.ceil(commands.length / 25) }, (_, i) => [
      {
        kind: 'choose' as const,
        label: i === 0 ? said`One command in full` : said`More commands`,
        command: 'help',
        options: {},
        option: 'command',
        choices: commands.slice(i * 25, (i + 1) * 25).map(({ name, description }) => ({ label: `/${name}`, value: name, description })),
        as: 'replace' as const,
      },
    ]),
  };
}

function inFull({ name, description, who, examples, options }: RunnableCommand): Block[] {
  const shown = Object.entries(options ?? {}).filter(([, option]) => option.hidden !== true);
  return [
    { kind: 'text', text: said`${commandLink(name)} ${own(`· ${description}. For: ${who} and up.`)}` },
    ...(shown.length === 0
      ? []
      : [
          {
            kind: 'facts' as const,
            facts: shown.map(([option, { description: what, required }]): [string, ReturnType<typeof said>] => [
              option,
              said`${own(what)}${own(required === true ? ' (required)' : '')}`,
            ]),
          },
        ]),
    ...(examples === undefined
      ? []
      : [
          {
            kind: 'copy' as const,
            text: join(
              examples.map((example) => own(example)),
              '\n',
            ),
          },
        ]),
  ];
}
