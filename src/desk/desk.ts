import { createHome } from './home.ts';
import { createActs } from './act.ts';
import type { Act, Tools } from './act.ts';
import { join as joinPath } from 'node:path';
import { createAnalyst, type Analyst } from '../analysis/analyst.ts';
import { createCables, type Cables } from '../cables/cables.ts';
import type { Caller } from './caller.ts';
import { files, lockFolder, makeFolder, openDatabase, type Db } from '../store/database.ts';
import { createFacts, type Facts } from './facts.ts';
import { DeskError } from '../reply/failure.ts';
import { createModel, type Model, type ModelSettings } from '../names/model.ts';
import { createNames, type Names } from '../names/names.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { Exposure } from './policy.ts';
import { createRoster, type Roster } from './roster.ts';
import { createWorkerIndex } from '../search/engine/index-in-thread.ts';
import { engineFor, type EngineSetting } from '../search/engine/choose-engine.ts';
import type { SearchIndex } from '../search/engine/search-index.ts';
import { createSearches, type Keeping, type Searches } from './receipts.ts';
import { quoted, said } from '../reply/text.ts';
import { createTroves, type Troves } from '../cables/troves.ts';
import { createViews, type Views } from './views.ts';

/**
 * The desk: one newsroom's facts, acts, history, roles, roster, outbox and receipts, and the parts it is put together
 * from. Only this file opens the engines of search, names and analyses. What the facts mean to a team is in team/; how
 * answers look is in pages/. Everything above comes in and is handed a Desk.
 */

/**
 * One newsroom team's parts, put together: the one thing that commands are handed. One data folder, one process.
 */
export type Desk = {
  readonly folder: string;
  readonly exposure: Exposure;
  readonly db: Db;
  readonly cables: Cables;
  readonly troves: Troves;
  readonly index: SearchIndex;
  /** Who and what is named in the cables. */
  readonly names: Names;
  /** Numbers about cables, and pictures of them. */
  readonly analyst: Analyst;
  /** What was searched for. */
  readonly searches: Searches;
  /** A language model of the operator's own that may propose; undefined when none is set. */
  readonly model: Model | undefined;
  readonly outbox: Outbox;
  readonly views: Views;
  /** What the desk holds about its cables. Written inside `act` alone. */
  readonly facts: Facts;
  readonly roster: Roster;
  now(): number;
  /**
   * Claims an interaction before anything is done for it. False: it was claimed before (delivered twice, or replayed
   * after a reconnect), and nothing must be done again.
   */
  claim(interaction: string): boolean;
  /** Whether an act with this interaction has been done. */
  wasDone(interaction: string): boolean;
  /**
   * One act of a person: effect, audit row and posts in one synchronous transaction. When the same interaction comes a
   * second time, `effect` is not run again and the first outcome is returned. Outcomes must survive JSON.
   */
  act<T>(caller: Caller, entry: Act, effect: (tools: Tools) => T): T;
  /** The desk whose facts these are: the server that the bot was last started for, `terminal` before there is one. */
  home(): string;
  /** The bot is started for this server; what the terminal wrote down before there was one goes with it. */
  setHome(desk: string): void;
  /** Called after each act that changed what the desk holds, and after each import. */
  onChanged(listener: () => void): void;
  /** Something changed that no act did: cables came. */
  changed(): void;
  /** Imports under way: some of their cables may be stored and not searchable yet. */
  importing: number;
  close(): Promise<void>;
};

export type DeskOptions = {
  folder: string;
  exposure: Exposure;
  now?: () => number;
  keeping?: Keeping;
  engine?: EngineSetting;
  sure?: number;
  model?: ModelSettings | undefined;
};

/**
 * Opens a desk's data folder for this process alone and starts its index; does not wait for the index to be built.
 * Throws DeskErrors: `busy` when another process has the folder, `config` when it cannot be used.
 */
export function openDesk({ folder, exposure, now = Date.now, keeping = 'team', engine = 'auto', sure, model }: DeskOptions): Desk {
  const { db, unlock } = openFolder(folder);
  const path = joinPath(folder, files.database);
  const name = engineFor(db, engine);
  const index = createWorkerIndex({
    engine: name,
    database: path,
    file: joinPath(folder, name === 'fts5' ? files.fts5 : files.minisearch),
    copiesFile: joinPath(folder, files.copies),
  });
  const names = createNames({ database: path, file: joinPath(folder, files.names), ...(sure === undefined ? {} : { floor: sure }) });
  const analyst = createAnalyst({ database: path, names: joinPath(folder, files.names), searches: keeping });
  const outbox = createOutbox(db);
  const facts = createFacts(db);
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const acts = createActs({
    db,
    path,
    now,
    facts,
    outbox,
    onDone({ isJudged, isChanged }) {
      // What editors decided about names is told to the reader of names; whoever needs the result waits for it.
      if (isJudged) names.changed().catch(() => {});
      if (isChanged) changed();
    },
  });

  return {
    folder,
    exposure,
    db,
    cables: createCables(db),
    troves: createTroves(db),
    index,
    names,
    model: model === undefined ? undefined : createModel(model, now),
    analyst,
    outbox,
    searches: createSearches(db, keeping),
    views: createViews(db, now),
    facts,
    roster: createRoster(db),
    now,
    ...acts,
    ...createHome(db),
    onChanged: (listener) => void listeners.push(listener),
    changed,
    importing: 0,
    async close() {
      await Promise.all([index.close(), names.close(), analyst.close()]);
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      unlock();
    },
  };
}

/** The database of a data folder, which is this process's alone until `unlock`. Throws a DeskError when it is not to be had. */
function openFolder(folder: string): { db: Db; unlock: () => void } {
  makeFolder(folder);
  const unlock = lockFolder(folder);
  if (unlock === undefined) {
    throw new DeskError(said`Another process is using the data folder ${quoted(folder)}.`, {
      kind: 'busy',
      hint: said`Only one process may own a data folder. End the other one, or give this one its own folder with --data.`,
    });
  }
  try {
    return { db: openDatabase(folder), unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}
