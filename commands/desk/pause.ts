import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { pauseMember } from '../../src/team/pages/change-reading.ts';

const pauseOptions = optionSpecs({
  member: { type: 'member', description: 'Whom', required: true },
  why: { type: 'text', description: 'Why; they are told', max: 200 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk pause': Values<typeof pauseOptions>;
  }
}

export default command({
  name: 'desk pause',
  description: 'Show nothing more to a member until you say otherwise',
  who: 'lead',
  examples: ['/desk pause member:@reader'],
  options: pauseOptions,
  run: ({ options, desk, caller }) => pauseMember(desk, caller, options),
});
