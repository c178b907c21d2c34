import { aboutTroves } from '../../cables/pages/citation-page.ts';
import { citationsAs, citationStyle, citationStyles, type CitationStyle } from '../../cables/bibliography/styles.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { fileRefusal, mayHaveFile } from '../../desk/policy.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Reply, ReplyFile } from '../../reply/reply.ts';
import { own, plural, said, strong } from '../../reply/text.ts';
import { cablesCsv } from '../export.ts';
import { dossierOf } from './dossier/dossier.ts';
import { chosenCables, type ChosenBy } from './chosen-cables.ts';

/** As what cables are exported: a table, a dossier, or their citations in a style. */
export const exportForms = ['table', 'dossier', ...citationStyles] as const;
type ExportForm = (typeof exportForms)[number];

/** A table of so many rows takes a second and fits what may be sent. */
const mostRows = 10_000;

/** Writes cables into one file. Throws a DeskError for whoever may have no files, for a choice that finds nothing or too much. */
export async function exportCables(
  desk: Desk,
  caller: Caller,
  { as = 'table', ...chosen }: ChosenBy & { as?: ExportForm | undefined },
): Promise<Reply> {
  if (!mayHaveFile(desk.exposure, caller))
    throw new DeskError(fileRefusal(desk.exposure, caller), {
      hint: said`The operator can export it in the terminal: ${strong("cabledesk say '/export ...'")}`,
    });
  const { rows, query } = await chosenCables(desk, caller, chosen, mostRows);
  const dossier = as === 'dossier' ? await dossierOf(desk, caller, rows, query) : undefined;
  desk.act(caller, { act: 'export', detail: { cables: rows.length } }, () => null);
  const day = new Date(desk.now()).toISOString().slice(0, 10);
  if (dossier !== undefined) return dossierReply(rows, dossier);
  return as === 'table' || as === 'dossier' ? tableReply(desk, caller, rows, day) : citationsReply(desk, rows, as, day);
}

const tableReply = (desk: Desk, caller: Caller, rows: readonly number[], day: string): Reply => ({
  title: said`${plural(rows.length, 'cable')} as a table`,
  blocks: [{ kind: 'text', text: said`Header, tags, work, notes and citation of each; no cable text. Sorted by date.` }],
  files: [{ name: `cables-${day}.csv`, bytes: cablesCsv(desk, caller, rows) }],
});

const dossierReply = (rows: readonly number[], file: ReplyFile): Reply => ({
  title: said`Dossier: ${plural(rows.length, 'cable')}`,
  blocks: [
    {
      kind: 'text',
      text: said`Texts, notes, claims, where each cable comes from, citations and a receipt in one file. It opens without a network; print it from the browser for a PDF.`,
    },
  ],
  files: [file],
});

function citationsReply(desk: Desk, rows: readonly number[], style: CitationStyle, day: string): Reply {
  const cables = rows.flatMap((row) => desk.cables.byRow(row) ?? []);
  const { label, about, ending } = citationStyle[style];
  return {
    title: said`${plural(cables.length, 'citation')}: ${own(label)}`,
    blocks: [{ kind: 'text', text: said`${own(about)}. No cable text.` }],
    files: [{ name: `citations-${day}${ending}`, bytes: new TextEncoder().encode(citationsAs(style, cables, aboutTroves(desk))) }],
  };
}
