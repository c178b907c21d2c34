import { sealsTable } from './seals.ts';

/**
 * The tables of an archive: troves with their cables, versions and rejects, and where each came from. Append only, like the
 * desk's migrations; never edit a step that has been released.
 */
export const archiveMigrations: readonly string[] = [
  `
  -- What is so of the whole archive: its own id.
  CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO about VALUES ('id', lower(hex(randomblob(16))));

  CREATE TABLE troves (
    name TEXT PRIMARY KEY,
    about TEXT NOT NULL DEFAULT '{}',
    imported_at INTEGER NOT NULL
  ) STRICT;

  -- A row number is given once and never again: what desks hold about a cable must not come to mean another.
  CREATE TABLE cables (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    trove TEXT NOT NULL REFERENCES troves(name) ON UPDATE CASCADE,
    -- What tells it from other documents of its trove (cables/identity.ts), and what its text is recognised by.
    identity TEXT NOT NULL,
    content TEXT NOT NULL,
    id TEXT NOT NULL,
    ref TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    datetime TEXT NOT NULL,
    origin TEXT NOT NULL,
    origin_place TEXT NOT NULL,
    destination TEXT NOT NULL,
    info TEXT NOT NULL,
    subject TEXT NOT NULL,
    marking TEXT NOT NULL,
    subject_codes TEXT NOT NULL,
    refs TEXT NOT NULL,
    type TEXT NOT NULL,
    lang TEXT NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    header TEXT NOT NULL,
    body TEXT NOT NULL,
    words INTEGER NOT NULL,
    extra TEXT NOT NULL,
    hash TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    -- Since when its source does not hold it any more; 0 when it does.
    gone_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  -- Holds all that lists show, so that browsing and completing never read the texts.
  CREATE INDEX cables_heads ON cables(date, ref, origin, subject, marking, type, lang, trove);
  CREATE INDEX cables_by_hash ON cables(trove, hash);
  -- All that an import compares.
  CREATE INDEX cables_by_identity ON cables(trove, identity, id, hash, date, origin, file, line, gone_at);
  CREATE INDEX cables_by_words ON cables(words);
  CREATE INDEX cables_by_import ON cables(imported_at);

  CREATE TABLE cable_versions (
    row INTEGER NOT NULL REFERENCES cables(row),
    replaced_at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    cable TEXT NOT NULL
  ) STRICT;
  CREATE INDEX cable_versions_by_row ON cable_versions(row);

  -- Every text that a cable has had: a text that is withdrawn is known again wherever it stands.
  CREATE TABLE contents (
    content TEXT NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (content, row)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX contents_by_row ON contents(row);

  CREATE TABLE cited (
    row INTEGER NOT NULL REFERENCES cables(row),
    key TEXT NOT NULL,
    printed TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (row, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX cited_by_key ON cited(key);

  CREATE TABLE refkeys (
    key TEXT NOT NULL,
    row INTEGER NOT NULL REFERENCES cables(row),
    PRIMARY KEY (key, row)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX refkeys_by_row ON refkeys(row);
  -- The same without the year before it: TEHRAN 2069 for 1975 TEHRAN 2069.
  CREATE INDEX refkeys_without_year ON refkeys(substr(key, 6)) WHERE key GLOB '[12][0-9][0-9][0-9] *';

  -- Which cables have fields that cables have not, by the keys that queries name them by.
  CREATE TABLE other_fields (
    key TEXT NOT NULL,
    row INTEGER NOT NULL REFERENCES cables(row),
    PRIMARY KEY (key, row)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX other_fields_by_row ON other_fields(row);

  CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    trove TEXT NOT NULL,
    paths TEXT NOT NULL,
    by TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    same INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    -- What else was found: counts by name.
    found TEXT NOT NULL DEFAULT '{}'
  ) STRICT;

  CREATE TABLE rejects (
    import INTEGER NOT NULL REFERENCES imports(id),
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX rejects_by_import ON rejects(import);

  -- What the operator withdrew for every desk; kept whatever becomes of the cable.
  CREATE TABLE withdrawn (
    trove TEXT NOT NULL,
    identity TEXT NOT NULL,
    ref TEXT NOT NULL,
    contents TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (trove, identity, ref)
  ) STRICT;
  `,
  `
  -- Troves that were taken out, with all that belongs to them, until they are brought back or dropped for good. The
  -- contents of their cables stay known: a withdrawn text is withdrawn wherever it comes back.
  CREATE TABLE removed_troves (name TEXT PRIMARY KEY, about TEXT NOT NULL, imported_at INTEGER NOT NULL, removed_at INTEGER NOT NULL) STRICT;
  CREATE TABLE removed_cables AS SELECT * FROM cables WHERE 0;
  CREATE UNIQUE INDEX removed_cables_by_ref ON removed_cables(ref);
  CREATE INDEX removed_cables_by_trove ON removed_cables(trove, row);
  CREATE TABLE removed_cable_versions AS SELECT * FROM cable_versions WHERE 0;
  CREATE TABLE removed_cited AS SELECT * FROM cited WHERE 0;
  CREATE TABLE removed_refkeys AS SELECT * FROM refkeys WHERE 0;
  CREATE TABLE removed_other_fields AS SELECT * FROM other_fields WHERE 0;

  -- What troves were called before: files that name their trove so still belong to it.
  CREATE TABLE former_names (name TEXT PRIMARY KEY, trove TEXT NOT NULL REFERENCES troves(name) ON UPDATE CASCADE ON DELETE CASCADE) STRICT;
  `,
  sealsTable,
  `
  -- What is asked of all cables with every search, page and digest: none of it reads the rows, in which the texts lie.
  CREATE INDEX cables_by_ref ON cables(ref, hash);
  CREATE INDEX cables_by_change ON cables(trove, changed_at, date);
  CREATE INDEX cable_versions_by_time ON cable_versions(replaced_at, row);
  `,
];
