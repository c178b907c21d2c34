import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { namesToDecide } from '../../src/names/pages/review.ts';

const reviewOptions = optionSpecs({});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names review': Values<typeof reviewOptions>;
  }
}

export default command({
  name: 'names review',
  description: 'The names most in doubt, one press each',
  who: 'editor',
  examples: ['/names review'],
  options: reviewOptions,
  run: async ({ desk }) => {
    await desk.names.settledSoon();
    return namesToDecide(desk);
  },
});
