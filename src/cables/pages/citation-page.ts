import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { mayExport } from '../../team/pages/export-menu.ts';
import { choose, press } from '../../reply/actions.ts';
import type { Reply } from '../../reply/reply.ts';
import { ours, own, quoted, ref, said } from '../../reply/text.ts';
import { citationsAs, citationStyle, citationStyles, type CitationStyle } from '../bibliography/styles.ts';
import type { Cable } from '../cables.ts';
import { quoteForm } from './quotation-page.ts';

/** What is said of each trove, read once for many cables. */
export function aboutTroves(desk: Desk) {
  const known = new Map(desk.troves.list().map(({ name, about }) => [name, about]));
  return (name: string) => known.get(name);
}

/** A cable's citation in one style, to copy; the other styles in a menu, and as a file for whoever may have files. */
export function showCitation(desk: Desk, caller: Caller, cable: Cable, style: CitationStyle): Reply {
  const text = citationsAs(style, [cable], aboutTroves(desk)).trimEnd();
  return {
    title: said`Citation of ${ref(cable.ref)}: ${own(citationStyle[style].label)}`,
    blocks: [{ kind: 'copy', text: [quoted(text)] }],
    actions: [
      [
        choose(
          said`Another style`,
          'cable',
          'as',
          citationStyles.map((one) => ({
            label: ours(citationStyle[one].label),
            value: one,
            description: ours(citationStyle[one].about),
            selected: one === style,
          })),
          { as: 'replace', options: { ref: cable.ref } },
        ),
      ],
      [quoteForm(cable), ...(mayExport(desk, caller) ? [press(said`As a file`, 'export', { refs: cable.ref, as: style })] : [])],
    ],
  };
}
