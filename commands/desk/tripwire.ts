import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { setTripwire } from '../../src/team/pages/change-reading.ts';
import { tripwiresPage } from '../../src/team/pages/reading-page.ts';
import { cableFor } from '../../src/team/pages/lines.ts';

const tripwireOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref; without it, the list of those that are marked" },
  why: { type: 'text', description: 'Why; leads alone see it', max: 200 },
  off: { type: 'flag', description: 'Takes the mark off' },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk tripwire': Values<typeof tripwireOptions>;
  }
}

export default command({
  name: 'desk tripwire',
  description: 'Mark a cable, so that leads are told at once who opens it',
  who: 'lead',
  examples: ['/desk tripwire ref:COREU/WAS/0107/18', '/desk tripwire'],
  options: tripwireOptions,
  run: ({ options, desk, caller }) =>
    options.ref === undefined ? tripwiresPage(desk, caller) : setTripwire(desk, caller, cableFor(desk, options.ref), options),
});
