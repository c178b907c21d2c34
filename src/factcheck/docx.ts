import { unzipSync, zipSync } from 'fflate';

/** Bytes that the parts of a document may have once they are unpacked: about 10,000 pages of text. */
const mostUnpacked = 48 * 1024 * 1024;
/** What of a document holds words; pictures and what is embedded are never unpacked. */
const parts =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/(?:_rels\/document\d*\.xml\.rels|(?:document\d*|styles|numbering|footnotes|endnotes)\.xml))$/;

/** What is wrong with a document, for people; the message says no more than that. */
export class DocumentFault extends Error {}

/**
 * The words of a Word document (DOCX) as Markdown: paragraphs parted by empty lines, those in a style of quotations as
 * block quotes, footnotes at the end; changes that are tracked are read as accepted. Throws a DocumentFault for what is no such document or
 * unpacks to more than 48 MB (the archive's word on sizes is not taken: only so much is ever unpacked).
 */
export async function textOfDocx(bytes: Uint8Array): Promise<string> {
  let unpacked = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!parts.test(name)) return false;
        unpacked += originalSize;
        if (unpacked > mostUnpacked) throw new DocumentFault('too large');
        return true;
      },
    });
  } catch (error) {
    throw error instanceof DocumentFault ? error : new DocumentFault('broken', { cause: error });
  }
  if (!Object.keys(entries).some((name) => /^word\/document\d*\.xml$/.test(name))) throw new DocumentFault('no document');
  // An archive of our own making: the reader sees these parts, in these sizes, and nothing else.
  const clean = Buffer.from(zipSync(entries, { level: 0 }));
  // Loaded with the first document: it takes an eighth of a second, which not every start should.
  const { default: mammoth } = await import('mammoth');
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: clean },
      {
        // Pictures say nothing; they are not among the parts either.
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
        styleMap: [
          "p[style-name='Quote'] => blockquote > p:fresh",
          "p[style-name='Intense Quote'] => blockquote > p:fresh",
          "p[style-name='Block Text'] => blockquote > p:fresh",
        ],
      },
    );
    return markdownOf(value);
  } catch (error) {
    throw new DocumentFault('broken', { cause: error });
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' };

/** The reader's HTML (a few plain elements) as paragraphs. */
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
  // A line of the text that begins like a block quote is none.
  return lines.map(({ text, isQuote: quotes }) => (quotes ? `> ${text}` : text.replace(/^\s*>/, '\u200b>'))).join('\n');
}
