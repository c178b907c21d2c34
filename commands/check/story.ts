import { asOfOption, command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { addForm } from '../../src/factcheck/pages/claim-page.ts';
import { draftIn } from '../../src/factcheck/pages/check-draft.ts';
import { storyOf } from '../../src/factcheck/pages/story.ts';
import { storyPage } from '../../src/factcheck/pages/story-page.ts';
import { ours, said } from '../../src/reply/text.ts';

const storyOptions = optionSpecs({
  file: { type: 'file', description: 'The draft, to see which names have no claim: text, Markdown or Word (DOCX)' },
  text: { type: 'text', description: 'The draft itself', max: 6000 },
  asof: { ...asOfOption, description: 'As the ledger was at the end of this day, such as the day of printing: 2026-08-01' },
  page: pageOption,
  looked: { type: 'text', description: 'What was looked for on another page', hidden: true, max: 22 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'check story': Values<typeof storyOptions>;
  }
}

export default command({
  name: 'check story',
  description: 'What the story lacks: the support of each claim, other figures, responses, a checklist',
  who: 'reader',
  examples: ['/check story', '/check story text:Caroline Vicini warned of a hot zone.'],
  looksBack: true,
  options: storyOptions,
  async run({ options: { file, text, page, looked }, desk, caller, progress }) {
    const draft =
      file !== undefined
        ? { draft: await draftIn(file), name: file.name }
        : text === undefined
          ? undefined
          : { draft: { kind: 'text' as const, text }, name: ours('the draft') };
    const story = await storyOf(desk, caller, draft, progress, looked);
    if (story.claims.length === 0 && story.names === undefined)
      return {
        tone: 'notice',
        blocks: [
          { kind: 'text', text: said`There are no claims in the ledger yet.` },
          { kind: 'small', text: said`A claim is a sentence in the story and the cable paragraphs that support it.` },
        ],
        actions: [[addForm({})]],
      };
    return storyPage(desk, caller, story, page);
  },
});
