import type { Db } from '../../../store/database.ts';
import { openCopies } from '../copies.ts';
import { archiveState, cableReader, type ThreadData } from '../reading.ts';
import type { Cluster, ClusterSettings, Dsl } from './cluster.ts';
import { Filler } from './filling.ts';
import { Follower } from './following.ts';
import { aliasOf } from './identity.ts';
import { whenFree } from './keeping.ts';
import { TextKeeper } from './texts.ts';

/** What a desk does with a cluster besides asking it: fills it from its archive, or fills its archive from it. */
export type ClusterSide = {
  /** The name of the index that is asked. Throws a ClusterTrouble while that is not known. */
  alias(): string;
  catchUp(): Promise<void>;
  put(rows: readonly number[]): Promise<void>;
  remove(rows: readonly number[]): Promise<void>;
  known?: () => Dsl[];
  /** Milliseconds after which `catchUp` is called again, for what others have done. */
  every?: number;
};

type SideSource = {
  data: ThreadData;
  settings: ClusterSettings;
  db: Db;
  lock: string;
  stopIfEnding(): void;
  tell(done: number, total: number): void;
};

/** The side of a desk that imports. */
export async function fillingSide(cluster: Cluster, { data, settings, db, lock, stopIfEnding, tell }: SideSource): Promise<ClusterSide> {
  const { rowOf, cableOf } = cableReader(db, stopIfEnding);
  const { copies, alias } = await whenFree(lock, async () => ({ copies: openCopies(data.copiesFile, cableOf), alias: aliasOf(data.file) }));
  const filler = new Filler(cluster, alias, settings, { db, copies, rowOf, state: () => archiveState(db), tell });
  const texts = settings.keepsTexts === true ? new TextKeeper(cluster, alias, settings, db) : undefined;
  return {
    alias: () => alias,
    async catchUp() {
      await filler.catchUp();
      await texts?.catchUp();
    },
    // Whoever follows has a cable only while the index answers for it.
    async put(rows) {
      await filler.put(rows);
      await texts?.put(rows);
    },
    async remove(rows) {
      await texts?.put(rows);
      await filler.remove(rows);
    },
  };
}

/** How often a copy looks for what is new; milliseconds. */
const lookEvery = 2000;

/** The side of a desk that copies what another one has imported. */
export function followingSide(cluster: Cluster, { data, settings, stopIfEnding, tell }: SideSource): ClusterSide {
  const follower = new Follower(cluster, settings, { database: data.database, stopIfEnding, tell });
  const catchUp = (): Promise<void> => follower.catchUp();
  return {
    alias: () => follower.alias(),
    catchUp,
    put: catchUp,
    remove: catchUp,
    known: follower.known,
    every: lookEvery,
  };
}
