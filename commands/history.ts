import { turnPages } from '../src/reply/paging.ts';
import { command } from '../src/bot/command.ts';
import { actKind, offersUndo } from '../src/desk/acts.ts';
import { actsOn } from '../src/desk/history.ts';
import { pastLine } from '../src/team/pages/undo.ts';
import { mayTouch } from '../src/desk/policy.ts';
import { cableFor, openAction } from '../src/team/pages/lines.ts';
import { plural, ref, said } from '../src/reply/text.ts';

const perPage = 12;

export default command({
  name: 'history',
  description: 'Everything that was done with a cable: who, what, when',
  who: 'reader',
  examples: ['/history ref:COREU/WAS/0107/18'],
  options: {
    ref: { type: 'cable', description: "The cable's ref", required: true },
    page: { type: 'number', description: 'Page of the history', min: 1 },
  },
  run({ options, desk, caller }) {
    const cable = cableFor(desk, caller, options.ref);
    const page = options.page ?? 1;
    const { total, acts } = actsOn(desk.db, caller.desk, cable.ref, cable.row, (page - 1) * perPage, perPage);
    const pages = Math.max(1, Math.ceil(total / perPage));
    const undoable = acts.find(
      (past) => past.changes > 0 && past.undoneBy === undefined && offersUndo(actKind(past.what)) && mayTouch(caller, past.member),
    );
    return {
      title: said`${plural(total, 'act')} on ${ref(cable.ref)}`,
      blocks: acts.map((past) => ({ kind: 'text', text: pastLine(desk, caller.desk, past) })),
      actions: [
        [
          openAction(cable.ref),
          ...(undoable === undefined
            ? []
            : [
                {
                  kind: 'run' as const,
                  label: said`Undo number ${undoable.act}`,
                  command: 'undo',
                  options: { act: undoable.act },
                  as: 'reply' as const,
                },
              ]),
          ...turnPages('history', { ref: cable.ref }, page, pages),
        ],
      ],
    };
  },
});
