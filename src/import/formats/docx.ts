import { readDocumentText } from './document-text.ts';
import { htmlOfDocx } from './docx-html.ts';
import type { Format, ReadRecord, Source } from './format.ts';
import { textOfHtml } from './html-text.ts';
import { firstNameIn, UnreadOffice } from './office.ts';

/** A Word document: one document, or the telegram or mail that it holds. */
export const docx: Format = {
  name: 'docx',
  description: 'Word document (DOCX)',
  isHeavy: true,

  recognise({ start }: Source): number {
    const isOffice = /^(?:\[Content_Types\]\.xml$|_rels\/|docProps\/|word\/|customXml\/)/.test(firstNameIn(start));
    const head = Buffer.from(start);
    return isOffice && head.includes('word/') && !head.includes('xl/workbook') ? 0.95 : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    let text: string;
    try {
      text = textOfHtml(await htmlOfDocx(await source.bytes()));
    } catch (error) {
      if (!(error instanceof UnreadOffice)) throw error;
      yield { fault: { line: 0, reason: error.message, text: '' } };
      return;
    }
    yield* readDocumentText(source, { printed: text.replaceAll(/\n+/g, '\n'), text });
  },
};
