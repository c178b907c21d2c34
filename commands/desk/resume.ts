import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { resumeMember } from '../../src/team/pages/change-reading.ts';

const whoOptions = optionSpecs({ member: { type: 'member', description: 'Which member', required: true } });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk resume': Values<typeof whoOptions>;
  }
}

export default command({
  name: 'desk resume',
  description: 'Let a paused member back in',
  who: 'lead',
  examples: ['/desk resume member:@reader'],
  options: whoOptions,
  run: ({ options, desk, caller }) => resumeMember(desk, caller, options.member),
});
