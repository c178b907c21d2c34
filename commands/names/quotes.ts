import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { quotesPage } from '../../src/names/pages/quotes.ts';
import { entityCompletion } from '../../src/names/pages/section.ts';

const quotesOptions = optionSpecs({
  person: { type: 'text', description: 'Who said it: any name they are known by', max: 300, ...entityCompletion('individual') },
  topic: { type: 'text', description: 'What about: words, as in a search', max: 300 },
  since: { type: 'date', description: 'Sent on or after: 2018-07-16, 2018-07 or 2018' },
  until: { type: 'date', description: 'Sent on or before this day, month or year' },
  page: pageOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names quotes': Values<typeof quotesOptions>;
  }
}

export default command({
  name: 'names quotes',
  description: 'Who said what: statements word for word, by person or topic, with who reports them',
  who: 'reader',
  examples: ['/names quotes person:Tankoulou-Zarra', '/names quotes topic:ministry', '/names quotes person:Ben-Tsvirko since:2018'],
  options: quotesOptions,
  run: ({ options, desk, caller }) => quotesPage(desk, caller, options),
});
