import { HtmlText, walkHtml, type HtmlReader } from './html-text.ts';

/** A cable in a page: what a table says of it (`reference id` -> `72MALE1164`), its text, and the line that it begins in. */
export type CableInPage = { table: ReadonlyMap<string, string>; text: string; line: number };

/** A saved page: its title and its text, and the cables that it shows. */
type Page = { title: string; text: string; cables: readonly CableInPage[] };

type Table = { rows: string[][]; at: number };
type Block = { block: string; at: number };

/** Headings of the table over a cable; two others of them must stand beside the first. */
const headings = ['created', 'date', 'released', 'classification', 'origin', 'subject', 'tags'];
const longestTable = 40;

/** Takes a page apart. Linear in its length, whatever it is. */
export function readPage(html: string): Page {
  const reader = new PageReader();
  walkHtml(html, reader);
  const { title, page, parts } = reader;
  return { title: title.whole.replaceAll(/\s+/g, ' '), text: page.whole, cables: cablesOf(html, parts) };
}

class PageReader implements HtmlReader {
  readonly title = new HtmlText();
  readonly page = new HtmlText();
  readonly parts: (Table | Block)[] = [];
  private isTitle = false;
  private table: Table | undefined;
  private cell: HtmlText | undefined;
  private block: { text: HtmlText; depth: number; at: number } | undefined;

  readonly open = (name: string, at: number): void => {
    if (name === 'title') this.isTitle = this.title.whole === '';
    this.page.open(name);
    this.block?.text.open(name);
    if (name === 'pre' || name === 'code') this.openBlock(name, at);
    if (this.block !== undefined) return;
    if (name === 'table' || name === 'tr' || name === 'td' || name === 'th') this.endCell();
    if (name === 'table') this.openTable(at);
    else if (name === 'tr' && (this.table?.rows.length ?? longestTable) < longestTable) this.table?.rows.push([]);
    else if ((name === 'td' || name === 'th') && this.table !== undefined) this.cell = new HtmlText();
    else this.cell?.open(name);
  };

  readonly close = (name: string): void => {
    if (name === 'title') this.isTitle = false;
    this.page.close(name);
    if (this.block !== undefined) this.closeBlock(name);
    else if (name === 'table') {
      this.endCell();
      this.table = undefined;
    } else if (name === 'td' || name === 'th' || name === 'tr') this.endCell();
    else this.cell?.close(name);
  };

  readonly text = (text: string): void => {
    if (this.isTitle) this.title.text(text);
    this.page.text(text);
    (this.block?.text ?? this.cell)?.text(text);
  };

  /** Of tables in tables the innermost counts; one that is none over a cable is forgotten. */
  private openTable(at: number): void {
    const last = this.parts.at(-1);
    if (last !== undefined && 'rows' in last && fieldsOf(last) === undefined) this.parts.pop();
    this.table = { rows: [], at };
    this.parts.push(this.table);
  }

  private endCell(): void {
    const row = this.table?.rows.at(-1);
    if (this.cell !== undefined && row !== undefined && row.length < longestTable) row.push(this.cell.whole);
    this.cell = undefined;
  }

  private openBlock(name: string, at: number): void {
    if (this.block !== undefined) this.block.depth += 1;
    else {
      this.block = { text: new HtmlText(), depth: 1, at };
      this.block.text.open(name);
    }
  }

  private closeBlock(name: string): void {
    const { block } = this;
    block?.text.close(name);
    if (block === undefined || (name !== 'pre' && name !== 'code')) return;
    block.depth -= 1;
    if (block.depth > 0) return;
    if (block.text.whole.trim() !== '') this.parts.push({ block: block.text.whole, at: block.at });
    this.block = undefined;
  }
}

/** What a table says, by its headings: in the row above its only values, or each before its own. Undefined for any other table. */
function fieldsOf({ rows }: Table): ReadonlyMap<string, string> | undefined {
  const filled = rows.filter((row) => row.some((cell) => cell !== ''));
  const [first = [], second = []] = filled;
  const isAbove = filled.length === 2 && second.length === first.length && first.length > 2;
  const pairs = isAbove ? first.map((heading, i) => [heading, second[i] ?? '']) : filled.filter((row) => row.length === 2);
  const fields = new Map(pairs.map(([heading = '', value = '']) => [heading.replace(/\s*:$/, '').trim().toLowerCase(), value.trim()]));
  const known = headings.filter((heading) => fields.has(heading));
  return fields.has('reference id') && known.length > 1 ? fields : undefined;
}

/** The blocks of a page that follow a table over a cable are its text; without any table, all from the first line FM on are. */
function cablesOf(html: string, parts: readonly (Table | Block)[]): CableInPage[] {
  const cables: { table: ReadonlyMap<string, string>; blocks: string[]; at: number }[] = [];
  for (const part of parts) {
    const last = cables.at(-1);
    if ('rows' in part) {
      const table = fieldsOf(part);
      if (table !== undefined) cables.push({ table, blocks: [], at: part.at });
    } else if (last !== undefined) last.blocks.push(part.block);
    else if (/^\s{0,4}FM\s+\S/m.test(part.block)) cables.push({ table: new Map(), blocks: [part.block], at: part.at });
  }
  let line = 1;
  let from = 0;
  return cables.map(({ table, blocks, at }) => {
    for (let end = html.indexOf('\n', from); end !== -1 && end < at; end = html.indexOf('\n', from)) {
      line += 1;
      from = end + 1;
    }
    return { table, text: blocks.join('\n\n'), line };
  });
}
