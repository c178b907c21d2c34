import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWebhooks } from '../../src/cli/webhooks-file.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { plain } from '../../src/reply/text.ts';
import { tempFolder } from '../helpers/temp.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

test('the file of webhooks: https or this machine alone, a key, readable by its owner alone; faults name neither key nor address', () => {
  const file = join(tempFolder(), 'webhooks.json');
  const said = (value: unknown, mode = 0o600): string => {
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    chmodSync(file, mode);
    try {
      readWebhooks(file);
      return '';
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      return plain(error.text);
    }
  };
  const good = { url: 'https://desk.example/hook', secret };
  expect(said({ newsroom: good, 'this-machine': { ...good, url: 'http://127.0.0.1:9000/x', shows: 'headers' } })).toBe('');
  expect([...readWebhooks(file).rules]).toEqual([
    ['newsroom', 'refs'],
    ['this-machine', 'headers'],
  ]);
  for (const url of [
    'http://desk.example/',
    'https://me:pw@desk.example/',
    'ftp://x',
    'file:///etc/passwd',
    'http://127.0.0.1.evil.example/',
    'nothing',
  ]) {
    expect(said({ a: { ...good, url } })).toContain('is not an https address');
    expect(said({ a: { ...good, url } })).not.toContain(url);
  }
  expect(said({ a: { ...good, secret: 'whsec_c2hvcnQ=' } })).toContain('is shorter than 24 bytes');
  expect(said({ a: { ...good, secret: 'swordfish' } })).not.toContain('swordfish');
  expect(said({ 'A b': good })).toContain('is not a name');
  expect(said({ a: { ...good, shows: 'texts' } })).toContain('refs, headers');
  expect(said('{')).toContain('it is not JSON');
  expect(said({ a: good }, 0o644)).toContain('Other accounts');
  expect(readWebhooks(undefined).rules.size).toBe(0);
});
