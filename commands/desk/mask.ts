import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { cableFor, done, person } from '../../src/team/pages/lines.ts';
import { join, quoted, ref, said, time } from '../../src/reply/text.ts';
import { foldName } from '../../src/reply/withhold.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { noCable } from '../../src/desk/facts.ts';
import type { Block, Reply } from '../../src/reply/reply.ts';

const maskOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref; leave empty to list what is withdrawn" },
  why: { type: 'text', description: 'Why (kept in the history)', max: 500 },
  name: { type: 'text', description: 'A name to withhold from posts in channels, exactly as written', max: 100 },
  lift: { type: 'flag', description: 'Lift it: show the cable or name again' },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk mask': Values<typeof maskOptions>;
  }
}

export default command({
  name: 'desk mask',
  description: 'Withdraw a cable from all but leads, or withhold a name from posts in channels; lift undoes it',
  who: 'lead',
  examples: [
    '/desk mask ref:COREU/WAS/0107/18 why:Names a source',
    '/desk mask ref:COREU/WAS/0107/18 lift:true',
    '/desk mask name:Norrfald',
    '/desk mask',
  ],
  options: maskOptions,
  run({ options, desk, caller }) {
    if (options.name !== undefined) return withholdName(desk, caller, options.name, options.lift === true);
    if (options.ref === undefined) {
      const names = desk.facts.all(caller.desk, 'withheld').map(({ key }) => key);
      const all = desk.facts.all(caller.desk, 'mask');
      const masked = all.slice(0, 20);
      const heads = new Map(desk.cables.heads(masked.map(({ cable }) => cable)).map((head) => [head.row, head.ref]));
      return {
        title: said`${all.length} withdrawn${all.length > masked.length ? said`, the first ${masked.length} of them` : said``}`,
        blocks: [
          ...masked.map(({ cable, member, at, value }): Block => ({
            kind: 'text',
            text: said`${ref(heads.get(cable) ?? '')} by ${person(desk, caller.desk, member)}, ${time(at, 'relative')}${value.why === undefined ? said`` : said`: ${quoted(value.why)}`}`,
          })),
          ...(names.length === 0
            ? []
            : [{ kind: 'text' as const, text: said`Withheld from posts in channels: ${join(names.map(quoted), '; ')}` }]),
        ],
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
        ? said`${ref(cable.ref)} is visible to everybody again.`
        : said`${ref(cable.ref)} is withdrawn: only leads still see it in searches, lists, digests and pages. Anything already posted stays where it is.`,
      act,
    );
  },
});

/** Puts a name on the list of those that no post in a channel shows, or takes it off. */
function withholdName(desk: Desk, caller: Caller, typed: string, isLifted: boolean): Reply {
  const bare = foldName(typed);
  if (bare.replaceAll(' ', '').length < 2)
    throw new DeskError(said`${quoted(typed)} is too short for a name: two letters at least.`, { kind: 'usage' });
  const name = desk.facts.all(caller.desk, 'withheld').find(({ key }) => foldName(key) === bare)?.key;
  if (isLifted && name === undefined) throw new DeskError(said`${quoted(typed)} is not on the list.`);
  if (!isLifted && name !== undefined) throw new DeskError(said`${quoted(name)} is on the list already.`);
  const act = desk.act(caller, { act: isLifted ? 'show name' : 'withhold name' }, ({ act: number, put, drop }) => {
    if (name === undefined) put('withheld', noCable, typed.trim(), {});
    else drop('withheld', noCable, name);
    return number;
  });
  return done(
    isLifted
      ? said`Posts in channels may show ${quoted(typed)} again.`
      : said`From now on, posts in channels show [name withheld] instead of ${quoted(typed)}. Other spellings count as other names. Private answers still show it, and earlier posts stay as they are.`,
    act,
  );
}
