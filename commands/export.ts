import { asOfOption, command, optionSpecs, type Values } from '../src/bot/command.ts';
import { exportCables, exportForms } from '../src/team/pages/export-page.ts';

const exportOptions = optionSpecs({
  query: { type: 'text', description: 'A search, as in /search', max: 6000 },
  tag: { type: 'text', description: 'A tag', max: 200 },
  set: { type: 'text', description: 'The name or code of a set', max: 60 },
  refs: { type: 'text', description: 'Cable refs, separated by commas or spaces', max: 6000 },
  asof: asOfOption,
  as: { type: 'choice', description: 'A table (default), a dossier, or citations in this style', choices: exportForms },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    export: Values<typeof exportOptions>;
  }
}

export default command({
  name: 'export',
  topic: 'print',
  description: 'Export cables as a table, as a dossier with texts and notes, or as citations',
  who: 'editor',
  looksBack: true,
  examples: [
    '/export query:iran from:washington',
    '/export tag:iran-deal',
    '/export set:hot-zone as:bibtex',
    '/export set:hot-zone as:dossier',
  ],
  options: exportOptions,
  run: ({ options, desk, caller }) => exportCables(desk, caller, options),
});
