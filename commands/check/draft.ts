import { checkDraft, draftIn, type Checked, type CheckedDraft } from '../../src/factcheck/pages/check-draft.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { countText, heldIn, isWrong, itemOf, reportOf, sentenceItemOf } from '../../src/factcheck/pages/draft-report.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { keepQuotations, keptQuotations, maxKeptCharacters } from '../../src/factcheck/kept-drafts.ts';
import { mayHaveFile, fileRefusal } from '../../src/desk/policy.ts';
import type { Action, Reply } from '../../src/reply/reply.ts';
import { undoAction } from '../../src/team/pages/lines.ts';
import { own, plain, plural, quoted, said, strong, type Text, ours } from '../../src/reply/text.ts';
import { form } from '../../src/reply/actions.ts';

/** Quotations that a message shows: what needs a look first. The file has them all. */
const shown = 7;

const pasteForm = (): Action =>
  form(
    said`Paste or attach it`,
    'check draft',
    {},
    {
      as: 'replace',
      title: said`Check a draft’s quotations`,
      fields: [
        { option: 'text', label: ours('The draft, or a part of it'), long: true, max: 4000 },
        {
          option: 'file',
          label: ours('Or a file'),
          description: ours('Text, Markdown or Word (DOCX)'),
          kind: 'file',
          endings: ['.docx', '.txt', '.md', '.markdown', '.text'],
        },
        { option: 'keep', label: ours('Keep its quotations'), description: ours('So that colleagues can check them again'), kind: 'flag' },
      ],
      style: 'main',
    },
  );

const checkdraftOptions = optionSpecs({
  file: { type: 'file', description: 'The draft: text, Markdown or Word (DOCX)' },
  text: { type: 'text', description: 'The draft itself; with neither text nor file, you get a form', max: 6000 },
  quotation: { type: 'text', description: 'One quotation, with or without its quotation marks', max: 4000 },
  keep: { type: 'flag', description: 'Keep its quotations so colleagues can check them again (default: keep nothing)' },
  kept: { type: 'number', description: 'Check the quotations kept under this number again', min: 1 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'check draft': Values<typeof checkdraftOptions>;
  }
}

export default command({
  name: 'check draft',
  description: 'Check every quotation in a draft: exact, near (with what differs) or not found',
  who: 'reader',
  examples: ['/check draft', '/check draft text:He wrote that Crimea “may have been turned into a hot zone”.'],
  options: checkdraftOptions,
  menus: [
    {
      on: 'message',
      name: 'Check this quotation',
      open: (target) => ({ options: target.on === 'message' ? { quotation: target.text } : {} }),
    },
  ],
  async run({ options, desk, caller, progress }): Promise<Reply> {
    const { file, kept, quotation } = options;
    const text = quotation === undefined ? options.text : inMarks(quotation);
    if (file === undefined && text === undefined && kept === undefined)
      return {
        title: said`Check a draft`,
        blocks: [
          {
            kind: 'text',
            text: said`Paste a draft, or attach it as text, Markdown or Word (DOCX).`,
          },
          { kind: 'small', text: said`Every quotation is checked against the cables. Nothing from the draft is kept.` },
        ],
        actions: [[pasteForm()]],
      };
    const name = kept !== undefined ? ours`draft ${kept}` : (file?.name ?? ours('the draft'));
    const draft =
      kept !== undefined
        ? await keptDraft(desk, caller, kept)
        : file === undefined
          ? { kind: 'text' as const, text: text ?? '' }
          : await draftIn(file);
    const result = await checkDraft(desk, draft, name, progress);
    const { checked } = result;
    const count = (outcome: Checked['outcome']): number => checked.filter((one) => one.outcome === outcome).length;
    const isKeeping = options.keep === true && kept === undefined && checked.length > 0;
    const quotations = isKeeping ? checked.map((one) => one.text) : [];
    if (quotations.join('').length > maxKeptCharacters)
      throw new DeskError(said`${quoted(name)} has too many quotations to keep.`, {
        hint: said`Check it without keeping it.`,
      });
    const act = desk.act(
      caller,
      // Counts alone: not even the name of the file.
      { act: 'checkdraft', detail: { quotations: result.total, exact: count('exact'), near: count('near'), missing: count('not found') } },
      (tools) => {
        if (isKeeping) keepQuotations(tools, name, quotations);
        return tools.act;
      },
    );
    return replyFor(desk, caller, name, result, isKeeping ? act : undefined);
  },
});

/** What is without quotation marks is a quotation as it stands. */
const inMarks = (text: string): string => (/[“”"«»„]/.test(text) ? text : `“${text}”`);

/**
 * The quotations kept under a number, as a draft of block quotes: looked up anew, by who looks now. What stands in cables
 * alone that were withdrawn since is left out.
 */
async function keptDraft(desk: Desk, caller: Caller, number: number): Promise<{ kind: 'text'; text: string }> {
  const quotations = keptQuotations(desk.facts, caller.desk, number);
  if (quotations === undefined)
    throw new DeskError(said`Nothing is kept under the number ${own(String(number))}.`, { hint: said`It may have been undone.` });
  const draft = { kind: 'text' as const, text: quotations.map((one) => `> ${one.replaceAll(/\s*\n\s*/g, ' ')}`).join('\n\n') };
  if (desk === desk.whole) return draft;
  const { checked } = await checkDraft(desk.whole, draft, 'draft', () => {});
  const seen = checked.filter(({ places }) => places.length === 0 || desk.cables.existing(places.map(({ row }) => row)).length > 0);
  return { kind: 'text', text: seen.map(({ text }) => `> ${text}`).join('\n\n') };
}

function replyFor(desk: Desk, caller: Caller, name: string, result: CheckedDraft, keptAs: number | undefined): Reply {
  const { checked, total, sentences } = result;
  if (checked.length === 0 && sentences.length === 0)
    return {
      tone: 'notice',
      blocks: [
        { kind: 'text', text: said`No quotations found in ${quoted(name)}: nothing between quotation marks, no block quotes.` },
        {
          kind: 'small',
          text: said`I recognise “curly” and "straight" marks, ‘single’ ones, «guillemets», „low“ ones, and lines that begin with >.`,
        },
      ],
      actions: [[pasteForm()]],
    };
  const order = ({ outcome }: Checked, wrong: boolean): number => (outcome === 'near' ? 0 : wrong ? 1 : outcome === 'not found' ? 2 : 3);
  const sorted = checked.toSorted((a, b) => order(a, isWrong(a)) - order(b, isWrong(b)) || a.id - b.id);
  const mayFile = mayHaveFile(desk.exposure, caller);
  const summary = said`${plural(checked.length, 'quotation')}: ${countText(checked)}`;
  const small: Text[] = [];
  const left = checked.length - Math.min(shown, checked.length) + Math.max(0, sentences.length - shown);
  if (left > 0)
    small.push(
      mayFile
        ? said`${left} more in the file, in the order of the draft.`
        : said`${left} more are not shown here. ${fileRefusal(desk.exposure, caller)} Check the draft in parts.`,
    );
  if (total > checked.length && total > 2000) small.push(said`The draft has ${total} quotations; the first 2,000 were checked.`);
  small.push(
    keptAs === undefined
      ? said`Nothing from the draft is kept.`
      : said`Its quotations are kept. Anyone at this desk can check them again: ${own(`/check draft kept:${keptAs}`)}`,
  );
  return {
    title: summary,
    blocks: [
      ...(sorted.length === 0 ? [] : [{ kind: 'items' as const, items: sorted.slice(0, shown).map((one) => itemOf(desk, one)) }]),
      ...(sentences.length === 0
        ? []
        : [
            { kind: 'text' as const, text: [strong(ours('Figures, dates and names that differ from the cable cited'))] },
            { kind: 'items' as const, items: sentences.slice(0, shown).map((one) => sentenceItemOf(desk, one)) },
          ]),
      ...small.map((one) => ({ kind: 'small' as const, text: one })),
    ],
    ...(keptAs === undefined ? {} : { actions: [[undoAction(keptAs)]] }),
    ...(mayFile
      ? {
          files: [
            {
              name: 'checkdraft.txt',
              bytes: new TextEncoder().encode(reportOf(desk, name, result, plain(summary))),
              holds: heldIn(checked),
            },
          ],
        }
      : {}),
  };
}
