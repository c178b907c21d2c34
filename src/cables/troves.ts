import { z } from 'zod';
import type { Db } from '../store/database.ts';

const said = z.object({ by: z.string(), about: z.string().default(''), says: z.string() });

const named = z.object({ name: z.string(), aliases: z.array(z.string()).default([]), date: z.string().optional() });

/**
 * What trove.json beside the cables says of them: provenance, claims with who makes them, responses, legend. Every part
 * may be missing; what is not named here is ignored.
 */
export const troveAbout = z.object({
  title: z.string().default(''),
  fictional: z.boolean().default(false),
  notice: z.string().default(''),
  languages: z.array(z.string()).default([]),
  source: z.string().default(''),
  provenance: z.array(z.object({ label: z.string(), text: z.string() })).default([]),
  claims: z.array(said).default([]),
  responses: z.array(said).default([]),
  markings: z.array(z.object({ marking: z.string(), means: z.string() })).default([]),
  caveats: z.array(z.object({ about: z.string(), text: z.string(), ref: z.string().default('') })).default([]),
  people: z.array(z.object({ name: z.string(), role: z.string(), aliases: z.array(z.string()).default([]) })).default([]),
  organizations: z.array(named).default([]),
  events: z.array(named).default([]),
});

export type TroveAbout = z.infer<typeof troveAbout>;

export type Trove = { name: string; about: TroveAbout; importedAt: number; cables: number; first: string; last: string };

/** What one import did; `endedAt` is undefined for one that was cut short. */
export type ImportReport = {
  trove: string;
  by: string;
  startedAt: number;
  endedAt: number | undefined;
  added: number;
  changed: number;
  same: number;
  rejected: number;
};

export type Troves = {
  /** Every trove with its number of cables, the first and last day of those that carry a date, and when the last one came or changed. */
  list(): Trove[];
  /** The text of a caveat that trove.json ties to this ref, if any. */
  caveat(trove: string, ref: string): string | undefined;
  /** The last imports, newest first. */
  imports(limit: number): ImportReport[];
  /** Makes the trove if it is new; `about` replaces what was known when given. */
  keep(name: string, about: TroveAbout | undefined, at: number): void;
};

/** The troves of an archive. `writer`: the connection that writes them. */
export function createTroves(db: Db, writer: Db): Troves {
  type Row = { name: string; about: string; imported_at: number };
  const aboutOf = (row: Row): TroveAbout => troveAbout.parse(JSON.parse(row.about));
  return {
    list() {
      const counted = new Map(
        db
          .prepare<[], { trove: string; cables: number; first: string | null; last: string | null; changed: number }>(
            `SELECT trove, count(*) AS cables, min(nullif(date, '')) AS first, max(nullif(date, '')) AS last, max(changed_at) AS changed
             FROM cables GROUP BY trove`,
          )
          .all()
          .map((one) => [one.trove, one]),
      );
      return db
        .prepare<[], Row>('SELECT * FROM troves ORDER BY name')
        .all()
        .map((row) => {
          const { cables = 0, first, last, changed = row.imported_at } = counted.get(row.name) ?? {};
          return {
            name: row.name,
            about: aboutOf(row),
            importedAt: changed,
            cables,
            first: first ?? '',
            last: last ?? '',
          };
        });
    },
    caveat(trove, ref) {
      const row = db.prepare<[string], Row>('SELECT * FROM troves WHERE name = ?').get(trove);
      return row === undefined ? undefined : aboutOf(row).caveats.find((caveat) => caveat.ref === ref)?.text;
    },
    imports: (limit) =>
      db
        .prepare<[number], Omit<ImportReport, 'endedAt'> & { endedAt: number | null }>(
          'SELECT trove, by, started_at AS startedAt, ended_at AS endedAt, added, changed, same, rejected FROM imports ORDER BY id DESC LIMIT ?',
        )
        .all(limit)
        .map(({ endedAt, ...report }) => ({ ...report, endedAt: endedAt ?? undefined })),
    keep(name, about, at) {
      writer
        .prepare(
          "INSERT INTO troves (name, about, imported_at) VALUES (@name, coalesce(@about, '{}'), @at) ON CONFLICT (name) DO UPDATE SET about = coalesce(@about, about), imported_at = @at",
        )
        .run({
          name,
          about: about === undefined ? null : JSON.stringify(about),
          at,
        });
    },
  };
}
