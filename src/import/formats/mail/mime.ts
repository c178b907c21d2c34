import PostalMime, { type Email } from 'postal-mime';
import { decodeText, detectEncoding, isUtf8 } from '../encoding.ts';

/** A mail taken apart. `text` is what it says, from HTML where there is nothing else; `lost`: what the parser left out, told by where it stood. */
export type ParsedMail = {
  email: Email;
  text: string;
  html: string;
  assumed: string | undefined;
  isCut: boolean;
  lost: [string, string][];
};

/** Letters whose encoding is not said, or wrongly. */
const unreadable = '\uFFFD';
/** An encoding that keeps every byte as a letter, so that the bytes can be had back. */
const kept = { label: '; charset=x-user-defined', from: 0xf700 };

/**
 * Takes a mail apart. What is wrong with its encodings is put right: headers in letters beyond ASCII that are not encoded, and
 * texts that are not in the encoding they say. Throws an Error of postal-mime for one with 2 MB of headers, or parts 256 deep.
 */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  const end = endOfHeaders(raw);
  const headers = raw.subarray(0, end);
  const mail = isUtf8(headers) ? raw : Buffer.concat([inUtf8(headers), raw.subarray(end)]);
  const email = await parse(mail);
  const isMisread = [email.text, email.html].some((text) => text?.includes(unreadable));
  const { text, html, assumed } = isMisread
    ? await parseByBytes(mail)
    : { text: email.text ?? '', html: email.html ?? '', assumed: undefined };
  const body = mail.subarray(endOfHeaders(mail));
  const boundary = boundaryOf(email);
  // Parts that nothing separates are nobody's text, unless it is kept here.
  const isTogether = text.trim() === '' && html.trim() === '' && email.attachments.length === 0 && boundary !== '';
  return {
    email,
    text: isTogether ? decoded(body).text : text,
    html,
    assumed,
    isCut: boundary !== '' && !body.includes(`--${boundary}--`),
    lost: boundary === '' || isTogether ? [] : aroundParts(body, boundary),
  };
}

const parse = (mail: Buffer): Promise<Email> => PostalMime.parse(mail, { forceRfc822Attachments: true });

/** Where the empty line stands that ends the headers. */
function endOfHeaders(mail: Buffer): number {
  const ends = ['\n\n', '\n\r\n'].map((end) => mail.indexOf(end)).filter((at) => at !== -1);
  return ends.length === 0 ? mail.length : Math.min(...ends) + 1;
}

/** Headers in UTF-8. What they say of the text is likely true of them; a name or two tell little of their encoding. */
function inUtf8(headers: Buffer): Buffer {
  const lines = headers.toString('latin1').split('\n');
  const said = /\bcharset\s{0,9}=\s{0,9}"?([\w-]{1,40})/i.exec(lines.join(' '))?.[1]?.toLowerCase() ?? '';
  const telling = Buffer.from(lines.filter((line) => /[\x80-\xFF]/.test(line)).join('\n'), 'latin1');
  return Buffer.from(
    decodeText(headers, /^(?:koi8|windows-125|iso-8859-|gb|big5|euc|shift)/.test(said) ? said : decoded(telling).encoding),
  );
}

/** Bytes as what they look like. */
function decoded(bytes: Buffer): { text: string; encoding: string } {
  const encoding = detectEncoding(bytes)?.name ?? 'windows-1252';
  return { text: decodeText(bytes, encoding), encoding };
}

/** Reads the texts once more, by their bytes: a line that is UTF-8 as such, the others as what their letters look like. */
async function parseByBytes(mail: Buffer): Promise<{ text: string; html: string; assumed: string | undefined }> {
  const latin = mail.toString('latin1');
  const labelled = latin.replaceAll(/^content-type:[ \t]{0,9}(?:\r?\n[ \t]{1,9})?text\/(?:plain|html)(?=[;\s])/gim, `$&${kept.label}`);
  const hasType = /^content-type:/im.test(latin.slice(0, endOfHeaders(mail)));
  const email = await parse(Buffer.from(hasType ? labelled : `Content-Type: text/plain${kept.label}\n${labelled}`, 'latin1'));
  const encodings = new Set<string>();
  const read = (text = ''): string => {
    const bytes = bytesOf(text.replaceAll(kept.label, ''));
    if (isUtf8(bytes)) return decodeText(bytes, 'utf-8');
    const { encoding } = decoded(bytes);
    encodings.add(encoding);
    return bytes
      .toString('latin1')
      .split('\n')
      .map((line) => Buffer.from(line, 'latin1'))
      .map((line) => decodeText(line, isUtf8(line) ? 'utf-8' : encoding))
      .join('\n');
  };
  const [text, html] = [read(email.text), read(email.html)];
  return { text, html, assumed: encodings.size === 0 ? undefined : [...encodings].join(', ') };
}

/** The bytes that such a text stands for; what postal-mime wrote itself stays as it is. */
const bytesOf = (text: string): Buffer =>
  Buffer.concat(
    Array.from(text.matchAll(/[\uF780-\uF7FF]+|[^\uF780-\uF7FF]+/g), ([run]) =>
      run.charCodeAt(0) >= kept.from + 0x80 && run.charCodeAt(0) <= kept.from + 0xff
        ? Buffer.from(Array.from(run, (sign) => sign.charCodeAt(0) - kept.from))
        : Buffer.from(run),
    ),
  );

function boundaryOf({ headers }: Email): string {
  const type = headers.find(({ key }) => key === 'content-type')?.value ?? '';
  if (!/^\s*multipart\//i.test(type)) return '';
  const [, quotedName, bare] = /\bboundary\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(type) ?? [];
  return quotedName ?? bare ?? '';
}

/** What stands before the first and behind the last of its parts: nobody sees it in a mail program. */
function aroundParts(body: Buffer, boundary: string): [string, string][] {
  const [first, last] = [body.indexOf(`--${boundary}`), body.lastIndexOf(`--${boundary}--`)];
  const before = first === -1 ? '' : decoded(body.subarray(0, first)).text.trim();
  const behind = last === -1 ? '' : decoded(body.subarray(last + boundary.length + 4)).text.trim();
  const found: [string, string][] = [
    ['text before its parts', /multi-?part|\bMIME\b/i.test(before) ? '' : before],
    ['text behind its parts', behind],
  ];
  return found.filter(([, text]) => text !== '');
}
