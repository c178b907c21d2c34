import { commandGroup, optionSpecs, pageOption, subcommand, type Values } from '../src/bot/command.ts';
import { liftLimits, pauseMember, resumeMember, setTripwire } from '../src/team/pages/change-reading.ts';
import { readsPage, tripwiresPage, whyPage } from '../src/team/pages/reading-page.ts';
import { cableFor } from '../src/team/pages/lines.ts';

const readsOptions = optionSpecs({
  member: { type: 'member', description: 'Of whom; default: of everybody' },
  ref: { type: 'cable', description: 'Of which cable' },
  page: pageOption,
});
const whyOptions = optionSpecs({
  member: { type: 'member', description: 'Whom', required: true },
  command: { type: 'text', description: 'What they want to do, such as tag add', required: true, max: 64 },
});
const whoOptions = optionSpecs({ member: { type: 'member', description: 'Whom', required: true } });
const pauseOptions = optionSpecs({
  member: { type: 'member', description: 'Whom', required: true },
  why: { type: 'text', description: 'Why; they are told', max: 200 },
});
const tripwireOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref; without it, the list of those that are marked" },
  why: { type: 'text', description: 'Why; leads alone see it', max: 200 },
  off: { type: 'flag', description: 'Takes the mark off' },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    'audit reads': Values<typeof readsOptions>;
    'audit why': Values<typeof whyOptions>;
    'audit pause': Values<typeof pauseOptions>;
    'audit resume': Values<typeof whoOptions>;
    'audit lift': Values<typeof whoOptions>;
    'audit tripwire': Values<typeof tripwireOptions>;
  }
}

export default commandGroup({
  name: 'audit',
  topic: 'desk',
  description: 'Who was shown what, and who may what',
  subcommands: {
    reads: subcommand({
      description: 'Who was shown which text, when and by which command',
      who: 'lead',
      examples: ['/audit reads', '/audit reads ref:COREU/WAS/0107/18'],
      options: readsOptions,
      run: ({ options, desk, caller }) => readsPage(desk, caller, options),
    }),
    why: subcommand({
      description: 'Why a member can do something, or not',
      who: 'lead',
      examples: ['/audit why member:@reader command:tag add'],
      options: whyOptions,
      run: ({ options, desk, caller, commands }) => whyPage(desk, caller, commands, options),
    }),
    pause: subcommand({
      description: 'Show nothing more to a member until you say otherwise',
      who: 'lead',
      examples: ['/audit pause member:@reader'],
      options: pauseOptions,
      run: ({ options, desk, caller }) => pauseMember(desk, caller, options),
    }),
    resume: subcommand({
      description: 'Let a paused member in again',
      who: 'lead',
      examples: ['/audit resume member:@reader'],
      options: whoOptions,
      run: ({ options, desk, caller }) => resumeMember(desk, caller, options.member),
    }),
    lift: subcommand({
      description: 'Lift the limits of reading for a member for a day',
      who: 'lead',
      examples: ['/audit lift member:@reader'],
      options: whoOptions,
      run: ({ options, desk, caller }) => liftLimits(desk, caller, options.member),
    }),
    tripwire: subcommand({
      description: 'Mark a cable, so that leads are told at once who opens it',
      who: 'lead',
      examples: ['/audit tripwire ref:COREU/WAS/0107/18', '/audit tripwire'],
      options: tripwireOptions,
      run: ({ options, desk, caller }) =>
        options.ref === undefined ? tripwiresPage(desk, caller) : setTripwire(desk, caller, cableFor(desk, options.ref), options),
    }),
  },
});
