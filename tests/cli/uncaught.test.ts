import { expect, test } from 'vitest';
import { testDesk } from '../helpers/desk.ts';
import { startProcess } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Errors that no code of ours caught, made by signals that a preloaded line turns into them. */
const faults = `process.on('SIGUSR2', () => { throw new Error(['can', 'ary'].join('')) }); process.on('SIGHUP', () => void Promise.reject(new Error(['can', 'ary'].join(''))))`;
const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(faults)}` };

test.skipIf(process.platform === 'win32')(
  'a failure that nobody waited for is survived; an uncaught error ends the bot in order',
  async () => {
    const cwd = tempFolder();
    const folder = tempFolder();
    const { child, output, ended } = await startProcess(['--data', folder], { cwd, env });
    child.kill('SIGHUP');
    await expect.poll(output).toMatch(/"reference":"[0-9A-F]{8}"[^\n]*an unhandled rejection/);
    expect(child.exitCode).toBeNull();
    child.kill('SIGUSR2');
    expect(await ended).toBe(70);
    expect(output()).toMatch(/"reference":"[0-9A-F]{8}"[^\n]*an uncaught error/);
    expect(output()).not.toContain('canary');
    // Closed as at any other end: the folder is free, and nothing is left to be recovered.
    await testDesk({ folder }).close();
  },
);
