import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { burn } from '@kenjiuno/msgreader/lib/Burner.js';
import { expect, test } from 'vitest';
import { createSourceReader, type FoundRecord } from '../../src/import/reader.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Names of streams with what they hold, or folders of them. */
type Tree = { [name: string]: Buffer | Tree };
const [directory, document, root] = [1, 2, 5];

const unicode = (tag: string, text: string): Tree => ({ [`__substg1.0_${tag}001F`]: Buffer.from(text, 'utf16le') });
const bytes = (tag: string, content: string | Buffer): Tree => ({ [`__substg1.0_${tag}`]: Buffer.from(content) });
/** Properties of four bytes stand in a stream of their own. */
const numbers = (start: number, ...all: [tag: number, value: number][]): Tree => {
  const stream = Buffer.alloc(start + 16 * all.length);
  for (const [i, [tag, value]] of all.entries()) {
    stream.writeUInt32LE(tag, start + 16 * i);
    stream.writeUInt32LE(6, start + 16 * i + 4);
    stream.writeUInt32LE(value, start + 16 * i + 8);
  }
  return { '__properties_version1.0': stream };
};
const recipient = (name: string, address: string, kind: number): Tree => ({
  ...unicode('3001', name),
  ...unicode('39FE', address),
  ...numbers(8, [0x0c150003, kind]),
});

/** A file of Outlook with these streams. */
function outlook(tree: Tree): Buffer {
  const entries: Parameters<typeof burn>[0] = [{ name: 'Root Entry', type: root, children: [], length: 0 }];
  const add = (parent: number, folder: Tree): void => {
    for (const [name, content] of Object.entries(folder)) {
      entries[parent]?.children?.push(entries.length);
      const isStream = Buffer.isBuffer(content);
      entries.push(
        isStream
          ? { name, type: document, length: content.length, binaryProvider: () => Uint8Array.from(content) }
          : { name, type: directory, children: [], length: 0 },
      );
      if (!isStream) add(entries.length - 1, content);
    }
  };
  add(0, tree);
  return Buffer.from(burn(entries));
}

async function read(content: Buffer, name = 'ferry.msg'): Promise<FoundRecord[]> {
  const path = join(tempFolder(), name);
  writeFileSync(path, content);
  const reader = createSourceReader({ trove: 't' });
  const found = await Array.fromAsync(reader.records(path));
  await reader.close();
  return found;
}

const draftsOf = (found: readonly FoundRecord[]) => found.map((one) => ('draft' in one ? one.draft : one.fault));

const sent: Tree = {
  ...unicode('0037', 'Fähre'),
  ...unicode('0C1A', 'Olsen, Kari'),
  ...unicode('0C1F', '/O=EX/CN=RECIPIENTS/CN=OLSEN'),
  ...unicode('1000', 'It leaves at six.\r\n\r\n-----Original Message-----\r\nWhen?'),
  ...unicode('1035', '<b@example.net>'),
  ...unicode('1042', '<a@example.net>'),
  ...unicode('0070', 'Fähre'),
  '__recip_version1.0_#00000000': recipient('Ruiz, José', 'jr@example.net', 1),
  '__recip_version1.0_#00000001': recipient('desk@example.net', 'desk@example.net', 2),
};

test('a mail of Outlook gives its fields and its files', async () => {
  const found = await read(
    outlook({
      ...sent,
      '__attach_version1.0_#00000000': { ...unicode('3707', 'a.jsonl'), ...bytes('37010102', '{"id":"A","body":"Annex."}') },
      '__attach_version1.0_#00000001': { ...unicode('3707', 'logo.png'), ...unicode('3712', 'cid1'), ...bytes('37010102', 'PNG') },
    }),
  );
  expect(draftsOf(found)).toEqual([
    {
      line: 1,
      name: 'ferry',
      type: 'email',
      id: 'b@example.net',
      refs: ['a@example.net'],
      origin: 'Olsen, Kari',
      destination: 'Ruiz, José <jr@example.net>',
      info: ['desk@example.net'],
      subject: 'Fähre',
      body: 'It leaves at six.\n\n-----Original Message-----\nWhen?',
      extra: { conversationTopic: 'Fähre', attachments: ['a.jsonl (26 bytes)', 'logo.png (3 bytes)'], 'quoted from line': 3 },
    },
    expect.objectContaining({ id: 'A', extra: { 'belongs to': 'Fähre (b@example.net)' } }),
  ]);
});

test('its own headers count where it has them; texts of before Unicode are read by their code page', async () => {
  const headers =
    'Received: from a\r\nFrom: "Olsen" <ko@example.net>\r\nDate: Mon, 5 Sep 2011 09:58:01 +0200\r\nContent-Type: multipart/mixed;\r\n\tboundary=x\r\nImportance: high\r\n';
  const [draft] = draftsOf(
    await read(
      outlook({
        ...unicode('007D', headers),
        ...bytes('0037001E', Buffer.from([0xcf, 0xe0, 0xf0, 0xee, 0xec])),
        ...bytes('10130102', Buffer.from('<p>\xcf\xe0\xf0\xee\xec</p>', 'latin1')),
        ...numbers(32, [0x3fde0003, 1251]),
      }),
    ),
  );
  expect(draft).toMatchObject({
    origin: 'Olsen <ko@example.net>',
    date: '2011-09-05',
    subject: 'Паром',
    body: 'Паром',
    header: expect.stringContaining('Received: from a') as string,
    extra: { Importance: 'high' },
  });
});

test('one that is cut off, or no mail, is refused', async () => {
  const whole = outlook({ ...sent, ...unicode('1000', 'x'.repeat(10_000)) });
  expect(draftsOf(await read(whole.subarray(0, 3000)))).toEqual([
    expect.objectContaining({ line: 1, reason: expect.stringMatching(/^the email cannot be parsed/) as string }),
  ]);
  expect(draftsOf(await read(outlook({ WordDocument: Buffer.from('x') }), 'old.doc'))).toEqual([
    expect.objectContaining({ reason: expect.stringContaining('an old office document') as string }),
  ]);
});

test('a text that is there as a compressed RTF alone is unpacked and read', async () => {
  // The example of MS-OXRTFCP 3.1.1, which holds "hello world".
  const example = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0'.replace(' ', ''),
    'hex',
  );
  const { '__substg1.0_1000001F': _, ...withoutText } = sent;
  const [draft, damaged] = [
    ...draftsOf(await read(outlook({ ...withoutText, ...bytes('10090102', example) }))),
    ...draftsOf(await read(outlook({ ...withoutText, ...bytes('10090102', example.subarray(0, 12)) }))),
  ];
  expect(draft).toMatchObject({ subject: 'Fähre', body: 'hello world' });
  expect(damaged).toMatchObject({ subject: 'Fähre', body: '' });
});
