import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { textOf, type AttachedFile } from '../../bot/attachment.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Progress } from '../../reply/reply.ts';
import type { Desk } from '../../desk/desk.ts';
import type { AskedQuotation, DraftAsk, DraftSaid, ListedQuotation, MatchPlace } from '../thread.ts';
import { DeskError } from '../../reply/failure.ts';
import { hiddenFrom } from '../../desk/withdrawn.ts';
import { parseQuery } from '../../query/query.ts';
import { waitForIndex } from '../../search/search.ts';
import { own, quoted, said } from '../../reply/text.ts';

/**
 * Looking up what a draft quotes. The draft is read in a thread of its own, which ends with the check: nothing of it is
 * kept. The search's index names the cables that may hold a quotation; the thread compares word by word.
 */

/** A quotation and what became of it: `places` are of one kind, all exact or all near; none: it stands nowhere. */
export type Checked = ListedQuotation & { places: MatchPlace[]; outcome: 'exact' | 'near' | 'not found' };
export type CheckedDraft = {
  checked: Checked[];
  /** How many quotations the draft has; more than `checked` when it has more than are looked up. */
  total: number;
};

/** Bytes of a draft: as text, and as a Word document. */
const mostText = 4 * 1024 * 1024;
const mostDocument = 16 * 1024 * 1024;
/** Cables that are compared with one quotation, of those that share rows of its words, and of those that share its words. */
const mostByRows = 30;
const mostByWords = 10;
/** Letters of cables that the thread holds at a time. */
const mostHeld = 4_000_000;
/** A draft that takes longer to be read is no draft; milliseconds. */
const patience = 30_000;

type Draft = { kind: 'text'; text: string } | { kind: 'docx'; bytes: Uint8Array };

/** What somebody attached, as a draft. Throws a DeskError (usage) for what is neither text nor a Word document, or is too large. */
export async function draftIn(file: AttachedFile): Promise<Draft> {
  const { name } = file;
  const wrong = (what: string): DeskError =>
    new DeskError(said`${quoted(name)} is ${own(what)}; I read text, Markdown and Word documents (DOCX).`, {
      kind: 'usage',
      hint: said`Save it as DOCX or as text, or paste the part that matters.`,
    });
  const isText = /\.(?:txt|md|markdown|text)$/i.test(name);
  if (isText) return { kind: 'text', text: await textOf(file, mostText) };
  if (/\.(?:pdf|odt|rtf|doc|pages|html?|epub)$/i.test(name))
    throw wrong(`a file of the kind ${/\w+$/.exec(name)?.[0]?.toUpperCase() ?? ''}`);
  if (!/\.docx$/i.test(name)) return { kind: 'text', text: await textOf(file, mostText) };
  if (file.size > mostDocument) throw tooLarge(name);
  const bytes = await file.read();
  if (bytes.byteLength > mostDocument) throw tooLarge(name);
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw wrong('no Word document, whatever its name says');
  return { kind: 'docx', bytes };
}

const tooLarge = (name: string): DeskError =>
  new DeskError(said`${quoted(name)} is too large for a draft.`, {
    kind: 'usage',
    hint: said`Leave its pictures out, or send the part that matters.`,
  });

const faults: Readonly<Record<string, string>> = {
  broken: 'cannot be read as a Word document: it is damaged, or protected by a password',
  'no document': 'is an archive, but no Word document',
  'too large': 'unpacks to more than any draft has',
};

/**
 * Looks up every quotation of a draft in the cables that this caller may see. Throws a DeskError when the document cannot
 * be read, or while the index is still being built.
 */
export async function checkDraft(desk: Desk, caller: Caller, draft: Draft, name: string, progress: Progress): Promise<CheckedDraft> {
  await waitForIndex(desk);
  const thread = openThread();
  try {
    const listed = await thread.ask<Extract<DraftSaid, { kind: 'listed' | 'fault' }>>(draft);
    if (listed.kind === 'fault')
      throw new DeskError(said`${quoted(name)} ${own(faults[listed.fault] ?? faults['broken'] ?? '')}.`, {
        kind: 'usage',
        hint: said`Save it again as DOCX or as text, or paste the part that matters.`,
      });
    const hidden = hiddenFrom(desk.facts, caller);
    const known = new Map<number, MatchPlace[]>();
    const sent = new Set<number>();
    let held = 0;
    const checked: Checked[] = [];
    const candidates = (i: number): Promise<number[]> => {
      const found = known.has(listed.listed[i]?.same ?? -1) ? Promise.resolve([]) : candidatesFor(desk, listed.asked[i], hidden);
      found.catch(() => {});
      return found;
    };
    // The index looks for the next one while the thread compares this one.
    let ahead = candidates(0);
    for (const [i, one] of listed.listed.entries()) {
      const rows = await ahead;
      ahead = candidates(i + 1);
      let places = known.get(one.same);
      if (places === undefined) {
        const forget = held > mostHeld;
        if (forget) {
          sent.clear();
          held = 0;
        }
        if (forget) thread.tell({ kind: 'texts', texts: [], forget });
        for (const row of rows) {
          if (sent.has(row)) continue;
          const cable = desk.cables.byRow(row);
          if (cable === undefined) continue;
          sent.add(row);
          held += cable.body.length;
          thread.tell({ kind: 'texts', texts: [{ row, subject: cable.subject, body: cable.body }], forget: false });
          // Long texts take their time to be read and handed over: others come first.
          await nextTurn();
        }
        const found = await thread.ask<Extract<DraftSaid, { kind: 'found' }>>({ kind: 'look', id: one.id, rows });
        places = found.places;
        known.set(one.same, places);
      }
      checked.push({ ...one, places, outcome: places.length === 0 ? 'not found' : places[0]?.differences.length === 0 ? 'exact' : 'near' });
      if (i % 10 === 9) progress(i + 1, listed.listed.length, 'quotations');
    }
    return { checked: checked.filter((one) => isTelling(one, checked)), total: listed.total };
  } finally {
    await thread.end();
  }
}

/** A quotation within another one is told by itself only when the whole is not exact: it may be the part that is. */
function isTelling({ outer }: Checked, all: readonly Checked[]): boolean {
  for (let at = outer; at !== undefined; at = all[at]?.outer) if (all[at]?.outcome === 'exact') return false;
  return true;
}

/** Cables that may hold a quotation, the likeliest first. */
async function candidatesFor(desk: Desk, asked: AskedQuotation | undefined, hidden: ReadonlySet<number>): Promise<number[]> {
  if (asked === undefined) return [];
  const rows = new Set<number>();
  const find = async (terms: readonly string[], limit: number): Promise<void> => {
    if (terms.length === 0) return;
    const query = parseQuery(terms.map((term) => `"${term}"`).join(' OR '));
    const { hits } = await desk.index.find(query, { sort: 'best', offset: 0, limit: limit + hidden.size });
    for (const { row } of hits.filter(({ row: at }) => !hidden.has(at)).slice(0, limit)) rows.add(row);
  };
  await find(asked.phrases, mostByRows);
  await find(asked.words, mostByWords);
  return [...rows];
}

type Thread = {
  tell(message: DraftAsk): void;
  ask<T extends DraftSaid>(message: DraftAsk): Promise<T>;
  end(): Promise<unknown>;
};

/** A thread with little memory and no way to the desk's data, so that a hostile document harms nobody but itself. */
function openThread(): Thread {
  const worker = new Worker(new URL('../thread.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 768 } });
  let waiting: PromiseWithResolvers<DraftSaid> | undefined;
  const failed = (cause: unknown): void =>
    waiting?.reject(new DeskError(said`The draft could not be read to its end.`, { hint: said`Send the part that matters.`, cause }));
  worker.on('message', (message: DraftSaid) => waiting?.resolve(message));
  worker.on('error', failed);
  worker.on('exit', failed);
  return {
    tell: (message) => worker.postMessage(message),
    async ask<T extends DraftSaid>(message: DraftAsk): Promise<T> {
      const asked = Promise.withResolvers<DraftSaid>();
      waiting = asked;
      const timer = setTimeout(() => failed(new Error('it takes too long')), patience);
      worker.postMessage(message);
      try {
        return (await asked.promise) as T;
      } finally {
        clearTimeout(timer);
      }
    },
    end: () => {
      waiting = undefined;
      return worker.terminate();
    },
  };
}
