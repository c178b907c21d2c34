import type { Format, ReadRecord, Source } from './format.ts';
import { documentFields, entityOf, joined, type FtmRecord } from './ftm-record.ts';
import { readJson } from './json.ts';
import { withoutMarkup } from './json-shapes.ts';
import { readNamedRecord } from './record.ts';

/** Kinds that hold a text of their own; one without is told. Others are whom and what the documents name. */
const documents = new Set(['Document', 'PlainText', 'HyperText', 'Email', 'Message', 'Pages', 'Article', 'Image']);

/** Entities of FollowTheMoney, one a line, as Aleph gives them out: documents become cables, senders are called by their names. */
export const ftm: Format = {
  name: 'ftm',
  description: 'FollowTheMoney entities (one a line)',

  recognise({ head }: Source): number {
    const start = head.slice(0, 4096);
    const isEntity =
      /^\s{0,200}\{/.test(start) && /"schema"\s{0,9}:\s{0,9}"[A-Z]\w+"/.test(start) && /"properties"\s{0,9}:\s{0,9}\{/.test(start);
    // A file printed over several lines, or an answer of a program around entities, is read as JSON.
    return isEntity && !/^\s{0,200}\{\s{0,20}\n/.test(start) && !/^\s{0,200}\{\s{0,20}"[^"]{0,100}"\s{0,20}:\s{0,20}\[/.test(start)
      ? 0.97
      : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const names = new Map<string, string>();
    const pages = new Map<string, { index: number; text: string }[]>();
    for await (const found of entitiesOf(source)) {
      if (!('entity' in found)) continue;
      const { id, schema, properties } = found.entity;
      if (schema === 'Page') {
        const page = { index: Number(joined(properties['index'])), text: joined(properties['bodyText']) };
        const document = joined(properties['document']);
        pages.set(document, [...(pages.get(document) ?? []), page]);
      }
      const name = [properties['name'], properties['title'], properties['fileName']].map(first).find((one) => one !== undefined);
      if (name !== undefined && !isDocument(found.entity)) names.set(id, name);
    }
    const around = {
      nameOf: (id: string) => names.get(id),
      pagesOf: (id: string) =>
        pages
          .get(id)
          ?.toSorted((a, b) => a.index - b.index)
          .map(({ text }) => text)
          .join('\n\n'),
    };
    for await (const found of entitiesOf(source)) {
      if ('fault' in found) {
        yield found;
        continue;
      }
      const { entity, line } = found;
      if (!isDocument(entity)) continue;
      const fields = documentFields(entity, withoutMarkup, around);
      if ('reason' in fields) yield { fault: { line, reason: fields.reason, text: JSON.stringify(entity.record).slice(0, 200) } };
      else yield readNamedRecord(line, fields, source);
    }
  },
};

const first = (value: unknown): string | undefined => (Array.isArray(value) && typeof value[0] === 'string' ? value[0] : undefined);
const isDocument = ({ schema }: FtmRecord): boolean => documents.has(schema);

async function* entitiesOf(source: Source): AsyncGenerator<{ line: number; entity: FtmRecord } | Extract<ReadRecord, { fault: unknown }>> {
  for await (const entry of source.lines()) {
    if ('fault' in entry) {
      yield entry;
      continue;
    }
    if (entry.text.trim() === '') continue;
    const { line, text } = entry;
    const json = readJson(text);
    const entity = 'value' in json ? entityOf(json.value) : undefined;
    if (entity === undefined)
      yield { fault: { line, reason: 'reason' in json ? json.reason : 'not an entity of FollowTheMoney', text: text.slice(0, 200) } };
    else yield { line, entity };
  }
}
