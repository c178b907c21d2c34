import { command, optionSpecs, type Values } from '../src/bot/command.ts';
import { DeskError } from '../src/reply/failure.ts';
import { cableFor, done, person } from '../src/team/pages/lines.ts';
import { quoted, ref, said, time } from '../src/reply/text.ts';

const maskOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref; without it, the list of what is withdrawn" },
  why: { type: 'text', description: 'Why; kept in the history', max: 500 },
  lift: { type: 'flag', description: 'Give it back' },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    mask: Values<typeof maskOptions>;
  }
}

export default command({
  name: 'mask',
  topic: 'desk',
  description: 'Withdraw a cable from everybody but leads, for legal reasons for example; lift gives it back',
  who: 'lead',
  examples: ['/mask ref:COREU/WAS/0107/18 why:Names a source', '/mask ref:COREU/WAS/0107/18 lift:true', '/mask'],
  options: maskOptions,
  run({ options, desk, caller }) {
    if (options.ref === undefined) {
      const all = desk.facts.all(caller.desk, 'mask');
      const masked = all.slice(0, 20);
      const heads = new Map(desk.cables.heads(masked.map(({ cable }) => cable)).map((head) => [head.row, head.ref]));
      return {
        title: said`${all.length} withdrawn${all.length > masked.length ? said`, the first ${masked.length} of them` : said``}`,
        blocks: masked.map(({ cable, member, at, value }) => ({
          kind: 'text',
          text: said`${ref(heads.get(cable) ?? '')} by ${person(desk, caller.desk, member)}, ${time(at, 'relative')}${value.why === undefined ? said`` : said`: ${quoted(value.why)}`}`,
        })),
      };
    }
    const cable = cableFor(desk, options.ref);
    const isLifted = options.lift === true;
    const act = desk.act(
      caller,
      { act: isLifted ? 'lift' : 'mask', cable: cable.ref, detail: options.why === undefined ? {} : { why: options.why } },
      ({ act: number, put, drop }) => {
        const was = isLifted
          ? drop('mask', cable.row, '')
          : put('mask', cable.row, '', {
              contents: desk.cables.contents(cable.row),
              ...(options.why === undefined ? {} : { why: options.why }),
            });
        if (!was) throw new DeskError(isLifted ? said`${ref(cable.ref)} is not withdrawn.` : said`${ref(cable.ref)} is withdrawn already.`);
        return number;
      },
    );
    return done(
      isLifted
        ? said`${ref(cable.ref)} is back for everybody.`
        : said`${ref(cable.ref)} is gone from searches, lists, digests and pages for everybody but leads. What was posted before stays where it is.`,
      act,
    );
  },
});
