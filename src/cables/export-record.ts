import { citedKey } from './cited-key.ts';
import type { Cable } from './cables.ts';

/**
 * A cable as a record of JSON Lines that is read back as the same cable: all that its source said, by the names that
 * `import/formats/jsonl.ts` knows, other fields by their own. What has no value is left out.
 */
export function recordOf(cable: Cable): Record<string, unknown> {
  const { identity, id, ref, number, date, datetime, origin, destination, info, subject, title, marking, subjectCodes, refs, type } = cable;
  const printsRef = identity.startsWith('ref ') && (identity === `ref ${citedKey(ref, date)}` || ref === number);
  const record = {
    id,
    ref: printsRef ? ref : '',
    number: printsRef && number === ref ? '' : number,
    date,
    datetime,
    origin,
    destination,
    info,
    subject,
    title: title === subject ? '' : title,
    classification: marking,
    tags: subjectCodes,
    refs,
    doc_type: type,
    lang: cable.lang,
    header: cable.header,
    body: cable.body,
  };
  const said = Object.entries(record).filter(([, value]) => value.length > 0);
  return Object.fromEntries([...said, ...Object.entries(cable.extra).filter(([name]) => !Object.hasOwn(record, name))]);
}
