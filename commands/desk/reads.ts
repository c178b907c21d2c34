import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { readsPage } from '../../src/team/pages/reading-page.ts';

const readsOptions = optionSpecs({
  member: { type: 'member', description: 'Which member (default: everyone)' },
  ref: { type: 'cable', description: 'Which cable' },
  page: pageOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk reads': Values<typeof readsOptions>;
  }
}

export default command({
  name: 'desk reads',
  description: 'Who was shown what text, when, and by which command',
  who: 'lead',
  examples: ['/desk reads', '/desk reads ref:COREU/WAS/0107/18'],
  options: readsOptions,
  run: ({ options, desk, caller }) => readsPage(desk, caller, options),
});
