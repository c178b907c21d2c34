import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ClusterSettings } from './cluster.ts';

/** The operator's settings of a cluster: as people meet them, as they are read, and what is wrong with them. */

export const clusterTable = [
  {
    name: 'CABLEDESK_OPENSEARCH_URL',
    meaning: 'The nodes of your OpenSearch cluster, separated by commas, for `CABLEDESK_ENGINE=opensearch` (see cluster.md).',
    example: 'https://search-1.example.org:9200,https://search-2.example.org:9200',
  },
  { name: 'CABLEDESK_OPENSEARCH_USER', meaning: 'The user that the desk is there.', example: 'cabledesk' },
  { name: 'CABLEDESK_OPENSEARCH_PASSWORD', meaning: 'That user’s password.', example: '...', isSecret: true },
  {
    name: 'CABLEDESK_OPENSEARCH_KEY',
    meaning: 'An API key instead of a user; a token as `Bearer ...`.',
    example: 'ZGVzay1uZXdz...',
    isSecret: true,
  },
  {
    name: 'CABLEDESK_OPENSEARCH_CA',
    meaning: 'The file (PEM) of the authority that signed the nodes’ certificates, if it is your own.',
    example: '/etc/cabledesk/ca.pem',
  },
  {
    name: 'CABLEDESK_OPENSEARCH_SHARDS',
    meaning: 'Parts that the index is cut into; with another number it is built again while the one before answers.',
    example: '4',
    fallback: '1',
  },
  {
    name: 'CABLEDESK_OPENSEARCH_REPLICAS',
    meaning: 'Further copies of each part; without it one, where there are two nodes or more.',
    example: '2',
  },
  {
    name: 'CABLEDESK_OPENSEARCH_TEXTS',
    meaning: 'Whether the cluster keeps the cables themselves, too, for desks that have none (`CABLEDESK_ARCHIVE=cluster`): `on` or `off`.',
    example: 'on',
    fallback: 'off',
  },
] as const;

/** This machine: nothing that is sent there leaves it. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const address = z
  .url({ protocol: /^https?$/, error: 'is not a list of http(s) addresses' })
  .refine((url) => !url.includes('@'), 'holds a user or a password: those have settings of their own')
  .refine(
    (url) => new URL(url).protocol === 'https:' || loopback.test(new URL(url).hostname),
    'is plain http to another machine: use https',
  );
const count = (least: number, most: number) =>
  z.coerce.number('is not a number').int('is not a whole number').min(least, `is below ${least}`).max(most, `is above ${most}`);
const secret = z.string().regex(/^[\x20-\x7e]+$/, 'has a character in it that none has: paste it alone');

export const clusterShape = {
  CABLEDESK_OPENSEARCH_URL: z
    .string()
    .transform((text) => text.split(',').flatMap((url) => url.trim() || []))
    .pipe(z.array(address).min(1, 'names no node'))
    .optional(),
  CABLEDESK_OPENSEARCH_USER: z.string().max(200, 'is longer than 200 characters').optional(),
  CABLEDESK_OPENSEARCH_PASSWORD: z.string().optional(),
  CABLEDESK_OPENSEARCH_KEY: secret.optional(),
  CABLEDESK_OPENSEARCH_CA: z.string().optional(),
  CABLEDESK_OPENSEARCH_SHARDS: count(1, 1000).default(1),
  CABLEDESK_OPENSEARCH_REPLICAS: count(0, 10).optional(),
  CABLEDESK_OPENSEARCH_TEXTS: z.enum(['on', 'off'], 'is not one of on, off').default('off'),
};

type ClusterEnvironment = z.infer<z.ZodObject<typeof clusterShape>>;
type ClusterName = keyof ClusterEnvironment;

/** The cluster that is asked; undefined where none is. `fault` is told what is wrong. */
export function clusterOf(
  values: ClusterEnvironment,
  isAsked: boolean,
  fault: (name: ClusterName | 'CABLEDESK_ENGINE', why: string) => void,
): ClusterSettings | undefined {
  const { CABLEDESK_OPENSEARCH_URL: urls, CABLEDESK_OPENSEARCH_USER: user, CABLEDESK_OPENSEARCH_PASSWORD: password } = values;
  const { CABLEDESK_OPENSEARCH_KEY: key, CABLEDESK_OPENSEARCH_CA: file } = values;
  if (!isAsked) {
    if (urls !== undefined)
      fault('CABLEDESK_ENGINE', 'is not opensearch, but CABLEDESK_OPENSEARCH_URL is set: nothing would be asked there');
    return undefined;
  }
  if (urls === undefined) {
    fault('CABLEDESK_OPENSEARCH_URL', 'is missing: CABLEDESK_ENGINE is opensearch');
    return undefined;
  }
  if (user !== undefined && password === undefined) fault('CABLEDESK_OPENSEARCH_PASSWORD', 'is missing: CABLEDESK_OPENSEARCH_USER is set');
  if (password !== undefined && user === undefined) fault('CABLEDESK_OPENSEARCH_USER', 'is missing: CABLEDESK_OPENSEARCH_PASSWORD is set');
  if (key !== undefined && user !== undefined) fault('CABLEDESK_OPENSEARCH_KEY', 'is set, and so is a user: one of them is enough');
  const [shards, replicas] = [values.CABLEDESK_OPENSEARCH_SHARDS, values.CABLEDESK_OPENSEARCH_REPLICAS];
  const cluster = { urls, user, password, key, shards, replicas, keepsTexts: values.CABLEDESK_OPENSEARCH_TEXTS === 'on' };
  if (file === undefined) return cluster;
  try {
    return { ...cluster, ca: readFileSync(file, 'utf8') };
  } catch {
    fault('CABLEDESK_OPENSEARCH_CA', 'cannot be read');
    return undefined;
  }
}
