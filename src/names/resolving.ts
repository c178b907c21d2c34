import type { Db } from '../store/database.ts';
import type { Mention } from './recognise/names-so-far.ts';
import { lastName } from './recognise/people.ts';
import type { CableNames, Entity, Judgment, ListedName } from './resolve/entity.ts';
import { formOf } from './resolve/forms.ts';
import { isNoOffice, nameKey } from './resolve/person-name.ts';
import { resolve } from './resolve/resolve.ts';

export type Resolving = {
  names: Db;
  /** Who sent each cable to whom, by row. */
  parties: ReadonlyMap<number, { origin: string; destination: string }>;
  judgments: readonly Judgment[];
  listed: readonly ListedName[];
  /** A hash of what the entities rest on besides the mentions; kept with them. */
  basis: string;
  stopIfEnding(): void;
};

/** Which entities are kept in the names file: what they rest on, and the judgments that match no name. */
export type ResolvedNames = { basis: string; stale: Judgment[] };

/** Decides which entity each mention in the names file is, and keeps the entities there. Returns the judgments that match no name. */
export function resolveNames({ names, parties, judgments, listed, basis, stopIfEnding }: Resolving): Judgment[] {
  stopIfEnding();
  const byCable = readMentions(names);
  const cables = byCable.map(({ mentions, ...cable }): CableNames => ({
    ...cable,
    ...parties.get(cable.row),
    names: mentions.map(toMention),
  }));
  stopIfEnding();
  const { entities, of, grounds, witnesses, strong, stale } = resolve(cables, judgments, listed);
  stopIfEnding();
  const link = names.prepare(
    `UPDATE mentions SET entity = @entity, strong = @strong, ground = @ground, witness = @witness WHERE row = @row AND part = @part AND start = @start AND kind = @kind AND end = @end
       AND (entity <> @entity OR strong <> @strong OR ground <> @ground OR witness <> @witness)`,
  );
  names.transaction(() => {
    keepEntities(names, entities);
    for (const [i, { row, mentions }] of byCable.entries())
      for (const [j, { part, start, kind, end }] of mentions.entries()) {
        const [entity, ground, witness] = [of[i]?.[j] ?? '', grounds[i]?.[j] ?? '', witnesses[i]?.[j] ?? ''];
        link.run({ entity, row, part, start, kind, end, strong: strong[i]?.[j] === true ? 1 : 0, ground, witness });
      }
    names.exec(`UPDATE entities SET cables = n.cables, mentions = n.mentions, first = n.first, last = n.last FROM (
      SELECT m.entity AS id, count(DISTINCT m.row) AS cables, count(*) AS mentions,
        coalesce(min(nullif(r.date, '')), '') AS first, coalesce(max(nullif(r.date, '')), '') AS last
      FROM mentions m JOIN read_cables r ON r.row = m.row WHERE m.entity <> '' GROUP BY m.entity) AS n WHERE n.id = entities.id`);
    const resolved: ResolvedNames = { basis, stale };
    names.prepare("INSERT OR REPLACE INTO about (name, value) VALUES ('resolved', ?)").run(JSON.stringify(resolved));
  })();
  return stale;
}

type MentionRow = {
  row: number;
  part: string;
  start: number;
  end: number;
  kind: Mention['kind'];
  surface: string;
  rule: string;
  sure: number;
  more: string;
};

const toMention = ({ start, end, kind, surface, rule, sure, more }: MentionRow): Mention => ({
  start,
  end,
  kind,
  surface,
  rule,
  sure,
  ...(JSON.parse(more) as object),
});

/** All mentions, by cable. */
function readMentions(names: Db): { row: number; ref: string; trove: string; date: string; mentions: MentionRow[] }[] {
  // Subject before body, as in reading order.
  const rows = names.prepare<[], MentionRow>("SELECT * FROM mentions ORDER BY row, part = 'body', start, end DESC").iterate();
  const byRow = Map.groupBy(rows, ({ row }) => row);
  return names
    .prepare<[], { row: number; ref: string; trove: string; date: string }>('SELECT row, ref, trove, date FROM read_cables ORDER BY ref')
    .all()
    .map((cable) => ({ ...cable, mentions: byRow.get(cable.row) ?? [] }));
}

/** Writes the entities, with every name by which each is found, in place of those before. */
function keepEntities(names: Db, entities: readonly Entity[]): void {
  const add = names.prepare(
    'INSERT INTO entities (id, kind, name, aliases, ambiguous, candidates, hidden, perhaps, vouched, date, parent) VALUES (@id, @kind, @name, @aliases, @ambiguous, @candidates, @hidden, @perhaps, @vouched, @date, @parent)',
  );
  const addName = names.prepare('INSERT OR IGNORE INTO names (key, entity) VALUES (?, ?)');
  const addForm = names.prepare('INSERT OR IGNORE INTO forms (form, entity) VALUES (?, ?)');
  names.exec('DELETE FROM entities; DELETE FROM names; DELETE FROM forms');
  for (const { known, ...entity } of entities) {
    add.run({
      ...entity,
      aliases: JSON.stringify(entity.aliases),
      candidates: JSON.stringify(entity.candidates),
      ambiguous: entity.ambiguous ? 1 : 0,
      hidden: entity.hidden ? 1 : 0,
      perhaps: entity.perhaps ? 1 : 0,
      vouched: entity.vouched ? 1 : 0,
    });
    const spellings = [entity.name, ...entity.aliases.map(({ name }) => name)];
    const surnames = entity.kind === 'individual' && !entity.ambiguous ? spellings.filter(isNoOffice).map(lastName) : [];
    const keys = new Set([...surnames, ...[...spellings, ...known].map((name) => nameKey(entity.kind, name))]);
    for (const key of keys) addName.run(key, entity.id);
    addForm.run(formOf(entity), entity.id);
  }
}
