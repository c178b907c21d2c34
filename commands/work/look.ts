import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { cableFor } from '../../src/team/pages/lines.ts';
import { secondLook } from '../../src/team/pages/second-look.ts';

const lookOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  early: { type: 'flag', description: 'Before you have finished it', hidden: true },
  page: pageOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work look': Values<typeof lookOptions>;
  }
}

export default command({
  name: 'work look',
  description: 'What colleagues noticed in a cable that you have read: their tags, notes and names beside yours',
  who: 'reader',
  examples: ['/work look ref:COREU/WAS/0107/18'],
  options: lookOptions,
  run: ({ options: { ref, early, page }, desk, caller }) => secondLook(desk, caller, cableFor(desk, ref), { early: early === true, page }),
});
