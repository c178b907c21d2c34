/** The lines at the top of a mail as mail programs print it: `From: ...`, `Sent: ...`, in several languages. */

export type PrintedHead = { fields: ReadonlyMap<Field, string>; /** Where its text begins. */ end: number };

const names = {
  from: 'From|Von|De|Da|Van',
  sent: 'Sent|Gesendet|Envoyé|Enviado(?: el)?|Inviato|Verzonden|Enviada(?: em)?',
  date: 'Date|Datum|Fecha|Data',
  to: 'To|An|À|Para|Aan|A',
  cc: 'Cc|Kopie|Cópia',
  bcc: 'Bcc|Cco|Bijkopie',
  subject: 'Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Assunto',
  attachments: 'Attachments?|Anlagen?|Anhänge|Pièces jointes|Datos adjuntos|Allegati|Bijlagen?|Anexos?',
  importance: 'Importance|Wichtigkeit|Importancia',
  sensitivity: 'Sensitivity',
  categories: 'Categories',
  'reply-to': 'Reply[- ]To',
  'on behalf of': 'On Behalf Of',
  flag: 'Follow Up Flag',
  'flag status': 'Flag Status',
} as const;
type Field = keyof typeof names;

const fields = Object.keys(names) as Field[];
const key = new RegExp(`^\\s{0,12}(?:${fields.map((name) => `(${names[name]})`).join('|')})\\s{0,3}:(?:\\s+(.*)|\\s*)$`, 'i');
/** Read from a picture, a colon may be lost; the columns show that the word was a key. */
const keyWithoutColon = /^\s{0,12}(?:(From)|(Sent)|(To)|(Cc)|(Bcc)|(Subject)|(Attachments))(?:\s{4,}(.*)|\s*)$/;
const withoutColon: readonly Field[] = ['from', 'sent', 'to', 'cc', 'bcc', 'subject', 'attachments'];
const lists: readonly Field[] = ['to', 'cc', 'bcc', 'attachments'];
/** What may still come behind the subject. */
const late: readonly Field[] = ['attachments', 'importance', 'sensitivity', 'categories', 'flag', 'flag status'];
const longest = 120;

/** Reads the head that begins at this line; undefined where none does. */
export function readPrintedHead(lines: readonly string[], start: number): PrintedHead | undefined {
  const found = new Map<Field, string>();
  let last = keyOf(lines[start] ?? '', false);
  if (last?.field !== 'from' || last.value === '') return undefined;
  let at = start;
  for (; at < lines.length && at < start + longest; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      if (goesOn(lines, at, found)) continue;
      break;
    }
    const next = keyOf(line, true);
    if (next !== undefined && !found.has(next.field)) {
      last = next;
      found.set(next.field, next.value);
    } else if (next === undefined && (/^\s{6,}/.test(line) || lists.includes(last.field))) {
      found.set(last.field, `${found.get(last.field) ?? ''} ${line}`.trim().replaceAll(/\s+/g, ' '));
    } else break;
  }
  return { fields: found, end: at };
}

/** Whether more of the head follows an empty line, as where something was blacked out. */
function goesOn(lines: readonly string[], at: number, found: ReadonlyMap<Field, string>): boolean {
  const next = lines.slice(at, at + 4).find((line) => line.trim() !== '');
  const field = keyOf(next ?? '', true)?.field;
  return field !== undefined && field !== 'from' && !found.has(field) && (late.includes(field) || !found.has('subject'));
}

function keyOf(line: string, mayLackColon: boolean): { field: Field; value: string } | undefined {
  const text = line.slice(0, 4000);
  const found = key.exec(text);
  const lacking = found === null && mayLackColon ? keyWithoutColon.exec(text) : null;
  const [, ...groups] = found ?? lacking ?? [];
  const known = found === null ? withoutColon : fields;
  const field = known[groups.slice(0, known.length).findIndex((group) => group !== undefined)];
  return field === undefined ? undefined : { field, value: (groups[known.length] ?? '').trim().replaceAll(/\s+/g, ' ') };
}
