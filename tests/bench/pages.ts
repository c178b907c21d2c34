/**
 * `npm run bench -- pages DATA KIND [SEED]`: what pages of individuals show, drawn for judging by hand. DATA is the data folder
 * of a trove; KIND is `roles`, `statements` or `summary`. The individuals are those that at least three cables name, by the
 * lowest SHA-1 of SEED (nothing, unless given) and their names, page after page until 60 are reached. One JSON object a line, with the text around it; what
 * is committed of it (tests/bench/judged) has ids, offsets and verdicts alone.
 */
import { createHash } from 'node:crypto';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { placesOf, sampled } from '../../src/names/pages/sayings.ts';
import { statementsShown } from '../../src/names/pages/statements.ts';
import { summaryOf } from '../../src/names/pages/entity-page.ts';
import { rolesOf } from '../../src/names/pages/roles.ts';
import type { Counted } from '../../src/names/lookup.ts';

type Span = { row: number; start: number; end: number };

const wanted = 60;

/** What the page of one entity shows of this kind. */
function shownOf(desk: Desk, entity: Counted, kind: string): Span[] {
  const places = placesOf(desk, sampled(desk.names.mentions(entity.id)));
  if (kind === 'roles') return rolesOf(desk, places);
  const statements = statementsShown(desk, places);
  return kind === 'summary'
    ? summaryOf(desk, places, entity, statements)
    : statements.map(({ cable, sentence }) => ({ row: cable.row, ...sentence }));
}

const [, data = '', kind = '', seed = ''] = process.argv.slice(2);
const desk = openDesk({ folder: data, exposure: 'desk' });
await desk.names.settled();
const hashOf = (name: string): string =>
  createHash('sha1')
    .update(seed + name)
    .digest('hex');
const individuals = desk.names
  .list('individual', { sort: 'mentions', offset: 0, limit: 100_000 })
  .rows.filter(({ cables }) => cables >= 3)
  .toSorted((a, b) => (hashOf(a.name) < hashOf(b.name) ? -1 : 1));
let [shown, pages] = [0, 0];
for (const entity of individuals) {
  if (shown >= wanted) break;
  pages += 1;
  for (const { row, start, end } of shownOf(desk, entity, kind).slice(0, wanted - shown)) {
    shown += 1;
    const cable = desk.cables.byRow(row);
    const body = cable?.body ?? '';
    console.log(
      JSON.stringify({
        n: shown,
        name: entity.name,
        ref: cable?.ref,
        start,
        end,
        from: cable?.origin,
        date: cable?.date,
        before: body.slice(Math.max(0, start - 160), start),
        text: body.slice(start, end),
        after: body.slice(end, end + 120),
      }),
    );
  }
}
console.error(`${shown} of ${pages} pages, of ${individuals.length} individuals`);
await desk.close();
