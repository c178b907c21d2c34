import { expect } from 'vitest';
import type { FormatRead } from './read-format.ts';

export const lines = (...all: string[]): string => all.join('\r\n');
export const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

export const plain = lines(
  'Received: from a by b; Mon, 5 Sep 2011 10:00:00 +0000',
  'From: =?iso-8859-1?Q?Jos=E9_Ruiz?= <jr@example.net>',
  'To: "Olsen, Kari" <ko@example.net>, desk@example.net',
  'Cc: Team: a@example.net, b@example.net;',
  'Bcc: shadow@example.net',
  'Date: Mon, 05 Sep 2011 09:58:01 +0200 (CEST)',
  'Subject: =?UTF-8?B?RsOkaHJl?= timetable',
  ' for autumn',
  'Message-ID: <b.2@example.net>',
  'In-Reply-To: <a.1@example.net>',
  'References: <z.0@example.net>',
  '\t<a.1@example.net>',
  'Importance: high',
  'X-Folder: \\Ruiz\\Sent',
  '',
  'The ferry leaves at six.',
  '',
  'On Sun, 4 Sep 2011 at 20:11, Kari Olsen',
  '<ko@example.net> wrote:',
  '> When does it leave?',
  '',
);

export const withParts = (type: string, ...parts: string[]): string =>
  lines(
    'From: a@example.net',
    'To: b@example.net',
    'Subject: Parts',
    'Message-ID: <p@example.net>',
    `Content-Type: multipart/${type}; boundary="=_x"`,
    '',
    'This is a multi-part message in MIME format.',
    ...parts.flatMap((part) => ['--=_x', part]),
    '--=_x--',
    '',
  );
export const text = (body: string, more = ''): string => lines(`Content-Type: text/plain; charset=utf-8${more}`, '', body);

export const only = ({ drafts, faults, inner }: FormatRead) => {
  expect([drafts.length, faults, inner]).toEqual([1, [], []]);
  return drafts[0];
};

/** Cyrillic letters in KOI8-R, for tests. */
export function koi8(text: string): Buffer {
  const of = new Map(Array.from({ length: 128 }, (_, i) => [new TextDecoder('koi8-r').decode(Uint8Array.of(i + 128)), i + 128]));
  return Buffer.from(Array.from(text, (sign) => of.get(sign) ?? sign.charCodeAt(0)));
}
