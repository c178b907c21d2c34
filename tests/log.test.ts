import { expect, test } from 'vitest';
import { createLog, errorFields } from '../src/log.ts';

function logged(work: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  work(createLog('debug', { write: (line: string) => void (text += line) }));
  return text;
}

test('an error of discord.js keeps its code and loses payload, address and message', () => {
  const error = Object.assign(new Error('Invalid Form Body: hot zone where warheads'), {
    code: 50_035,
    status: 400,
    url: 'https://discord.example/interactions/1/secret-interaction-token/callback',
    requestBody: { json: { content: 'hot zone where warheads' } },
    rawError: { message: 'hot zone' },
  });
  const text = logged((log) => log.error(errorFields(error), 'failed'));
  expect(text).toContain('50035');
  expect(text).toContain('log.test');
  expect(text).not.toMatch(/hot zone|secret-interaction-token|warheads/);
});

test.each(['token', 'requestBody', 'url', 'body', 'text', 'query'])('a field named %s is struck out, nested or not', (field) => {
  const text = logged((log) => log.info({ [field]: 'canary-value', inner: { [field]: 'canary-value' } }, 'x'));
  expect(text).not.toContain('canary-value');
  expect(text).toContain('[struck out]');
});

test('something thrown that is no error is named by its type only', () => {
  expect(errorFields('secret words')).toEqual({ name: 'string' });
});
