import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importFiles } from '../../src/import/import.ts';
import { testDesk } from '../helpers/desk.ts';
import { readFormat } from '../helpers/read-format.ts';
import { tempFolder } from '../helpers/temp.ts';
import { lines, latin, plain, withParts, text, only, koi8 } from '../helpers/mail-text.ts';

describe('a mail', () => {
  test('gives its fields as printed, names decoded, and tells quoted lines apart', async () => {
    const read = await readFormat(plain, 'no-ending.host:2,S');
    expect(read).toMatchObject({ format: 'eml', warnings: [] });
    expect(only(read)).toEqual({
      line: 1,
      name: 'no-ending.host:2,S',
      type: 'email',
      id: 'b.2@example.net',
      date: '2011-09-05',
      datetime: 'Mon, 05 Sep 2011 09:58:01 +0200',
      origin: 'José Ruiz <jr@example.net>',
      destination: 'Olsen, Kari <ko@example.net>; desk@example.net',
      info: ['Team: a@example.net, b@example.net', 'shadow@example.net'],
      subject: 'Fähre timetable for autumn',
      refs: ['a.1@example.net', 'z.0@example.net'],
      header: expect.stringContaining('Received: from a by b') as string,
      body: 'The ferry leaves at six.\n\nOn Sun, 4 Sep 2011 at 20:11, Kari Olsen\n<ko@example.net> wrote:\n> When does it leave?',
      extra: { Importance: 'high', 'X-Folder': '\\Ruiz\\Sent', bcc: ['shadow@example.net'], 'quoted from line': 3 },
    });
  });

  test.each([
    ['Ek, Anna <a@example.net>', 'Ek, Anna <a@example.net>'],
    ['"Ek, Anna" <a@example.net>, Lund, Per <p@example.net>', 'Ek, Anna <a@example.net>; Lund, Per <p@example.net>'],
    ['a@example.net, Lund, Per', 'a@example.net; Lund, Per'],
    ['Desk: a@example.net, p@example.net;', 'Desk: a@example.net, p@example.net'],
  ])('has the name of a person in one piece: %s', async (printed, name) => {
    const { drafts } = await readFormat(plain.replace(/^To: .*$/m, `To: ${printed}`), 'x.eml');
    expect(drafts[0]?.destination).toBe(name);
  });

  test('that carries a telegram belongs to its own sender, not to the telegram’s post', async () => {
    const telegram =
      'PAGE 01 BERGEN 00204\n\nR 041811Z SEP 79\nFM CONSUL BERGEN\nTO SECSTATE WASHDC\nUNCLAS BERGEN 0204\nTAGS: EWWT\nSUBJ: FERRY\n1. LATE.\n';
    const mail = plain.replace(/\r\n\r\n[^]*/, `\r\n\r\n${telegram}`);
    expect(await readFormat(mail)).toMatchObject({
      format: 'eml',
      drafts: [{ id: 'b.2@example.net', origin: 'José Ruiz <jr@example.net>' }],
    });
  });

  test('of Apple Mail is between a count and a list of properties', async () => {
    const { body, id } =
      only(await readFormat(`${Buffer.byteLength(plain)}\n${plain}<?xml version="1.0"?><plist></plist>`, '4711.emlx')) ?? {};
    expect([id, body?.endsWith('it leave?')]).toEqual(['b.2@example.net', true]);
  });

  test.each([
    ['as UTF-16', Buffer.from(`\uFEFF${plain}`, 'utf16le'), 'José Ruiz <jr@example.net>'],
    ['with Latin-1 in its headers', latin(plain.replace('=?iso-8859-1?Q?Jos=E9_Ruiz?=', 'José Ruiz')), 'José Ruiz <jr@example.net>'],
    [
      'with KOI8-R in its headers',
      koi8(
        plain
          .replace('=?iso-8859-1?Q?Jos=E9_Ruiz?= <', 'Content-Type: text/plain; charset=koi8-r\r\nFrom: Петров <')
          .replace('From: C', 'C'),
      ),
      'Петров <jr@example.net>',
    ],
  ])('%s is read', async (_, bytes, origin) => {
    expect(only(await readFormat(bytes))?.origin).toBe(origin);
  });

  test.each([
    ['in windows-1252, declared', 'text/plain; charset=windows-1252', '', latin('F\xE4hre \x80 5'), 'Fähre € 5', undefined],
    ['in Latin-1, undeclared', 'text/plain', '', latin('La señora espera en el café'), 'La señora espera en el café', 'windows-1252'],
    [
      'in Latin-1, quoted-printable, said to be UTF-8',
      'text/plain; charset=utf-8',
      'quoted-printable',
      latin('F=E4hre =FCber Nacht'),
      'Fähre über Nacht',
      'windows-1252',
    ],
    ['in KOI8-R, undeclared', 'text/plain', '', koi8('Паром отходит в шесть часов утра'), 'Паром отходит в шесть часов утра', 'koi8-r'],
    [
      'in HTML only',
      'text/html; charset=utf-8',
      '',
      Buffer.from('<style>b{}</style><p>F&auml;hre</p><p>um <b>sechs</b></p>'),
      'Fähre\num sechs',
      undefined,
    ],
  ])('has a text %s', async (_, type, encoding, body, expected, assumed) => {
    const head = lines(
      'From: a@example.net',
      'Message-ID: <1@example.net>',
      `Content-Type: ${type}`,
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      '',
    );
    const draft = only(await readFormat(Buffer.concat([Buffer.from(head), body])));
    expect(draft?.body.replaceAll('\n\n', '\n')).toBe(expected);
    expect(draft?.extra?.['read as']).toBe(assumed);
  });

  test('that only says in plain text that there is HTML gives the HTML', async () => {
    const html = lines('Content-Type: text/html', '', `<p>${'The ferry leaves at six. '.repeat(20)}</p>`);
    const draft = only(await readFormat(withParts('alternative', text('Please use a program that shows HTML.'), html)));
    expect(draft?.body).toMatch(/^The ferry leaves/);
    expect(draft?.extra?.['plain text']).toBe('Please use a program that shows HTML.');
  });

  test('names what is attached, and gives each file but pictures of its text', async () => {
    const attached = (type: string, name: string, body: string, more: string): string =>
      lines(
        `Content-Type: ${type}`,
        `Content-Disposition: ${more}; filename="${name}"`,
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(body).toString('base64'),
      );
    const { drafts, inner, warnings } = await readFormat(
      withParts(
        'mixed',
        text('See the annex.'),
        attached('text/plain', 'annex.txt', 'Timetable.', 'attachment'),
        attached('text/plain', 'annex.txt', 'Prices.', 'attachment'),
        attached('image/png', 'logo.png', 'PNG', 'inline'),
        lines('Content-Type: message/rfc822', '', plain),
      ),
    );
    expect(warnings).toEqual([]);
    expect(drafts[0]).toMatchObject({
      body: 'See the annex.',
      extra: {
        attachments: [
          'annex.txt (10 bytes)',
          '2 annex.txt (7 bytes)',
          'logo.png (3 bytes)',
          expect.stringMatching(/^attachment 4\.eml \(\d+ bytes\)/) as string,
        ],
      },
    });
    expect(inner.map(({ name, within, bytes }) => [name, within, Buffer.from(bytes).toString().slice(0, 10)])).toEqual([
      ['annex.txt', 'Parts (p@example.net)', 'Timetable.'],
      ['2 annex.txt', 'Parts (p@example.net)', 'Prices.'],
      ['attachment 4.eml', 'Parts (p@example.net)', 'Received: '],
    ]);
  });

  test('keeps what is around its parts, and the text of parts that nothing separates', async () => {
    const around = withParts('mixed', text('Inside.')).replace('This is a multi-part message in MIME format.', 'Before.');
    expect(only(await readFormat(`${around}Behind.`))?.extra).toEqual({
      'text before its parts': 'Before.',
      'text behind its parts': 'Behind.',
    });
    expect(only(await readFormat(around.replaceAll('--=_x', '==_y')))?.body).toContain('Inside.');
  });

  test('that answers another leads to it, and its files are listed under it', async () => {
    const desk = testDesk();
    const folder = join(tempFolder(), 'sent');
    mkdirSync(folder);
    // Ids that a telegram could be cited by: every sign of them counts.
    const first = lines('From: k@example.net', 'Subject: Ferry', 'Message-ID: <KAR-1.001@example.net>', 'MIME-Version: 1.0', '', 'When?');
    const other = first.replace('KAR-1.001', 'KAR-1.002').replace('When?', 'Where?');
    const answer = lines(
      'From: j@example.net',
      'Message-ID: <C@example.net>',
      'In-Reply-To: <KAR-1.001@example.net>',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'At six.',
      '--b',
      'Content-Disposition: attachment; filename=a.jsonl',
      '',
      '{"id":"A","body":"Annex."}',
      '--b--',
      '',
    );
    for (const [name, mail] of Object.entries({ 1: first, 2: other, 3: answer })) writeFileSync(join(folder, `${name}.`), mail);
    const { rejects } = await importFiles({ desk, paths: [folder], trove: 't', by: 'test' });
    expect(rejects).toEqual([]);
    const cables = [...desk.cables.all()];
    expect(cables.map(({ ref }) => ref).toSorted()).toEqual(['A', 'C@example.net', 'KAR-1.001@example.net', 'KAR-1.002@example.net']);
    const answered = cables.find(({ ref }) => ref === 'C@example.net');
    expect(desk.cables.citations(answered?.row ?? 0).map(({ ref }) => ref)).toEqual(['KAR-1.001@example.net']);
    expect(cables.find(({ ref }) => ref === 'A')?.extra['belongs to']).toBe('(C@example.net)');
  });
});
