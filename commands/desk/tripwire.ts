import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { setTripwire } from '../../src/team/pages/change-reading.ts';
import { tripwiresPage } from '../../src/team/pages/reading-page.ts';
import { cableFor } from '../../src/team/pages/lines.ts';

const tripwireOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref; leave empty to list marked cables" },
  why: { type: 'text', description: 'Why (only leads see this)', max: 200 },
  off: { type: 'flag', description: 'Remove the mark' },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk tripwire': Values<typeof tripwireOptions>;
  }
}

export default command({
  name: 'desk tripwire',
  description: 'Mark a cable so leads are told at once who opens it',
  who: 'lead',
  examples: ['/desk tripwire ref:COREU/WAS/0107/18', '/desk tripwire'],
  options: tripwireOptions,
  run: ({ options, desk, caller }) =>
    options.ref === undefined ? tripwiresPage(desk, caller) : setTripwire(desk, caller, cableFor(desk, options.ref), options),
});
