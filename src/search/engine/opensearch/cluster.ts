import { Client } from '@opensearch-project/opensearch';
import { z } from 'zod';
import { ClusterTrouble } from './trouble.ts';

/*
 * The one file that speaks to a cluster. It sends what the engine asks, with the operator's key, to the operator's nodes alone;
 * an answer is whole or it is a ClusterTrouble: half an answer gives wrong totals.
 */

/** Where the cluster is, and who asks. */
export type ClusterSettings = {
  urls: readonly string[];
  user?: string | undefined;
  password?: string | undefined;
  key?: string | undefined;
  /** The certificate of the authority that those of the nodes are signed by. */
  ca?: string | undefined;
  /** Parts of an index. */
  shards: number;
  /** Copies of each part; undefined: one where there are nodes for it. */
  replicas?: number | undefined;
  /** Whether the cables themselves are kept there, too, for desks that have none. */
  keepsTexts?: boolean | undefined;
  /** This desk has none: it copies them from there. Whose they are, by the name of their index; '' where there is one archive only. */
  follows?: string | undefined;
};

export type Dsl = Record<string, unknown>;
type Asked = { method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'; path: string; query?: Dsl; body?: Dsl; lines?: string };

/** Milliseconds: the cluster stops a search by itself before the client gives up, and both before the thread's deadline. */
const searchTime = 7000;
const grace = 1500;
const patience = { search: searchTime + grace, other: 60_000 };

export type Cluster = {
  /** The body of the answer; undefined where the thing is not there (404). Throws a ClusterTrouble, or an Error for a fault of ours. */
  send(asked: Asked): Promise<unknown>;
  /** An index, to be searched; to be closed. `within`: milliseconds for all of that. */
  view(index: string, within?: number): View;
  close(): Promise<void>;
};

export type View = {
  /** One search. */
  once(body: Dsl): Promise<Searched>;
  /** Several searches of the cables as they are at one moment: that of the first, or of `begin`. */
  search(body: Dsl): Promise<Searched>;
  begin(): void;
  close(): void;
};
/** A moment of an index, by the cluster's name for it. */
type Opened = { id: string; parts: number };
const moment = z.object({ pit_id: z.string(), _shards: z.object({ total: z.number(), failed: z.number() }) });

const fields = z.record(z.string(), z.array(z.unknown()));
const searched = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ total: z.number(), failed: z.number() }),
  hits: z.object({
    total: z.object({ value: z.number(), relation: z.string() }).optional(),
    hits: z.array(
      z.object({
        _score: z.number().nullish(),
        fields: fields.optional(),
        _source: z.unknown().optional(),
        sort: z.array(z.unknown()).optional(),
        matched_queries: z.array(z.string()).optional(),
      }),
    ),
  }),
  aggregations: z.record(z.string(), z.unknown()).optional(),
  suggest: z.record(z.string(), z.array(z.object({ options: z.array(z.object({ text: z.string() })) }))).optional(),
});
export type Searched = z.infer<typeof searched>;

/** Connects when it is first asked. */
export function connect(settings: ClusterSettings): Cluster {
  const { urls, user, password, key, ca } = settings;
  const client = new Client({
    nodes: [...urls],
    maxRetries: Math.max(1, urls.length),
    ...(user === undefined || password === undefined ? {} : { auth: { username: user, password } }),
    ...(key === undefined ? {} : { headers: { authorization: key.startsWith('Bearer ') ? key : `ApiKey ${key}` } }),
    ...(ca === undefined ? {} : { ssl: { ca } }),
  });
  const send = async ({ method, path, query = {}, body, lines }: Asked, requestTimeout: number, parts: number): Promise<unknown> => {
    try {
      const answer = await client.transport.request(
        { method, path, querystring: query, ...(body === undefined ? {} : { body }), ...(lines === undefined ? {} : { bulkBody: lines }) },
        { requestTimeout },
      );
      return answer.body;
    } catch (error) {
      const status = statusOf(error);
      if (status === 404 && problemOf(error).type !== 'search_context_missing_exception' && !path.endsWith('_search')) return undefined;
      throw explained(error, status, parts);
    }
  };
  const search = async (query: Dsl, body: Dsl, path: string, parts: number, time: number): Promise<Searched> => {
    const all = { allow_partial_search_results: false, ...query };
    const answer = searched.parse(
      await send({ method: 'POST', path, query: all, body: { timeout: `${Math.ceil(time)}ms`, ...body } }, time + grace, parts),
    );
    if (answer._shards.failed > 0) throw new ClusterTrouble({ what: 'parts', failed: answer._shards.failed, of: answer._shards.total });
    if (answer.timed_out) throw new ClusterTrouble({ what: 'slow' });
    if (answer.hits.total !== undefined && answer.hits.total.relation !== 'eq') throw new Error('the cluster counted to a limit only');
    return answer;
  };
  return {
    send: (asked) => send(asked, patience.other, settings.shards),
    view(index, within = Number.POSITIVE_INFINITY) {
      const until = performance.now() + within;
      const left = (): number => Math.max(100, Math.min(searchTime, until - performance.now()));
      let opened: Promise<Opened> | undefined;
      const open = async (): Promise<Opened> => {
        const query = { keep_alive: '1m', allow_partial_pit_creation: false };
        const path = `/${index}/_search/point_in_time`;
        const made = await send({ method: 'POST', path, query }, patience.search, settings.shards);
        if (made === undefined) throw new ClusterTrouble({ what: 'missing' });
        const { pit_id: id, _shards: shards } = moment.parse(made);
        if (shards.failed > 0) throw new ClusterTrouble({ what: 'parts', failed: shards.failed, of: shards.total });
        return { id, parts: shards.total };
      };
      const begin = (): Promise<Opened> => {
        opened ??= open();
        opened.catch(() => {});
        return opened;
      };
      const end = async ({ id }: Opened): Promise<void> =>
        void (await send({ method: 'DELETE', path: '/_search/point_in_time', body: { pit_id: [id] } }, patience.search, 1));
      return {
        begin: () => void begin(),
        async search(body) {
          const { id, parts } = await begin();
          return search({}, { ...body, pit: { id, keep_alive: '1m' } }, '/_search', parts, left());
        },
        once: (body) => search({}, body, `/${index}/_search`, settings.shards, left()),
        // What is not closed ends by itself.
        close: () => void opened?.then(end).catch(() => {}),
      };
    },
    close: () => client.close(),
  };
}

/** What the client's errors hold besides their message; requests with their keys are among the rest. */
const problem = z.object({
  type: z.string().optional(),
  reason: z.string().nullish(),
  root_cause: z.array(z.object({ type: z.string().optional(), reason: z.string().nullish() })).optional(),
  failed_shards: z
    .array(z.object({ shard: z.number(), index: z.string().nullish(), reason: z.object({ type: z.string().optional() }).optional() }))
    .optional(),
});
type Problem = z.infer<typeof problem>;
const failure = z.object({
  statusCode: z.number().nullish(),
  body: z
    .object({
      error: problem
        // Where an alias is missing it is a sentence.
        .or(z.string().transform(() => ({})))
        .optional(),
    })
    .nullish()
    .catch(undefined),
});

const failureOf = (error: unknown): z.infer<typeof failure> => {
  const meta = error instanceof Error && 'meta' in error ? error.meta : undefined;
  const read = failure.safeParse(meta);
  return read.success ? read.data : {};
};
const statusOf = (error: unknown): number | undefined => failureOf(error).statusCode ?? undefined;
const problemOf = (error: unknown): Problem => failureOf(error).body?.error ?? {};

/** Failures of nodes, not of questions. */
const nodeTypes =
  /no_shard_available|node_|connect_transport|shard_not_found|recovery|cluster_block|unavailable|search_context_missing|index_closed|process_cluster_event_timeout|primary_missing|illegal_index_shard_state|already_closed/;

/** The client's error as ours; only its words go on. */
function explained(error: unknown, status: number | undefined, parts: number): Error {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  const { type = '', failed_shards: failed = [], root_cause: causes = [] } = problemOf(error);
  const types = [type, ...causes.map((one) => one.type ?? ''), ...failed.map((one) => one.reason?.type ?? '')];
  if (status === undefined) {
    // Without an answer: nobody listens there, a certificate is not accepted, or time has run out.
    const isClients =
      error instanceof Error && ['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError', 'RequestAbortedError'].includes(error.name);
    return isClients ? new ClusterTrouble({ what: 'away' }, words) : error instanceof Error ? new Error(words) : new Error('unknown');
  }
  if (status === 401 || status === 403) {
    // A disk that is full blocks writing, with the same status.
    return new ClusterTrouble({ what: types.some((one) => nodeTypes.test(one)) ? 'overloaded' : 'refused' }, words);
  }
  if (status === 429) return new ClusterTrouble({ what: 'overloaded' }, words);
  if (types.includes('index_not_found_exception')) return new ClusterTrouble({ what: 'missing' }, words);
  if (type === 'search_phase_execution_exception' && (status >= 500 || types.some((one) => nodeTypes.test(one)))) {
    const lost = new Set(failed.map(({ shard, index }) => `${index ?? ''} ${shard}`)).size;
    return new ClusterTrouble({ what: 'parts', failed: Math.min(parts, Math.max(1, lost)), of: parts }, words);
  }
  if (status >= 500 || types.some((one) => nodeTypes.test(one))) return new ClusterTrouble({ what: 'away' }, words);
  return new Error(`the cluster refused a request: ${words} ${causes.map(({ reason }) => reason ?? '').join('; ')}`);
}
