import { z } from 'zod';
import type { Db } from '../../store/database.ts';
import type { AuditHead } from '../audit.ts';

/**
 * Anchors: what the head of the audit log was at some moment, as it stands outside of the log: in the digests that were
 * posted, in the manifests of backups, in the report of the last verify. Whoever empties, shortens or writes the log anew would
 * have to change all of them, and those that Discord and other disks hold.
 */
export type LogAnchor = AuditHead & { at: number; where: string };

/** The head in words that fit under a post: its number and the first 12 digits of its hash. */
export const headText = ({ seq, hash }: AuditHead): string => `${seq} ${hash.slice(0, 12)}`;

/** An anchor as somebody types it from a post. Undefined for anything else. */
export function typedAnchor(text: string): LogAnchor | undefined {
  const [, seq, hash] = /^(\d{1,12})[ :]([0-9a-f]{12,64})$/.exec(text.trim()) ?? [];
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash, at: 0, where: 'typed' };
}

const head = z.object({ seq: z.number(), hash: z.string() });
const inDetail = z.object({ anchor: head });

/** The anchors of digests that were posted. */
export const anchorsInDigests = (db: Db): LogAnchor[] =>
  db
    .prepare<[], { date: string; at: number; detail: string }>(
      'SELECT date, made_at AS at, detail FROM daily WHERE detail LIKE \'%"anchor"%\' ORDER BY made_at',
    )
    .all()
    .flatMap(({ date, at, detail }) => {
      const { data } = inDetail.safeParse(JSON.parse(detail));
      return data === undefined ? [] : [{ ...data.anchor, at, where: `the digest of ${date}` }];
    });

/** The anchors that the log does not hold any more. */
export function lostAnchors(db: Db, anchors: readonly LogAnchor[]): LogAnchor[] {
  const hashOf = db.prepare<[number], string>('SELECT hash FROM audit WHERE seq = ?').pluck();
  return anchors.filter(({ seq, hash }) => seq > 0 && hashOf.get(seq)?.startsWith(hash) !== true);
}
