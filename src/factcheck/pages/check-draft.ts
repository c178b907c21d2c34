import { textOf, type AttachedFile } from '../../bot/attachment.ts';
import type { Progress } from '../../reply/reply.ts';
import type { Desk } from '../../desk/desk.ts';
import { Thread, type Deadline } from '../../threads/thread.ts';
import { createTurns } from '../../threads/turns.ts';
import { isExact } from '../align.ts';
import type { Mismatch } from '../paraphrase.ts';
import type { AskedQuotation, Citing, DraftName, draftThread, ListedQuotation, MatchPlace, NearestPlace } from '../thread.ts';
import { DeskError } from '../../reply/failure.ts';
import { parseQuery } from '../../query/query.ts';
import { waitForIndex } from '../../search/search.ts';
import { own, quoted, said, ours } from '../../reply/text.ts';

/**
 * Looks up a draft's quotations in the cables. The draft is read in a thread that ends with the check, so nothing of it is
 * kept. The search index gives candidate cables for each quotation; the thread compares word by word.
 */

/** A quotation and its result: `places` are all exact or all near; empty when it was not found. */
export type Checked = ListedQuotation & {
  places: MatchPlace[];
  outcome: 'exact' | 'near' | 'not found';
  /** For what was not found: the sentence that comes nearest. */
  nearest?: NearestPlace;
};
/** A sentence of the draft that cites cables, and what they have otherwise. */
export type CheckedSentence = Pick<Citing, 'line' | 'text'> & { rows: number[]; mismatches: Mismatch[] };
export type CheckedDraft = {
  sentences: CheckedSentence[];
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
const unread = () => ({ text: said`The draft could not be read completely.`, hint: said`Send the part that matters.` });
/** For each answer of the thread. */
const deadline: Deadline = { after: 30_000, words: unread };
/** Each draft that is being checked keeps a core busy, and up to a gigabyte. */
const turns = createTurns(2, { most: 8, full: (waiting) => said`${waiting} other drafts are waiting to be checked already.` });

export type DraftText = { kind: 'text'; text: string } | { kind: 'docx'; bytes: Uint8Array };

/** Reads an attached file as a draft. Rejects with a DeskError (usage) unless it is text or a Word document of a permitted size. */
export async function draftIn(file: AttachedFile): Promise<DraftText> {
  const { name } = file;
  const unsupported = (what: string): DeskError =>
    new DeskError(said`${quoted(name)} is ${own(what)}; I read text, Markdown and Word documents (DOCX).`, {
      kind: 'usage',
      hint: said`Save it as DOCX or as text, or paste the part that matters.`,
    });
  const isText = /\.(?:txt|md|markdown|text)$/i.test(name);
  if (isText) return { kind: 'text', text: await textOf(file, maxTextBytes) };
  if (/\.(?:pdf|odt|rtf|doc|pages|html?|epub)$/i.test(name))
    throw unsupported(ours`a file of the kind ${/\w+$/.exec(name)?.[0]?.toUpperCase() ?? ''}`);
  if (!/\.docx$/i.test(name)) return { kind: 'text', text: await textOf(file, maxTextBytes) };
  if (file.size > maxDocumentBytes) throw tooLarge(name);
  const bytes = await file.read();
  if (bytes.byteLength > maxDocumentBytes) throw tooLarge(name);
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw unsupported(ours('not a Word document, whatever its name says'));
  return { kind: 'docx', bytes };
}

const tooLarge = (name: string): DeskError =>
  new DeskError(said`${quoted(name)} is too large for a draft.`, {
    kind: 'usage',
    hint: said`Leave its pictures out, or send the part that matters.`,
  });

/**
 * Looks up every quotation of a draft in the cables that this caller may see. Rejects with a DeskError when the document
 * cannot be read, while the index is being built, and when too many drafts are waiting already.
 */
export async function checkDraft(desk: Desk, draft: DraftText, name: string, progress: Progress): Promise<CheckedDraft> {
  await waitForIndex(desk);
  return inDraftThread(async (thread) => {
    const { listed, asked, total, citing } =
      draft.kind === 'text'
        ? await thread.ask('list', [draft.text], { deadline })
        : await thread.ask('listDocument', [name, draft.bytes], { deadline });
    const hold = holder(desk, thread);
    const known = new Map<number, Pick<Checked, 'places' | 'nearest'>>();
    const checked: Checked[] = [];
    const candidates = (i: number): Promise<number[]> => {
      const found = known.has(listed[i]?.same ?? -1) ? Promise.resolve([]) : candidatesFor(desk, asked[i]);
      found.catch(() => {});
      return found;
    };
    // The index searches for the next quotation while the thread compares this one.
    let ahead = candidates(0);
    for (const [i, one] of listed.entries()) {
      const rows = await ahead;
      ahead = candidates(i + 1);
      let found = known.get(one.same);
      if (found === undefined) {
        const cited = citedRows(desk, asked[i]?.refs ?? []);
        // What the draft cites is compared, wherever else the words stand.
        const all = [...new Set([...rows, ...cited.map(([, row]) => row)])];
        await hold(all);
        const places = await thread.ask('look', [one.id, all, cited], { deadline });
        const nearest = places.length > 0 ? undefined : await thread.ask('nearest', [one.id, all], { deadline });
        found = { places, ...(nearest === undefined ? {} : { nearest }) };
        known.set(one.same, found);
      }
      checked.push({ ...one, ...found, outcome: outcomeOf(found.places) });
      if (i % 10 === 9) progress(i + 1, listed.length, 'quotations');
    }
    const sentences: CheckedSentence[] = [];
    for (const { id, line, text, refs } of citing) {
      const rows = [...new Set(citedRows(desk, refs).map(([, row]) => row))];
      await hold(rows);
      const mismatches = rows.length === 0 ? [] : await thread.ask('paraphrase', [id, rows], { deadline });
      if (mismatches.length > 0) sentences.push({ line, text, rows, mismatches });
    }
    return { checked: checked.filter((one) => isReported(one, checked)), total, sentences };
  });
}

/** The people and organizations that a draft names; `isCut`: only its beginning was read. Rejects like `checkDraft`. */
export const namesOfDraft = (draft: DraftText, name: string): Promise<{ names: DraftName[]; isCut: boolean }> =>
  inDraftThread((thread) =>
    draft.kind === 'text'
      ? thread.ask('names', [draft.text], { deadline })
      : thread.ask('namesInDocument', [name, draft.bytes], { deadline }),
  );

/** A thread for one draft, which ends with the work; some of it may have to wait for its turn. */
async function inDraftThread<T>(work: (thread: Thread<typeof draftThread>) => Promise<T>): Promise<T> {
  const endTurn = await turns.take();
  const thread = new Thread<typeof draftThread>({
    script: new URL('../thread.ts', import.meta.url),
    data: undefined,
    broke: unread,
    isForOneJob: true,
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  });
  try {
    return await work(thread);
  } finally {
    await thread.close();
    endTurn();
  }
}

const outcomeOf = ([place]: readonly MatchPlace[]): Checked['outcome'] =>
  place === undefined ? 'not found' : isExact(place) ? 'exact' : 'near';

/** Gives cables to the thread that it does not hold yet; what it held before goes when it is too much. */
function holder(desk: Desk, thread: Thread<typeof draftThread>): (rows: readonly number[]) => Promise<void> {
  const held = new Set<number>();
  let heldCharacters = 0;
  return async (rows) => {
    if (heldCharacters > maxHeld) {
      await thread.ask('forget', [], { deadline });
      held.clear();
      heldCharacters = 0;
    }
    for (const row of rows) {
      const cable = held.has(row) ? undefined : desk.cables.byRow(row);
      if (cable === undefined) continue;
      held.add(row);
      heldCharacters += cable.body.length;
      const { ref: name, date, origin, subject, body } = cable;
      const head = [name, subject, date, origin, cable.destination, ...cable.info, cable.marking].join('\n');
      // One text at a time: reading and posting long texts takes time, and others get theirs between two.
      await thread.ask('hold', [row, { ref: name, date, origin, subject, body, head }], { deadline });
    }
  };
}

/** Refs near one quotation, or in one sentence, that are looked up. */
const maxRefs = 6;

/** The rows of what a draft cites, as far as there are such cables. */
const citedRows = (desk: Desk, refs: readonly string[]): [ref: string, row: number][] =>
  refs.slice(0, maxRefs).flatMap((one): [string, number][] => {
    const row = desk.cables.get(one)?.row;
    return row === undefined ? [] : [[one, row]];
  });

/** A nested quotation is reported only when no quotation around it is exact. */
function isReported({ outer }: Checked, all: readonly Checked[]): boolean {
  for (let at = outer; at !== undefined; at = all[at]?.outer) if (all[at]?.outcome === 'exact') return false;
  return true;
}

/** Cables that may contain a quotation, likeliest first. */
async function candidatesFor(desk: Desk, asked: AskedQuotation | undefined): Promise<number[]> {
  if (asked === undefined) return [];
  const rows = new Set<number>();
  const find = async (terms: readonly string[], limit: number): Promise<void> => {
    if (terms.length === 0) return;
    const query = parseQuery(terms.map((term) => `"${term}"`).join(' OR '));
    const { hits } = await desk.index.find(query, { sort: 'best', offset: 0, limit });
    for (const { row } of hits) rows.add(row);
  };
  await find(asked.phrases, maxByPhrases);
  await find(asked.words, maxByWords);
  return [...rows];
}
