import { unzipSync, zipSync } from 'fflate';

/** Unpacked size limit of a document's parts in bytes: about 10,000 pages of text. */
const maxUnpacked = 48 * 1024 * 1024;
/** The parts that contain text; pictures and embedded files are never unpacked. */
const parts =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/(?:_rels\/document\d*\.xml\.rels|(?:document\d*|styles|numbering|footnotes|endnotes)\.xml))$/;

/** A document that cannot be read; the message is a key of check-draft's texts for people. */
export class DocumentFault extends Error {}

/**
 * The text of a Word document (DOCX) as Markdown: paragraphs separated by blank lines, quotation styles as block quotes,
 * footnotes at the end; tracked changes are read as accepted. Rejects with a DocumentFault for anything else, or for more
 * than 48 MB unpacked (sizes declared in the archive are not trusted: no more than that is ever unpacked).
 */
export async function textOfDocx(bytes: Uint8Array): Promise<string> {
  let unpacked = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!parts.test(name)) return false;
        unpacked += originalSize;
        if (unpacked > maxUnpacked) throw new DocumentFault('too large');
        return true;
      },
    });
  } catch (error) {
    throw error instanceof DocumentFault ? error : new DocumentFault('broken', { cause: error });
  }
  if (!Object.keys(entries).some((name) => /^word\/document\d*\.xml$/.test(name))) throw new DocumentFault('no document');
  // Repacked by us: mammoth sees only these parts, in these sizes.
  const clean = Buffer.from(zipSync(entries, { level: 0 }));
  // Loaded on first use: it takes an eighth of a second, which would slow down every start.
  const { default: mammoth } = await import('mammoth');
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: clean },
      {
        // Pictures are dropped; their parts were not unpacked either.
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
