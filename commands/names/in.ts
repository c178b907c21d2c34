import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { mentionsPage } from '../../src/names/pages/mentions.ts';
import { cableFor } from '../../src/team/pages/lines.ts';

const mentionsOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref, or words of its subject", required: true },
  page: pageOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names in': Values<typeof mentionsOptions>;
  }
}

export default command({
  name: 'names in',
  description: 'Names found in a cable, one by one: what each was read as, why, and how sure',
  who: 'reader',
  examples: ['/names in ref:COREU/WAS/0107/18'],
  options: mentionsOptions,
  run: ({ options, desk }) => mentionsPage(desk, cableFor(desk, options.ref), options.page ?? 1),
});
