import { readDocumentText } from './document-text.ts';
import type { Format, ReadRecord, RecordWarning, Source } from './format.ts';
import { textOfRtf } from './rtf-text.ts';

/** An RTF document: one document, or the telegram or mail that it holds. */
export const rtf: Format = {
  name: 'rtf',
  description: 'RTF document',
  isHeavy: true,

  recognise: ({ start }: Source): number => (/^\s{0,20}\{\\rtf/.test(Buffer.from(start.subarray(0, 40)).toString('latin1')) ? 1 : 0),

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const { paragraphs, title, footnotes, heads, unknownPages, slip } = textOfRtf(Buffer.from(await source.bytes()).toString('latin1'));
    const printed = paragraphs
      .join('\n')
      .replace(/^\s*\n/, '')
      .trimEnd();
    const reason = slip ?? (printed.trim() === '' ? 'no text: there are no words in it' : undefined);
    if (reason !== undefined) {
      yield { fault: { line: 0, reason, text: printed.slice(-200) } };
      return;
    }
    const extra: Record<string, unknown> = {};
    if (footnotes.length > 0) extra['footnotes'] = footnotes;
    if (heads.length > 0) extra['running heads'] = heads;
    if (title !== '') extra['title of the file'] = title;
    const warnings: RecordWarning[] =
      unknownPages.length === 0
        ? []
        : [{ kind: 'RTFs with letters of an unknown code page', detail: `code page ${unknownPages.join(', ')}, read as windows-1252` }];
    // Whoever leaves paragraphs empty ends each line by hand.
    const isByHand = paragraphs.slice(0, -1).filter((text) => text === '').length > paragraphs.length / 10;
    const text = isByHand ? printed.replaceAll(/\n{3,}/g, '\n\n') : paragraphs.filter((one) => one.trim() !== '').join('\n\n');
    yield* readDocumentText(source, { printed, text, extra, warnings });
  },
};
