import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { pauseMember } from '../../src/team/pages/change-reading.ts';

const pauseOptions = optionSpecs({
  member: { type: 'member', description: 'Which member', required: true },
  why: { type: 'text', description: 'Why (they are told)', max: 200 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk pause': Values<typeof pauseOptions>;
  }
}

export default command({
  name: 'desk pause',
  description: 'Pause a member: they are shown nothing until you resume them',
  who: 'lead',
  examples: ['/desk pause member:@reader'],
  options: pauseOptions,
  run: ({ options, desk, caller }) => pauseMember(desk, caller, options),
});
