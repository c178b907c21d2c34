import { decompressRTF } from '@kenjiuno/decompressrtf';
import outlook, { type FieldsData } from '@kenjiuno/msgreader';
import type { Attachment } from 'postal-mime';
import { decodeText, detectEncoding } from '../encoding.ts';
import type { Format, ReadRecord, Source } from '../format.ts';
import { textOfRtf } from '../rtf-text.ts';
import { readParsed } from './message.ts';
import { parseMail } from './mime.ts';

type MsgReader = InstanceType<typeof outlook.default>;

const magic = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** How the name of a property begins. */
const property = Buffer.from('__substg1.0_', 'utf16le');

/**
 * A mail as Outlook saves it. Its headers are those with which it came; where there are none, as in what was sent, they are made
 * of what Outlook keeps: sender, addressees, subject, date.
 */
export const msg: Format = {
  name: 'msg',
  description: 'Outlook e-mail (.msg)',
  // Its library trusts the chains of blocks in the file, and follows them without end where they are damaged.
  isHeavy: true,

  recognise({ start, path }) {
    const bytes = Buffer.from(start);
    if (!bytes.subarray(0, 8).equals(magic)) return 0;
    return bytes.includes(property) ? 0.95 : /\.msg$/i.test(path) ? 0.7 : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const bytes = await source.bytes();
    const fault = (reason: string): ReadRecord => ({ fault: { line: 1, reason, text: '' } });
    try {
      const { reader, fields } = open(bytes);
      if (fields.error !== undefined) yield fault(`it is not an Outlook email: ${fields.error}`);
      else yield* readFields(reader, fields, source);
    } catch (error) {
      yield fault(`the email cannot be parsed: ${error instanceof Error ? error.message : 'it is damaged'}`);
    }
  },
};

/** Code pages of texts that are not in Unicode, which the library knows under this name. */
const isCodePage = (page: number | undefined): page is number =>
  page !== undefined && (page === 874 || page === 932 || page === 936 || page === 949 || page === 950 || (page >= 1250 && page <= 1258));

function open(bytes: Uint8Array): { reader: MsgReader; fields: FieldsData } {
  const readAs = (page: number): { reader: MsgReader; fields: FieldsData } => {
    const reader = new outlook.default(Uint8Array.from(bytes).buffer);
    reader.parserConfig = { ansiEncoding: `cp${page}`, includeRawProps: true };
    return { reader, fields: reader.getFileData() };
  };
  const first = readAs(1252);
  const page = [first.fields.messageCodepage, first.fields.internetCodepage].find(isCodePage);
  return page === undefined || page === 1252 ? first : readAs(page);
}

async function* readFields(reader: MsgReader, fields: FieldsData, source: Source): AsyncGenerator<ReadRecord> {
  const headers = headersOf(fields);
  const parsed = await parseMail(Buffer.from(`${headers}\n\n`));
  const attachments = (fields.attachments ?? []).map((one, i) => attachmentOf(reader, one, i));
  const mail = {
    ...parsed,
    email: { ...parsed.email, attachments, headerLines: fields.headers === undefined ? [] : parsed.email.headerLines },
    text: fields.body ?? textOfCompressed(fields),
    html: htmlOf(fields),
    isCut: false,
    lost: moreOf(fields),
  };
  yield* readParsed(mail, { line: 1, name: source.stem, dates: source.dates });
}

/** The text of a mail that has it as a compressed RTF alone (MS-OXRTFCP). */
function textOfCompressed({ compressedRtf, bodyHtml, html }: FieldsData): string {
  if (compressedRtf === undefined || bodyHtml !== undefined || html !== undefined) return '';
  try {
    const rtf = Buffer.from(decompressRTF([...compressedRtf])).toString('latin1');
    return textOfRtf(rtf).paragraphs.join('\n').trimEnd();
  } catch {
    // Its head and its files are whole; that it is without text is told of every document.
    return '';
  }
}

/** The headers with which it came, without those of parts that are not here, and what they lack. */
function headersOf(fields: FieldsData): string {
  const came = (fields.headers ?? '')
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^Microsoft Mail Internet Headers.{0,80}\n/, '')
    .replaceAll(/^content-[^\n]*\n?(?:[ \t][^\n]*\n?)*/gim, '')
    .replaceAll(/\n\s*\n/g, '\n')
    .trim();
  const addressed = (kind: string): string =>
    (fields.recipients ?? [])
      .filter(({ recipType = 'to' }) => recipType === kind)
      .map(({ name, smtpAddress, email }) => mailbox(name, smtpAddress ?? email))
      .join(', ');
  const kept: [string, string | undefined][] = [
    ['From', mailbox(fields.senderName, fields.senderSmtpAddress ?? fields.sentRepresentingSmtpAddress ?? fields.senderEmail)],
    ['To', addressed('to')],
    ['Cc', addressed('cc')],
    ['Bcc', addressed('bcc')],
    ['Subject', fields.subject],
    ['Date', fields.clientSubmitTime ?? fields.messageDeliveryTime],
    ['Message-ID', fields.messageId],
    ['In-Reply-To', propertyOf(fields, '1042')],
    ['References', propertyOf(fields, '1039')],
  ];
  const has = new Set(Array.from(came.matchAll(/^([!-9;-~]{1,76}):/gm), ([, name = '']) => name.toLowerCase()));
  const made = kept.flatMap(([name, value]) => {
    const line = value?.replaceAll(/\s+/g, ' ').trim() ?? '';
    return line === '' || has.has(name.toLowerCase()) ? [] : [`${name}: ${line}`];
  });
  return [came, ...made].filter((part) => part !== '').join('\n');
}

/** `"Lund, Per" <pl@example.org>`; addresses inside an Exchange (`/O=...`) are nobody's name. */
function mailbox(name = '', address = ''): string {
  const mail = address.includes('@') ? `<${address}>` : '';
  const shown = name === '' || name === address ? '' : `"${name.replaceAll(/["\\]/g, '')}"`;
  return `${shown} ${mail}`.trim();
}

function propertyOf({ rawProps = [] }: FieldsData, tag: string): string | undefined {
  const value = rawProps.find(({ propertyTag = '' }) => propertyTag.toLowerCase().startsWith(tag))?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The text in HTML, where it is kept, decoded by its code page. */
function htmlOf({ bodyHtml, html, internetCodepage: page = 0 }: FieldsData): string {
  if (bodyHtml !== undefined || html === undefined) return bodyHtml ?? '';
  const likely = detectEncoding(html)?.name ?? 'windows-1252';
  return decodeText(html, page >= 1250 && page <= 1258 && likely !== 'utf-8' ? `windows-${page}` : likely);
}

const told = new Set(
  'dataType dataId contentLength subject senderName senderEmail senderSmtpAddress sentRepresentingSmtpAddress senderAddressType body bodyHtml preview headers clientSubmitTime messageDeliveryTime messageId normalizedSubject messageCodepage internetCodepage messageLocaleId messageFlags error'.split(
    ' ',
  ),
);

/** Whatever else is kept of it: category, place and time of a meeting. */
function moreOf(fields: FieldsData): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (!isPlain || told.has(name) || value === '' || (name === 'messageClass' && value === 'IPM.Note')) return [];
    return [[name, String(value)]];
  });
}

function attachmentOf(reader: MsgReader, one: FieldsData, i: number): Attachment {
  // A file that lies elsewhere, or is drawn by another program, is named only.
  const isHere = one.dataId !== undefined || one.innerMsgContent === true;
  const { content, fileName } = isHere ? reader.getAttachment(i) : { content: new Uint8Array(0), fileName: one.fileName ?? '' };
  const named = one.innerMsgContent === true ? `${one.name ?? 'message'}.msg` : fileName;
  const isShown = one.attachmentHidden === true || (one.pidContentId !== undefined && one.pidContentId !== '');
  const type = one.attachMimeTag ?? (/\.(?:png|jpe?g|gif|bmp|emz|wmz)$/i.test(named) ? 'image/x' : 'application/octet-stream');
  return { filename: named || one.name || null, mimeType: type.toLowerCase(), disposition: isShown ? 'inline' : 'attachment', content };
}
