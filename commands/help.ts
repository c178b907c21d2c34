import { command, runnables, type Command, type RunnableCommand } from '../src/command.ts';
import { roles, type Role } from '../src/roles.ts';
import { DeskError } from '../src/failure.ts';
import type { Block } from '../src/reply.ts';
import { commandLink, join, own, quoted, said, strong } from '../src/text.ts';

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
      suggest: ({ desk, typed }) =>
        desk.commands
          .filter(({ name }) => name.startsWith(typed.replace(/^\//, '').trim()))
          .map(({ name, description }) => ({ label: `/${name} - ${description}`, value: name })),
    },
  },
  run({ options, desk, caller }) {
    const role = caller.role ?? 'reader';
    if (options.command === undefined) return overview(desk.commands, role);
    const wanted = options.command.replace(/^\//, '').trim();
    const found = desk.commands.find(({ name }) => name === wanted);
    if (found === undefined)
      throw new DeskError(said`There is no command ${quoted(wanted)}.`, {
        hint: said`${commandLink('help')} lists all commands.`,
        kind: 'usage',
      });
    return { title: said`${strong(`/${found.name}`)}`, blocks: runnables(found).flatMap(inFull) };
  },
});

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
    actions: [
      [
        {
          kind: 'choose' as const,
          label: said`One command in full`,
          command: 'help',
          options: {},
          option: 'command',
          choices: commands.slice(0, 25).map(({ name, description }) => ({ label: `/${name}`, value: name, description })),
          as: 'replace' as const,
        },
      ],
    ],
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
