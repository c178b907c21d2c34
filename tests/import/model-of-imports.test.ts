import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Desk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { parseQuery } from '../../src/query/query.ts';
import { someone, testDesk } from '../helpers/desk.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * Whatever is imported, renamed, sorted anew, split, changed and imported again: what the desk holds stays on its
 * documents, and no text that was withdrawn is ever shown.
 */

const sequences = isLong ? 1000 : 4;
const operationsEach = 14;
/** Sequences on one desk, each with a trove of its own; then a desk of its own again. */
const onOneDesk = 25;

/**
 * A document of the source. `soul` tells what it is, whatever it is called, and stands in its text; `had`: the texts that it
 * was imported with.
 */
type Doc = { soul: string; version: number; ref?: string; id?: string; date: string; origin: string; had: Set<string> };
type Source = Map<string, Doc[]>;

const marker = ({ soul, version }: Doc): string => `${soul}v${version}`;
const textOf = (doc: Doc): string =>
  `${marker(doc)} ${doc.soul} was reported. ${'The tariff of the pumps was agreed upon by both sides. '.repeat(3)}`;

function write(folder: string, source: Source): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  for (const [name, docs] of source) {
    const [first] = docs;
    const text = name.endsWith('.txt')
      ? first &&
        [
          ...(first.ref === undefined ? [] : [`Ref: ${first.ref}`]),
          `Date: ${first.date}`,
          `From: ${first.origin}`,
          'To: All',
          '',
          textOf(first),
        ].join('\n')
      : docs.map(({ ref, id, ...doc }) => JSON.stringify({ id, ref, date: doc.date, origin: doc.origin, body: textOf(doc) })).join('\n');
    if (docs.length > 0) writeFileSync(join(folder, name), text ?? '');
  }
}

class Sequence {
  readonly counts = { operations: 0, wrong: 0, shown: 0, facts: 0 };
  private readonly source: Source = new Map();
  private readonly folder = tempFolder();
  private readonly random: () => number;
  private readonly pick: ReturnType<typeof pickerFrom>;
  private readonly desk: Desk;
  private readonly name: string;
  private made = 0;
  /** Souls by tag. */
  private readonly tagged = new Map<string, string>();
  /** Every document that ever was imported, and those that were withdrawn. */
  private readonly known = new Set<Doc>();
  private readonly withdrawn = new Set<Doc>();

  constructor(desk: Desk, name: string, random: () => number) {
    this.desk = desk;
    this.name = name;
    this.random = random;
    this.pick = pickerFrom(random);
    mkdirSync(this.folder, { recursive: true });
    for (let i = 0; i < 5; i += 1) this.add();
  }

  async run(): Promise<void> {
    await this.import();
    for (let i = 0; i < operationsEach; i += 1) {
      this.counts.operations += 1;
      await this.pick(this.operations)();
      await this.import();
    }
  }

  private readonly operations: (() => void | Promise<void>)[] = [
    () => this.add(),
    () => this.rename(),
    () => this.shuffle(),
    () => this.split(),
    () => this.drop(),
    () => this.change(),
    () => this.change(),
    () => this.copyUnderAnotherName(),
    () => this.repeat(),
    () => this.tag(),
    () => this.tag(),
    () => this.withdraw(),
    () => {},
  ];

  private fileName(ending: string): string {
    return `${this.pick(['a', 'b', 'm', 'z'])}${Math.floor(this.random() * 1000)}.${ending}`;
  }

  private newDoc(): Doc {
    this.made += 1;
    const soul = `${this.name}soul${this.made}x`;
    const kind = this.random();
    return {
      soul,
      version: 1,
      ...(kind < 0.4
        ? { ref: `COREU/${this.name.toUpperCase()}/${1000 + this.made}/16` }
        : kind < 0.7
          ? { id: `${this.name}-${this.made}` }
          : {}),
      date: `2016-0${1 + (this.made % 9)}-0${1 + (this.made % 7)}`,
      origin: this.pick(['Baku', 'Tbilisi', 'Oslo']),
      had: new Set(),
    };
  }

  private add(): void {
    const doc = this.newDoc();
    if (doc.id === undefined && this.random() < 0.4) {
      this.source.set(this.fileName('txt'), [doc]);
      return;
    }
    const lists = [...this.source].filter(([name]) => name.endsWith('.jsonl'));
    const list = lists.length > 0 && this.random() < 0.7 ? this.pick(lists)[1] : [];
    list.splice(Math.floor(this.random() * (list.length + 1)), 0, doc);
    if (list.length === 1) this.source.set(this.fileName('jsonl'), list);
  }

  private rename(): void {
    const [name, docs] = this.pick([...this.source]);
    this.source.delete(name);
    this.source.set(this.fileName(name.endsWith('.txt') ? 'txt' : 'jsonl'), docs);
  }

  private shuffle(): void {
    for (const docs of this.source.values()) docs.sort(() => this.random() - 0.5);
  }

  private split(): void {
    const long = [...this.source].filter(([, docs]) => docs.length > 1);
    if (long.length === 0) return;
    const [, docs] = this.pick(long);
    this.source.set(this.fileName('jsonl'), docs.splice(Math.floor(docs.length / 2)));
  }

  private drop(): void {
    if (this.all().length < 4) return;
    const [name, docs] = this.pick([...this.source].filter(([, some]) => some.length > 0));
    docs.pop();
    if (docs.length === 0) this.source.delete(name);
  }

  /** Another text: of a document with a name the next version, else another document. */
  private change(): void {
    const doc = this.pick(this.all());
    if (doc.ref !== undefined || doc.id !== undefined) doc.version += 1;
    else {
      const { ref: _ref, id: _id, ...other } = this.newDoc();
      for (const docs of this.source.values()) docs.splice(0, docs.length, ...docs.map((one) => (one === doc ? other : one)));
    }
  }

  private copyUnderAnotherName(): void {
    const doc = this.pick(this.all());
    const file = this.fileName('jsonl');
    if (!this.source.has(file))
      this.source.set(file, [
        {
          ...doc,
          had: new Set(),
          ref: `COREU/${this.name.toUpperCase()}COPY/${1000 + (this.made += 1)}/16`,
          id: `copy-${this.name}-${this.made}`,
        },
      ]);
  }

  private repeat(): void {
    const [, docs] = this.pick([...this.source].filter(([name]) => name.endsWith('.jsonl')) ?? []) ?? [];
    if (docs?.[0] !== undefined) docs.push(docs[0]);
  }

  private all(): Doc[] {
    return [...this.source.values()].flat();
  }

  private cables() {
    return [...this.desk.cables.all()].filter(({ trove }) => trove === this.name);
  }

  private tag(): void {
    const cable = this.pick(this.cables());
    const soul = soulOf(cable.body);
    const tag = `t${this.tagged.size}${this.name}`;
    this.desk.act(someone('lead'), { act: 'tag', cable: cable.ref }, ({ put }) => put('tag', cable.row, tag, {}));
    this.tagged.set(tag, soul);
  }

  private withdraw(): void {
    const cable = this.pick(this.cables());
    const contents = this.desk.cables.contents(cable.row);
    this.desk.act(someone('lead'), { act: 'mask', cable: cable.ref }, ({ put }) => put('mask', cable.row, '', { contents }));
    const text = cable.body.split(' ')[0] ?? '';
    for (const doc of this.known) if (doc.had.has(text) && [doc.ref ?? doc.id ?? cable.ref].includes(cable.ref)) this.withdrawn.add(doc);
  }

  private async import(): Promise<void> {
    write(this.folder, this.source);
    const first = await importFiles({ desk: this.desk, paths: [this.folder], trove: this.name, by: 'test' });
    expect(first.rejects).toEqual([]);
    expect(await importFiles({ desk: this.desk, paths: [this.folder], trove: this.name, by: 'test' })).toMatchObject({
      added: 0,
      changed: 0,
      gone: 0,
    });
    for (const doc of this.all()) {
      this.known.add(doc);
      doc.had.add(marker(doc));
    }
    this.checkFacts();
    await this.checkTexts();
  }

  private checkFacts(): void {
    for (const { key, cable } of this.desk.facts.all('desk', 'tag')) {
      const soul = this.tagged.get(key);
      if (soul === undefined) continue;
      this.counts.facts += 1;
      if (soulOf(this.desk.cables.byRow(cable)?.body ?? '') !== soul) this.counts.wrong += 1;
    }
  }

  private async checkTexts(): Promise<void> {
    const reader = this.desk.as(someone('reader'));
    const seen = [...reader.cables.all()].filter(({ trove }) => trove === this.name);
    const hidden = new Set([...this.withdrawn].flatMap(({ had }) => [...had]));
    for (const { body } of seen) if (hidden.has(body.split(' ')[0] ?? '')) this.counts.shown += 1;
    for (const text of [...hidden].slice(-2)) {
      const { total } = await reader.index.find(parseQuery(text), { sort: 'best', offset: 0, limit: 1 });
      this.counts.shown += total;
    }
    // Nobody innocent is hidden: every document of the source that never had a withdrawn text is there for readers.
    const texts = new Set(seen.map(({ body }) => body.split(' ')[0]));
    const missing = this.all().filter((doc) => doc.had.isDisjointFrom(hidden) && !texts.has(marker(doc)));
    expect(missing.map(marker)).toEqual([]);
  }
}

const soulOf = (body: string): string => /^(\w+?soul\d+x)/.exec(body)?.[1] ?? '';

test(`${sequences} random sequences of imports: no fact on a wrong cable, no withdrawn text shown`, { timeout: 3_600_000 }, async () => {
  const random = randomFrom(seedOf('imports'));
  const sum = { operations: 0, wrong: 0, shown: 0, facts: 0 };
  let desk = testDesk();
  for (let i = 0; i < sequences; i += 1) {
    if (i > 0 && i % onOneDesk === 0) {
      await desk.close();
      desk = testDesk();
    }
    const sequence = new Sequence(desk, `s${i}q`, random);
    await sequence.run();
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += sequence.counts[name];
  }
  console.log(`${sum.operations} operations, ${sum.facts} facts looked at`);
  expect(sum).toMatchObject({ wrong: 0, shown: 0 });
  expect(sum.facts).toBeGreaterThan(sequences);
});
