/** Lines of a page, from above, each with its place where it stands apart from the others. */
export type DrawnLine = string | { text: string; x: number; y: number };

/** A small PDF: pages of lines in a typewriter's letters. */
export const pdfOf = (pages: readonly (readonly DrawnLine[])[]): Buffer => pdfOfObjects(objectsOf(pages));

/** The objects of such a file, to be damaged. */
export function objectsOf(pages: readonly (readonly DrawnLine[])[]): string[] {
  const kids = pages.map((_, i) => `${4 + 2 * i} 0 R`);
  return [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((lines, i) => {
      const drawn = lines.map((line, n) => {
        const { text, x, y } = typeof line === 'string' ? { text: line, x: 50, y: 760 - 12 * n } : line;
        return `BT /F1 10 Tf 1 0 0 1 ${x} ${y} Tm (${text.replaceAll(/[\\()]/g, String.raw`\$&`)}) Tj ET`;
      });
      const content = drawn.join('\n');
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
}

export function pdfOfObjects(objects: readonly string[], trailer = ''): Buffer {
  let file = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(`${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${table}\n%%EOF\n`, 'latin1');
}
