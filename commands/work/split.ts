import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { peopleCompletion } from '../../src/team/pages/split-people.ts';
import { split } from '../../src/team/pages/split.ts';
import { priorities } from '../../src/desk/kinds.ts';

const splitOptions = optionSpecs({
  query: { type: 'text', description: 'The search, as in /search', required: true, max: 6000 },
  among: {
    type: 'members',
    description: 'Members or roles, separated by commas: @reporters, Anna; leave empty to pick them',
    max: 1000,
    ...peopleCompletion,
  },
  weights: { type: 'text', description: 'How much each gets: 2,1 (default: all the same)', max: 200 },
  due: { type: 'date', description: 'Due date: 2026-12-01' },
  priority: { type: 'choice', description: 'How urgent it is', choices: priorities },
  why: { type: 'text', description: 'What to look for (they see this)', max: 500 },
  frozen: { type: 'text', description: 'The previewed plan', hidden: true, max: 64 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work split': Values<typeof splitOptions>;
  }
}

export default command({
  name: 'work split',
  description: 'Share out what a search finds: first a preview, then each gets one message with their list',
  who: 'editor',
  examples: ['/work split query:tag:iran-deal is:unread among:Anna, Ben', '/work split query:is:untouched among:@reporters due:2026-12-01'],
  options: splitOptions,
  run: ({ options, desk, caller }) => split(desk, caller, options),
});
