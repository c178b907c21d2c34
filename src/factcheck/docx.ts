import { DeskError } from '../reply/failure.ts';
import { own, quoted, said, english } from '../reply/text.ts';

const what = {
  damaged: english('cannot be read as a Word document: it is damaged, or protected by a password'),
  other: english('is an archive, not a Word document'),
  'too large': english('unpacks to more than any draft holds'),
};

/**
 * The text of a Word document (DOCX) as Markdown: paragraphs separated by blank lines, quotation styles as block quotes,
 * footnotes at the end; tracked changes are read as accepted. Rejects with a DeskError (usage) for anything else, or for more
 * than 48 MB unpacked.
 */
export async function textOfDocx(name: string, bytes: Uint8Array): Promise<string> {
  const [{ htmlOfDocx }, { UnreadOffice }] = await Promise.all([
    import('../import/formats/docx-html.ts'),
    import('../import/formats/office.ts'),
  ]);
  try {
    return markdownOf(await htmlOfDocx(bytes));
  } catch (error) {
    if (!(error instanceof UnreadOffice)) throw error;
    throw new DeskError(said`${quoted(name)} ${own(what[error.kind])}.`, {
      kind: 'usage',
      hint: said`Save it again as DOCX or as text, or paste the part that matters.`,
      cause: error,
    });
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' };

/** Converts mammoth's HTML (a few plain elements) to Markdown paragraphs. */
function markdownOf(html: string): string {
  let isQuote = false;
  const lines: { text: string; isQuote: boolean }[] = [{ text: '', isQuote }];
  for (const [part, name] of html.matchAll(/<\/?([a-z0-9]+)[^>]*>|[^<]+/g)) {
    const last = lines.at(-1);
    if (name === undefined && last !== undefined)
      last.text += part.replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, entity: string) => entities[entity] ?? '');
    else if (name === 'blockquote') isQuote = !part.startsWith('</');
    else if (name === 'br') lines.push({ text: '', isQuote });
    else if (/^(?:p|h[1-6]|li|td|th|tr|table|ol|ul)$/.test(name ?? '')) lines.push({ text: '', isQuote: false }, { text: '', isQuote });
  }
  // Escape text lines that begin like a block quote.
  return lines.map(({ text, isQuote: quotes }) => (quotes ? `> ${text}` : text.replace(/^\s*>/, '\u200b>'))).join('\n');
}
