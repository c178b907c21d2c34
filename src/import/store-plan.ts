import { noteSaved } from '../desk/saved.ts';
import type { NewCable } from '../cables/storing.ts';
import type { TroveAbout } from '../cables/troves.ts';
import { appendAudit } from '../desk/audit.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { noteChange } from '../store/about.ts';
import { holdFacts } from '../desk/held.ts';
import { recogniseLanguage } from '../language/detect.ts';
import { namedLanguage, type Language } from '../language/stems.ts';
import type { Progress } from '../reply/reply.ts';
import { count } from '../reply/text.ts';
import type { Match } from '../cables/identity.ts';
import type { Plan } from './plan.ts';
import type { KeptReject, SourceRead } from './read-source.ts';
import type { SourceReader } from './reader.ts';
import { cablesOf } from './unchanged.ts';

type Storing = {
  desk: Desk;
  reader: SourceReader;
  trove: string;
  about: TroveAbout | undefined;
  by: string | Caller;
  roots: readonly string[];
  source: SourceRead;
  plan: Plan;
  progress: Progress;
  /** What the next import compares its source with, and what it says when that is the same. */
  toRepeat: { listing: string | undefined; report: object };
};

/** What was stored, and what was found only while storing it. */
export type Outcome = { counts: { added: number; changed: number; same: number }; rejects: KeptReject[]; warnings: string[] };

/** Most records in one transaction. */
const batchSize = 500;
/** Longest run of storing, in milliseconds, before yielding to the event loop: a transaction cannot be interrupted. */
const stretch = 15;
/** Cables made searchable at a time, between two reports of progress. */
const indexed = 200;

type Task = { match: Match; cable: NewCable; language: Language };

/**
 * Stores what a plan says and makes it searchable. Only the files that hold something new are read again. What a batch
 * stored is on disk when it is reported.
 */
export async function storePlan(storing: Storing): Promise<Outcome> {
  const { plan, progress, desk } = storing;
  const run = new StoreRun(storing);
  for (const [file, indices] of Map.groupBy(plan.briefs.keys(), (i) => plan.briefs[i]?.onDisk ?? ''))
    if (indices.some((i) => isStored(plan.matches[i]))) await run.readFile(file, indices);
  await run.flush();
  run.finish();
  await makeSearchable(desk, run.touched, progress);
  // Other desks look at it once there is nothing left to be done.
  noteChange(desk.archive.db);
  await desk.index.sync();
  // Answers that use names report how far that is.
  desk.rereadNames();
  return run.outcome;
}

/** The engine that suits the trove now reads all of it; the one before answers meanwhile. */
async function makeSearchable(desk: Desk, rows: readonly number[], progress: Progress): Promise<void> {
  const timer = setInterval(() => {
    const { done, total } = desk.index.progress();
    if (total > 0) progress(done, total, `making them searchable: ${count(done)} of ${count(total)}`);
  }, 1000);
  try {
    if (!(await desk.index.fit()))
      for (let i = 0; i < rows.length; i += indexed) {
        progress(i, rows.length, `making them searchable: ${count(i)} of ${count(rows.length)}`);
        await desk.index.put(rows.slice(i, i + indexed));
      }
  } finally {
    clearInterval(timer);
  }
  progress(rows.length, rows.length, 'searchable; names are read in the background');
}

const isStored = (match: Match | undefined): match is Match =>
  match !== undefined && (match.is === 'new' || match.is === 'clash' || match.is === 'changed');

/** The state of storing: what came of it, and the records pending for the next commit. */
class StoreRun {
  readonly outcome: Outcome = { counts: { added: 0, changed: 0, same: 0 }, rejects: [], warnings: [] };
  readonly touched: number[] = [];
  private batch: Task[] = [];
  private saved = 0;
  private readonly total: number;
  private readonly id: number;
  private readonly storing: Storing;

  constructor(storing: Storing) {
    this.storing = storing;
    const { desk, trove, about, by, roots, source, plan } = storing;
    this.total = plan.matches.filter(isStored).length;
    this.outcome.counts.same = plan.matches.filter(({ is }) => is === 'same').length;
    this.saved = this.outcome.counts.same;
    const { db } = desk.archive;
    this.id = db
      .transaction(() => {
        desk.troves.keep(trove, about, desk.now());
        const made = db
          .prepare('INSERT INTO imports (trove, paths, by, started_at) VALUES (?, ?, ?, ?)')
          .run(trove, JSON.stringify(roots), whoOf(by).member, desk.now());
        return Number(made.lastInsertRowid);
      })
      .immediate();
    this.keepRejects(source.rejects);
  }

  /** Reads the file once more and stores what is new in it. `indices`: of its records in the plan, in their order. */
  async readFile(file: string, indices: readonly number[]): Promise<void> {
    const { plan, reader } = this.storing;
    let at = 0;
    const lost: KeptReject[] = [];
    for await (const found of reader.records(file)) {
      if ('fault' in found) continue;
      const index = indices[at] ?? -1;
      at += 1;
      const match = plan.matches[index];
      if (plan.briefs[index]?.hash !== found.cable.hash) {
        lost.push({ file, line: found.cable.line, reason: 'the file was changed while it was imported; import it again', text: '' });
        break;
      }
      if (isStored(match)) await this.add({ match, cable: found.cable, language: await languageOf(found.cable) });
    }
    this.keepRejects(lost);
    this.outcome.rejects.push(...lost);
  }

  private async add(task: Task): Promise<void> {
    this.batch.push(task);
    if (this.batch.length >= batchSize) await this.flush();
  }

  /** Commits pending records in batches, yielding to the event loop between them. */
  async flush(): Promise<void> {
    do {
      if (this.batch.length > 0) this.commit();
      this.storing.progress(this.saved, this.outcome.counts.same + this.total, `${count(this.saved)} records saved in all`);
      await new Promise((done) => setImmediate(done));
    } while (this.batch.length > 0);
  }

  /** One transaction: as many pending records as fit the time limit, with their counts. */
  private commit(): void {
    const { desk } = this.storing;
    const at = desk.now();
    const until = performance.now() + stretch;
    let taken = 0;
    desk.archive.db
      .transaction(() => {
        for (const task of this.batch) {
          this.store(task, at);
          taken += 1;
          if (performance.now() > until) break;
        }
        this.note();
      })
      .immediate();
    noteSaved('import');
    this.batch.splice(0, taken);
    this.saved += taken;
  }

  private store({ match, cable, language }: Task, at: number): void {
    const { store } = this.storing.desk.cables;
    const { counts, warnings } = this.outcome;
    if (match.is === 'changed') {
      store.replace(match.row, cable, { at, language });
      counts.changed += 1;
      this.touched.push(match.row);
      return;
    }
    const { row, clash } = store.add(cable, { at, language });
    counts.added += 1;
    this.touched.push(row);
    if (clash !== undefined)
      warnings.push(`${cable.file}:${cable.line}: the ref "${cable.ref}" is taken by another record; this one is "${clash}"`);
  }

  private note(): void {
    const { added, changed, same } = this.outcome.counts;
    const { desk, source } = this.storing;
    desk.archive.db
      .prepare('UPDATE imports SET added = ?, changed = ?, same = ?, rejected = ? WHERE id = ?')
      .run(added, changed, same, source.rejects.length + this.outcome.rejects.length, this.id);
  }

  private keepRejects(rejects: readonly KeptReject[]): void {
    const { db } = this.storing.desk.archive;
    const keep = db.prepare('INSERT INTO rejects (import, file, line, reason, text) VALUES (?, ?, ?, ?, ?)');
    db.transaction(() => {
      for (const { file, line, reason, text } of rejects) keep.run(this.id, file, line, reason, text.slice(0, 200));
    }).immediate();
  }

  /** Notes where cables are found now and which are gone, and closes the import's record. */
  finish(): void {
    const { desk, plan, by, trove, reader, toRepeat } = this.storing;
    const { added, changed } = this.outcome.counts;
    desk.archive.db
      .transaction(() => {
        for (const { row, file, line } of plan.moved) desk.cables.store.found(row, { file, line });
        desk.cables.store.gone(plan.gone, desk.now());
        this.note();
        const isForGood = !reader.gaveUp && this.outcome.rejects.length === 0;
        const found = {
          gone: plan.gone.length,
          copies: plan.copies.length,
          moved: plan.moved.length,
          ...(isForGood ? { ...toRepeat, cables: cablesOf(desk.archive.db, trove) } : {}),
        };
        desk.archive.db.prepare('UPDATE imports SET ended_at = ?, found = ? WHERE id = ?').run(desk.now(), JSON.stringify(found), this.id);
      })
      .immediate();
    desk.db.transaction(() => {
      if (added + changed > 0)
        appendAudit(desk.db, {
          desk: '',
          at: desk.now(),
          ...whoOf(by),
          act: 'import',
          detail: { import: this.id, trove, added, changed },
        });
    })();
    // Documents may have come back that the desk holds something about.
    holdFacts(desk.db);
  }
}

/** Who asked, for the audit log. */
export const whoOf = (by: string | Caller): { member: string; role: string; via: string } =>
  typeof by === 'string' ? { member: by, role: 'operator', via: 'terminal' } : { member: by.member, role: by.role ?? '', via: by.via };

async function languageOf({ lang, body }: NewCable): Promise<Language> {
  return namedLanguage(lang) ?? (await recogniseLanguage(body));
}
