import type { Db } from '../store/database.ts';
import { openDerived, readDerived, type DerivedFile } from '../store/derived-file.ts';
import type { Entity } from './resolve/entity.ts';

/** Bump whenever the recognition rules change: cables read under other rules are read again. */
const rulesVersion = 12;

const schema = `
  -- Which version of a cable was read for names.
  CREATE TABLE read_cables (row INTEGER PRIMARY KEY, ref TEXT NOT NULL, trove TEXT NOT NULL, date TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  -- A name in a cable: UTF-16 offsets into its body or subject. entity is '' where there is no page.
  CREATE TABLE mentions (
    row INTEGER NOT NULL, part TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    kind TEXT NOT NULL, surface TEXT NOT NULL, rule TEXT NOT NULL, sure REAL NOT NULL, more TEXT NOT NULL,
    entity TEXT NOT NULL DEFAULT '',
    -- Whether it shows by itself that the name is one of its kind, and why it is taken for the entity.
    strong INTEGER NOT NULL DEFAULT 0, ground TEXT NOT NULL DEFAULT '',
    -- The cable that says so, where it is another.
    witness TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (row, part, start, kind, end)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mentions_by_entity ON mentions(entity, row);
  CREATE INDEX mentions_by_row ON mentions(row, entity);
  CREATE INDEX witnesses ON mentions(surface, kind) WHERE strong = 1;
  CREATE TABLE entities (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, aliases TEXT NOT NULL, ambiguous INTEGER NOT NULL,
    candidates TEXT NOT NULL, hidden INTEGER NOT NULL, perhaps INTEGER NOT NULL, vouched INTEGER NOT NULL, date TEXT NOT NULL, parent TEXT NOT NULL,
    -- Over all cables; recomputed for callers who may not see some of them.
    cables INTEGER NOT NULL DEFAULT 0, mentions INTEGER NOT NULL DEFAULT 0, first TEXT NOT NULL DEFAULT '', last TEXT NOT NULL DEFAULT ''
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entities_by_kind ON entities(kind, hidden, perhaps, mentions);
  -- What the forms of the name by which an entity is kept have in common.
  CREATE TABLE forms (form TEXT NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (form, entity)) STRICT, WITHOUT ROWID;
  -- Where a text spells a term out: UTF-16 offsets into its body. key: the term's letters and digits; folded: the meaning, to compare.
  CREATE TABLE spelled_out (
    row INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, term TEXT NOT NULL, key TEXT NOT NULL,
    meaning TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (row, start)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX spelled_out_by_key ON spelled_out(key, folded, row);
  -- Over all cables, summed up when they are read: the cables of each term and of each meaning; the places of each way to write one.
  CREATE TABLE terms (key TEXT PRIMARY KEY, cables INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX terms_by_cables ON terms(cables DESC, key);
  CREATE TABLE meanings (key TEXT NOT NULL, folded TEXT NOT NULL, cables INTEGER NOT NULL, PRIMARY KEY (key, folded)) STRICT, WITHOUT ROWID;
  CREATE TABLE spellings (key TEXT NOT NULL, term TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, term)) STRICT, WITHOUT ROWID;
  CREATE TABLE wordings (
    key TEXT NOT NULL, folded TEXT NOT NULL, meaning TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, folded, meaning)
  ) STRICT, WITHOUT ROWID;
  -- Every name by which an entity is found, folded.
  CREATE TABLE names (key TEXT NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (key, entity)) STRICT, WITHOUT ROWID;
`;

/** What is read in a text; whom it means is decided later. */
export const mentionColumns = 'row, part, start, end, kind, surface, rule, sure, more';

const derived: DerivedFile = { version: `names ${rulesVersion}`, schema };

/** Opens the names database for its only writer, the thread; one that is damaged, or of other rules, is made anew. */
export const openNames = (file: string, how?: { sealed: boolean }): Db => openDerived(file, derived, how);

/** Opens the names database read-only; undefined until the thread has made it. */
export const openMadeNames = (file: string): Db | undefined => readDerived(file, derived);

export type EntityRow = Omit<Entity, 'known' | 'aliases' | 'candidates' | 'ambiguous' | 'hidden' | 'perhaps' | 'vouched'> & {
  aliases: string;
  candidates: string;
  ambiguous: number;
  hidden: number;
  perhaps: number;
  vouched: number;
};

export const toEntity = ({ aliases, candidates, ambiguous, hidden, perhaps, vouched, ...same }: EntityRow): Entity => ({
  ...same,
  aliases: JSON.parse(aliases) as Entity['aliases'],
  known: [],
  candidates: JSON.parse(candidates) as string[],
  ambiguous: ambiguous === 1,
  hidden: hidden === 1,
  perhaps: perhaps === 1,
  vouched: vouched === 1,
});
