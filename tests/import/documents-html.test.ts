import { describe, expect, test } from 'vitest';
import { textOfHtml } from '../../src/import/formats/html-text.ts';
import { formats } from '../../src/import/formats/formats.ts';
import { fileOf, readFormat } from '../helpers/read-format.ts';
import { randomFrom } from '../helpers/random.ts';

describe('the text of HTML', () => {
  test.each([
    [
      '<p>The <b>ship</b>\n  sails&nbsp;at &quot;six&quot;.</p><p>&para;2. It&#x2019;s late.<br>So be it.</p>',
      'The ship sails at "six".\n\n¶2. It’s late.\nSo be it.',
    ],
    ['<div>One</div><div>Two<br><br>Three</div>', 'One\nTwo\n\nThree'],
    ['<ul><li>a</li><li> b </li></ul>end', 'a\nb\n\nend'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td><td>d</td></tr></table>', 'a\tb\nc\td'],
    ['x<script>if (a < b) alert("</p>")</script><style>p { }</style><nav>Home<nav>In</nav>About</nav>y', 'x y'],
    ['<head><title>Page</title></head><body>text', 'text'],
    ['<pre>a  b\r\n   c</pre>d', 'a  b\n   c\n\nd'],
    ['what follows <nav>a tag that is never closed stays', 'what follows a tag that is never closed stays'],
    ['3 < 4 & 5 > 2 &amp;lt; &unknown; &#0; <', '3 < 4 & 5 > 2 &lt; &unknown; \uFFFD <'],
    ['', ''],
  ])('of %j', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  test('is found in time that grows as the page does', () => {
    for (const part of ['<', '&', '<b>', '</b>', '<!--', '<table>', '<nav>', '<svg><title>', '&nota', '<pre>\n', ' ', '<td>x', '<a b="'])
      expect(textOfHtml(part.repeat(200_000)).length).toBeLessThan(3_000_000);
  });
});

const table = (id: string, ...cells: string[]): string =>
  `<table class='cable'><tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th><th>Origin</th></tr>
  <tr><td><a href='#'>${id}</a></td>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr></table>`;
const head = (post: string): string => `<code><pre>R 031200Z MAR 04
FM AMEMBASSY ${post}
TO SECSTATE WASHDC 1234
</pre></code>`;
const text = (post: string, number: string): string => `<code><pre>C O N F I D E N T I A L ${post} ${number}

TAGS: <a href='/tag/PREL'>PREL</a>
SUBJECT: HARBOUR &amp; SHIPS

<a id='par1' href='#par1'>&para;</a>1. THE HARBOUR IS OPEN.
</pre></code>`;
const navigation = `<div id='browse'>${Array.from({ length: 4000 }, (_, i) => `<a href='/date/${i}.html'>1966/${i}</a> <code>${i}</code>`).join('\n')}</div>`;
const page = (body: string): string => `<!DOCTYPE html>\n<html><head><title>Cable  viewer</title></head><body>${body}</body></html>`;

describe('a saved page', () => {
  test('gives the cable that it shows, and nothing of the navigation', async () => {
    const content = page(
      `${navigation}${table('04VADUZ9', '2004-03-03 12:00', '', 'CONFIDENTIAL//NOFORN', 'Embassy Vaduz')}${head('VADUZ')}${text('VADUZ', '0009')}<p>Imprint</p>`,
    );
    const { format, drafts, faults } = await readFormat(content, 'saved.html');
    expect([format, faults]).toEqual(['html', []]);
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).toMatchObject({
      line: 4001,
      id: '04VADUZ9',
      ref: '04VADUZ9',
      number: 'VADUZ 0009',
      date: '2004-03-03',
      origin: 'Embassy Vaduz',
      destination: 'SECSTATE WASHDC 1234',
      marking: 'CONFIDENTIAL//NOFORN',
      subject: 'HARBOUR & SHIPS',
      subjectCodes: ['PREL'],
      body: '¶1. THE HARBOUR IS OPEN.',
    });
    expect(drafts[0]?.extra).toMatchObject({ 'marking in the text': 'CONFIDENTIAL' });
    expect(drafts[0]?.extra).not.toHaveProperty('released');
  });

  test('of several cables gives each with what its own table says', async () => {
    const one = (id: string, post: string): string =>
      `${table(id, '2004-03-03', '2010-12-01', 'CONFIDENTIAL', `Embassy ${post}`)}${head(post)}${text(post, '0009')}`;
    const { drafts } = await readFormat(page(`${one('04VADUZ9', 'VADUZ')}\n${one('04MALE9', 'MALE')}`), 'two.html');
    expect(drafts.map(({ ref, origin, number }) => [ref, origin, number])).toEqual([
      ['04VADUZ9', 'Embassy VADUZ', 'VADUZ 0009'],
      ['04MALE9', 'Embassy MALE', 'MALE 0009'],
    ]);
    expect(new Set(drafts.map(({ line }) => line)).size).toBe(2);
  });

  test('reads a cable without a table, and one whose header was withheld', async () => {
    const bare = await readFormat(page(`${head('MALE')}${text('MALE', '0007')}`), 'x.html');
    expect(bare.drafts[0]).toMatchObject({ ref: '2004 MALE 0007', origin: 'AMEMBASSY MALE', body: '¶1. THE HARBOUR IS OPEN.' });
    const withheld = await readFormat(
      page(`${table('04MALE7', '2004-03-03', '', 'SECRET', 'Embassy Male')}<pre>The harbour is open.</pre>`),
    );
    expect(withheld.drafts[0]).toMatchObject({ ref: '04MALE7', date: '2004-03-03', marking: 'SECRET', body: 'The harbour is open.' });
  });

  test('of any other kind gives its title and its text', async () => {
    const { drafts } = await readFormat(
      page('<nav>Home</nav><h1>News</h1><p>FM 98.5 is on air.</p><p>TO the south <code>it rains</code>.</p>'),
      'news.htm',
    );
    expect(drafts).toEqual([
      { line: 1, name: 'news', title: 'Cable viewer', body: 'News\n\nFM 98.5 is on air.\n\nTO the south it rains.' },
    ]);
  });

  test('without text is a fault', async () => {
    const { drafts, faults } = await readFormat(page('<script>draw()</script>'));
    expect([drafts, faults[0]?.reason]).toEqual([[], expect.stringContaining('no text') as string]);
  });

  test('is read in the charset that it names, which is kept', async () => {
    const bytes = Buffer.from(
      '<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-5"></head><p>\xbc\xd8\xdd\xd8\xe1\xe2\xe0</p>',
      'latin1',
    );
    const { drafts } = await readFormat(bytes, 'page.html');
    expect(drafts[0]).toMatchObject({ body: 'Министр', extra: { 'read as': 'iso-8859-5' } });
    const stale = await readFormat('<html><meta charset="iso-8859-1"><p>Señor</p>');
    expect(stale.drafts[0]).toEqual({ line: 1, name: 'cable', body: 'Señor' });
  });

  test('damaged in any way gives documents or faults', async () => {
    const random = randomFrom(11);
    const whole = page(`${table('04VADUZ9', '2004-03-03', '', 'SECRET', 'Embassy Vaduz')}${head('VADUZ')}${text('VADUZ', '0009')}`);
    for (let run = 0; run < 300; run += 1) {
      const at = Math.floor(random() * whole.length);
      const cut = random() < 0.3 ? '' : whole.slice(at + Math.floor(random() * 20));
      const source = await fileOf(`${whole.slice(0, at)}${random() < 0.5 ? '<' : '"'}${cut}`);
      const found = await Array.fromAsync(formats.find(({ name }) => name === 'html')?.read(source) ?? []);
      expect(found.length).toBeGreaterThan(0);
    }
  });
});
