import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { askAboutNames, mostAsked, usuallyAsked } from '../../src/names/pages/proposals-page.ts';

const askOptions = optionSpecs({
  count: { type: 'number', description: `How many names (default: ${usuallyAsked})`, min: 1, max: mostAsked },
  sure: { type: 'flag', description: 'Already previewed', hidden: true },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names propose': Values<typeof askOptions>;
  }
}

export default command({
  name: 'names propose',
  description: 'Ask the model who a shared name means; you see what would be sent first',
  who: 'editor',
  examples: ['/names propose', '/names propose count:30'],
  options: askOptions,
  run: ({ options, desk, caller, progress }) => askAboutNames(desk, caller, options, progress),
});
