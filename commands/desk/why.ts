import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { whyPage } from '../../src/team/pages/reading-page.ts';

const whyOptions = optionSpecs({
  member: { type: 'member', description: 'Which member', required: true },
  command: { type: 'text', description: 'The command, such as tag add', required: true, max: 64 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk why': Values<typeof whyOptions>;
  }
}

export default command({
  name: 'desk why',
  description: 'Why a member can or can’t run a command',
  who: 'lead',
  examples: ['/desk why member:@reader command:tag add'],
  options: whyOptions,
  run: ({ options, desk, caller, commands }) => whyPage(desk, caller, commands, options),
});
