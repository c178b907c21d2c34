import { headLine, oneLine, subjectLine } from '../cards.ts';
import type { Cable } from '../cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerptLimit, mayHaveFile, shownToCaller } from '../../desk/policy.ts';
import { moreFields } from '../../query/more-fields.ts';
import { press } from '../../reply/actions.ts';
import { DeskError } from '../../reply/failure.ts';
import { listPage } from '../../reply/paging.ts';
import type { Item, Reply } from '../../reply/reply.ts';
import { plural, quoted, ref, said } from '../../reply/text.ts';

const perPage = 6;
/** Characters of a value; the cable's file has the rest. */
const longestValue = 280;
const longestName = 80;

/** What the source says of a cable in fields that cables have not. Throws a DeskError when there is nothing. */
export function showMoreFields(desk: Desk, caller: Caller, cable: Cable, page: number): Reply {
  const hasFile = mayHaveFile(desk.exposure, caller);
  const most = shownToCaller(desk.exposure).text ? longestValue : excerptLimit(desk.exposure);
  return listPage({
    title: subjectLine(cable),
    before: [{ kind: 'text', text: headLine(cable) }],
    rows: moreFields(cable.extra),
    perPage,
    page,
    empty: new DeskError(said`The source of ${ref(cable.ref)} has nothing in other fields.`),
    item: ({ name, values }): Item => {
      const value = oneLine(values.join('; '));
      const left = value.length - most;
      const rest = left <= 0 ? said`` : said` … (${plural(left, 'character')} more${hasFile ? said` in its file` : said``})`;
      return { head: [{ kind: 'mark', text: oneLine(name).slice(0, longestName) }], lines: [[quoted(value.slice(0, most)), ...rest]] };
    },
    turn: ['cable', { ref: cable.ref, fields: true }],
    beside: [
      press(said`Open`, 'cable', { ref: cable.ref }, { as: 'replace' }),
      ...(hasFile ? [press(said`Whole text (file)`, 'cable', { ref: cable.ref, file: true })] : []),
    ],
  });
}
