import { asOfOption, command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { pinBoard, unpinBoard } from '../../src/clock/pinned-board.ts';
import { boardPage } from '../../src/team/pages/board.ts';

const boardOptions = optionSpecs({
  pin: { type: 'flag', description: 'Pin a board here that keeps itself up to date; false: stop it (leads)' },
  asof: asOfOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work board': Values<typeof boardOptions>;
  }
}

export default command({
  name: 'work board',
  description: 'Where the desk stands: work by status and member; how much is read, tagged and untouched',
  who: 'reader',
  looksBack: ({ pin }) => pin === undefined,
  whoFor: ({ pin }) => (pin === undefined ? 'reader' : 'lead'),
  examples: ['/work board', '/work board pin:true'],
  options: boardOptions,
  run({ options: { pin }, desk, caller }) {
    if (pin === undefined) return boardPage(desk, caller.desk);
    return pin ? pinBoard(desk, caller) : unpinBoard(desk, caller);
  },
});
