import { decodeText } from './encoding.ts';

/** The text of an RTF: its paragraphs, what stands apart from them, and what is wrong with it. */
export type RtfText = { paragraphs: string[]; title: string; footnotes: string[]; heads: string[]; unknownPages: string[]; slip?: string };

/** Groups that hold no text of the document. */
const skipped = new Set(
  'fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator pict objdata themedata colorschememapping latentstyles datastore xmlnstbl fldinst bkmkstart bkmkend filetbl revtbl pgdsctbl nonshppict private template author operator company manager category keywords comment doccomm subject hlinkbase creatim revtim printim buptim info'.split(
    ' ',
  ),
);
const signs: Readonly<Record<string, string>> = {
  tab: '\t',
  cell: '\t',
  nestcell: '\t',
  line: '\n',
  emdash: '—',
  endash: '–',
  emspace: ' ',
  enspace: ' ',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
};
const ends = new Set(['par', 'row', 'nestrow', 'sect', 'page']);
const aside = new Set([
  'footnote',
  'annotation',
  'header',
  'headerl',
  'headerr',
  'headerf',
  'footer',
  'footerl',
  'footerr',
  'footerf',
  'title',
]);

/** Code pages by their numbers, and those that the fonts of a script stand for. */
const pages = new Map<number, string>([
  [866, 'ibm866'],
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((page) => [page, `windows-${page}`] as const),
  [10000, 'macintosh'],
  [65001, 'utf-8'],
]);
const pageOfCharset = new Map([
  [0, 1252],
  [77, 10000],
  [128, 932],
  [129, 949],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
]);

type Group = { to: Target; page: number | undefined; skip: number; isDeleted: boolean };
/** Where text goes: nowhere, into the document, or apart from it. */
type Target = { name: string; text: string[] } | undefined;

const deepest = 1000;
const word = /([a-z]{1,32})(-?\d{1,10})? ?/y;

/** Reads an RTF as Word and others write it. Takes anything, in linear time; never throws. */
export function textOfRtf(rtf: string): RtfText {
  return new RtfReader(rtf).read();
}

class RtfReader {
  private readonly rtf: string;
  private at = 0;
  private readonly body = { name: 'body', text: [] as string[] };
  private readonly others: { name: string; text: string[] }[] = [];
  private readonly groups: Group[] = [];
  private group: Group = { to: this.body, page: undefined, skip: 1, isDeleted: false };
  /** Bytes that wait to be decoded together: a sign may take two of them. */
  private bytes: number[] = [];
  private ansi = 1252;
  private readonly fonts = new Map<number, number>();
  private font = 0;
  private toSkip = 0;
  private readonly unknown = new Set<string>();
  private slip: string | undefined;

  constructor(rtf: string) {
    this.rtf = rtf;
  }

  read(): RtfText {
    const plain = /[^\\{}\r\n]+/y;
    while (this.at < this.rtf.length && this.slip === undefined) {
      const sign = this.rtf[this.at];
      if (sign === '{') this.openGroup();
      else if (sign === '}') {
        if (!this.closeGroup()) break;
      } else if (sign === '\\') this.control();
      else if (sign === '\r' || sign === '\n') this.at += 1;
      else {
        plain.lastIndex = this.at;
        const [text = ''] = plain.exec(this.rtf) ?? [];
        this.at += text.length;
        const from = Math.min(this.toSkip, text.length);
        this.toSkip -= from;
        if (this.bytes.length > 0 || /[\u0080-\u00FF]/.test(text))
          for (const letter of text.slice(from)) this.addByte(letter.charCodeAt(0));
        else this.add(text.slice(from));
      }
    }
    this.flush();
    if (this.groups.length > 0) this.slip ??= `it ends within ${this.groups.length} open braces: was it copied completely?`;
    return this.found();
  }

  private found(): RtfText {
    const textOf = (names: RegExp): string[] =>
      this.others.filter(({ name }) => names.test(name)).flatMap(({ text }) => text.join('').replaceAll(/\s+/g, ' ').trim() || []);
    const paragraphs = this.body.text
      .join('')
      .split('\r')
      .map((text) => text.trimEnd());
    return {
      paragraphs,
      title: textOf(/^title$/)[0] ?? '',
      footnotes: textOf(/^(?:footnote|annotation)$/),
      heads: [...new Set(textOf(/^(?:header|footer)/))],
      unknownPages: [...this.unknown],
      ...(this.slip === undefined ? {} : { slip: this.slip }),
    };
  }

  private openGroup(): void {
    this.flush();
    this.toSkip = 0;
    this.at += 1;
    this.groups.push(this.group);
    this.group = { ...this.group };
    if (this.groups.length > deepest) this.slip = `braces in braces, more than ${deepest} deep`;
  }

  /** Whether anything may follow. */
  private closeGroup(): boolean {
    this.flush();
    this.toSkip = 0;
    this.at += 1;
    this.group = this.groups.pop() ?? this.group;
    return this.groups.length > 0;
  }

  private control(): void {
    const next = this.rtf[this.at + 1] ?? '';
    word.lastIndex = this.at + 1;
    const found = word.exec(this.rtf);
    if (found !== null) {
      this.at = word.lastIndex;
      this.word(found[1] ?? '', found[2] === undefined ? undefined : Number(found[2]));
      return;
    }
    this.at += 2;
    if (next === "'") {
      const byte = Number.parseInt(this.rtf.slice(this.at, this.at + 2), 16);
      this.at += 2;
      if (this.toSkip > 0) this.toSkip -= 1;
      else if (!Number.isNaN(byte)) this.addByte(byte);
    } else if (next === '*') this.starred();
    else if (next === '~') this.add(' ');
    else if (next === '_') this.add('-');
    else if (next === '\r' || next === '\n') this.add('\r');
    else if (/[\\{}]/.test(next)) this.addByte(next.charCodeAt(0));
  }

  /** `{\*\name`: a group that a reader who does not know it may leave out. */
  private starred(): void {
    const name = /^\\([a-z]+)/.exec(this.rtf.slice(this.at, this.at + 40))?.[1] ?? '';
    if (!aside.has(name)) this.group.to = undefined;
  }

  private word(name: string, value: number | undefined): void {
    if (name !== 'u' && name !== 'uc') this.flush();
    const sign = signs[name];
    if (sign !== undefined) this.add(sign);
    else if (ends.has(name)) this.add('\r');
    else if (name === 'u') this.addUnicode(value ?? 0);
    else if (name === 'uc') this.group.skip = Math.min(Math.max(value ?? 1, 0), 20);
    else if (name === 'bin') this.at += Math.max(0, value ?? 0);
    else if (name === 'ansicpg') this.ansi = value ?? 1252;
    else if (name === 'mac') this.ansi = 10000;
    else if (name === 'f') this.font = value ?? 0;
    else if (name === 'fcharset') this.fonts.set(this.font, pageOfCharset.get(value ?? 0) ?? this.ansi);
    else if (name === 'deleted') this.group.isDeleted = value !== 0;
    else if (skipped.has(name)) this.group.to = undefined;
    else if (aside.has(name) && (this.group.to !== undefined || name === 'title')) {
      this.group.to = { name, text: [] };
      this.others.push(this.group.to);
    }
    if (name === 'f') this.group.page = this.fonts.get(value ?? 0);
  }

  private addUnicode(value: number): void {
    this.flush();
    this.push(String.fromCharCode(value < 0 ? value + 65536 : value));
    this.toSkip = this.group.skip;
  }

  private addByte(byte: number): void {
    if (byte < 0x80 && this.bytes.length === 0) this.push(String.fromCharCode(byte));
    else this.bytes.push(byte);
  }

  private add(text: string): void {
    this.flush();
    if (text !== '') this.push(text);
  }

  private push(text: string): void {
    if (!this.group.isDeleted) this.group.to?.text.push(text);
  }

  private flush(): void {
    if (this.bytes.length === 0) return;
    const number = this.group.page ?? this.ansi;
    const name = pages.get(number);
    if (name === undefined) this.unknown.add(String(number));
    const text = decodeText(Uint8Array.from(this.bytes), name ?? 'windows-1252');
    this.bytes = [];
    this.push(text);
  }
}
