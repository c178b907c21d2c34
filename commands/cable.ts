import { showChanges } from '../src/cables/pages/changes-page.ts';
import { openCable, wholeFile } from '../src/cables/pages/cable-page.ts';
import { showBeside } from '../src/cables/pages/beside-page.ts';
import { findInCable, longestFind } from '../src/cables/pages/find-page.ts';
import { showMoreFields } from '../src/cables/pages/more-fields-page.ts';
import { discussCable, longestShareReason, shareCable } from '../src/cables/pages/share-cable.ts';
import { citationStyles } from '../src/cables/bibliography/styles.ts';
import { showCitation } from '../src/cables/pages/citation-page.ts';
import { longestQuoted, quoteCable } from '../src/cables/pages/quotation-page.ts';
import { asOfOption, command, optionSpecs, type Values } from '../src/bot/command.ts';
import { type SearchRequest } from '../src/search/search.ts';
import { offlineCopy } from '../src/team/pages/dossier/offline-copy.ts';
import { cableFor } from '../src/team/pages/lines.ts';

const cableOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref, or words of its subject", required: true },
  page: { type: 'number', description: 'Page of the text', min: 1 },
  share: { type: 'flag', description: 'Show it to this channel: you see a preview first' },
  why: { type: 'text', description: 'With share: your reason, in your own words, shown with it', max: longestShareReason },
  cite: { type: 'flag', description: 'The citation, to copy' },
  quote: { type: 'text', description: 'Words of it to quote, with their paragraph and the citation', max: longestQuoted },
  paragraph: { type: 'number', description: 'The paragraph to quote, or the one of these words', min: 0, max: 9999 },
  as: { type: 'choice', description: 'Its citation in this style', choices: citationStyles },
  discuss: { type: 'flag', description: 'Open its discussion thread' },
  file: { type: 'flag', description: 'The whole text as a file' },
  offline: { type: 'flag', description: 'A page to read without a connection, with the notes of the desk' },
  fields: { type: 'flag', description: 'The other fields in its source' },
  changes: { type: 'flag', description: 'The latest change an import made to it' },
  version: {
    type: 'number',
    description: 'An earlier version, 1 for the first: shows what changed next; with file, its text',
    min: 1,
  },
  find: { type: 'text', description: 'A word or a phrase in its text: place by place', max: longestFind },
  with: { type: 'cable', description: 'Another cable, beside it: the same paragraphs, and where they differ' },
  place: { type: 'number', description: 'Which of the places', min: 1, hidden: true },
  asof: asOfOption,
  printed: { type: 'flag', description: 'With the lines of the original' },
  query: { type: 'text', description: 'The search that found it', hidden: true, max: 6000 },
  since: { type: 'date', description: 'From that search', hidden: true },
  until: { type: 'date', description: 'From that search', hidden: true },
  origin: { type: 'text', description: 'From that search', hidden: true, max: 200 },
  sort: { type: 'choice', description: 'From that search', choices: ['best', 'newest', 'oldest'], hidden: true },
  match: { type: 'choice', description: 'From that search', choices: ['all', 'any'], hidden: true },
  copies: { type: 'choice', description: 'From that search', choices: ['apart'], hidden: true },
  filters: { type: 'text', description: 'From that search', hidden: true, max: 4000 },
  at: { type: 'number', description: 'Its position in the results', min: 1, hidden: true },
  post: { type: 'text', description: 'The preview to post, exactly as shown', hidden: true, max: 64 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    cable: Values<typeof cableOptions>;
  }
}

export default command({
  name: 'cable',
  topic: 'find',
  description: 'Read a cable: header, text page by page, what it cites and what cites it',
  who: 'reader',
  looksBack: ({ share, discuss }) => share !== true && discuss !== true,
  examples: [
    '/cable ref:COREU/WAS/0107/18',
    '/cable ref:COREU/WAS/0107/18 page:2',
    '/cable ref:COREU/WAS/0107/18 paragraph:2',
    '/cable ref:COREU/WAS/0107/18 share:true',
  ],
  options: cableOptions,
  async run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const from: SearchRequest | undefined =
      options.query === undefined
        ? undefined
        : {
            query: options.query,
            since: options.since,
            until: options.until,
            origin: options.origin,
            sort: options.sort,
            match: options.match,
            copies: options.copies,
            filters: options.filters,
          };
    if (options.discuss === true) return discussCable(desk, caller, cable);
    if (options.share === true) return shareCable(desk, caller, cable, { from, previewed: options.post, why: options.why });
    if (options.quote !== undefined || options.paragraph !== undefined)
      return quoteCable(desk, caller, cable, { words: options.quote, paragraph: options.paragraph });
    if (options.cite === true || options.as !== undefined) return showCitation(desk, caller, cable, options.as ?? 'line');
    if (options.file === true) return wholeFile(desk, caller, cable, options.version);
    if (options.offline === true) return offlineCopy(desk, caller, cable);
    if (options.find !== undefined) return findInCable(desk, caller, cable, options.find, options.place ?? 1);
    if (options.with !== undefined) return showBeside(desk, caller, cable, cableFor(desk, options.with), options.page ?? 1);
    if (options.fields === true) return showMoreFields(desk, caller, cable, options.page ?? 1);
    if (options.changes === true || options.version !== undefined)
      return showChanges(desk, caller, cable, options.version, options.page ?? 1);
    return openCable(desk, caller, cable, { page: options.page ?? 1, from, at: options.at, isPrinted: options.printed === true });
  },
});
