import { command } from '../src/command.ts';
import { DeskError } from '../src/failure.ts';
import { actOf, lastActOf, undo } from '../src/history.ts';
import { mayTouch } from '../src/policy.ts';
import { actText } from '../src/past.ts';
import { person } from '../src/teamwork.ts';
import { plural, said, time } from '../src/text.ts';

/** For so long, whoever did something can take it back; leads always can. */
const forAWhile = 24 * 60 * 60_000;

export default command({
  name: 'undo',
  description: 'Take back what you did last, or one act of the history',
  who: 'reader',
  examples: ['/undo', '/undo act:120'],
  options: { act: { type: 'number', description: 'Number of the act, as /history has it; without it, your last one', min: 1 } },
  run({ options, desk, caller }) {
    const past = options.act === undefined ? lastActOf(desk.db, caller.desk, caller.member) : actOf(desk.db, caller.desk, options.act);
    if (past === undefined || past.changes === 0)
      throw new DeskError(
        options.act === undefined
          ? said`There is nothing of yours to take back.`
          : said`There is no act ${options.act} that could be taken back.`,
      );
    if (!mayTouch(caller, past.member))
      throw new DeskError(said`That was ${person(desk, caller.desk, past.member)}'s doing; only they and leads can take it back.`);
    if (caller.role !== 'lead' && desk.now() - past.at > forAWhile)
      throw new DeskError(said`That was ${time(past.at, 'relative')}; after a day only a lead can take something back.`);
    const { act, restored, kept } = desk.act(
      caller,
      { act: 'undo', ...(past.cable === undefined ? {} : { cable: past.cable }), detail: { act: past.act, what: past.what } },
      (tools) => {
        // Asked again inside: two presses at once are one.
        if (actOf(desk.db, caller.desk, past.act)?.undoneBy !== undefined) throw new DeskError(said`That has been taken back already.`);
        return { act: tools.act, ...undo(desk.db, desk.facts, tools, caller.desk, past.act) };
      },
    );
    if (restored === 0)
      return { tone: 'notice', blocks: [{ kind: 'text', text: said`Nothing was taken back: all of it was changed again since.` }] };
    return {
      blocks: [
        { kind: 'text', text: said`Taken back: ${actText(desk, caller.desk, past)}.` },
        ...(kept === 0
          ? []
          : [{ kind: 'text' as const, text: said`${plural(kept, 'change')} stayed: somebody changed that again since.` }]),
      ],
      actions: [[{ kind: 'run', label: said`Do it again`, command: 'undo', options: { act }, as: 'replace' }]],
    };
  },
});
