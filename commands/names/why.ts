import { asOfOption, command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { entityOption } from '../../src/names/pages/entity-option.ts';
import { entityNamed } from '../../src/names/pages/section.ts';
import { whyOnePage } from '../../src/names/pages/why.ts';

const whyOptions = optionSpecs({ name: entityOption, page: pageOption, asof: asOfOption });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names why': Values<typeof whyOptions>;
  }
}

export default command({
  name: 'names why',
  description: 'Why several names lead to one page',
  who: 'reader',
  looksBack: true,
  examples: ['/names why name:Vicini'],
  options: whyOptions,
  run: async ({ options, desk, caller }) => whyOnePage(desk, await entityNamed(desk, caller, options.name), options.page),
});
