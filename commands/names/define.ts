import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { defineTerm, suggestTerms } from '../../src/names/pages/glossary-page.ts';
import { said } from '../../src/reply/text.ts';

const defineOptions = optionSpecs({
  term: {
    type: 'text',
    description: 'An acronym or a term: COREU',
    required: true,
    max: 60,
    suggest: ({ desk, caller, typed }) => suggestTerms(desk, caller, typed),
    none: () => said`A new term`,
  },
  meaning: { type: 'text', description: 'What it means at this desk; leave empty to go by the cables alone', max: 200 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names define': Values<typeof defineOptions>;
  }
}

export default command({
  name: 'names define',
  description: 'Say what a term of the glossary means, or correct it',
  who: 'editor',
  examples: ['/names define term:COREU meaning:Correspondance européenne'],
  options: defineOptions,
  run: ({ options, desk, caller }) => defineTerm(desk, caller, options.term, options.meaning),
});
