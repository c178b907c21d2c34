import { withWhatIsBeside } from './beside.ts';
import { type CableContext, countryEvidence } from './countries.ts';
import type { ListedPhrases, Mention } from './names-so-far.ts';
import { recognise } from './recognise.ts';

/** What is read of a cable. Who wrote it to whom, where and when help to tell whose office is meant. */
export type ReadText = { subject: string; body: string; date?: string; origin?: string; destination?: string; place?: string };

/** A name in a cable's subject or body. */
export type CableName = Mention & { part: 'subject' | 'body' };

/** Cities that stand for the organizations based there, not for their country. */
const seats: ReadonlySet<string> = new Set(['Brussels', 'BRUSSELS', 'Bruxelles', 'Strasbourg', 'Geneva', 'GENEVA']);

/**
 * Every name in a cable, in order: what `recognise` finds, and every reference to a country with its role, also inside
 * other names and in other forms (demonym, capital, metonym). Offsets are relative to the part.
 */
export function readNames(
  { subject, body, date = '', origin = '', destination = '', place = '' }: ReadText,
  listed?: ListedPhrases,
): CableName[] {
  const posts = [origin, destination, place];
  const year = Number(date.slice(0, 4)) || undefined;
  return [...namesIn(subject, 'subject', { posts, year }, listed), ...namesIn(body, 'body', { posts, year, subject }, listed)];
}

/** Longer lines are paragraphs. */
const longestLine = 160;

/** By which line a stamp is known that stands in many cables. The head of a mail and a signature are lines of their own right. */
function lineOf(text: string, { start, end, rule }: Mention): { line?: number } {
  if (rule === 'mail head' || rule === 'signature') return {};
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const after = text.indexOf('\n', end);
  const to = after < 0 ? text.length : after;
  if (to - from > longestLine || to - from < end - start + 4) return {};
  let hash = 0x81_1c_9d_c5; // FNV-1a
  for (const character of text.slice(from, to).replaceAll(/\d+/g, '0').replaceAll(/\s+/g, ' ').trim().toLowerCase())
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  return { line: hash >>> 0 };
}

function namesIn(text: string, part: CableName['part'], context: CableContext, listed: ListedPhrases | undefined): CableName[] {
  const named = recognise(text, listed).filter(({ kind }) => kind !== 'country');
  const evidence = countryEvidence(text, context).filter(({ role, surface }) => role !== 'capital' || !seats.has(surface));
  const countries = evidence.map(({ code, role, start, end, surface }): Mention => ({
    start,
    end,
    surface,
    kind: 'country',
    rule: role,
    sure: role === 'name' || role === 'historic' ? 0.95 : role === 'demonym' ? 0.8 : 0.6,
    country: { code, role },
  }));
  const beside = withWhatIsBeside(text, named, evidence, context);
  return [...beside.map((mention) => ({ ...mention, ...lineOf(text, mention) })), ...countries]
    .map((mention) => ({ ...mention, part }))
    .toSorted((a, b) => a.start - b.start || b.end - a.end);
}
