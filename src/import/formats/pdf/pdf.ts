import type { Format, ReadRecord, RecordWarning, Source } from '../format.ts';
import { readDocumentText } from '../document-text.ts';
import { linesOfPage, type PageLine, type PlacedText } from './lines.ts';
import { asPrinted, asText, withoutMargins } from './pages.ts';

/** A PDF of which nothing can be read: why not. */
class Unreadable extends Error {}

type Opened = { pages: PageLine[][]; unread: number[]; title: string };

/**
 * A PDF with a text layer: its lines in the order of reading. A telegram or a mail in it is read as one; of any other text the
 * lines that repeat at the head or foot of the pages are kept apart, and parted words joined. A scan is refused as one.
 */
export const pdf: Format = {
  name: 'pdf',
  description: 'PDF with text',
  isHeavy: true,

  recognise: ({ start }) => (Buffer.from(start.subarray(0, 1024)).includes('%PDF-') ? 1 : 0),

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    try {
      if (pdf.recognise(source) === 0) throw new Unreadable('it is not a PDF');
      yield* documentsIn(source, await openPages(await source.bytes()));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      yield { fault: { line: 0, reason: error.message, text: '' } };
    }
  },
};

async function* documentsIn(source: Source, { pages, unread, title }: Opened): AsyncGenerator<ReadRecord> {
  const { pages: texts, margins } = withoutMargins(pages);
  const letters = lettersIn(texts);
  const count = pages.length === 1 ? '1 page' : `${pages.length} pages`;
  const empty = pages.flatMap((page, i) => (page.length === 0 ? [i + 1] : []));
  if (letters === 0) {
    const only = margins.length === 0 ? 'no text' : `nothing but "${margins[0]?.slice(0, 60)}" on them`;
    const why = unread.length === pages.length ? 'none can be read: it is damaged' : 'a scan. Recognise its text first: ocrmypdf FILE NEW';
    throw new Unreadable(`${count} and ${only}: ${why}`);
  }
  if (isMeaningless(texts))
    throw new Unreadable(
      `${count} whose letters cannot be read (its fonts do not say what they show). Recognise its text instead: ocrmypdf --force-ocr FILE NEW`,
    );
  const warnings: RecordWarning[] = [];
  const numbers = (list: readonly number[]): string => `${list.slice(0, 10).join(', ')}${list.length > 10 ? ' ...' : ''}`;
  if (unread.length > 0) warnings.push({ kind: 'PDFs with pages that cannot be read', detail: `pages ${numbers(unread)}` });
  const silent = empty.filter((page) => !unread.includes(page));
  if (silent.length > 0) warnings.push({ kind: 'PDFs with pages without text (scanned?)', detail: `pages ${numbers(silent)}` });
  const extra: Record<string, unknown> = {};
  if (margins.length > 0) extra['running heads'] = margins;
  if (title !== '') extra['title of the file'] = title;
  yield* readDocumentText(source, { printed: asPrinted(pages), text: asText(texts), extra, warnings });
}

const lettersIn = (pages: readonly PageLine[][]): number =>
  pages.reduce((sum, page) => sum + page.reduce((inPage, { text }) => inPage + (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0), 0);

/** Signs of no writing: private ones, controls, and what stands for the unknown. */
function isMeaningless(pages: readonly PageLine[][]): boolean {
  const sample = pages
    .flat()
    .slice(0, 500)
    .map(({ text }) => text)
    .join('');
  const odd = sample.match(/[\p{Co}\p{Cn}\p{Cc}\uFFFD]/gu)?.length ?? 0;
  return odd > sample.length / 4;
}

/** All pages as lines. Throws Unreadable for what is damaged or encrypted. */
async function openPages(bytes: Uint8Array): Promise<Opened> {
  // Loaded on first use, and in its own thread: it is large.
  const { getDocumentProxy } = await import('unpdf');
  const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 }).catch((error: unknown) => {
    throw new Unreadable(reasonOf(error));
  });
  const pages: PageLine[][] = [];
  const unread: number[] = [];
  try {
    for (let number = 1; number <= document.numPages; number += 1) {
      const lines = await readPage(document, number).catch(() => undefined);
      if (lines === undefined) unread.push(number);
      pages.push(lines ?? []);
    }
    const info: unknown = await document.getMetadata().then(
      (found) => found.info,
      () => undefined,
    );
    const title = typeof info === 'object' && info !== null && 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : '';
    return { pages, unread, title };
  } finally {
    await document.loadingTask.destroy();
  }
}

type PdfDocument = Awaited<ReturnType<(typeof import('unpdf'))['getDocumentProxy']>>;

async function readPage(document: PdfDocument, number: number): Promise<PageLine[]> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  const placed = items.flatMap((item): PlacedText[] => {
    if (!('str' in item)) return [];
    const [a = 0, b = 0, , , x = 0, y = 0]: number[] = item.transform;
    return [{ text: item.str, x, y, end: x + item.width, size: Math.hypot(a, b), isUpright: Math.abs(b) < Math.abs(a) / 10 }];
  });
  const [left = 0, , right = 0]: number[] = page.view;
  page.cleanup();
  return linesOfPage(placed, right - left);
}

function reasonOf(error: unknown): string {
  const [name, message] = error instanceof Error ? [error.name, error.message] : ['', String(error)];
  if (name === 'PasswordException')
    return 'it is encrypted and asks for a password. Remove it first: qpdf --password=... --decrypt FILE NEW';
  return `it is a damaged PDF (${message.slice(0, 100).replace(/\.$/, '')}). Repair it first: qpdf FILE NEW`;
}
