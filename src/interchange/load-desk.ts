import { appendAudit, auditHead, brokenIn, copyAudit } from '../desk/audit.ts';
import type { Desk } from '../desk/desk.ts';
import { canonicalJson } from '../desk/facts.ts';
import { holdFacts, renumbered } from '../desk/held.ts';
import { noteFormer, takeHome, terminalDesk } from '../desk/home.ts';
import { DeskError } from '../reply/failure.ts';
import { plural, own, quoted, said, type Text } from '../reply/text.ts';
import type { Db } from '../store/database.ts';
import { deskLine, deskLinesVersion, type DeskLine, type LineOf } from './desk-lines.ts';

/** What became of a file. `missing`: the refs of documents that the archive does not hold; what the desk has about them waits for them. */
export type Loaded = { facts: number; acts: number; head: { seq: number; hash: string }; isSameLog: boolean; missing: string[] };

const refuse = (text: Text, hint?: Text): DeskError => new DeskError(text, { kind: 'data', ...(hint === undefined ? {} : { hint }) });

/**
 * Reads the lines of a file into an empty desk, in one transaction. Throws a DeskError, having changed nothing, when the desk
 * holds something, when a line is not what it should be, when lines are missing, or when the log in it was changed.
 */
export function loadDesk(desk: Pick<Desk, 'db' | 'home' | 'now'>, texts: Iterable<string>): Loaded {
  const { db } = desk;
  refuseHolding(db);
  const { head: first, of } = checked(texts);
  return db.transaction((): Loaded => {
    const home = desk.home() === terminalDesk ? first.desk : desk.home();
    if (desk.home() === terminalDesk) takeHome(db, first.desk);
    noteFormer(db, home, [...first.former, first.desk]);
    const before = auditHead(db).seq;
    const acts = of('act').map(({ type: _type, detail, ...row }) => ({ ...row, detail: JSON.stringify(detail) }));
    copyAudit(db, acts, before);
    writeMembers(db, home, of('member'));
    writeFacts(db, home, before, of);
    // They follow their documents, as they do when an archive is made anew.
    holdFacts(db);
    const isSameLog = before === 0;
    appendAudit(db, {
      desk: home,
      at: desk.now(),
      member: 'operator',
      role: 'operator',
      via: 'terminal',
      act: 'move desk',
      detail: { from: first.desk, head: `${first.head.seq} ${first.head.hash}`, behind: before },
    });
    const missing = db.prepare<[], string>('SELECT ref FROM held WHERE cable < 0 ORDER BY ref').pluck().all();
    return { facts: of('fact').length, acts: acts.length, head: first.head, isSameLog, missing };
  })();
}

function refuseHolding(db: Db): void {
  const count = (table: string): number => db.prepare<[], number>(`SELECT count(*) FROM main.${table}`).pluck().get() ?? 0;
  const [facts, changes] = [count('facts'), count('changes')];
  if (facts + changes === 0) return;
  throw new DeskError(
    said`This desk is not empty: it holds ${plural(facts, 'fact')}, and its history ${plural(changes, 'change')}. Two desks cannot be merged.`,
    { kind: 'refused', hint: said`Name an empty data folder with ${own('--data')}. Nothing was changed.` },
  );
}

type Lines = { head: LineOf<'desk'>; of<Type extends DeskLine['type']>(type: Type): LineOf<Type>[] };

/** All lines of a file, once they are known to be whole and to fit each other. */
function checked(texts: Iterable<string>): Lines {
  const lines: DeskLine[] = [];
  let n = 0;
  for (const text of texts) {
    n += 1;
    if (text.trim() !== '') lines.push(lineOf(text, n));
  }
  const [head] = lines;
  if (head?.type !== 'desk') throw refuse(said`The file does not begin as a desk that was saved.`);
  const last = lines.at(-1);
  if (last?.type !== 'end' || last.lines !== lines.length - 1)
    throw refuse(said`The file is not whole: lines are missing.`, said`Copy it again from where it came.`);
  const of = <Type extends DeskLine['type']>(type: Type): LineOf<Type>[] =>
    lines.filter((line): line is LineOf<Type> => line.type === type);
  const acts = of('act').map(({ type: _type, detail, ...row }) => ({ ...row, detail: JSON.stringify(detail) }));
  const broken = brokenIn(acts);
  if (broken !== undefined)
    throw refuse(said`Row ${broken} of the log in the file does not follow from the rows before it: it was changed.`);
  const end = acts.at(-1);
  if ((end?.seq ?? 0) !== head.head.seq || (end?.hash ?? '') !== head.head.hash)
    throw refuse(said`The log in the file does not end as its first line says: rows are missing.`);
  const known = new Set([0, ...of('document').map(({ cable }) => cable)]);
  const numbers = [...of('fact'), ...of('change')].map(({ cable }) => cable);
  const unknown = numbers.find((cable) => !known.has(cable));
  if (unknown !== undefined) throw refuse(said`The file does not say which document the number ${unknown} means.`);
  return { head, of };
}

/** One line as it was written, not as a shape would trim it. */
function lineOf(text: string, n: number): DeskLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(said`Line ${n} is not JSON: ${quoted(text.slice(0, 60))}`);
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (n === 1 && typeof version === 'number' && version > deskLinesVersion)
    throw refuse(said`The file was written by a later version of cabledesk (${version}).`, said`Upgrade first.`);
  const { error } = deskLine.safeParse(value);
  if (error === undefined) return value as DeskLine;
  const [issue] = error.issues;
  throw refuse(said`Line ${n} is not a line of a desk: ${quoted((issue?.path ?? []).join('.'))} ${own(issue?.message ?? '')}`);
}

function writeMembers(db: Db, desk: string, members: readonly LineOf<'member'>[]): void {
  const save = db.prepare(
    `INSERT OR REPLACE INTO roster (desk, member, name, role, bot, seen_at, greeted) VALUES (@desk, @member, @name, @role, @bot, @seen_at, @greeted)`,
  );
  for (const { type: _type, ...row } of members) save.run({ desk, ...row });
}

/** Facts and changes, set aside at first: every cable has a number below zero until its document is found. */
function writeFacts(db: Db, desk: string, before: number, of: Lines['of']): void {
  const lowest = Math.min(0, db.prepare<[], number | null>('SELECT min(cable) FROM held').pluck().get() ?? 0);
  const aside = new Map([[0, 0], ...of('document').map(({ cable }, i): [number, number] => [cable, lowest - i - 1])]);
  const numberOf = (cable: number): number => aside.get(cable) ?? 0;
  const hold = db.prepare('INSERT INTO held (cable, trove, identity, id, hash, ref) VALUES (@cable, @trove, @identity, @id, @hash, @ref)');
  for (const { type: _type, ...row } of of('document')) hold.run({ ...row, cable: numberOf(row.cable) });
  const put = db.prepare(
    'INSERT INTO facts (desk, kind, cable, key, value, member, at, act) VALUES (@desk, @kind, @cable, @key, @value, @member, @at, @act)',
  );
  for (const { type: _type, ...row } of of('fact'))
    put.run({
      ...row,
      desk: row.cable === 0 ? desk : `aside ${desk}`,
      cable: numberOf(row.cable),
      value: canonicalJson(renumbered(row.kind, row.value, numberOf)),
      act: row.act + before,
    });
  const note = db.prepare(
    'INSERT INTO changes (act, n, desk, kind, cable, key, before, after) VALUES (@act, @n, @desk, @kind, @cable, @key, @before, @after)',
  );
  const stood = (kind: string, stand: LineOf<'change'>['before']): string | null =>
    stand === null ? null : JSON.stringify({ ...stand, value: renumbered(kind, stand.value, numberOf) });
  for (const { type: _type, ...row } of of('change'))
    note.run({
      ...row,
      act: row.act + before,
      cable: numberOf(row.cable),
      before: stood(row.kind, row.before),
      after: stood(row.kind, row.after),
    });
  const undo = db.prepare('INSERT INTO undone (act, by_act) VALUES (?, ?)');
  for (const { act, by_act: by } of of('undone')) undo.run(act + before, by + before);
}
