import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerptLimit, shownToCaller } from '../../desk/policy.ts';
import { sourcesIn } from '../../factcheck/pages/sources.ts';
import { form, press, type FormAction, type RunAction } from '../../reply/actions.ts';
import type { Block, Reply } from '../../reply/reply.ts';
import { ours, quoted, ref, said } from '../../reply/text.ts';
import { excerpt } from '../../search/excerpt.ts';
import { refuseBeyondLimit } from '../../team/reading-alarms.ts';
import { citationOf, passageText } from '../cards.ts';
import type { Cable } from '../cables.ts';
import { paragraphAt, paragraphsOf, wordsBegin } from '../paragraphs.ts';
import { pagesOf } from '../text-pages.ts';
import { noteOpening } from './opening.ts';

/** The most characters of words to be looked for. */
export const longestQuoted = 1000;
/** The most characters of one quotation. */
const longestQuotation = 1500;

/** Asks which words or which paragraph to quote. */
export const quoteForm = (cable: Cable): FormAction =>
  form(
    said`Quote from it`,
    'cable',
    { ref: cable.ref },
    {
      as: 'replace',
      title: said`Quote this cable`,
      fields: [
        {
          option: 'quote',
          label: ours('Its words'),
          description: ours('A word or two from each end will do: It may … a finding'),
          long: true,
          max: longestQuoted,
        },
        { option: 'paragraph', label: ours('Paragraph'), description: ours('Its number: all of it, or the one of these words'), max: 4 },
      ],
    },
  );

/** A button to the quotation of a paragraph. */
export const citeAction = (cable: Cable, paragraph: number): RunAction => press(said`Cite`, 'cable', { ref: cable.ref, paragraph });

/** Which words of a cable, of which paragraph; without words, all of it. */
type Wanted = { words: string | undefined; paragraph: number | undefined };

/**
 * A passage of a cable word for word, with `REF¶2` and the rest of its citation, to be copied. Throws a DeskError that says what
 * differs when the words do not stand there.
 */
export function quoteCable(desk: Desk, caller: Caller, cable: Cable, { words, paragraph }: Wanted): Reply {
  const isWhole = shownToCaller(desk.exposure).text;
  if (isWhole) refuseBeyondLimit(desk, caller, cable.row);
  const [found] = sourcesIn(desk, caller, paragraph === undefined ? cable.ref : `${cable.ref}¶${paragraph}`, words);
  const { start: from, end, paragraph: number } = found ?? { start: 0, end: 0, paragraph: 1 };
  const start = words === undefined ? wordsBegin(cable.body, { number, start: from, end }) : from;
  const all = cable.body.slice(start, end);
  const max = isWhole ? longestQuotation : excerptLimit(desk.exposure);
  const shown = all.length > max ? excerpt(all, undefined, { max }).text : all;
  const paragraphs = paragraphsOf(cable.body);
  const [first, last] = [start, start + shown.length - 1].map((at) => paragraphAt(paragraphs, at)?.number ?? 1);
  noteOpening(desk, caller, cable, Math.max(1, pagesOf(cable.body).findIndex((page) => start < page.end) + 1));
  const small: Block[] =
    shown.length < all.length ? [{ kind: 'small', text: said`Its first ${shown.length} of ${all.length} characters.` }] : [];
  return {
    title: said`Quotation from ${ref(cable.ref)}`,
    blocks: [
      {
        kind: 'copy',
        text: [
          quoted('“'),
          ...passageText(shown, [], { before: false, after: false }, { cable: cable.row, at: start }),
          quoted('”\n\n'),
          ...citationOf(cable, first === last ? String(first) : `${first}–${last}`),
        ],
      },
      ...small,
    ],
    actions: [[quoteForm(cable), press(said`Citation only`, 'cable', { ref: cable.ref, cite: true }, { as: 'replace' })]],
  };
}
