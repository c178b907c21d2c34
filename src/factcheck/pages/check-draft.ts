import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { textOf, type AttachedFile } from '../../bot/attachment.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Progress } from '../../reply/reply.ts';
import type { Desk } from '../../desk/desk.ts';
import type { AskedQuotation, DraftAsk, DraftAnswer, ListedQuotation, MatchPlace } from '../thread.ts';
import { DeskError } from '../../reply/failure.ts';
import { hiddenFrom } from '../../desk/withdrawn.ts';
import { parseQuery } from '../../query/query.ts';
import { waitForIndex } from '../../search/search.ts';
import { own, quoted, said } from '../../reply/text.ts';

/**
 * Looks up a draft's quotations in the cables. The draft is read in a worker thread that ends with the check, so nothing of
 * it is kept. The search index gives candidate cables for each quotation; the thread compares word by word.
 */

/** A quotation and its result: `places` are all exact or all near; empty when it was not found. */
export type Checked = ListedQuotation & { places: MatchPlace[]; outcome: 'exact' | 'near' | 'not found' };
export type CheckedDraft = {
  checked: Checked[];
  /** Quotations in the draft, including those beyond the limit. */
  total: number;
};

/** Size limits of a draft in bytes: as text, and as a Word document. */
const maxTextBytes = 4 * 1024 * 1024;
const maxDocumentBytes = 16 * 1024 * 1024;
/** Candidate cables per quotation: by shared phrases, and by shared words. */
const maxByPhrases = 30;
const maxByWords = 10;
/** Characters of cables held in the thread at a time. */
const maxHeld = 4_000_000;
/** Time limit for each answer of the thread; milliseconds. */
const answerTimeout = 30_000;

type Draft = { kind: 'text'; text: string } | { kind: 'docx'; bytes: Uint8Array };

/** Reads an attached file as a draft. Rejects with a DeskError (usage) unless it is text or a Word document of a permitted size. */
export async function draftIn(file: AttachedFile): Promise<Draft> {
  const { name } = file;
  const unsupported = (what: string): DeskError =>
    new DeskError(said`${quoted(name)} is ${own(what)}; I read text, Markdown and Word documents (DOCX).`, {
      kind: 'usage',
      hint: said`Save it as DOCX or as text, or paste the part that matters.`,
    });
  const isText = /\.(?:txt|md|markdown|text)$/i.test(name);
  if (isText) return { kind: 'text', text: await textOf(file, maxTextBytes) };
  if (/\.(?:pdf|odt|rtf|doc|pages|html?|epub)$/i.test(name))
    throw unsupported(`a file of the kind ${/\w+$/.exec(name)?.[0]?.toUpperCase() ?? ''}`);
  if (!/\.docx$/i.test(name)) return { kind: 'text', text: await textOf(file, maxTextBytes) };
  if (file.size > maxDocumentBytes) throw tooLarge(name);
  const bytes = await file.read();
  if (bytes.byteLength > maxDocumentBytes) throw tooLarge(name);
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw unsupported('no Word document, whatever its name says');
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
 * Looks up every quotation of a draft in the cables that this caller may see. Rejects with a DeskError when the document
 * cannot be read, or while the index is being built.
 */
export async function checkDraft(desk: Desk, caller: Caller, draft: Draft, name: string, progress: Progress): Promise<CheckedDraft> {
  await waitForIndex(desk);
  const thread = openThread();
  try {
    const listed = await thread.ask<Extract<DraftAnswer, { kind: 'listed' | 'fault' }>>(draft);
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
    // The index searches for the next quotation while the thread compares this one.
    let ahead = candidates(0);
    for (const [i, one] of listed.listed.entries()) {
      const rows = await ahead;
      ahead = candidates(i + 1);
      let places = known.get(one.same);
      if (places === undefined) {
        const forget = held > maxHeld;
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
          // Reading and posting long texts takes time: yield to other work.
          await nextTurn();
        }
        const found = await thread.ask<Extract<DraftAnswer, { kind: 'found' }>>({ kind: 'look', id: one.id, rows });
        places = found.places;
        known.set(one.same, places);
      }
      checked.push({ ...one, places, outcome: places.length === 0 ? 'not found' : places[0]?.differences.length === 0 ? 'exact' : 'near' });
      if (i % 10 === 9) progress(i + 1, listed.listed.length, 'quotations');
    }
    return { checked: checked.filter((one) => isReported(one, checked)), total: listed.total };
  } finally {
    await thread.end();
  }
}

/** A nested quotation is reported only when no quotation around it is exact. */
function isReported({ outer }: Checked, all: readonly Checked[]): boolean {
  for (let at = outer; at !== undefined; at = all[at]?.outer) if (all[at]?.outcome === 'exact') return false;
  return true;
}

/** Cables that may contain a quotation, likeliest first. */
async function candidatesFor(desk: Desk, asked: AskedQuotation | undefined, hidden: ReadonlySet<number>): Promise<number[]> {
  if (asked === undefined) return [];
  const rows = new Set<number>();
  const find = async (terms: readonly string[], limit: number): Promise<void> => {
    if (terms.length === 0) return;
    const query = parseQuery(terms.map((term) => `"${term}"`).join(' OR '));
    const { hits } = await desk.index.find(query, { sort: 'best', offset: 0, limit: limit + hidden.size });
    for (const { row } of hits.filter(({ row: at }) => !hidden.has(at)).slice(0, limit)) rows.add(row);
  };
  await find(asked.phrases, maxByPhrases);
  await find(asked.words, maxByWords);
  return [...rows];
}

type Thread = {
  tell(message: DraftAsk): void;
  ask<T extends DraftAnswer>(message: DraftAsk): Promise<T>;
  end(): Promise<unknown>;
};

/** A worker with limited memory and no access to the desk's data, to contain hostile documents. */
function openThread(): Thread {
  const worker = new Worker(new URL('../thread.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 768 } });
  let waiting: PromiseWithResolvers<DraftAnswer> | undefined;
  const failed = (cause: unknown): void =>
    waiting?.reject(new DeskError(said`The draft could not be read to its end.`, { hint: said`Send the part that matters.`, cause }));
  worker.on('message', (message: DraftAnswer) => waiting?.resolve(message));
  worker.on('error', failed);
  worker.on('exit', failed);
  return {
    tell: (message) => worker.postMessage(message),
    async ask<T extends DraftAnswer>(message: DraftAsk): Promise<T> {
      const asked = Promise.withResolvers<DraftAnswer>();
      waiting = asked;
      const timer = setTimeout(() => failed(new Error('timed out')), answerTimeout);
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
