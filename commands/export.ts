import { absence } from '../src/reply/absence.ts';
import { command, optionSpecs, type Values } from '../src/bot/command.ts';
import { cablesCsv } from '../src/team/export.ts';
import { DeskError } from '../src/reply/failure.ts';
import { mayHaveFile, fileRefusal } from '../src/desk/policy.ts';
import { findAll } from '../src/search/search.ts';
import { currentTag, normaliseTag } from '../src/team/tags.ts';
import { asTyped, own, plural, quoted, said, strong } from '../src/reply/text.ts';

/** A table of so many rows takes a second and fits what may be sent. */
const mostRows = 10_000;

const exportOptions = optionSpecs({
  query: { type: 'text', description: 'A search, as in /search', max: 6000 },
  tag: { type: 'text', description: 'A tag', max: 200 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    export: Values<typeof exportOptions>;
  }
}

export default command({
  name: 'export',
  topic: 'print',
  description: 'Export a search or a tag as a table (CSV) with tags, work, notes and citations',
  who: 'editor',
  examples: ['/export query:iran from:washington', '/export tag:iran-deal'],
  options: exportOptions,
  async run({ options, desk, caller }) {
    if ((options.query === undefined) === (options.tag === undefined))
      throw new DeskError(said`Choose one: ${asTyped('query')} or ${asTyped('tag')}.`, { kind: 'usage' });
    if (!mayHaveFile(desk.exposure, caller))
      throw new DeskError(fileRefusal(desk.exposure, caller), {
        hint: said`The operator can export it in the terminal: ${strong("cabledesk say '/export ...'")}`,
      });
    const query = options.query ?? `tag:${currentTag(desk.facts, caller.desk, normaliseTag(options.tag ?? ''))}`;
    const { query: read, rows } = await findAll(desk, caller, { query, sort: 'oldest' });
    const [fault] = read.faults;
    if (fault !== undefined)
      throw new DeskError(said`The search has an error, so nothing was exported: ${own(fault.message)}`, { kind: 'usage' });
    if (rows.length === 0) throw new DeskError(absence(said`No cable for ${quoted(query)}.`));
    if (rows.length > mostRows)
      throw new DeskError(said`${plural(rows.length, 'cable')} are too many for one table: ${plural(mostRows, 'row')} at most.`, {
        kind: 'usage',
        hint: said`Narrow the search, for example by month: ${strong('date:2018-07')}`,
      });
    desk.act(caller, { act: 'export', detail: { cables: rows.length } }, () => null);
    const day = new Date(desk.now()).toISOString().slice(0, 10);
    return {
      title: said`${plural(rows.length, 'cable')} as a table`,
      blocks: [{ kind: 'text', text: said`Header, tags, work, notes and citation of each; no cable text. Sorted by date.` }],
      files: [{ name: `cables-${day}.csv`, bytes: cablesCsv(desk, caller, rows) }],
    };
  },
});
