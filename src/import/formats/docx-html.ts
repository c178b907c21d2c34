import { zipSync } from 'fflate';
import { UnreadOffice, unpackParts } from './office.ts';

/** The parts that contain text; pictures and embedded files are never unpacked. */
const parts =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/(?:_rels\/document\d*\.xml\.rels|(?:document\d*|styles|numbering|footnotes|endnotes)\.xml))$/;

/**
 * The text of a Word document (DOCX) as HTML: quotation styles as block quotes, footnotes at the end; tracked changes are read
 * as accepted. Rejects with UnreadOffice for anything else.
 */
export async function htmlOfDocx(bytes: Uint8Array): Promise<string> {
  const entries = unpackParts(bytes, (name) => parts.test(name));
  if (!Object.keys(entries).some((part) => /^word\/document\d*\.xml$/.test(part))) throw new UnreadOffice('other');
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
    return value;
  } catch (error) {
    throw new UnreadOffice('damaged', error);
  }
}
