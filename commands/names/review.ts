import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { namesToDecide } from '../../src/names/pages/review.ts';

const reviewOptions = optionSpecs({ page: pageOption });

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
  run: async ({ options, desk }) => {
    await desk.names.settledSoon();
    return namesToDecide(desk, options.page);
  },
});
