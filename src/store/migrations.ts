import { sealsTable } from './seals.ts';

/**
 * Each entry is one step, run in one transaction together with `user_version`: a crash leaves the version before or
 * after, never between. Append only; never edit a step that has been released.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE troves (
    name TEXT PRIMARY KEY,
    about TEXT NOT NULL DEFAULT '{}',
    imported_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE cables (
    row INTEGER PRIMARY KEY,
    trove TEXT NOT NULL REFERENCES troves(name),
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
    title TEXT NOT NULL,
    header TEXT NOT NULL,
    body TEXT NOT NULL,
    extra TEXT NOT NULL,
    hash TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (trove, id)
  ) STRICT;
  -- Holds all that lists show, so that browsing and completing never read the texts.
  CREATE INDEX cables_heads ON cables(date, ref, origin, subject, marking, type, lang, trove);
  CREATE INDEX cables_by_hash ON cables(trove, hash);

  CREATE TABLE cable_versions (
    row INTEGER NOT NULL REFERENCES cables(row),
    replaced_at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    cable TEXT NOT NULL
  ) STRICT;
  CREATE INDEX cable_versions_by_row ON cable_versions(row);

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
    rejected INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE rejects (
    import INTEGER NOT NULL REFERENCES imports(id),
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX rejects_by_import ON rejects(import);

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    desk TEXT NOT NULL,
    at INTEGER NOT NULL,
    member TEXT NOT NULL,
    role TEXT NOT NULL,
    via TEXT NOT NULL,
    act TEXT NOT NULL,
    cable TEXT,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_cable ON audit(desk, cable, at);
  CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

  CREATE TABLE interactions (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    outcome TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX interactions_by_at ON interactions(at);

  CREATE TABLE views (
    key TEXT PRIMARY KEY,
    desk TEXT NOT NULL,
    view TEXT NOT NULL,
    made_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    desk TEXT NOT NULL,
    target TEXT NOT NULL,
    post TEXT NOT NULL,
    nonce TEXT NOT NULL UNIQUE,
    made_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sent', 'failed')),
    message TEXT,
    problem TEXT
  ) STRICT;
  CREATE INDEX outbox_due ON outbox(state, id);

  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What the desk holds about its cables, one row for each thing that is so now; cable 0 is what belongs to none.
  CREATE TABLE facts (
    desk TEXT NOT NULL,
    kind TEXT NOT NULL,
    cable INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    member TEXT NOT NULL,
    at INTEGER NOT NULL,
    act INTEGER NOT NULL,
    PRIMARY KEY (desk, kind, cable, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX facts_by_key ON facts(desk, kind, key, cable);
  CREATE INDEX facts_by_cable ON facts(desk, cable, kind);

  -- How each act changed them: NULL is "was not so". Append-only: what happened is never rewritten, undo is one more act.
  CREATE TABLE changes (
    act INTEGER NOT NULL,
    n INTEGER NOT NULL,
    desk TEXT NOT NULL,
    kind TEXT NOT NULL,
    cable INTEGER NOT NULL,
    key TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (act, n)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX changes_by_cable ON changes(desk, cable, act);
  CREATE TRIGGER changes_no_update BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'changes are append-only'); END;
  CREATE TRIGGER changes_no_delete BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'changes are append-only'); END;

  -- Acts that were taken back, and by which act.
  CREATE TABLE undone (
    act INTEGER PRIMARY KEY,
    by_act INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_member ON audit(desk, member, seq);

  CREATE TABLE roster (
    desk TEXT NOT NULL,
    member TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT,
    bot INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (desk, member)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What is sent once for each local day: the digest, and each member's reminder. The key is what makes it once.
  CREATE TABLE daily (
    desk TEXT NOT NULL,
    what TEXT NOT NULL,
    date TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    -- sent: there is a post for it; empty: there was nothing to say; covered: a later one stands for it.
    state TEXT NOT NULL CHECK (state IN ('sent', 'empty', 'covered')),
    nonce TEXT,
    detail TEXT NOT NULL,
    PRIMARY KEY (desk, what, date)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What was searched for, over which cables, and what was found: kept for as long as the operator says.
  CREATE TABLE searches (
    id INTEGER PRIMARY KEY,
    desk TEXT NOT NULL,
    at INTEGER NOT NULL,
    member TEXT NOT NULL,
    request TEXT NOT NULL,
    corpus TEXT NOT NULL,
    cables INTEGER NOT NULL,
    total INTEGER NOT NULL,
    refs TEXT NOT NULL
  ) STRICT;
  CREATE INDEX searches_by_member ON searches(desk, member, id);
  CREATE INDEX searches_by_at ON searches(at);
  `,
  `
  -- By whose rules a cable's words are stemmed: what its record names, or what its text is recognised as. Records of
  -- before are recognised when they are imported anew.
  ALTER TABLE cables ADD COLUMN language TEXT NOT NULL DEFAULT '';
  UPDATE cables SET language = CASE WHEN lower(lang) IN ('fr', 'fra', 'fre', 'french') THEN 'fr' ELSE 'de' END
    WHERE lower(lang) IN ('fr', 'fra', 'fre', 'french', 'de', 'deu', 'ger', 'german');
  `,
  `
  -- How many words the body has, as they stand between blanks.
  ALTER TABLE cables ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
  UPDATE cables SET words = count_words(body);
  CREATE INDEX cables_by_words ON cables(words);
  `,
  `
  -- What a standing query has told of, or found when it was set up: a bit for each row of cables. A cable is told once.
  CREATE TABLE watched (
    desk TEXT NOT NULL,
    watch TEXT NOT NULL,
    seen BLOB NOT NULL,
    -- Why it cannot be answered as it was meant, as its owner was told; '' for nothing.
    trouble TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (desk, watch)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX cables_by_import ON cables(imported_at);
  `,
  `
  -- Which cables are withdrawn is asked with every reading of anybody but leads.
  CREATE INDEX facts_masks ON facts(cable) WHERE kind = 'mask';
  `,
  `
  -- Cables and all that is derived from them live in the archive: cables/take-over.ts has copied them there.
  DROP TABLE rejects;
  DROP TABLE imports;
  DROP TABLE refkeys;
  DROP TABLE cited;
  DROP TABLE cable_versions;
  DROP TABLE cables;
  DROP TABLE troves;

  -- Which document each number of a cable stands for, so that what the desk holds never comes to stand on another one.
  CREATE TABLE held (
    cable INTEGER PRIMARY KEY,
    trove TEXT NOT NULL,
    identity TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    ref TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- When a post was sent, or found never to be: its text is dropped some time after.
  ALTER TABLE outbox ADD COLUMN settled_at INTEGER;
  UPDATE outbox SET settled_at = made_at WHERE state <> 'due';
  CREATE INDEX outbox_texts ON outbox(state, settled_at) WHERE post <> '';
  CREATE INDEX outbox_by_target ON outbox(target, settled_at);
  `,
  `
  -- The reading ledger: which piece of which cable's text was shown to whom. version 0: the text that it has now.
  CREATE TABLE reads (
    id INTEGER PRIMARY KEY,
    desk TEXT NOT NULL,
    member TEXT NOT NULL,
    at INTEGER NOT NULL,
    command TEXT NOT NULL,
    cable INTEGER NOT NULL,
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    opened INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX reads_by_member ON reads(desk, member, at);
  CREATE INDEX reads_by_cable ON reads(cable);
  `,
  sealsTable,
  `
  -- The role whose first day a member was shown; whoever is known by now is no newcomer.
  ALTER TABLE roster ADD COLUMN greeted TEXT;
  UPDATE roster SET greeted = role;
  `,
];

/** The step before which a desk's cables move to an archive. */
export const takesOverBefore = 8;
