import { isUtf8 } from '../encoding.ts';
import type { Source } from '../format.ts';

/** The beginning of a file as text, whatever its bytes are: names of headers are in ASCII. */
export const headOf = (source: Source): string => {
  if (source.head !== '' && !isUtf8(source.start)) return source.head.replace(/^\uFEFF/, '');
  return source.head || Buffer.from(source.start).toString('latin1');
};

const field = /^([!-9;-~]{1,76})[ \t]{0,9}:/;
/** Headers that mail programs write and people do not. */
const telling = new Set(
  'message-id received return-path mime-version content-type content-transfer-encoding delivered-to x-mailer in-reply-to references x-from x-folder x-originating-ip dkim-signature user-agent x-priority thread-index x-gm-thrid x-uid'.split(
    ' ',
  ),
);
/** `Wed, 23 Dec 2009 12:26:44 +0000`, as mail writes it (RFC 5322), or without the day of the week. */
const mailDate = /^\s{0,9}(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}/;
const mostLines = 2000;

/** How sure it is that a mail begins here, 0 to 1: headers as mail has them, up to the first empty line. */
export function mailScore(text: string): number {
  const lines = text.split(/\r?\n/, mostLines);
  const start = lines.findIndex((line) => line !== '');
  const found = new Map<string, string>();
  for (const line of lines.slice(Math.max(start, 0))) {
    if (line === '') break;
    if (/^[ \t]/.test(line) && found.size > 0) continue;
    const name = field.exec(line)?.[1]?.toLowerCase();
    // Mailboxes of old put a line of their own before the headers.
    if (name === undefined && found.size > 0) return 0;
    if (name === undefined && !/^>?From \S/.test(line)) return 0;
    if (name !== undefined && !found.has(name)) found.set(name, line.slice(name.length + 1));
  }
  const has = (name: string): boolean => found.has(name);
  if (!has('from') && !has('to') && !has('x-from') && !has('received') && !has('date')) return 0;
  const told = [...found.keys()].filter((name) => telling.has(name)).length;
  const isDated = mailDate.test(found.get('date')?.replace(/^[^:]{0,20}:/, '') ?? '');
  if (told === 0 && !(isDated && has('from'))) return 0;
  // Whatever it carries, a telegram too: what is sent as mail is mail.
  return Math.min(1, 0.6 + 0.1 * told + (isDated ? 0.2 : 0) + (has('from') ? 0.1 : 0));
}
