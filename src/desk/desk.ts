import { languageOf, type SpokenLanguage, type LanguageCode } from '../reply/language.ts';
import { followArchive } from './follow.ts';
import { holdFacts } from './held.ts';
import { createHome } from './home.ts';
import { createActs } from './act.ts';
import type { Act, Tools } from './act.ts';
import { join as joinPath, resolve } from 'node:path';
import { createAnalyst, type Analyst } from '../analysis/analyst.ts';
import { createCables, type Cables } from '../cables/cables.ts';
import { createStore } from '../cables/storing.ts';
import type { CopiedFrom } from '../cables/copied.ts';
import type { Caller } from './caller.ts';
import { archiveFiles, files, type Databases, type Db } from '../store/database.ts';
import { createFacts, type Facts } from './facts.ts';
import { createModel, type Model, type ModelSettings } from '../names/model.ts';
import { createNames, type Names } from '../names/names.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createPasts, type Past } from './past/pasts.ts';
import { usualQuota, type Exposure, type Quota, type WebhookRules } from './policy.ts';
import { errorFields, silentLog, type Log } from '../log.ts';
import type { Text } from '../reply/text.ts';
import { createRoster, type Roster } from './roster.ts';
import { createWorkerIndex } from '../search/engine/index-in-thread.ts';
import { engineFor, type EngineSetting } from '../search/engine/choose-engine.ts';
import type { EngineName } from '../search/engine/engine.ts';
import type { ClusterSettings } from '../search/engine/opensearch/cluster.ts';
import { removeFormerFiles } from '../search/engine/former-files.ts';
import { createFittingIndex, type FittingIndex } from '../search/engine/fitting-index.ts';
import { createPassages, type Passages } from '../search/passages/passages.ts';
import { createSeeing, type Viewer } from './seen.ts';
import { openFolder, type Archive } from './opening.ts';
import { createSearches, type Keeping, type Searches } from './receipts.ts';
import { createGroup, type GroupCommit } from '../store/group-commit.ts';
import { createTrouble, type Trouble } from './trouble.ts';
import { createTroves, type Troves } from '../cables/troves.ts';
import { isClosing } from '../threads/turns.ts';
import { createViews, type Views } from './views.ts';

/**
 * The desk: one newsroom's facts, acts, history, roles, roster, outbox and receipts, and the parts it is assembled
 * from. Only this file opens the engines of search, names and analyses. What the facts mean to a team is in team/; how
 * answers look is in pages/. Every layer above may import it and is passed a Desk.
 */

/** Everything one newsroom team has, passed to every command. One data folder, one process. */
export type Desk = {
  readonly folder: string;
  /** A sentence for each of its files that other accounts of the machine had access to until it was opened. */
  readonly mended: readonly Text[];
  readonly exposure: Exposure;
  /** The language of what many read: posts, letters. Undefined: English. */
  readonly language: SpokenLanguage | undefined;
  /** Where watches may report to besides the chat, and what is shown there; empty unless the operator names some. */
  readonly webhooks: WebhookRules;
  /** How many cables each member may open. */
  readonly quota: Quota;
  /** The connection that writes what the desk holds, and reads its archive. */
  readonly db: Db;
  readonly archive: Archive;
  readonly cables: Cables;
  readonly troves: Troves;
  readonly index: FittingIndex;
  /** Which paragraphs of cables answer a question. */
  readonly passages: Passages;
  /** Who and what is named in the cables. */
  readonly names: Names;
  /** Numbers about cables, and pictures of them. */
  readonly analyst: Analyst;
  /** Searches that were run. */
  readonly searches: Searches;
  /** A language model of the operator's own that may propose; undefined when none is set. */
  readonly model: Model | undefined;
  readonly outbox: Outbox;
  /** Who was shown which text. */
  readonly ledger: Ledger;
  readonly views: Views;
  /** What the desk holds about its cables. Written only inside `act`. */
  readonly facts: Facts;
  readonly roster: Roster;
  /** Writes with what others write at the same time. */
  readonly group: GroupCommit;
  /** Whether the disk takes what is written. */
  readonly trouble: Trouble;
  /** Where failures go that nobody waits for. */
  readonly log: Log;
  now(): number;
  /** The desk as this person sees it: without withdrawn cables, for everybody but leads, and without what would unblind a blind reader. */
  as(viewer: Viewer): Desk;
  /** The desk as this person would see it as a lead: only to find out what must not be told. */
  readonly whole: Desk;
  /**
   * Claims an interaction before any work is done for it. False: it was already claimed (delivered twice, or replayed
   * after a reconnect) and must be ignored.
   */
  claim(interaction: string): boolean;
  /** Whether an act has already run for this interaction. */
  wasDone(interaction: string): boolean;
  /**
   * Runs one act: effect, audit row and posts in one synchronous transaction. If the same interaction arrives again,
   * `effect` is not rerun and the first outcome is returned. Outcomes must survive a JSON round trip.
   */
  act<T>(caller: Caller, entry: Act, effect: (tools: Tools) => T): T;
  /** The desk whose facts these are: the server that the bot was last started for, `terminal` before there is one. */
  home(): string;
  /**
   * Binds the desk to this server; what was done in the terminal before there was one moves to it. Throws a DeskError (config)
   * when it belongs to another one: see moving.ts.
   */
  setHome(desk: string): void;
  /** Called after each act that changed what the desk holds, and after each import. */
  onChanged(listener: () => void): void;
  /** Has the names read anew, after cables or decisions on names have changed. Nobody waits for it: a failure is logged. */
  rereadNames(): void;
  /** Reports a change made outside any act: cables were imported. */
  changed(): void;
  /** What a desk of the past is as of; undefined: as it is now. */
  readonly past: Past | undefined;
  /** The desk at the end of a day (`YYYY-MM-DD`), for looking only. Throws a DeskError (usage) for a day that it cannot have. */
  asOf(day: string): Promise<Desk>;
  /** Imports in progress: some of their cables may be stored but not searchable yet. */
  importing: number;
  close(): Promise<void>;
};

export type DeskOptions = {
  folder: string;
  /** The folder of the archive, where it is not inside the desk's own. */
  archive?: string | undefined;
  /** Where the cables of its own come from, if not from imports. */
  copied?: CopiedFrom | undefined;
  exposure: Exposure;
  language?: LanguageCode;
  /** Default: the usual one. */
  quota?: Quota | 'off';
  now?: () => number;
  keeping?: Keeping;
  engine?: EngineSetting;
  /** Where the index is, for the engine `opensearch`. */
  cluster?: ClusterSettings | undefined;
  sure?: number | undefined;
  model?: ModelSettings | undefined;
  webhooks?: WebhookRules;
  log?: Log;
  /** Of a desk as it was: where names were read in the same texts, and what finds its cables if nothing else must be made. */
  made?: { names: string; index: FittingIndex | undefined };
};

/**
 * Opens a desk's data folder for this process alone and starts its index; does not wait for the index to be built.
 * Throws DeskErrors: `busy` when another process has the folder, `config` when it cannot be used.
 */
export function openDesk(options: DeskOptions): Desk {
  const { folder, exposure, language: code, quota = usualQuota, now = Date.now, keeping = 'team', log = silentLog } = options;
  const { engine = 'auto', model, webhooks = new Map() } = options;
  const { db, archive, unlock, mended } = openFolder(folder, options.archive, options.copied);
  const databases: Databases = { desk: joinPath(folder, files.database), archive: joinPath(archive.folder, archiveFiles.database) };
  const engines = openEngines(folder, archive.folder, databases, () => engineFor(db, engine), options);
  const pasts = openPasts(options, databases, engines.namesFile);
  const { index, names } = engines;
  // Another desk's archive is not ours to tidy: it may use another engine.
  if (isOwnArchive(folder, archive.folder)) tidyIndexes(archive.folder, index.engine, log);
  const seeing = createSeeing(databases);
  const kept = { outbox: createOutbox(db, now), facts: createFacts(db), ledger: createLedger(db) };
  const common = { webhooks, language: languageOf(code), log, now, group: createGroup(db), trouble: createTrouble(log, now) };
  const listeners: (() => void)[] = [];
  const changed = (): void => [() => seeing.look({ db }), () => pasts.look({ db }), ...listeners].forEach((listener) => listener());
  const rereadNames = (): void => void names.changed().catch(logging(log, 'names could not be read again'));
  const acts = createActs({
    ...common,
    db,
    path: databases.desk,
    ...kept,
    onDone({ isJudged, isChanged }) {
      if (isJudged) rereadNames();
      if (isChanged) changed();
    },
  });
  // Another desk may stand on the same archive, in a process of its own.
  const unfollow = followArchive(db, archive.folder, log, async () => {
    holdFacts(db);
    rereadNames();
    await index.sync();
    changed();
  });
  return {
    folder,
    mended,
    exposure,
    quota: quota === 'off' ? undefined : quota,
    db,
    archive,
    ...cablesOf(db, archive.db),
    ...engines,
    model: model === undefined ? undefined : createModel(model, now),
    searches: createSearches(db, keeping),
    views: createViews(db, now, keeping !== 'off'),
    ...kept,
    roster: createRoster(db),
    ...common,
    ...acts,
    ...createHome(db, folder),
    onChanged: (listener) => void listeners.push(listener),
    rereadNames,
    changed,
    importing: 0,
    past: undefined,
    asOf(day) {
      return pasts.asOf(this, day);
    },
    as(viewer) {
      return seeing.as(this, viewer);
    },
    get whole() {
      return this;
    },
    async close() {
      unfollow();
      await pasts.close();
      await Promise.all([index.close(), names.close(), engines.analyst.close(), engines.passages.close()]);
      seeing.close();
      closeDatabases([db, archive.db], log);
      unlock();
    },
  };
}

/** The ways to the desk's past: opened as it is, but for what reaches out of it. */
const openPasts = (
  { cluster: _cluster, archive: _archive, copied: _copied, model: _model, webhooks: _webhooks, ...options }: DeskOptions,
  databases: Databases,
  names: string,
) =>
  createPasts({
    folder: options.folder,
    databases,
    names,
    open: (folder, at, made) =>
      openDesk({ ...options, folder, made, now: () => at, engine: options.engine === 'opensearch' ? 'auto' : (options.engine ?? 'auto') }),
  });

const cablesOf = (db: Db, archive: Db) => ({ cables: createCables(db, createStore(archive)), troves: createTroves(db, archive) });

/** Logs a failure that nobody waits for. */
const logging =
  (log: Log, what: string) =>
  (error: unknown): void => {
    if (!isClosing(error)) log.error(errorFields(error), what);
  };

const isOwnArchive = (folder: string, archive: string): boolean => resolve(archive) === resolve(folder, files.archive);

/** Removes what a former engine has left. Where that cannot be done, it only takes room. */
function tidyIndexes(archive: string, engine: EngineName, log: Log): void {
  try {
    const removed = removeFormerFiles(archive, engine);
    if (removed.length > 0) log.info({ files: removed, engine }, 'index files of another search engine were removed');
  } catch (error) {
    log.warn(errorFields(error), 'index files of another search engine could not be removed');
  }
}

/** Closes the databases. What a disk that takes nothing leaves in the journals is taken up at the next start. */
function closeDatabases(databases: readonly Db[], log: Log): void {
  for (const one of databases) {
    try {
      one.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      log.error(errorFields(error), 'the journal could not be emptied');
    }
    one.close();
  }
}

/**
 * What is derived from the cables, in files and threads. The index is the archive's, for all its desks; who is meant by a
 * name is a desk's own, because editors decide on it: a desk whose archive lies elsewhere keeps its names beside its facts.
 */
function openEngines(
  folder: string,
  archive: string,
  database: Databases,
  engine: () => EngineName,
  { sure, cluster: settings, copied, made }: Pick<DeskOptions, 'sure' | 'cluster' | 'copied' | 'made'>,
) {
  const follows = typeof copied === 'object' && 'cluster' in copied ? copied.cluster : undefined;
  const cluster = settings && { ...settings, follows };
  const file = (name: keyof typeof archiveFiles): string => joinPath(archive, archiveFiles[name]);
  const isOwn = isOwnArchive(folder, archive);
  const names = isOwn ? file('names') : joinPath(folder, archiveFiles.names);
  const openIndex = (name: EngineName) =>
    createWorkerIndex({ engine: name, database: database.archive, file: file(name), copiesFile: file('copies'), cluster });
  const shared = made === undefined ? (isOwn ? {} : { shared: file('names') }) : { shared: made.names, evenJudged: true };
  return {
    index: made?.index ?? createFittingIndex(engine, openIndex),
    namesFile: names,
    names: createNames({
      database,
      file: names,
      ...shared,
      ...(sure === undefined ? {} : { floor: sure }),
    }),
    analyst: createAnalyst({ database, names }),
    passages: createPassages(database.archive),
  };
}
