import { citationStyle, citationStyles } from '../../cables/bibliography/styles.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { mayHaveFile } from '../../desk/policy.ts';
import { roles } from '../../desk/roles.ts';
import { choose } from '../../reply/actions.ts';
import type { ActionRow } from '../../reply/reply.ts';
import { ours, said } from '../../reply/text.ts';
import type { Given } from '../../reply/targets.ts';

/** Whether this person may run `/export` and be given its file. */
export const mayExport = (desk: Desk, caller: Caller): boolean =>
  caller.role !== undefined && roles.indexOf(caller.role) >= roles.indexOf('editor') && mayHaveFile(desk.exposure, caller);

/** A menu that exports these cables, for whoever may; else no row. */
export const exportMenu = (desk: Desk, caller: Caller, chosen: Omit<Given<'export'>, 'as'>): ActionRow =>
  mayExport(desk, caller)
    ? [
        choose(
          said`Export`,
          'export',
          'as',
          [
            { label: ours('Table'), value: 'table', description: ours('Tags, work and notes, for a spreadsheet') },
            { label: ours('Dossier'), value: 'dossier', description: ours('Texts, notes and citations, to read offline or print') },
            ...citationStyles.map((value) => ({
              label: ours`Citations: ${ours(citationStyle[value].label)}`,
              value,
              description: ours(citationStyle[value].about),
            })),
          ],
          { options: chosen },
        ),
      ]
    : [];
