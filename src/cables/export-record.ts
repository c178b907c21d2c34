import { citedKey } from './cited-key.ts';
import type { Cable } from './cables.ts';

/**
 * A cable as a record of JSON Lines that is read back as the same cable: all that its source said, by the names that
 * `import/formats/jsonl.ts` knows, other fields by their own. What has no value is left out, but for the
 * text: that there is none says that it was withheld.
 */
export function recordOf(cable: Cable): Record<string, unknown> {
  const { identity, id, ref, number, date, datetime, origin, destination, info, subject, title, marking, subjectCodes, refs, type } = cable;
  const key = (one: string): string => `ref ${citedKey(one, date)}`;
  // Behind a ref that another cable had first stands a number of ours.
  const bare = ref === number || identity === key(ref) ? ref : ref.replace(/ \(\d+\)$/, '');
  const isKey = identity === key(bare) || identity.startsWith(`${key(bare)} | `);
  const printsRef = bare === number || isKey || (id !== '' && bare !== id);
  const record = {
    id,
    ref: printsRef ? bare : '',
    number: printsRef && number === bare ? '' : number,
    date,
    datetime,
    origin,
    destination,
    info,
    subject,
    title,
    classification: marking,
    tags: subjectCodes,
    refs,
    doc_type: type,
    lang: cable.lang,
    header: cable.header,
    body: cable.body,
  };
  const said = Object.entries(record).filter(([name, value]) => name === 'body' || value.length > 0);
  return Object.fromEntries([...said, ...Object.entries(cable.extra).filter(([name]) => !Object.hasOwn(record, name))]);
}
