import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { DeskError } from '../src/reply/failure.ts';

const role = '112233445566778811';

function faultsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof DeskError && error.kind === 'config') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('nothing set: the demo, with defaults', () => {
  expect(readConfig({})).toEqual({
    data: 'data/desk',
    exposure: 'desk',
    language: 'en',
    quota: undefined,
    logLevel: 'info',
    demoPort: 8466,
    healthPort: undefined,
    engine: 'auto',
    sure: 0.3,
    model: undefined,
    patience: { nudge: 48, giveBack: 96 },
    backups: { folder: undefined, recipient: undefined, command: undefined },
    searches: { keeping: 'team', days: 365 },
    enrolment: false,
    discord: undefined,
  });
});

test('an empty value counts as not set', () => {
  expect(readConfig({ DISCORD_TOKEN: ' ', CABLEDESK_EXPOSURE: '' }).discord).toBeUndefined();
});

test('an engine that is none, or one of former versions, is refused with those there are', () => {
  for (const engine of ['lucene', 'fts5'])
    expect(faultsOf({ CABLEDESK_ENGINE: engine })).toContain(
      `CABLEDESK_ENGINE is not one of auto, minisearch, packed, opensearch (got ${engine})`,
    );
});

test('a cluster: its nodes, who signs in, and what is wrong with that', () => {
  const cluster = {
    CABLEDESK_ENGINE: 'opensearch',
    CABLEDESK_OPENSEARCH_URL: 'https://a.example:9200, http://127.0.0.1:9200,http://[::1]:1',
  };
  expect(readConfig({ ...cluster, CABLEDESK_OPENSEARCH_USER: 'desk', CABLEDESK_OPENSEARCH_PASSWORD: 'pw' }).cluster).toMatchObject({
    urls: ['https://a.example:9200', 'http://127.0.0.1:9200', 'http://[::1]:1'],
    user: 'desk',
    password: 'pw',
    shards: 1,
  });
  expect(faultsOf({ CABLEDESK_ENGINE: 'opensearch' })).toContain('CABLEDESK_OPENSEARCH_URL is missing');
  expect(faultsOf({ CABLEDESK_OPENSEARCH_URL: 'https://a.example' })).toContain('CABLEDESK_ENGINE is not opensearch');
  for (const url of [
    'http://search.example:9200',
    'http://127.0.0.1.example.org',
    'http://10.0.0.7:9200',
    'https://ok.example,http://b.example',
  ])
    expect(faultsOf({ ...cluster, CABLEDESK_OPENSEARCH_URL: url })).toContain('is plain http to another machine');
  expect(faultsOf({ ...cluster, CABLEDESK_OPENSEARCH_USER: 'desk' })).toContain('CABLEDESK_OPENSEARCH_PASSWORD is missing');
  expect(faultsOf({ ...cluster, CABLEDESK_OPENSEARCH_CA: '/nowhere/ca.pem' })).toContain('CABLEDESK_OPENSEARCH_CA cannot be read');
  // A secret is in no message.
  for (const [name, value] of [
    ['CABLEDESK_OPENSEARCH_URL', 'https://desk:hunter2@a.example'],
    ['CABLEDESK_OPENSEARCH_KEY', 'hunter2\u00e9'],
    ['CABLEDESK_OPENSEARCH_PASSWORD', 'hunter2'],
  ] as const)
    expect(faultsOf({ ...cluster, [name]: value })).not.toContain('hunter2');
});

test('where the cables are: in a folder, or copied from a cluster or a file', () => {
  const cluster = { CABLEDESK_ENGINE: 'opensearch', CABLEDESK_OPENSEARCH_URL: 'https://a.example:9200' };
  const read = (CABLEDESK_ARCHIVE: string) => {
    const { archive, copied } = readConfig({ ...cluster, CABLEDESK_ARCHIVE });
    return { archive, copied };
  };
  expect(read('/srv/desk/archive')).toEqual({ archive: '/srv/desk/archive' });
  expect(read('cluster')).toEqual({ copied: { cluster: '' } });
  expect(read('cluster:0123456789ab')).toEqual({ copied: { cluster: 'cabledesk-0123456789ab' } });
  expect(read(import.meta.filename)).toEqual({ copied: { file: import.meta.filename } });
  expect(read('own')).toEqual({ copied: 'own' });
  expect(faultsOf({ CABLEDESK_ARCHIVE: 'cluster' })).toContain('CABLEDESK_ARCHIVE copies from a cluster, but');
  expect(faultsOf({ ...cluster, CABLEDESK_ARCHIVE: 'cluster', CABLEDESK_OPENSEARCH_TEXTS: 'on' })).toContain('one of them is enough');
});

test('a full set of Discord settings', () => {
  const config = readConfig({
    DISCORD_TOKEN: 'abc',
    DISCORD_GUILD_ID: role,
    DISCORD_READER_ROLES: `${role}, 112233445566778822`,
    DISCORD_LISTED_CHANNELS: role,
  });
  expect(config.discord).toEqual({
    token: 'abc',
    api: undefined,
    guild: role,
    roles: { reader: [role, '112233445566778822'], reporter: [], editor: [], lead: [] },
    listed: [role],
    enrolment: false,
  });
});

test('all faults are reported at once, each with name, value and example', () => {
  const message = faultsOf({
    DISCORD_TOKEN: 'abc',
    DISCORD_GUILD_ID: 'my server',
    CABLEDESK_EXPOSURE: 'closed',
    CABLEDESK_DEMO_PORT: 'http',
    CABLEDESK_LOG: 'loud',
  });
  for (const part of [
    'DISCORD_GUILD_ID',
    'my server',
    'CABLEDESK_EXPOSURE',
    'closed',
    'open, desk, sealed',
    'CABLEDESK_DEMO_PORT',
    'http',
    'CABLEDESK_LOG',
    'loud',
    'Example:',
  ])
    expect(message).toContain(part);
});

test('a token without a server or without any role is refused, naming the settings', () => {
  const message = faultsOf({ DISCORD_TOKEN: 'abc' });
  expect(message).toContain('DISCORD_GUILD_ID');
  expect(message).toContain('DISCORD_READER_ROLES');
});

test('a model: address and name together, or nothing; key and passwords are never repeated', () => {
  const url = 'http://127.0.0.1:11434/v1';
  expect(readConfig({ CABLEDESK_MODEL_URL: url, CABLEDESK_MODEL_NAME: 'm' }).model).toEqual({
    url,
    name: 'm',
    key: undefined,
    seconds: 30,
  });
  expect(
    readConfig({ CABLEDESK_MODEL_URL: url, CABLEDESK_MODEL_NAME: 'm', CABLEDESK_MODEL_KEY: 'k', CABLEDESK_MODEL_SECONDS: '5' }).model,
  ).toMatchObject({ key: 'k', seconds: 5 });
  expect(faultsOf({ CABLEDESK_MODEL_URL: url })).toContain('CABLEDESK_MODEL_NAME is missing');
  expect(faultsOf({ CABLEDESK_MODEL_NAME: 'm' })).toContain('CABLEDESK_MODEL_URL is missing');
  expect(faultsOf({ CABLEDESK_MODEL_KEY: 'k' })).toContain('CABLEDESK_MODEL_URL is missing');
  expect(faultsOf({ CABLEDESK_MODEL_URL: 'ftp://x', CABLEDESK_MODEL_NAME: 'm' })).toContain('is not an http(s) address');
  expect(faultsOf({ CABLEDESK_MODEL_URL: 'http://me:secret@x/v1', CABLEDESK_MODEL_NAME: 'm' })).not.toContain('secret');
  expect(faultsOf({ CABLEDESK_MODEL_KEY: 'se cret' })).not.toContain('se cret');
  expect(faultsOf({ CABLEDESK_MODEL_SECONDS: '0' })).toContain('is below 1');
});

test('a faulty token is never repeated', () => {
  expect(faultsOf({ DISCORD_TOKEN: 'se cret' })).not.toContain('se cret');
});

test('reading is limited with a token, and in the demo where that is asked for', () => {
  const token = { DISCORD_TOKEN: 'abc', DISCORD_GUILD_ID: '112233445566778899', DISCORD_READER_ROLES: '112233445566778811' };
  const quotas = [{}, { CABLEDESK_QUOTA: 'off' }, { CABLEDESK_QUOTA: '5/6' }].flatMap((one) => [
    readConfig(one).quota,
    readConfig({ ...token, ...one }).quota,
  ]);
  expect(quotas).toEqual([undefined, { hour: 60, day: 200 }, undefined, undefined, { hour: 5, day: 6 }, { hour: 5, day: 6 }]);
  expect(faultsOf({ CABLEDESK_QUOTA: 'many' })).toContain('is neither two numbers');
});
