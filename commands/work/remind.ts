import { commandGroup, subcommand, optionSpecs, type Values, type NoOptions } from '../../src/bot/command.ts';
import { running, setSchedule } from '../../src/clock/change-schedule.ts';
import { digestKey, nextMoments, reminderKey, scheduleOf } from '../../src/clock/once-a-day.ts';
import { noCable } from '../../src/desk/facts.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { clockTime, timeZone, zoneOption } from '../../src/clock/typed-time.ts';
import { cableFor, done, person } from '../../src/team/pages/lines.ts';
import { own, ref, said, time } from '../../src/reply/text.ts';
import { workOn } from '../../src/team/work.ts';
import { addDays, dayIn, lastDueDay } from '../../src/language/zones.ts';

const atOptions = optionSpecs({
  time: { type: 'text', description: 'Your local time, such as 09:00', required: true, max: 5 },
  zone: { ...zoneOption, description: "Your time zone (default: the digest's)" },
});

const snoozeOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  days: { type: 'number', description: 'For how many days (default: 1)', min: 1, max: 60 },
});

const doneOptions = optionSpecs({ ref: { type: 'cable', description: "The cable's ref", required: true } });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work remind at': Values<typeof atOptions>;
    'work remind off': NoOptions;
    'work remind snooze': Values<typeof snoozeOptions>;
    'work remind done': Values<typeof doneOptions>;
  }
}

export default commandGroup({
  name: 'work remind',
  description: 'A daily message about your cables',
  subcommands: {
    at: subcommand({
      description: 'Get a reminder about your cables every day at this time',
      who: 'reader',
      examples: ['/work remind at time:09:00', '/work remind at time:09:00 zone:America/New_York'],
      options: atOptions,
      run({ options, desk, caller }) {
        const at = clockTime(options.time);
        const zone = timeZone(options.zone ?? scheduleOf(desk, caller.desk, digestKey)?.zone ?? 'UTC');
        const changes = { ...running, time: at, zone, floor: lastDueDay(zone, at, desk.now()) };
        const { act, schedule } = setSchedule(
          desk,
          caller,
          { act: 'remind at', detail: { time: at, zone } },
          reminderKey(caller.member),
          changes,
        );
        const [first = 0] = nextMoments(desk, reminderKey(caller.member), schedule, 1);
        return done(
          said`Every day at ${own(at)} (${own(zone)}) I’ll message you what you have to do, unless there is nothing. Next: ${time(first, 'both')}.`,
          act,
        );
      },
    }),
    off: subcommand({
      description: 'Turn off your reminders',
      who: 'reader',
      examples: ['/work remind off'],
      run({ desk, caller }) {
        const act = desk.act(caller, { act: 'remind off' }, ({ act: number, drop }) => {
          if (!drop('daily', noCable, reminderKey(caller.member))) throw new DeskError(said`You have no reminders set.`);
          return number;
        });
        return done(said`Reminders are off.`, act);
      },
    }),
    snooze: subcommand({
      description: 'Snooze a cable: no reminders about it for some days',
      who: 'reader',
      examples: ['/work remind snooze ref:COREU/WAS/0107/18 days:3'],
      options: snoozeOptions,
      run({ options, desk, caller }) {
        const cable = cableFor(desk, options.ref);
        const zone = scheduleOf(desk, caller.desk, reminderKey(caller.member))?.zone ?? 'UTC';
        const until = addDays(dayIn(zone, desk.now()), (options.days ?? 1) + 1);
        const act = desk.act(caller, { act: 'snooze', cable: cable.ref }, ({ act: number, put }) => {
          const work = workOn(desk.facts, caller.desk, cable.row);
          if (work.assignee !== caller.member)
            throw notYours(work.assignee === undefined ? undefined : person(desk, caller.desk, work.assignee), cable.ref);
          put('work', cable.row, '', { ...work, snoozed: until, touched: desk.now() });
          return number;
        });
        return done(said`I won’t remind you about ${ref(cable.ref)} before ${own(until)}.`, act);
      },
    }),
    done: subcommand({
      description: 'Mark one of your cables as read',
      who: 'reader',
      examples: ['/work remind done ref:COREU/WAS/0107/18'],
      options: doneOptions,
      run({ options, desk, caller }) {
        const cable = cableFor(desk, options.ref);
        const act = desk.act(caller, { act: 'status', cable: cable.ref, detail: { status: 'read' } }, ({ act: number, put }) => {
          const { offered: _, nudged: __, snoozed: ___, ...work } = workOn(desk.facts, caller.desk, cable.row);
          if (work.assignee !== caller.member)
            throw notYours(work.assignee === undefined ? undefined : person(desk, caller.desk, work.assignee), cable.ref);
          put('work', cable.row, '', { ...work, status: 'read', touched: desk.now() });
          return number;
        });
        return done(said`${ref(cable.ref)} is marked as read.`, act);
      },
    }),
  },
});

const notYours = (who: ReturnType<typeof person> | undefined, wanted: string): DeskError =>
  new DeskError(who === undefined ? said`Nobody has ${ref(wanted)}.` : said`${who} has ${ref(wanted)}.`);
