import type { Draft } from '../../cables/draft.ts';
import { readWhen } from './dates.ts';
import { FoldedText, gap } from './folded-text.ts';
import type { ReadRecord, RecordWarning, Source } from './format.ts';

type Attributes = Readonly<Record<string, string>>;

const paragraphs = new Set('p head dateline opener closer quote list table postscript lg figure frus:attachment div byline'.split(' '));
const lines = new Set('salute signed item label row l'.split(' '));
/** Characters; the same as of every document. */
const longestText = 25 * 1024 * 1024;

/** What of a document is read apart from its text, and how deep the tag is that it stands in. */
type Part = { text: FoldedText; depth: number };

/** A document while it is read. */
class TeiDocument {
  readonly head = new FoldedText();
  readonly dateline = new FoldedText();
  readonly place = new FoldedText();
  readonly day = new FoldedText();
  readonly source = new FoldedText();
  readonly text = new FoldedText();
  readonly notes: { n: string; text: FoldedText }[] = [];
  /** Where in the heading the sender and the recipient are marked. */
  readonly marks = new Map<string, number>();
  when: string | undefined;
  length = 0;
  readonly line: number;
  readonly id: string | undefined;
  readonly depth: number;
  readonly range: readonly [string, string];

  constructor(
    line: number,
    depth: number,
    { 'xml:id': id, 'frus:doc-dateTime-min': first = '', 'frus:doc-dateTime-max': last = first }: Attributes,
  ) {
    this.line = line;
    this.depth = depth;
    this.id = id;
    this.range = [first, last];
  }
}

/** Puts the documents of a TEI together from what its parser tells. */
export class TeiReader {
  readonly records: ReadRecord[] = [];
  /** How many documents were found so far. */
  found = 0;
  line = 1;
  slip: string | undefined;
  private readonly source: Source;
  private depth = 0;
  private volume: string | undefined;
  private title = new FoldedText();
  private inTitle = 0;
  private inText = 0;
  private foundBefore = 0;
  private document: TeiDocument | undefined;
  private isRest = false;
  private parts: Part[] = [];
  private tees: Part[] = [];
  private attachment = 0;

  constructor(source: Source) {
    this.source = source;
  }

  open(name: string, attributes: Attributes): void {
    this.depth += 1;
    if (name === 'TEI' || name === 'TEI.2') this.beginVolume(attributes);
    if (name === 'title' && this.inText === 0 && this.title.isEmpty) this.inTitle = this.depth;
    if (name === 'text') this.inText ||= this.depth;
    const isDocument = name === 'div' && attributes['type'] === 'document';
    if (isDocument && (this.document === undefined || this.isRest)) {
      this.begin(new TeiDocument(this.line, this.depth, attributes), false);
      return;
    }
    // A text without such documents is one itself.
    if (name === 'text' && this.document === undefined) this.begin(new TeiDocument(this.line, this.depth, {}), true);
    if (this.document !== undefined) this.openWithin(this.document, name, attributes);
  }

  text(text: string): void {
    if (this.inTitle > 0) this.title.add(text);
    const { document } = this;
    if (document === undefined) return;
    document.length += text.length;
    if (document.length > longestText) this.slip = 'a document of more than 25 MB of text: is the end of one before it missing?';
    else for (const to of [this.parts.at(-1)?.text ?? document.text, ...this.tees.map((tee) => tee.text)]) to.add(text);
  }

  close(name: string): void {
    if (this.inTitle === this.depth) this.inTitle = 0;
    if (this.inText === this.depth) this.inText = 0;
    const { document } = this;
    if (document !== undefined) {
      // A comma may follow a signature.
      if (name !== 'signed') this.edge(name);
      if (this.attachment === this.depth) this.attachment = 0;
      if (this.parts.at(-1)?.depth === this.depth) this.parts.pop();
      if (this.tees.at(-1)?.depth === this.depth) this.tees.pop();
      if (document.depth === this.depth) this.end(document);
    }
    this.depth -= 1;
  }

  private beginVolume(attributes: Attributes): void {
    this.volume = attributes['xml:id'] ?? attributes['id'];
    this.title = new FoldedText();
    this.foundBefore = this.found;
  }

  private begin(document: TeiDocument, isRest: boolean): void {
    this.document = document;
    this.isRest = isRest;
    this.parts = [];
    this.tees = [];
    this.attachment = 0;
  }

  private openWithin(document: TeiDocument, name: string, attributes: Attributes): void {
    const isOwn = this.parts.length === 0 && this.attachment === 0;
    const begins = isOwn && document.text.isEmpty;
    if (name === 'note' && !(attributes['rend'] === 'inline' && !begins)) this.openNote(document, attributes);
    else if (name === 'head' && begins && document.head.isEmpty) this.part(document.head);
    else if (name === 'dateline' && begins && document.dateline.isEmpty) this.part(document.dateline);
    else this.edge(name);
    if (name === 'lb') {
      (this.parts.at(-1)?.text ?? document.text).endLine();
      for (const { text } of this.tees) text.keepApart(gap.blank);
    }
    if (name === 'frus:attachment') this.attachment ||= this.depth;
    if (name === 'date' && this.attachment === 0 && document.when === undefined) {
      document.when = attributes['when'] ?? attributes['notBefore'] ?? attributes['from'];
      if (document.when === undefined && document.day.isEmpty) this.tees.push({ text: document.day, depth: this.depth });
    }
    const inside = this.parts.at(-1)?.text;
    if (name === 'placeName' && inside === document.dateline && document.place.isEmpty)
      this.tees.push({ text: document.place, depth: this.depth });
    const mark = attributes['type'] ?? '';
    if (inside === document.head && /^(?:persName|gloss|orgName|roleName|name)$/.test(name) && !document.marks.has(mark))
      document.marks.set(mark, document.head.whole.length);
  }

  private openNote(document: TeiDocument, attributes: Attributes): void {
    if (attributes['type'] === 'source' && this.parts.length === 0 && document.source.isEmpty) this.part(document.source);
    else {
      const note = { n: attributes['n'] ?? '', text: new FoldedText() };
      document.notes.push(note);
      this.part(note.text);
    }
  }

  private part(text: FoldedText): void {
    this.parts.push({ text, depth: this.depth });
  }

  private edge(name: string): void {
    const text = this.parts.at(-1)?.text ?? this.document?.text;
    if (paragraphs.has(name)) text?.keepApart(gap.paragraph);
    else if (lines.has(name)) text?.keepApart(gap.line);
    else if (name === 'cell') text?.keepApart(gap.cell);
  }

  private end(document: TeiDocument): void {
    const { isRest } = this;
    this.document = undefined;
    this.isRest = false;
    const isEmpty = document.head.isEmpty && document.text.isEmpty;
    if (isEmpty || (isRest && this.found > this.foundBefore)) return;
    this.found += 1;
    const { stem, dates } = this.source;
    this.records.push(recordOf(document, { stem, dates, volume: this.volume, title: this.title.whole, isRest }));
  }
}

type Around = Pick<Source, 'stem' | 'dates'> & { volume: string | undefined; title: string; isRest: boolean };

function recordOf(document: TeiDocument, { stem, dates, volume, title, isRest }: Around): ReadRecord {
  const { head, dateline, place, source, notes, text, line } = document;
  const draft: Draft = { line, body: text.whole };
  const warnings: RecordWarning[] = [];
  const heading = head.whole.replaceAll('\n', ' ');
  const header = [head.whole, dateline.whole].filter((part) => part !== '').join('\n\n');
  if (header !== '') draft.header = header;
  const id = idOf(document.id, volume, stem);
  if (id === undefined) draft.name = stem;
  else draft.id = id;
  if (isRest && title !== '') draft.title = title.replaceAll(/\s+/g, ' ');
  Object.assign(draft, readHeading(heading, document.marks));
  const [first, last] = document.range;
  const printed = document.when ?? (first !== '' && first.slice(0, 10) === last.slice(0, 10) ? first : document.day.whole);
  const timed = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}.*)$/.exec(printed);
  const read = readWhen(dates, timed?.[1] ?? printed.replace(/[.,;]$/, ''));
  Object.assign(draft, read.when);
  warnings.push(...read.warnings);
  if (timed !== null && !timed[2]?.startsWith('00:00')) draft.datetime = printed;
  const extra: Record<string, unknown> = {};
  if (!place.isEmpty) extra['place'] = place.whole.replaceAll(/\s+/g, ' ');
  if (!source.isEmpty) extra['source'] = source.whole;
  const footnotes = notes.map(({ n, text: note }) => (n === '' ? note.whole : `${n} ${note.whole}`)).filter((note) => note !== '');
  if (footnotes.length > 0) extra['footnotes'] = footnotes;
  if (Object.keys(extra).length > 0) draft.extra = extra;
  return { draft, warnings };
}

/** `frus1882/d159`: its volume and its own id. A document cut out of its volume has the volume's in the name of its file. */
function idOf(id: string | undefined, volume: string | undefined, stem: string): string | undefined {
  const of = volume ?? (id !== undefined && stem.endsWith(`-${id}`) ? stem.slice(0, -id.length - 1) : undefined);
  return id === undefined ? volume : of === undefined ? id : `${of}/${id}`;
}

const number = /^\[?((?:No\.|№) ?\d+[a-z]?|\d+)\.?\]?\s+/;
/** How the heading of a letter begins; `Memorandum to the files` and `Road to peace` have no sender. */
const sender =
  /^(?:The|Mr|Mrs|Messrs|Sir|Lord|Earl|Baron|Count|Prince|Señor|Don|M|Dr|General|Admiral|Captain|Colonel|Commander|Consul|Minister|Ambassador|Chargé|Acting|President|Secretary|King|Emperor|Viscount|Marquis)\b/;

/** What a heading says: its number, its subject, who wrote to whom. It says who only where that can be told for sure. */
export function readHeading(heading: string, marks: ReadonlyMap<string, number> = new Map()): Partial<Draft> {
  const found = number.exec(heading);
  const from = found?.[0].length ?? 0;
  const said: Partial<Draft> = {};
  if (found?.[1] !== undefined) said.number = found[1];
  const subject = heading.slice(from).replace(/(?<=\p{L}{3}|\))(?<!\b(?:Inc|Esq|etc))\.$/u, '');
  if (subject !== '') said.subject = subject;
  const split = splitOf(subject, marks, from);
  if (split === undefined) return said;
  const [before, after] = [subject.slice(0, split).trim(), subject.slice(split + 4).trim()];
  const [, kind, of] = /^(\p{Lu}[\p{L} ]{2,40}?) [Ff]rom (.+)$/u.exec(before) ?? [];
  said.origin = (of ?? before).replace(/^the /i, '');
  said.destination = after.replace(/^the /i, '');
  if (kind !== undefined) said.type = kind.toLowerCase();
  return said;
}

/** Where ` to ` parts sender and recipient: before the marked recipient; without marks where there is only one, and a sender before it. */
function splitOf(subject: string, marks: ReadonlyMap<string, number>, from: number): number | undefined {
  const [sent, received] = [marks.get('from'), marks.get('to')];
  if (sent !== undefined && received !== undefined) {
    const at = subject.lastIndexOf(' to ', received - from + 1);
    if (at > sent - from) return at;
  }
  const open = subject.replaceAll(/\([^()]*\)/g, (inside) => '.'.repeat(inside.length));
  const at = open.indexOf(' to ');
  const isLetter =
    sender.test(open) || /^(?:Circular )?(?:Telegram|Airgram|Letter|Memorandum|Note|Message|Despatch|Dispatch) From /i.test(open);
  return at > 0 && at === open.lastIndexOf(' to ') && isLetter ? at : undefined;
}
