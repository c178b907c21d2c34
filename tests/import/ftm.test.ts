import { describe, expect, test } from 'vitest';
import { readFormat } from '../helpers/read-format.ts';

const lines = (...entities: unknown[]): string => entities.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('FollowTheMoney entities, one a line', () => {
  const email = {
    id: 'e1',
    schema: 'Email',
    properties: {
      subject: ['About\u00A0it'],
      sender: ['p1'],
      recipients: ['p2', 'p3', 'nowhere'],
      bodyText: ['Words &amp; signs.'],
      date: ['2018-07-16'],
      language: ['eng'],
      parent: ['f1'],
    },
  };
  const people = ['p1', 'p2', 'p3'].map((id, i) => ({ id, schema: 'Person', properties: { name: [`Person ${i + 1}`] } }));
  const folder = { id: 'f1', schema: 'Folder', properties: { fileName: ['Inbox'] } };

  test('an e-mail is a document, with sender and addressees by name, wherever they stand in the file', async () => {
    const { format, drafts, faults } = await readFormat(lines(email, ...people, folder), 'aleph.ftm.json');
    expect({ format, faults }).toEqual({ format: 'ftm', faults: [] });
    expect(drafts).toEqual([
      expect.objectContaining({
        id: 'e1',
        line: 1,
        type: 'Email',
        origin: 'Person 1',
        destination: 'Person 2; Person 3; nowhere',
        date: '2018-07-16',
        lang: 'eng',
        body: 'Words & signs.',
        extra: { parent: 'Inbox' },
      }),
    ]);
  });

  test('a document whose text stands in its pages has them in their order', async () => {
    const page = (id: string, index: number) => ({
      id,
      schema: 'Page',
      properties: { document: ['d'], index: [String(index)], bodyText: [`Page ${index}.`] },
    });
    const document = { id: 'd', schema: 'Pages', properties: { fileName: ['report.pdf'], title: ['Report'] } };
    const { drafts } = await readFormat(lines(document, page('b', 10), page('a', 2)));
    expect(drafts).toEqual([expect.objectContaining({ id: 'd', title: 'Report', body: 'Page 2.\n\nPage 10.' })]);
  });

  test('a document without text and what is no entity are told with their line; other entities are passed over', async () => {
    const { drafts, faults } = await readFormat(
      `${lines(people[0], { id: 'x', schema: 'Document', properties: { title: ['Scan'] } })}{"id": "broken\n${lines({ a: 1 }, email)}`,
    );
    expect(drafts).toHaveLength(1);
    expect(faults.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'an entity of the kind Document, without text; only documents are read'],
      [3, expect.stringMatching(/^not JSON/)],
      [4, 'not an entity of FollowTheMoney'],
    ]);
  });

  test('what this program wrote keeps its ref where another one dropped the record', async () => {
    const { drafts } = await readFormat(
      lines({
        id: 'cabledesk-1',
        schema: 'PlainText',
        properties: { messageId: ['COREU/WAS/0107/18'], processingAgent: ['cabledesk 0.1.0'], bodyText: ['Text.'] },
      }),
    );
    expect(drafts).toEqual([expect.objectContaining({ ref: 'COREU/WAS/0107/18', body: 'Text.' })]);
  });
});
