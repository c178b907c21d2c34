import { recordFields } from '../../src/search/search.ts';
import { digestKey, scheduleOf } from '../../src/clock/once-a-day.ts';
import { advance, currentCable, endAction, endShift, resumeAction, requireShift } from '../../src/team/pages/shift-page.ts';
import { commandGroup, subcommand, optionSpecs, type Values, type NoOptions } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { parseQuery } from '../../src/query/query.ts';
import { untouchedQuery } from '../../src/team/progress.ts';
import { shiftOutcomes } from '../../src/desk/kinds.ts';
import { shiftOf } from '../../src/team/shifts.ts';
import { own, quoted, said, strong } from '../../src/reply/text.ts';

const startOptions = optionSpecs({
  query: { type: 'text', description: 'What to read, as in /search; without it, what nobody has looked at', max: 500 },
});

const showOptions = optionSpecs({ page: { type: 'number', description: 'Page of its text', min: 1 } });

const nextOptions = optionSpecs({
  did: { type: 'choice', description: 'What became of this one; default: read', choices: shiftOutcomes },
  ref: { type: 'cable', description: 'The one that it was said of', hidden: true },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work shift start': Values<typeof startOptions>;
    'work shift show': Values<typeof showOptions>;
    'work shift next': Values<typeof nextOptions>;
    'work shift end': NoOptions;
  }
}

export default commandGroup({
  name: 'work shift',
  description: 'Reading one cable after the other: tag, note, set aside, next; with a summary at the end',
  subcommands: {
    start: subcommand({
      description: 'Begin a reading shift, or go on with the one you left',
      who: 'reader',
      examples: ['/work shift start', '/work shift start query:iran lang:fr is:unread'],
      options: startOptions,
      async run({ options, desk, caller }) {
        const before = shiftOf(desk.facts, caller.desk, caller.member);
        if (before !== undefined && options.query !== undefined && options.query !== before.query)
          throw new DeskError(said`You have a shift under way, over ${quoted(before.query)}.`, {
            hint: said`Go on with it, or end it first.`,
            actions: [resumeAction, endAction],
          });
        if (before !== undefined) return currentCable(desk, caller, before, 1);
        const query = options.query ?? untouchedQuery;
        const [fault] = parseQuery(query, recordFields(desk)).faults;
        if (fault !== undefined)
          throw new DeskError(said`The search has a fault: ${own(fault.message)}`, {
            kind: 'usage',
            hint: said`Try it with ${strong('/search')} first.`,
          });
        return advance(desk, caller, { query, started: desk.now(), done: [] }, undefined);
      },
    }),
    show: subcommand({
      description: 'The cable that lies before you in your shift, page by page',
      who: 'reader',
      examples: ['/work shift show'],
      options: showOptions,
      run: ({ options, desk, caller }) => currentCable(desk, caller, requireShift(desk, caller), options.page ?? 1),
    }),
    next: subcommand({
      description: 'The next cable of your shift; the one before you is read',
      who: 'reader',
      examples: ['/work shift next', '/work shift next did:irrelevant'],
      options: nextOptions,
      async run({ options, desk, caller }) {
        const shift = requireShift(desk, caller);
        // A second press says it of a cable that is done: it changes nothing.
        const isLate = options.ref !== undefined && desk.cables.get(options.ref)?.row !== shift.current;
        if (isLate && shift.current !== undefined) return currentCable(desk, caller, shift, 1);
        return advance(desk, caller, shift, options.did ?? 'read');
      },
    }),
    end: subcommand({
      description: 'End your shift, with a summary for the desk’s channel',
      who: 'reader',
      examples: ['/work shift end'],
      run: ({ desk, caller }) => endShift(desk, caller, scheduleOf(desk, caller.desk, digestKey)?.channel),
    }),
  },
});
