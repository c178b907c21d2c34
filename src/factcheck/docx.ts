import { unzipSync, zipSync } from 'fflate';
import { DeskError } from '../reply/failure.ts';
import { own, quoted, said } from '../reply/text.ts';

/** Unpacked size limit of a document's parts in bytes: about 10,000 pages of text. */
const maxUnpacked = 48 * 1024 * 1024;
/** The parts that contain text; pictures and embedded files are never unpacked. */
const parts =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/(?:_rels\/document\d*\.xml\.rels|(?:document\d*|styles|numbering|footnotes|endnotes)\.xml))$/;

/**
 * The text of a Word document (DOCX) as Markdown: paragraphs separated by blank lines, quotation styles as block quotes,
 * footnotes at the end; tracked changes are read as accepted. Rejects with a DeskError (usage) for anything else, or for more
 * than 48 MB unpacked (sizes declared in the archive are not trusted: no more than that is ever unpacked).
 */
export async function textOfDocx(name: string, bytes: Uint8Array): Promise<string> {
  const fault = (what: string, cause?: unknown): DeskError =>
    new DeskError(said`${quoted(name)} ${own(what)}.`, {
      kind: 'usage',
      hint: said`Save it again as DOCX or as text, or paste the part that matters.`,
      cause,
    });
  const broken = (cause: unknown): DeskError =>
    fault('cannot be read as a Word document: it is damaged, or protected by a password', cause);
  let unpacked = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name: part, originalSize }) => {
        if (!parts.test(part)) return false;
        unpacked += originalSize;
        if (unpacked > maxUnpacked) throw fault('unpacks to more than any draft has');
        return true;
      },
    });
  } catch (error) {
    throw error instanceof DeskError ? error : broken(error);
  }
  if (!Object.keys(entries).some((part) => /^word\/document\d*\.xml$/.test(part))) throw fault('is an archive, but no Word document');
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
    throw broken(error);
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
