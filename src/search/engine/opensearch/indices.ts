import { z } from 'zod';
import type { Searchable } from '../../../query/text-fields.ts';
import type { Lengths } from '../scoring.ts';
import type { Cluster, ClusterSettings, Dsl } from './cluster.ts';
import { indexBody, layoutVersion, meansOf } from './layout.ts';
import { writeAlias } from './writing.ts';

/** An index in the cluster, and what is known of it. */
export type Index = { name: string; means: Lengths; covers: string | undefined; version: string; shards: number };

const about = z.object({
  version: z.string(),
  means: z.object({ body: z.number(), subject: z.number(), head: z.number() }),
  covers: z.string().optional(),
});
const described = z.record(
  z.string(),
  z.object({
    mappings: z.object({ _meta: z.unknown().optional() }),
    settings: z.object({ index: z.object({ number_of_shards: z.coerce.number() }) }),
  }),
);

/** The index behind a name; undefined where there is none, or none of ours. */
export async function indexBehind(cluster: Cluster, name: string): Promise<Index | undefined> {
  const answer = await cluster.send({ method: 'GET', path: `/${name}` });
  const [entry] = answer === undefined ? [] : Object.entries(described.parse(answer));
  if (entry === undefined) return undefined;
  const [real, { mappings, settings }] = entry;
  const read = about.safeParse(mappings._meta);
  return read.success ? { name: real, shards: settings.index.number_of_shards, covers: undefined, ...read.data } : undefined;
}

/** Makes an index for cables like these. */
export async function makeIndex(cluster: Cluster, alias: string, settings: ClusterSettings, sample: readonly Searchable[]): Promise<Index> {
  const name = `${alias}-${Date.now().toString(36)}`;
  const meta = { version: layoutVersion, means: meansOf(sample) };
  const body = indexBody(settings);
  const mappings = { ...(body['mappings'] as Dsl), _meta: meta };
  await cluster.send({ method: 'PUT', path: `/${name}`, body: { ...body, mappings, aliases: { [writeAlias(name)]: {} } } });
  return { name, ...meta, covers: undefined, shards: settings.shards };
}

/** Notes what an index has been brought to. */
export async function noteAbout(cluster: Cluster, index: Index, more: { covers?: string; means?: Lengths }): Promise<Index> {
  const known = { ...index, ...more };
  const { version: made, means, covers } = known;
  await cluster.send({ method: 'PUT', path: `/${index.name}/_mapping`, body: { _meta: { version: made, means, covers } } });
  return known;
}

/** Has a name mean this index, in one step, and removes those that it meant before. */
export async function changeOver(cluster: Cluster, alias: string, { name }: Index): Promise<void> {
  const answer = await cluster.send({ method: 'GET', path: `/_alias/${alias}` });
  const before = Object.keys((answer ?? {}) as Dsl).filter((one) => one !== name);
  const actions = [{ add: { index: name, alias } }, ...before.map((index) => ({ remove_index: { index } }))];
  await cluster.send({ method: 'POST', path: '/_aliases', body: { actions } });
}

/** Removes indices of this name that nothing was made of: those whose making was broken off. */
export async function removeUnfinished(cluster: Cluster, alias: string, keep: string | undefined): Promise<void> {
  const all = Object.keys((await cluster.send({ method: 'GET', path: `/${alias}-*` })) ?? {});
  for (const name of all) if (name !== keep) await cluster.send({ method: 'DELETE', path: `/${name}` });
}
