import { addressParser, decodeWords, type Address, type Attachment, type Header } from 'postal-mime';
import type { Draft } from '../../../cables/draft.ts';
import { readWhen, type DateReader } from '../dates.ts';
import type { ReadRecord, RecordWarning } from '../format.ts';
import { textOfHtml } from '../html-text.ts';
import { megabytes } from '../lines.ts';
import { parseMail, type ParsedMail } from './mime.ts';
import { quotedFrom } from './quoted.ts';

/** Where a mail lies, and how its date is read. `name`: what it is called without an id of its own. */
export type MailPlace = { line: number; name: string; dates: DateReader };

/** Headers that are fields of their own, or tell only how the mail is written down. All of them stay in the header block. */
const known = new Set(['from', 'to', 'cc', 'bcc', 'subject', 'date', 'message-id', 'in-reply-to', 'references']);
const technical =
  /^(?:mime-version|content-.*|received|return-path|dkim-.*|domainkey-.*|arc-.*|authentication-results.*|received-spf|x-ms-exchange-.*|x-microsoft-antispam.*|x-google-.*|x-gm-.*|x-received|x-forefront-.*|x-spam-.*)$/;

/** Reads one mail: a document, then every file that is attached to it. Never throws for what a mail holds. */
export async function* readMail(raw: Buffer, place: MailPlace): AsyncGenerator<ReadRecord> {
  try {
    yield* readParsed(await parseMail(raw), place);
  } catch (error) {
    const reason = `the email cannot be parsed: ${error instanceof Error ? error.message : 'unreadable'}`;
    yield { fault: { line: place.line, reason, text: raw.toString('latin1', 0, 200) } };
  }
}

/** The same of one that is taken apart already. */
export function* readParsed(mail: ParsedMail, place: MailPlace): Generator<ReadRecord> {
  const { draft, warnings, attachments } = draftOf(mail, place);
  yield { draft, warnings };
  yield* innerFiles(attachments, [draft.subject, draft.id && `(${draft.id})`].filter(Boolean).join(' ') || place.name);
}

function draftOf(
  { email, text, html, assumed, isCut, lost }: ParsedMail,
  place: MailPlace,
): { draft: Draft; warnings: RecordWarning[]; attachments: NamedFile[] } {
  const attachments = nameAttachments(email.attachments);
  const valueOf = (key: string): string => email.headers.find((header) => header.key === key)?.value ?? '';
  const { when, warnings } = readWhen(place.dates, mailDate(valueOf('date')));
  const { body, other } = bodyOf(text, html);
  const draft: Draft = { line: place.line, name: place.name, type: 'email', body, ...when };
  const header = email.headerLines.map(({ line }) => line).join('\n');
  if (header !== '') draft.header = header;
  const extra = { ...moreHeaders(email.headers), ...Object.fromEntries(lost), ...other };
  if (assumed !== undefined) {
    extra['read as'] = assumed;
    warnings.push({ kind: `read as ${assumed}`, detail: `it does not say so, or says otherwise` });
  }
  if (isCut) warnings.push({ kind: 'mails cut off', detail: 'its last part does not end' });
  if (body.includes('\uFFFD')) warnings.push({ kind: 'mails with letters that cannot be read', detail: 'they are shown as \uFFFD' });
  fillAddresses(draft, extra, email.headers);
  const subject = decodeWords(valueOf('subject')).replaceAll(/\s+/g, ' ').trim();
  if (subject !== '') draft.subject = subject;
  const [id] = idsIn(valueOf('message-id'));
  if (id !== undefined) draft.id = id;
  const refs = [...new Set([...idsIn(valueOf('in-reply-to')), ...idsIn(valueOf('references'))])].filter((ref) => ref !== id);
  if (refs.length > 0) draft.refs = refs;
  Object.assign(extra, aboutFiles(attachments), aboutQuotes(body));
  if (Object.keys(extra).length > 0) draft.extra = extra;
  return { draft, warnings, attachments };
}

/** What a mail says of the lines that others wrote. */
export function aboutQuotes(body: string): Record<string, unknown> {
  const line = quotedFrom(body);
  return line === undefined ? {} : { 'quoted from line': line };
}

/** A date in the order of mail: `Thu Dec 24 09:57:37 2009`, as programs of Unix print it; `lundi 5 septembre 2011`; without the name of a zone behind it. */
export const mailDate = (printed: string): string =>
  printed
    .trim()
    .replace(/\s{0,9}\([^()]{0,40}\)$/, '')
    .replace(/^\p{L}{3,12}\.? (?=\d{1,2}\.? \p{L})/u, '')
    .replace(/^[A-Za-z]{3},? ([A-Za-z]{3}) {1,2}(\d{1,2}) (\d{2}:\d{2}(?::\d{2})?)(?: [A-Z]{2,5})? (\d{4})$/, '$2 $1 $4 $3');

/** The text, with what a better one in HTML left out: a plain text may only say that there is HTML. */
function bodyOf(text: string, html: string): { body: string; other: Record<string, unknown> } {
  const plain = tidy(text);
  if (html === '' || plain.length > 1000) return { body: plain, other: {} };
  const shown = tidy(textOfHtml(html));
  if (plain === '') return { body: shown, other: {} };
  return shown.length > 3 * plain.length + 200 ? { body: shown, other: { 'plain text': plain } } : { body: plain, other: {} };
}

const tidy = (text: string): string =>
  text
    .replaceAll('\0', '\uFFFD')
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();

/** Message ids in brackets; one without them, as some programs write it. */
function idsIn(value: string): string[] {
  const ids = Array.from(value.matchAll(/<([^<>\s]{1,400})>/g), ([, id = '']) => id);
  return ids.length > 0 ? ids : (value.match(/^[^\s<>@]{1,200}@[^\s<>@]{1,200}$/) ?? []);
}

function fillAddresses(draft: Draft, extra: Record<string, unknown>, headers: readonly Header[]): void {
  const [from, to, cc, bcc] = ['from', 'to', 'cc', 'bcc'].map((key) => addressesIn(headers, key));
  if (from !== undefined && from.length > 0) draft.origin = from.join('; ');
  if (to !== undefined && to.length > 0) draft.destination = to.join('; ');
  const info = [...(cc ?? []), ...(bcc ?? [])];
  if (info.length > 0) draft.info = info;
  if (bcc !== undefined && bcc.length > 0) extra.bcc = bcc;
}

/** `Name <address>`, or as printed where it is neither. */
function addressesIn(headers: readonly Header[], key: string): string[] {
  return headers
    .filter((header) => header.key === key && header.value !== '')
    .flatMap(({ value }) => {
      const found = withWholeNames(addressParser(value)).map(addressText);
      return found.some((one) => one !== '') ? found.filter((one) => one !== '') : [decodeWords(value)];
    });
}

/** `Ek, Anna <a@example.org>` without quotes is one person, whose name the parser cuts at the comma. */
function withWholeNames(addresses: readonly Address[]): Address[] {
  const whole: Address[] = [];
  let begun: string[] = [];
  const close = (): void => {
    if (begun.length > 0) whole.push({ name: begun.join(', '), address: '' });
    begun = [];
  };
  for (const one of addresses) {
    if (one.group !== undefined) {
      close();
      whole.push(one);
    } else if ((one.address ?? '') === '') begun.push(one.name);
    else {
      whole.push({ ...one, name: [...begun, one.name].join(', ') });
      begun = [];
    }
  }
  close();
  return whole;
}

function addressText({ name, address = '', group }: Address): string {
  if (group !== undefined) return group.length === 0 ? name : `${name}: ${group.map(addressText).join(', ')}`;
  if (name === '' || address === '') return name || address;
  return name === address ? address : `${name} <${address}>`;
}

function moreHeaders(headers: readonly Header[]): Record<string, unknown> {
  const extra = new Map<string, string | string[]>();
  const seen = new Set<string>();
  for (const { key, originalKey, value } of headers) {
    const isFirst = !seen.has(key);
    seen.add(key);
    if (value === '' || technical.test(key) || key === '__proto__' || (known.has(key) && (isFirst || ['to', 'cc', 'bcc'].includes(key))))
      continue;
    const name = known.has(key) ? `${originalKey} (again)` : originalKey;
    const text = decodeWords(value);
    const before = extra.get(name);
    extra.set(name, before === undefined ? text : [before, text].flat());
  }
  return Object.fromEntries(extra);
}

type NamedFile = { name: string; bytes: Uint8Array; type: string; isShown: boolean };

const endings: Readonly<Record<string, string>> = {
  'message/rfc822': '.eml',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/csv': '.csv',
  'text/calendar': '.ics',
  'application/pdf': '.pdf',
};
const reports = ['message/delivery-status', 'message/disposition-notification', 'text/rfc822-headers', 'message/feedback-report'];
const signatures = /^application\/(?:x-)?(?:pgp-signature|pkcs7-signature)$/;

function nameAttachments(attachments: readonly Attachment[]): NamedFile[] {
  const taken = new Map<string, number>();
  return attachments.map((attachment, i) => {
    const { mimeType: type, filename, content, disposition } = attachment;
    const printed = (filename ?? '')
      .replaceAll(/\p{Cc}/gu, ' ')
      .split(/[/\\]/)
      .at(-1)
      ?.trim();
    const name = printed === undefined || printed === '' ? `attachment ${i + 1}${endings[type] ?? ''}` : printed;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    // A picture that the text shows, in a signature mostly, is no document of its own.
    const isShown =
      type.startsWith('image/') && disposition !== 'attachment' && (disposition === 'inline' || attachment.contentId !== undefined);
    const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
    return { name: count === 1 ? name : `${count} ${name}`, bytes, type, isShown: isShown || attachment.related === true };
  });
}

/** What a mail says of its files: their names, and what reports of its delivery say. */
function aboutFiles(files: readonly NamedFile[]): Record<string, unknown> {
  const told = files
    .filter(({ type }) => reports.includes(type))
    .map(({ type, bytes }) => [type.replace(/^.*\//, ''), Buffer.from(bytes).toString().trim()]);
  return {
    ...(files.length === 0 ? {} : { attachments: files.map(({ name, bytes }) => `${name} (${megabytes(bytes.length)})`) }),
    ...Object.fromEntries(told),
  };
}

function* innerFiles(files: readonly NamedFile[], within: string): Generator<ReadRecord> {
  for (const { name, bytes, type, isShown } of files) {
    if (isShown || bytes.length === 0 || signatures.test(type) || reports.includes(type)) continue;
    yield { inner: { name, bytes, within } };
  }
}
