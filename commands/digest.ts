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
import { collectDigest, sendDigest } from '../src/clock/digest.ts';
import { DeskError } from '../src/reply/failure.ts';
import { said, strong } from '../src/reply/text.ts';
import { putOff } from '../src/clock/put-off.ts';
import { cableFor } from '../src/team/pages/lines.ts';
import { collectLetter } from '../src/clock/weekly.ts';

const scheduleOptions = optionSpecs({
  time: { type: 'text', description: 'Local time, such as 08:30', required: true, max: 5 },
  zone: { ...zoneOption, required: true },
  channel: { type: 'channel', description: 'Where; default: this channel' },
  quiet: { type: 'flag', description: 'Say nothing on days without anything new' },
});

const weeklyOptions = optionSpecs({
  day: { type: 'choice', description: 'On which day it comes', choices: weekdays },
  time: { type: 'text', description: 'Local time; default: that of the digest, or 09:00', max: 5 },
  zone: { ...zoneOption, description: 'Time zone; default: that of the digest' },
  channel: { type: 'channel', description: 'Where; default: where the digest comes, or this channel' },
  off: { type: 'flag', description: 'No more letters' },
});

const laterOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  days: { type: 'number', description: 'In how many days it comes back; default: 3', min: 1, max: 60 },
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
  description: 'The daily digest: what nobody has looked at, and what the desk did',
  front: ['preview'],
  subcommands: {
    preview: subcommand({
      description: 'The digest as it would be posted now, for your eyes only',
      who: 'reader',
      examples: ['/digest preview'],
      async run({ desk }) {
        const { reply } = await collectDigest(desk);
        return { ...reply, visibility: 'caller' };
      },
    }),
    now: subcommand({
      description: "Post today's digest at once, if it has not been posted",
      who: 'lead',
      examples: ['/digest now'],
      async run({ desk, caller }) {
        digestOf(desk, caller);
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
      description: 'When and where it is posted every day',
      who: 'lead',
      examples: ['/digest schedule time:08:30 zone:Europe/Brussels'],
      options: scheduleOptions,
      run: ({ options, desk, caller }) => scheduleDigest(desk, caller, options),
    }),
    pause: subcommand({
      description: 'No digest until it is resumed',
      who: 'lead',
      examples: ['/digest pause'],
      run: ({ desk, caller }) => pauseDigest(desk, caller),
    }),
    resume: subcommand({
      description: 'The digest comes again',
      who: 'lead',
      examples: ['/digest resume'],
      run: ({ desk, caller }) => resumeDigest(desk, caller),
    }),
    weekly: subcommand({
      description: 'The letter of the week as it stands; with a day, it comes on that day every week (leads)',
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
      description: 'Put a pick off: it comes back in a digest some days later',
      who: 'reader',
      examples: ['/digest later ref:COREU/WAS/0107/18', '/digest later ref:COREU/WAS/0107/18 days:7'],
      options: laterOptions,
      run: ({ options, desk, caller }) => putOff(desk, caller, cableFor(desk, options.ref), options.days),
    }),
    settings: subcommand({
      description: 'When and where the digest comes, and what became of the last ones',
      who: 'reader',
      examples: ['/digest settings'],
      run: ({ desk, caller }) => digestSettings(desk, caller),
    }),
  },
});
