import { asOfOption, command, optionSpecs, type Values } from '../src/bot/command.ts';
import { originOption } from '../src/cables/pages/origin-option.ts';
import type { Block } from '../src/reply/reply.ts';
import { said } from '../src/reply/text.ts';
import { askPassages, keepAsked, type AskRequest } from '../src/search/ask/ask.ts';
import { turned } from '../src/search/pages/ask-actions.ts';
import { askPage } from '../src/search/pages/ask-page.ts';

const askOptions = optionSpecs({
  question: { type: 'text', description: 'A question in plain words: who pressed for the withdrawal, and when?', required: true, max: 400 },
  since: { type: 'date', description: 'Only cables sent on or after: 2018-07-16, 2018-07 or 2018' },
  until: { type: 'date', description: 'Only cables sent on or before this day, month or year' },
  origin: originOption,
  asof: asOfOption,
  page: { type: 'number', description: 'Page of the passages', min: 1 },
  without: { type: 'text', description: 'Pieces of the question to leave out', hidden: true, max: 1000 },
  turn: { type: 'text', description: 'One more piece to leave out, or to put back', hidden: true, max: 100 },
  of: { type: 'text', description: 'The passage whose like are shown, or the cable', hidden: true, max: 40 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    ask: Values<typeof askOptions>;
  }
}

export default command({
  name: 'ask',
  topic: 'find',
  description: 'Ask in plain words: the paragraphs that answer, word for word',
  who: 'reader',
  looksBack: true,
  examples: ['/ask question:who pressed for the withdrawal of troops, and when?', '/ask question:how many refugees arrived since:2018'],
  options: askOptions,
  async run({ options, desk, caller }) {
    const { question, since, until, origin, page, of } = options;
    const request: AskRequest = { question, since, until, origin, without: turned(options.without, options.turn) };
    const asked = await askPassages(desk, caller, request);
    // A new question is kept; turning its pages does not ask a new one. A receipt says what all cables hold.
    const isNew = page === undefined && of === undefined && desk.searches.keeping !== 'off';
    const isWhole = desk.importing === 0 && desk.index.isWhole() && desk.names.isWhole();
    const receipt = isNew && isWhole ? await keepAsked(desk, caller, request, asked) : undefined;
    const unkept: Block[] =
      receipt === 'not kept' ? [{ kind: 'text', text: said`This search could not be kept, so it has no receipt.` }] : [];
    const reply = askPage(desk, { request, asked, receipt: receipt === 'not kept' ? undefined : receipt, page, of });
    return { ...reply, blocks: [...unkept, ...reply.blocks] };
  },
});
