import { command, optionSpecs, type Values } from '../src/bot/command.ts';
import { DeskError } from '../src/reply/failure.ts';
import { actToldTo, lastActOf } from '../src/desk/history.ts';
import { takeBack } from '../src/team/pages/undo.ts';
import { said } from '../src/reply/text.ts';

const undoOptions = optionSpecs({
  act: { type: 'number', description: 'Number of the action, from /history (default: your last one)', min: 1 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    undo: Values<typeof undoOptions>;
  }
}

export default command({
  name: 'undo',
  topic: 'work',
  description: 'Undo your last action, or one from the history',
  who: 'reader',
  examples: ['/undo', '/undo act:120'],
  options: undoOptions,
  async run({ options, desk, caller }) {
    const past =
      options.act === undefined
        ? lastActOf(desk.db, desk.facts, caller.desk, caller.member)
        : actToldTo(desk.db, caller.desk, options.act, caller.member);
    if (past === undefined || past.changes === 0)
      throw new DeskError(options.act === undefined ? said`You have nothing to undo.` : said`There is no action ${options.act} to undo.`);
    const reply = takeBack(desk, caller, past);
    // A decision about names shows once they are told apart again.
    if (past.what.startsWith('entity ')) await desk.names.settled();
    return reply;
  },
});
