import { aboutTroves } from '../../cables/pages/citation-page.ts';
import { citationsAs, citationStyle, citationStyles, type CitationStyle } from '../../cables/bibliography/styles.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { fileRefusal, mayHaveFile } from '../../desk/policy.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Reply } from '../../reply/reply.ts';
import { own, plural, said, strong } from '../../reply/text.ts';
import { cablesCsv } from '../export.ts';
import { chosenCables, type ChosenBy } from './chosen-cables.ts';

/** As what cables are exported: a table, or their citations in a style. */
export const exportForms = ['table', ...citationStyles] as const;
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
  const { rows } = await chosenCables(desk, caller, chosen);
  if (rows.length > mostRows)
    throw new DeskError(said`${plural(rows.length, 'cable')} are too many for one file: ${plural(mostRows, 'cable')} at most.`, {
      kind: 'usage',
      hint: said`Narrow the search, for example by month: ${strong('date:2018-07')}`,
    });
  desk.act(caller, { act: 'export', detail: { cables: rows.length } }, () => null);
  const day = new Date(desk.now()).toISOString().slice(0, 10);
  return as === 'table' ? tableReply(desk, caller, rows, day) : citationsReply(desk, rows, as, day);
}

const tableReply = (desk: Desk, caller: Caller, rows: readonly number[], day: string): Reply => ({
  title: said`${plural(rows.length, 'cable')} as a table`,
  blocks: [{ kind: 'text', text: said`Header, tags, work, notes and citation of each; no cable text. Sorted by date.` }],
  files: [{ name: `cables-${day}.csv`, bytes: cablesCsv(desk, caller, rows) }],
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
