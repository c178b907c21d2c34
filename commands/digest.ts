import { zoneOption } from '../src/clock/typed-time.ts';
import {
  scheduleDigest,
  digestOf,
  digestSettings,
  scheduleLetter,
  cancelLetter,
  pauseDigest,
  resumeDigest,
  weekdays,
} from '../src/clock/change-schedule.ts';
import { commandGroup, subcommand, type NoOptions, type Values, optionSpecs } from '../src/bot/command.ts';
import { requireWritable } from '../src/desk/caller.ts';
import { collectDigest, sendDigest } from '../src/clock/digest.ts';
import { DeskError } from '../src/reply/failure.ts';
import { said, strong } from '../src/reply/text.ts';
import { putOff } from '../src/clock/put-off.ts';
import { cableFor } from '../src/team/pages/lines.ts';
import { collectLetter } from '../src/clock/weekly.ts';

const scheduleOptions = optionSpecs({
  time: { type: 'text', description: 'Local time, such as 08:30', required: true, max: 5 },
  zone: { ...zoneOption, required: true },
  channel: { type: 'channel', description: 'Channel (default: this one)' },
  quiet: { type: 'flag', description: 'Skip days with nothing new' },
});

const weeklyOptions = optionSpecs({
  day: { type: 'choice', description: 'Day of the week', choices: weekdays },
  time: { type: 'text', description: 'Local time (default: the digest’s, or 09:00)', max: 5 },
  zone: { ...zoneOption, description: 'Time zone (default: the digest’s)' },
  channel: { type: 'channel', description: 'Channel (default: the digest’s, or this one)' },
  off: { type: 'flag', description: 'Stop the weekly letter' },
});

const laterOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  days: { type: 'number', description: 'Bring it back after this many days (default: 3)', min: 1, max: 60 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    'digest preview': NoOptions;
    'digest now': NoOptions;
    'digest schedule': Values<typeof scheduleOptions>;
    'digest pause': NoOptions;
    'digest resume': NoOptions;
    'digest weekly': Values<typeof weeklyOptions>;
    'digest settings': NoOptions;
    'digest later': Values<typeof laterOptions>;
  }
}

export default commandGroup({
  name: 'digest',
  topic: 'told',
  description: 'The daily digest: cables nobody has touched yet, and what the desk did',
  front: ['preview'],
  subcommands: {
    preview: subcommand({
      description: 'See the digest as it would be posted now; only you see it',
      who: 'reader',
      examples: ['/digest preview'],
      async run({ desk }) {
        const { reply } = await collectDigest(desk);
        return { ...reply, visibility: 'caller' };
      },
    }),
    now: subcommand({
      description: "Post today's digest now, unless it is already out",
      who: 'lead',
      examples: ['/digest now'],
      async run({ desk, caller }) {
        const { channel } = digestOf(desk, caller);
        if (channel !== undefined) requireWritable(caller, channel);
        const outcome = await sendDigest(desk, true);
        if (outcome === 'stopped')
          throw new DeskError(said`The channel refused the last digest, so it is stopped.`, {
            hint: said`${strong('/digest settings')} says why; ${strong('/digest resume')} turns it on again.`,
          });
        if (outcome !== 'posted')
          throw new DeskError(said`Today's digest has been posted already.`, {
            hint: said`${strong('/digest preview')} shows how it would look now.`,
          });
        return { blocks: [{ kind: 'text', text: said`It is on its way; there will be no second one today.` }] };
      },
    }),
    schedule: subcommand({
      description: 'Set when and where the digest is posted each day',
      who: 'lead',
      examples: ['/digest schedule time:08:30 zone:Europe/Brussels'],
      options: scheduleOptions,
      run: ({ options, desk, caller }) => scheduleDigest(desk, caller, options),
    }),
    pause: subcommand({
      description: 'Pause the digest until it is resumed',
      who: 'lead',
      examples: ['/digest pause'],
      run: ({ desk, caller }) => pauseDigest(desk, caller),
    }),
    resume: subcommand({
      description: 'Resume the digest',
      who: 'lead',
      examples: ['/digest resume'],
      run: ({ desk, caller }) => resumeDigest(desk, caller),
    }),
    weekly: subcommand({
      description: 'The weekly letter so far; with a day, post it every week on that day (leads)',
      who: 'reader',
      whoFor: ({ day, off }) => (day === undefined && off !== true ? 'reader' : 'lead'),
      examples: ['/digest weekly', '/digest weekly day:friday time:16:00 zone:Europe/Brussels', '/digest weekly off:true'],
      options: weeklyOptions,
      async run({ options, desk, caller }) {
        const { day, off } = options;
        if (day === undefined && off !== true) {
          if ((options.time ?? options.zone ?? options.channel) !== undefined)
            throw new DeskError(said`On which day?`, {
              kind: 'usage',
              hint: said`For example ${strong('/digest weekly day:friday time:16:00')}`,
            });
          await desk.names.settledSoon();
          const { reply } = await collectLetter(desk);
          return { ...reply, visibility: 'caller' };
        }
        return off === true ? cancelLetter(desk, caller) : scheduleLetter(desk, caller, { ...options, day: day ?? 'monday' });
      },
    }),
    later: subcommand({
      description: 'Put a pick off: it comes back in a digest a few days later',
      who: 'reader',
      examples: ['/digest later ref:COREU/WAS/0107/18', '/digest later ref:COREU/WAS/0107/18 days:7'],
      options: laterOptions,
      run: ({ options, desk, caller }) => putOff(desk, caller, cableFor(desk, options.ref), options.days),
    }),
    settings: subcommand({
      description: 'When and where the digest is posted, and how the last ones went',
      who: 'reader',
      examples: ['/digest settings'],
      run: ({ desk, caller }) => digestSettings(desk, caller),
    }),
  },
});
