import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { liftLimits } from '../../src/team/pages/change-reading.ts';

const whoOptions = optionSpecs({ member: { type: 'member', description: 'Which member', required: true } });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk lift': Values<typeof whoOptions>;
  }
}

export default command({
  name: 'desk lift',
  description: 'Lift a member’s reading limits for a day',
  who: 'lead',
  examples: ['/desk lift member:@reader'],
  options: whoOptions,
  run: ({ options, desk, caller }) => liftLimits(desk, caller, options.member),
});
