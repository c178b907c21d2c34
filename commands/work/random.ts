import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { randomCable } from '../../src/team/pages/random-cable.ts';

const randomOptions = optionSpecs({
  lang: { type: 'text', description: 'The languages you read, such as en fr (default: of what you have read)', max: 100 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work random': Values<typeof randomOptions>;
  }
}

export default command({
  name: 'work random',
  description: 'A cable that nobody has opened, by chance, in a language you read',
  who: 'reader',
  examples: ['/work random', '/work random lang:de'],
  options: randomOptions,
  run: ({ options, desk, caller }) => randomCable(desk, caller, options.lang),
});
