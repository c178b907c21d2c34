import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { glossaryPage, suggestTerms } from '../../src/names/pages/glossary-page.ts';
import { said } from '../../src/reply/text.ts';

const glossaryOptions = optionSpecs({
  term: {
    type: 'text',
    description: 'An acronym or a term: COREU; leave empty for all',
    max: 100,
    suggest: ({ desk, caller, typed }) => suggestTerms(desk, caller, typed),
    none: () => said`No term of the cables begins so`,
  },
  ref: { type: 'text', description: 'Instead, the terms of one cable', hidden: true, max: 200 },
  page: pageOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names glossary': Values<typeof glossaryOptions>;
  }
}

export default command({
  name: 'names glossary',
  description: 'Acronyms and terms, with what the cables and the desk say they mean',
  who: 'reader',
  examples: ['/names glossary', '/names glossary term:NSC'],
  options: glossaryOptions,
  run: ({ options, desk, caller }) => glossaryPage(desk, caller, options),
});
