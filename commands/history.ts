import { listPage } from '../src/reply/paging.ts';
import { asOfOption, command, optionSpecs, type Values } from '../src/bot/command.ts';
import { actKind, offersUndo } from '../src/desk/acts.ts';
import { actsOn } from '../src/desk/history.ts';
import { pastLine } from '../src/team/pages/undo.ts';
import { mayTouch } from '../src/desk/policy.ts';
import { cableFor, openAction } from '../src/team/pages/lines.ts';
import { plural, ref, said } from '../src/reply/text.ts';
import { press } from '../src/reply/actions.ts';

const perPage = 12;

const historyOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  asof: asOfOption,
  page: { type: 'number', description: 'Page of the history', min: 1 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    history: Values<typeof historyOptions>;
  }
}

export default command({
  name: 'history',
  topic: 'work',
  description: 'Everything done with a cable: who, what, when',
  who: 'reader',
  looksBack: true,
  examples: ['/history ref:COREU/WAS/0107/18'],
  options: historyOptions,
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    return listPage({
      title: (total) => said`${plural(total, 'action')} on ${ref(cable.ref)}`,
      rows: (offset, limit) => actsOn(desk.db, caller.desk, cable.ref, cable.row, offset, limit),
      perPage,
      page: options.page,
      item: (past) => ({ head: pastLine(desk, caller.desk, past) }),
      turn: ['history', { ref: cable.ref }],
      beside(shown) {
        const undoable = shown.find(
          (past) => past.changes > 0 && past.undoneBy === undefined && offersUndo(actKind(past.what)) && mayTouch(caller, past.member),
        );
        return [
          openAction(cable.ref),
          ...(undoable === undefined ? [] : [press(said`Undo number ${undoable.act}`, 'undo', { act: undoable.act })]),
        ];
      },
    });
  },
});
