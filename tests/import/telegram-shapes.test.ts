import { describe, expect, test } from 'vitest';
import type { Draft } from '../../src/cables/draft.ts';
import { findMessageLine, readMessageLine } from '../../src/import/formats/telegram/message-line.ts';
import { readMetadata } from '../../src/import/formats/telegram/metadata.ts';
import { readFormat } from '../helpers/read-format.ts';

/* All telegrams here are invented: no post, person or number in them is real. */

async function read(text: string): Promise<Draft | undefined> {
  const { format, drafts, faults } = await readFormat(text);
  expect([format, faults]).toEqual(['telegram', []]);
  return drafts[0];
}

const head = 'R 141905Z MAY 76\nFM AMEMBASSY NORTHPORT\nTO SECSTATE WASHDC 1931\nINFO AMEMBASSY EASTHAVEN\n';
const from = (rest: string): Promise<Draft | undefined> => read(`${head}${rest}`);

test.each([
  ['C O N F I D E N T I A L 76 NORTHPORT 1895', { marking: 'CONFIDENTIAL', number: '76 NORTHPORT 1895' }],
  ['T O P  S E C R E T NORTHPORT 12', { marking: 'TOP SECRET', number: 'NORTHPORT 12' }],
  ['L I M I T E D  O F F I C I A L  U S E NORTHPORT 12', { marking: 'LIMITED OFFICIAL USE', number: 'NORTHPORT 12' }],
  ['U N C L A S S I F I E D NORTHPORT 12', { marking: 'UNCLASSIFIED', number: 'NORTHPORT 12' }],
  [
    'S E C R E T SECTION ONE OF THREE NORTHPORT  000012 SIPDIS',
    { marking: 'SECRET', number: 'NORTHPORT 000012', section: '1 of 3', captions: ['SIPDIS'] },
  ],
  ['UNCLAS E F T O NORTHPORT 12 (CORRECTED COPY)', { marking: 'UNCLASSIFIED', number: 'NORTHPORT 12', captions: ['E F T O'] }],
  ['SECRET SERVICE WASHDC', undefined],
])('the message line "%s"', (line, expected) => {
  expect(readMessageLine(line)).toEqual(expected);
});

test.each([
  ['SECDEF WASHINGTON DCUNCLAS SECTION 01 OF 07 NORTHPORT 002271', 'SECDEF WASHINGTON DC', 'UNCLASSIFIED'],
  ['AMEMBASSY EASTHAVENS E C R E T NORTHPORT 12', 'AMEMBASSY EASTHAVEN', 'SECRET'],
  ['SECSTATE WASHDC 17 CONFIDENTIAL NORTHPORT 12', 'SECSTATE WASHDC 17', 'CONFIDENTIAL'],
])('the message line glued in "%s"', (line, before, marking) => {
  expect(findMessageLine(line)).toMatchObject({ before, message: { marking } });
});

describe('a telegram', () => {
  test('with the year first in its message line', async () => {
    const draft = await from(
      '\nC O N F I D E N T I A L 76 NORTHPORT 1895 \nE.O. 11652: NGDS\n \nSUBJ: HERRING \n \n¶1. THE MINISTER SPOKE.\n',
    );
    expect(draft).toMatchObject({
      ref: '1976 NORTHPORT 1895',
      marking: 'CONFIDENTIAL',
      info: ['AMEMBASSY EASTHAVEN'],
      body: '¶1. THE MINISTER SPOKE.',
    });
  });

  test('takes the year of its ref from the message line where the date is garbled', async () => {
    const draft = await read(`${head.replace('141905Z', '1419*5Z')}\nUNCLAS 75 NORTHPORT 1895\n\nSUBJ: HERRING\n\n1. END.\n`);
    expect([draft?.date, draft?.ref]).toEqual([undefined, '1975 NORTHPORT 1895']);
  });

  test('with header and body glued, captions, and references over several lines', async () => {
    const draft = await from(
      'SECDEF WASHINGTON DCUNCLAS SECTION 01 OF 02 NORTHPORT 002271 \n \nSIPDIS \n \nAIDAC \n \nA/AID FOR R. ODD; AFR/SD FOR D. EVEN\n \nE.O. 12958: N/A \nTAGS: EFIS\nSUBJECT:  HERRING \n \nREFS: (A) 75 NORTHPORT 7612, (B) NORTHPORT  1609, \n \n(C) NORTHPORT 2221,(D) NORTHPORT 2205 \n \n¶1. SUMMARY: HERRING.\n',
    );
    expect(draft).toMatchObject({
      ref: '1976 NORTHPORT 002271',
      marking: 'UNCLASSIFIED',
      info: ['AMEMBASSY EASTHAVEN', 'SECDEF WASHINGTON DC'],
      refs: ['75 NORTHPORT 7612', 'NORTHPORT 1609', 'NORTHPORT 2221', 'NORTHPORT 2205'],
      body: '¶1. SUMMARY: HERRING.',
      extra: { handling: ['SIPDIS'], captions: ['AIDAC', 'A/AID FOR R. ODD; AFR/SD FOR D. EVEN'], section: '1 of 2' },
    });
  });

  test('with a pilcrow before the letters of its references', async () => {
    const draft = await from(
      'UNCLAS NORTHPORT 12\n\nSUBJECT: HERRING \n \nREF: A. NORTHPORT 6856 \n     ¶B. NORTHPORT 8252 \n     ¶C. 01 NORTHPORT 7683 \n \n¶1. END.\n',
    );
    expect(draft?.refs).toEqual(['NORTHPORT 6856', 'NORTHPORT 8252', '01 NORTHPORT 7683']);
  });

  test.each([
    ['HERRING TALKS RESUME', '¶1. The minister received us.\n\n¶2. He agreed.'],
    ['HERRING TALKS RESUME', 'The minister received us\non Monday.'],
    ['HERRING TALKS RESUME', 'THE MINISTER RECEIVED US ON MONDAY AND SPOKE OF HERRING\nFOR AN HOUR.'],
    ['HERRING TALKS RESUME', '(C) THE MINISTER CAME.'],
  ])('with its text right under the subject', async (subject, text) => {
    const draft = await from(`UNCLAS NORTHPORT 12\nSIPDIS\nE.O. 12958: N/A\nSUBJECT: ${subject}\n${text}\n`);
    expect(draft).toMatchObject({ subject, body: text });
  });

  test.each([
    [["HERRING LIMITS: THE MINISTER'S SECOND LETTER TO THE", 'COMMISSION']],
    [['HERRING: THE TALKS ', 'RESUME']],
    [['The Herring Talks of the Minister and of the Northport', 'Commission resume']],
  ])('with a subject of two lines', async (lines) => {
    const draft = await from(`UNCLAS NORTHPORT 12\nSUBJECT: ${lines.join('\n')}\n\n1. END.\n`);
    expect(draft).toMatchObject({ subject: lines.map((line) => line.trim()).join(' '), body: '1. END.' });
  });

  test.each([
    ['\nSIPDIS\n\nEASTHAVEN FOR FISH\n\nSUBJECT: X\n\n1. END.\n', 'NORTHP 00417 142033Z', ['EASTHAVEN FOR FISH']],
    ['\nDEPT PLEASE PASS TO FISH\n\nSUBJECT: X\n\n1. END.\n', 'NORTHP 00417 142033Z', ['DEPT PLEASE PASS TO FISH']],
  ])('without a message line has captions all the same, and no more addressees', async (rest, banner, captions) => {
    const draft = await read(`SECRET\n\nPAGE 01 ${banner}\n\n${head}${rest}`);
    expect(draft).toMatchObject({ info: ['AMEMBASSY EASTHAVEN'], marking: 'SECRET', ref: '1976 NORTHP 00417', extra: { captions } });
  });

  test.each([
    ['at the head of the page', `SECRET\n\n${head}\nSUBJECT: X\n\n1. END.\n`],
    ['in a line of its own', `CLASSIFICATION: Secret\n\n${head}\nSUBJECT: X\n\n1. END.\n`],
    ['among the captions', `${head}\nNORTHPORT 12\n\nEXDIS\nS E C R E T\nSUBJECT: X\n\n1. END.\n`],
    ['under the subject', `${head}\nSUBJECT: X\nSECRET\n\n1. END.\n`],
    ['behind an addressee', `${head.trimEnd()} SECRET\n\nSUBJECT: X\n\n1. END.\n`],
    ['spaced out before FM', `S E C R E T 142033Z\n${head}\nSUBJECT: X\n\n1. END.\n`],
  ])('keeps a marking that stands %s', async (_, text) => {
    expect(await read(text)).toMatchObject({ marking: 'SECRET', body: '1. END.' });
  });

  test('whose subject begins with a classification has none of it', async () => {
    const draft = await from('\nSUBJECT: SECRET TALKS\n\n1. END.\n');
    expect([draft?.subject, draft?.marking]).toEqual(['SECRET TALKS', undefined]);
  });

  test('of a collection has its number, date and marking from the lines above where the text lacks them', async () => {
    const draft = await read(
      '76NORTHPORT2271\nHERRING\nFri May 14 00:00:00 +0200 1976\nSECRET\nEmbassy Northport\nThis record is a partial extract.\n\nFM AMEMBASSY NORTHPORT\nTO SECSTATE WASHDC 1\n\nSIPDIS\n\n1. END.\n',
    );
    expect(draft).toMatchObject({
      id: '76NORTHPORT2271',
      ref: '76NORTHPORT2271',
      date: '1976-05-14',
      marking: 'SECRET',
      subject: 'HERRING',
      body: '1. END.',
    });
  });

  test('warns where a collection names another classification, and keeps its caveats', async () => {
    const lines = 'Reference ID: 76NORTHPORT12\nCreated: 1976-05-14\nClassification: SECRET//NOFORN\nOrigin: Embassy Northport\n\n';
    const { drafts, warnings } = await readFormat(`${lines}${head}\nCONFIDENTIAL NORTHPORT 12\n\nSUBJECT: X\n\n1. END.\n`);
    expect(drafts).toMatchObject([{ marking: 'CONFIDENTIAL', extra: { handling: ['NOFORN'] } }]);
    expect(warnings).toMatchObject([{ detail: 'CONFIDENTIAL is printed, the collection says SECRET//NOFORN' }]);
  });

  test('without FM has its sender from a collection', async () => {
    const draft = await read(
      'Reference ID: 76NORTHPORT2271\nCreated: 1976-05-14 18:06\nClassification: SECRET//NOFORN\nOrigin: Embassy Northport\n\nS E C R E T NORTHPORT 002271\n\nSUBJECT: HERRING\n\n1. END.\n',
    );
    expect(draft).toMatchObject({ origin: 'Embassy Northport', ref: '1976 NORTHPORT 002271', date: '1976-05-14', body: '1. END.' });
  });

  test('ends before the marks of the transmission', async () => {
    expect((await from('BT\nUNCLAS NORTHPORT 12\n\nSUBJECT: X\n\n1. END.\nBT\n#0012\n\nNNNN\n'))?.body).toBe('1. END.');
  });

  test('with a table of fields keeps a marking among them', async () => {
    const draft = await read('MRN:   10 NORTHPORT 52\nClassification: SECRET\nDate/DTG: 031406Z AUG 10\nFrom:  X\nSubject: Y\n\n1. END.\n');
    expect(draft?.marking).toBe('SECRET');
  });

  test('loses no text where a page mark of the transmission stands in it', async () => {
    const draft = await from('UNCLAS NORTHPORT 12\n\nSUBJECT: X\n\n1. ONE\n\nNORTHPORT 00000012  002 OF 002\n\nTWO.\n');
    expect(draft?.body).toBe('1. ONE\n\nTWO.');
  });
});

test.each([
  ['Reference ID | Created | Classification | Origin\n76NORTHPORT22 | 1976-05-14 18:06 | SECRET | Embassy Northport'],
  ['Reference ID\nCreated\nClassification\nOrigin\n76NORTHPORT22\n1976-05-14 18:06\nSECRET\nEmbassy Northport'],
  ['Reference ID   76NORTHPORT22\nCreated   1976-05-14 18:06\nClassification   SECRET\nOrigin   Embassy Northport'],
])('the lines of a collection "%s"', (text) => {
  expect(readMetadata(text.split('\n'), 0)).toMatchObject({
    id: '76NORTHPORT22',
    date: '1976-05-14',
    marking: 'SECRET',
    origin: 'Embassy Northport',
    end: text.split('\n').length,
  });
});

test.each(['<html>\n', '"1","12/28/1966","76NORTHPORT22"\n'])('telegrams in a page or table are not this format (%j)', async (start) => {
  const { format } = await readFormat(`${start}${head}\nUNCLAS NORTHPORT 12\n\nSUBJECT: X\n\n1. END.\n`);
  expect(format).not.toBe('telegram');
});
