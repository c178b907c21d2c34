import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { originOption } from '../../src/cables/pages/origin-option.ts';
import { reorderPreview, reordered } from '../../src/search/pages/model-page.ts';

const reorderOptions = optionSpecs({
  question: { type: 'text', description: 'The question, as /ask takes it', required: true, max: 400 },
  since: { type: 'date', description: 'Only cables sent on or after: 2018-07-16, 2018-07 or 2018' },
  until: { type: 'date', description: 'Only cables sent on or before this day, month or year' },
  origin: originOption,
  without: { type: 'text', description: 'Pieces of the question to leave out', hidden: true, max: 1000 },
  sure: { type: 'flag', description: 'Already previewed', hidden: true },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'searches reorder': Values<typeof reorderOptions>;
  }
}

export default command({
  name: 'searches reorder',
  description: 'Have your own model choose and order the answers to a question; you see what is sent first',
  who: 'editor',
  examples: ['/searches reorder question:who pressed for the withdrawal of troops, and when?'],
  options: reorderOptions,
  run: ({ options: { sure, ...request }, desk, caller }) =>
    sure === true ? reordered(desk, caller, request) : reorderPreview(desk, caller, request),
});
