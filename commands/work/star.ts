import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { press } from '../../src/reply/actions.ts';
import { own, ref, said } from '../../src/reply/text.ts';
import { cableFor, done } from '../../src/team/pages/lines.ts';

const starOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  off: { type: 'flag', description: 'Take your star off again' },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work star': Values<typeof starOptions>;
  }
}

export default command({
  name: 'work star',
  description: 'Star a cable for yourself: nobody else sees it, and is:starred finds it',
  who: 'reader',
  examples: ['/work star ref:COREU/WAS/0107/18', '/work star ref:COREU/WAS/0107/18 off:true'],
  options: starOptions,
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const isOff = options.off === true;
    const act = desk.act(caller, { act: isOff ? 'unstar' : 'star', cable: cable.ref }, ({ act: number, put, drop }) => {
      if (isOff) drop('star', cable.row, caller.member);
      else put('star', cable.row, caller.member, {});
      return number;
    });
    return done(
      isOff
        ? said`Your star is off ${ref(cable.ref)}.`
        : said`You starred ${ref(cable.ref)}. Nobody else sees it; ${own('is:starred')} finds what you starred.`,
      act,
      { actions: [press(said`All you starred`, 'search', { query: 'is:starred', sort: 'newest' })] },
    );
  },
});
