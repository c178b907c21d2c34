import { command, optionSpecs, runnables, type Values } from '../src/bot/command.ts';
import { firstDay } from '../src/bot/first-day.ts';
import { isSubject, subjectNames, subjectPage } from '../src/bot/help-subjects.ts';
import { DeskError } from '../src/reply/failure.ts';
import { quoted, said } from '../src/reply/text.ts';
import { commandLink } from '../src/reply/actions.ts';
import {
  topicNames,
  commandsFor,
  choiceOfCommand,
  helpOverview,
  topicPage,
  groupInFull,
  commandInFull,
  searchInFull,
} from '../src/bot/help-page.ts';

const helpOptions = optionSpecs({
  command: {
    type: 'text',
    description: 'One command, in full',
    max: 65,
    suggest: ({ commands, typed }) => {
      const wanted = typed.replace(/^\//, '').trim();
      const all = commands.flatMap((one) => ('subcommands' in one ? [one, ...runnables(one)] : [one]));
      return all.filter(({ name }) => name.startsWith(wanted)).map(choiceOfCommand);
    },
    none: ({ typed }) => said`No command begins with ${quoted(typed.slice(0, 40))}; /help lists them all`,
  },
  topic: { type: 'choice', description: 'Topic', choices: [...topicNames, ...subjectNames] },
  day: { type: 'choice', description: 'Your first day', choices: ['first'], hidden: true },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    help: Values<typeof helpOptions>;
  }
}

export default command({
  name: 'help',
  topic: 'desk',
  description: 'What you can do here, with examples',
  who: 'reader',
  examples: ['/help', '/help topic:work', '/help topic:timeline', '/help command:search'],
  options: helpOptions,
  run({ options, commands, caller }) {
    const mine = commands.filter((one) => commandsFor(one, caller).length > 0);
    if (options.day === 'first') return firstDay(caller);
    if (options.command === undefined)
      return options.topic === undefined
        ? helpOverview(mine, caller)
        : isSubject(options.topic)
          ? subjectPage(options.topic)
          : topicPage(options.topic, mine, caller);
    const wanted = options.command.replace(/^\//, '').trim();
    const found = commands.find(({ name }) => name === wanted);
    const runnable = commands.flatMap(runnables).find(({ name }) => name === wanted);
    if (runnable !== undefined) return runnable.name === 'search' ? searchInFull(runnable) : commandInFull(runnable);
    if (found !== undefined) return groupInFull(found, caller);
    throw new DeskError(said`There is no command ${quoted(wanted)}.`, {
      hint: said`${commandLink('help')} lists all commands.`,
      kind: 'usage',
    });
  },
});
