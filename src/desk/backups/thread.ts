import { join } from 'node:path';
import { archiveFiles, files, openReader, type Db } from '../../store/database.ts';
import { serve } from '../../threads/thread.ts';
import { brokenAuditRow, auditHead } from '../audit.ts';

/** What a data folder holds, and what is wrong with it, in words. */
export type DrillFound = {
  audit: { seq: number; hash: string };
  counts: { cables: number; facts: number; audit: number };
  faults: string[];
};

/** Opens data folders to see whether they are whole: in a thread, because a large trove takes minutes. */
export const drillThread = serve(() => ({ look }));

function look(folder: string): DrillFound {
  const db = openReader({ desk: join(folder, files.database), archive: join(folder, files.archive, archiveFiles.database) });
  try {
    const broken = brokenAuditRow(db);
    return {
      audit: auditHead(db),
      counts: { cables: count(db, 'archive.cables'), facts: count(db, 'main.facts'), audit: count(db, 'main.audit') },
      faults: [
        ...['main', 'archive'].flatMap((schema) => {
          const said = db.pragma(`${schema}.integrity_check(1)`, { simple: true });
          return said === 'ok' ? [] : [`${schema}: ${String(said)}`];
        }),
        ...(broken === undefined ? [] : [`the audit log was changed from outside: row ${broken} does not follow from the rows before it`]),
      ],
    };
  } finally {
    db.close();
  }
}

const count = (db: Db, table: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
