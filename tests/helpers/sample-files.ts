import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { pack } from 'tar-stream';

/** A small invented file in every format that can be imported, by its name. */

const jsonl = `${JSON.stringify({ id: 'A1', date: '2018-01-02', from: 'Post', subject: 'Herring', body: 'The limits stay.' })}\n`.repeat(3);
const plain = 'Ref: X/1\nDate: 2018-01-02\nFrom: Northport\nTo: Centre\nSubject: Herring\n\n1. The limits stay.\n';
const telegram = `CONFIDENTIAL

PAGE 01        NORTHP  00417  142033Z

R 141905Z MAY 76
FM AMEMBASSY NORTHPORT
TO SECSTATE WASHDC
INFO AMEMBASSY EASTHAVEN
C O N F I D E N T I A L NORTHPORT 0417

TAGS: EFIS, NP
SUBJECT: HERRING LIMITS

REF: STATE 00498

1. THE LIMITS STAY.
2. END.
`;
const mail = `From: Anna Ek <ek@example.org>
To: lund@example.org
Subject: =?utf-8?q?Z=C3=B6lle?=
Date: Tue, 01 Mar 2016 10:00:00 +0100
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${Buffer.from('Der Entwurf kostet 5 €.\n').toString('base64')}
--b
Content-Type: text/plain; name=annex.txt
Content-Disposition: attachment; filename=annex.txt

${plain}
--b--
`;
const released = `UNCLASSIFIED U.S. Department of State Case No. F-2014-00001 Doc No. C00000001 Date: 06/30/2015
RELEASE IN FULL

From: Ek, Anna <EkA@state.gov>
Sent: Friday, September 11, 2009 4:12 PM
To: Lund, Per
Subject: FW: Herring

Fyi. The limits stay.
`;
const html =
  '<!doctype html><html><head><meta charset="utf-8"><title>Herring</title></head><body><nav>Home</nav><h1>Herring</h1><p>The limits &amp; rules stay, as was said.</p></body></html>';
const tei = `<?xml version="1.0" encoding="utf-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div type="compilation"><div type="document" n="1" xml:id="d1" subtype="historical-document">
<head>1. The Minister in Northport (<persName>Ek</persName>) to the Secretary of State</head><dateline><placeName>Northport</placeName>, <date when="1936-05-02">May 2, 1936</date></dateline>
<p>The limits stay.<note n="1">Not printed.</note></p></div></div></body></text></TEI>`;
const csv =
  'DocNumber,MetadataSubject,MetadataDateSent,SenderPersonId,RawText\nC1,"Talks, two",2012-09-12T04:00:00+00:00,80,"One line\nand ""another"""\nC2,Fish,,81,Text of two.\n';
const cablegate =
  `"1","12/28/1966 18:48","66NORTHPORT2481","Embassy Northport","UNCLASSIFIED","66STATE1|66STATE2","P R 281848Z DEC 66\nFM AMEMBASSY NORTHPORT\nTO SECSTATE WASHDC","1. PRESS SAYS \\"NO\\"."\n`.repeat(
    3,
  );
const rtf = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\info{\title Herring}}\f0 The limits stay, as was said.\par Caf\'e9 and \u8220?no\u8221?.\par}`;
const notes = `Herring\n\n${'The limits stay, as was said by the minister at the meeting. '.repeat(5)}\n`;

const zipOf = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(
    // An office document is told by an entry that is not packed.
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, [strToU8(text), { level: name === 'mimetype' ? 0 : 6 }]])),
  );
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const rels = (type: string, target: string): string =>
  `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`;
const docx = zipOf({
  '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
  '_rels/.rels': rels('officeDocument', 'word/document.xml'),
  'word/document.xml': `${xml}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Note for the file</w:t></w:r></w:p><w:p><w:r><w:t>The limits stay.</w:t></w:r></w:p></w:body></w:document>`,
});
const odt = zipOf({
  mimetype: 'application/vnd.oasis.opendocument.text',
  'content.xml': `${xml}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:h>Note</text:h><text:p>The limits stay.</text:p></office:text></office:body></office:document-content>`,
});
const cells = (row: number, ...texts: string[]): string =>
  `<row r="${row}">${texts.map((text, i) => `<c r="${'ABC'[i]}${row}" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
const xlsx = zipOf({
  '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': rels('officeDocument', 'xl/workbook.xml'),
  'xl/_rels/workbook.xml.rels': rels('worksheet', 'worksheets/sheet1.xml'),
  'xl/workbook.xml': `${xml}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/worksheets/sheet1.xml': `${xml}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${cells(1, 'id', 'subject', 'body')}${cells(2, 'A1', 'Herring', 'The limits stay.')}</sheetData></worksheet>`,
});

/** A PDF of one page with these lines. */
function pdf(lines: readonly string[]): Buffer {
  const content = `BT /F1 12 Tf 72 720 Td ${lines.map((line) => `(${line}) Tj 0 -14 Td`).join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${text}xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  return Buffer.concat(await Array.fromAsync(archive as AsyncIterable<Uint8Array>));
}

/** All of them. */
export async function sampleFiles(): Promise<Readonly<Record<string, Uint8Array>>> {
  const tar = await tarOf({ 'a.jsonl': jsonl, 'b.txt': telegram });
  const texts = {
    'a.jsonl': jsonl,
    'b.txt': plain,
    'c.txt': telegram,
    'd.eml': mail,
    'e.mbox': `From ek@example.org Tue Mar  1 10:00:00 2016\n${mail}\n`.repeat(2),
    'f.txt': released,
    'g.html': html,
    'h.xml': tei,
    'i.csv': csv,
    'j.csv': cablegate,
    'k.rtf': rtf,
    'l.txt': notes,
  };
  const all = Object.entries(texts).map(([name, text]) => [name, strToU8(text)] as const);
  return {
    ...Object.fromEntries(all),
    'm.docx': docx,
    'n.odt': odt,
    'o.xlsx': xlsx,
    'p.pdf': pdf(telegram.split('\n').map((line) => line.trim())),
    'q.zip': zipOf({ 'a.jsonl': jsonl, 'b.txt': telegram, 'd.eml': mail }),
    'r.tar': tar,
    's.tgz': gzipSync(tar),
    't.jsonl.gz': gzipSync(jsonl),
  };
}
