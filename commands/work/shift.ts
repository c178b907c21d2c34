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
  query: { type: 'text', description: 'What to read, as in /search (default: what nobody has touched)', max: 500 },
});

const showOptions = optionSpecs({ page: { type: 'number', description: 'Page of its text', min: 1 } });

const nextOptions = optionSpecs({
  did: { type: 'choice', description: 'What to do with this one (default: read)', choices: shiftOutcomes },
  ref: { type: 'cable', description: 'The cable this is about', hidden: true },
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
  description: 'Read one cable after another: tag, note, set aside, next; with a summary at the end',
  subcommands: {
    start: subcommand({
      description: 'Start a reading shift, or continue your last one',
      who: 'reader',
      examples: ['/work shift start', '/work shift start query:iran lang:fr is:unread'],
      options: startOptions,
      async run({ options, desk, caller }) {
        const before = shiftOf(desk.facts, caller.desk, caller.member);
        if (before !== undefined && options.query !== undefined && options.query !== before.query)
          throw new DeskError(said`You already have a shift running on ${quoted(before.query)}.`, {
            hint: said`Continue it, or end it first.`,
            actions: [resumeAction(), endAction()],
          });
        if (before !== undefined) return currentCable(desk, caller, before, 1);
        const query = options.query ?? untouchedQuery;
        const [fault] = parseQuery(query, recordFields(desk)).faults;
        if (fault !== undefined)
          throw new DeskError(said`The search has an error: ${own(fault.message)}`, {
            kind: 'usage',
            hint: said`Try it with ${strong('/search')} first.`,
          });
        return advance(desk, caller, { query, started: desk.now(), done: [] }, undefined);
      },
    }),
    show: subcommand({
      description: 'The current cable in your shift, page by page',
      who: 'reader',
      examples: ['/work shift show'],
      options: showOptions,
      run: ({ options, desk, caller }) => currentCable(desk, caller, requireShift(desk, caller), options.page ?? 1),
    }),
    next: subcommand({
      description: 'The next cable in your shift; the current one is marked as read',
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
