import type { Cable } from '../../cables/cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { findIn } from '../align.ts';
import { prepare } from '../prepared.ts';
import { parseQuotation } from '../quotations.ts';
import { DeskError } from '../../reply/failure.ts';
import type { ClaimSource } from '../claims.ts';
import { paragraphAt, paragraphNumbered, paragraphsOf, type Paragraph } from '../../cables/paragraphs.ts';
import { cableFor } from '../../team/pages/lines.ts';
import { own, quoted, ref, said, ours } from '../../reply/text.ts';

/** Parses citations of paragraphs: `REF¶2`. */

/** Sources per claim. */
const maxSources = 12;

/**
 * Parses citations separated by `;` or line breaks: `REF¶2`, `REF par. 2` or `REF 2`. `quote`: words that must occur there
 * verbatim; with them the paragraph may be omitted. Throws a DeskError (usage) that names the part and the mistake.
 */
export function sourcesIn(desk: Desk, caller: Caller, cited: string, quote: string | undefined): ClaimSource[] {
  const parts = cited
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw new DeskError(said`Which cable supports it?`, { kind: 'usage', hint: example() });
  if (parts.length > maxSources)
    throw new DeskError(said`A claim has ${maxSources} sources at most; these are ${parts.length}.`, { kind: 'usage' });
  if (quote !== undefined && parts.length > 1)
    throw new DeskError(said`Words are quoted from one paragraph; ${parts.length} are named.`, {
      kind: 'usage',
      hint: said`Cite one, then add the others to the claim.`,
    });
  return parts.map((part) => sourceOf(desk, caller, part, quote));
}

const example = () => said`For example ${own('COREU/KYI/0039/18¶2')}; separate several with ;`;

function sourceOf(desk: Desk, caller: Caller, part: string, quote: string | undefined): ClaimSource {
  // A ref may itself end in a number, so try the whole part first.
  const isWhole = desk.cables.get(part) !== undefined;
  const match = /^(.+?)(?:\s*(?:¶|§|\bpar(?:a|agraph)?\b\.?|:)\s*|\s+)(\d{1,4})$/iu.exec(part);
  const named = isWhole || match === null ? part : (match[1] ?? part);
  const number = isWhole || match === null ? undefined : Number(match[2]);
  const cable = cableFor(desk, named);
  const paragraphs = paragraphsOf(cable.body);
  const paragraph = number === undefined ? undefined : paragraphNumbered(cable.body, number);
  if (number !== undefined && paragraph === undefined)
    throw new DeskError(said`${ref(cable.ref)} has no paragraph ${own(String(number))}: it has ${own(rangeOf(paragraphs))}.`, {
      kind: 'usage',
    });
  if (quote === undefined && paragraph === undefined)
    throw new DeskError(said`Which paragraph of ${ref(cable.ref)}? It has ${own(rangeOf(paragraphs))}.`, {
      kind: 'usage',
      hint: said`Write ${own(`${cable.ref}¶2`)}, or quote its words.`,
    });
  const [start, end] =
    quote === undefined ? trimmed(cable.body, paragraph?.start ?? 0, paragraph?.end ?? 0) : placeOf(cable, paragraph, quote);
  const at = paragraph ?? paragraphAt(paragraphs, start);
  return { cable: cable.row, paragraph: at?.number ?? 1, start, end, words: cable.body.slice(start, end), by: caller.member };
}

function trimmed(body: string, start: number, end: number): [number, number] {
  const text = body.slice(start, end);
  return [start + (text.length - text.trimStart().length), end - (text.length - text.trimEnd().length)];
}

function rangeOf(paragraphs: readonly Paragraph[]): string {
  const numbers = paragraphs.map(({ number }) => number);
  return numbers.length === 0 ? 'none' : ours`${Math.min(...numbers)} to ${Math.max(...numbers)}`;
}

/** The span of a quotation in a cable. Throws a DeskError that says what differs when it does not occur verbatim. */
function placeOf(cable: Cable, paragraph: Paragraph | undefined, quote: string): [number, number] {
  const from = paragraph?.start ?? 0;
  const text = cable.body.slice(from, paragraph?.end ?? cable.body.length);
  const where = paragraph === undefined ? said`${ref(cable.ref)}` : said`${ref(cable.ref)}${own(`¶${paragraph.number}`)}`;
  const match = findIn(parseQuotation(quote), prepare(text));
  if (match === undefined) throw new DeskError(said`These words are not in ${where}: ${quoted(quote.slice(0, 200))}`, { kind: 'usage' });
  const [difference] = match.differences;
  if (difference !== undefined)
    throw new DeskError(
      said`${where} says it differently: ${quoted(`“${difference.draft}”`)} there is ${difference.cable === '' ? own('nothing') : quoted(`“${difference.cable}”`)}.`,
      { kind: 'usage', hint: said`Its words: ${quoted(text.slice(match.start, match.end).replaceAll(/\s+/g, ' ').slice(0, 300))}` },
    );
  return [from + match.start, from + match.end];
}
