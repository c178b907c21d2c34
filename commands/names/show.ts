import { asOfOption, command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { entityPage } from '../../src/names/pages/entity-page.ts';
import { entityNamed } from '../../src/names/pages/section.ts';
import { entityOption } from '../../src/names/pages/entity-option.ts';

const showOptions = optionSpecs({ name: entityOption, asof: asOfOption });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names show': Values<typeof showOptions>;
  }
}

export default command({
  name: 'names show',
  description: 'Open the page of anything named in the cables',
  who: 'reader',
  looksBack: true,
  examples: ['/names show name:Vicini'],
  options: showOptions,
  run: async ({ options, desk, caller }) => entityPage(desk, caller, await entityNamed(desk, caller, options.name)),
});
