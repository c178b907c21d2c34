/** Files that no format reads, told by their first bytes, and what helps with each. */
const refused: readonly [name: string, magic: readonly number[], help: string][] = [
  ['an Outlook mailbox (PST)', [0x21, 0x42, 0x44, 0x4e], 'Take the mails out first: readpst -e -o FOLDER FILE.pst'],
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf], 'Unpack it first: 7z x FILE'],
  ['a RAR archive', [0x52, 0x61, 0x72, 0x21], 'Unpack it first: unar FILE'],
  ['an old office document (.doc, .xls)', [0xd0, 0xcf, 0x11, 0xe0], 'Convert it first: soffice --convert-to docx FILE'],
  ['a picture (PNG)', [0x89, 0x50, 0x4e, 0x47], 'Recognise its text first: tesseract FILE NEW'],
  ['a picture (JPEG)', [0xff, 0xd8, 0xff], 'Recognise its text first: tesseract FILE NEW'],
  ['a picture (TIFF)', [0x49, 0x49, 0x2a, 0x00], 'Recognise its text first: tesseract FILE NEW'],
  ['a picture (TIFF)', [0x4d, 0x4d, 0x00, 0x2a], 'Recognise its text first: tesseract FILE NEW'],
  ['a picture (GIF)', [0x47, 0x49, 0x46, 0x38], 'Recognise its text first: tesseract FILE NEW'],
  ['an SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 'Export its table first: sqlite3 -json FILE "SELECT * FROM TABLE"'],
  ['a bzip2 file', [0x42, 0x5a, 0x68], 'Unpack it first: bunzip2 FILE'],
  ['an xz file', [0xfd, 0x37, 0x7a, 0x58, 0x5a], 'Unpack it first: unxz FILE'],
  ['a Zstandard file', [0x28, 0xb5, 0x2f, 0xfd], 'Unpack it first: unzstd FILE'],
];

/** Why a file that no format recognised cannot be read, and the tool that helps, by name; undefined for one that is of no known kind. */
export function whyRefused(start: Uint8Array): string | undefined {
  const found = refused.find(([, magic]) => magic.every((byte, i) => start[i] === byte));
  return found === undefined ? undefined : `it is ${found[0]}. ${found[2]}`;
}

/** What is told of a file with which its format, or a library, could not go on. */
export const whatBroke = (error: unknown): string =>
  `it cannot be read further: ${error instanceof Error ? error.message.slice(0, 200) : 'it is damaged'}`;
