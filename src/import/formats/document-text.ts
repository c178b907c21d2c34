import type { Draft } from '../../cables/draft.ts';
import type { Format, ReadRecord, RecordWarning, Source } from './format.ts';
import { textInside } from './inside.ts';
import { released } from './mail/released.ts';
import { plainText } from './plain.ts';
import { telegram } from './telegram/telegram.ts';

/** What the text of a document may be; below this it is prose. */
const kinds: readonly Format[] = [telegram, released, plainText];
const threshold = 0.6;

/** The text of a document: line by line as printed, with form feeds between pages, and as one text for reading. */
export type DocumentText = {
  printed: string;
  text: string;
  title?: string;
  extra?: Record<string, unknown>;
  warnings?: readonly RecordWarning[];
};

/**
 * The records in the text of a document: of a telegram, a printed mail or our own plain format as that format reads it; of any
 * other one document, called by its own title or the file's name.
 */
export async function* readDocumentText(
  source: Source,
  { printed, text, title, extra = {}, warnings = [] }: DocumentText,
): AsyncGenerator<ReadRecord> {
  const more = (draft: Draft): Draft => (Object.keys(extra).length === 0 ? draft : { ...draft, extra: { ...extra, ...draft.extra } });
  for (const format of kinds) {
    // Only telegrams are told apart by pages.
    const inside = textInside(source, format === telegram ? printed : printed.replaceAll('\f', '\n'));
    if (format.recognise(inside) < threshold) continue;
    for await (const found of format.read(inside))
      yield 'draft' in found ? { draft: more(found.draft), warnings: [...(found.warnings ?? []), ...warnings] } : found;
    return;
  }
  yield { draft: more({ line: 1, name: source.stem, title: title ?? source.stem, body: text }), warnings };
}
