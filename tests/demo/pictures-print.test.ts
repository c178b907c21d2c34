import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPage } from '../../src/demo/serve-page.ts';
import { emptyChannels, expectFits, isWithoutChromium, closeWindows, keptBrowser, openWindow, phone } from '../helpers/browser.ts';
import { startLive, type Live } from '../helpers/live.ts';
import { isLong } from '../helpers/random.ts';

/** What a reporter does in the hour before print, in the demo, at the width of a phone and of a desk; in the short run on a phone. */
const keeps = process.env['CABLEDESK_PICTURES'] !== undefined;
const root = join(import.meta.dirname, '../..');
const shown = ['README.md', 'docs/commands.md'].map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
const widths = { phone, desk: { viewport: { width: 1280, height: 900 } } } as const;

describe.skipIf(isWithoutChromium())('the hour before print, in the demo', () => {
  let browser: Browser;
  let live: Live;

  beforeAll(async () => {
    [browser, live] = await Promise.all([keptBrowser(), startLive({ discord: { page: createPage() } })]);
    await Promise.all([live.desk.index.ready(), live.desk.names.settled()]);
  });
  afterAll(async () => {
    await closeWindows(browser);
    await live.stop();
  });
  beforeEach(() => emptyChannels(live.discord));

  for (const width of isLong || keeps ? (['phone', 'desk'] as const) : (['phone'] as const)) {
    /** A window of the editor: asks a line, waits for what it shows, and keeps a picture from the head of the answer on. */
    async function open() {
      const window = await openWindow(browser, `http://127.0.0.1:${live.discord.port}/?as=editor#desk`, widths[width]);
      const { page } = window;
      await page.locator('#say').waitFor();
      const last = page.getByRole('article').last();
      const picture = async (name: string): Promise<void> => {
        await last.evaluate((one) => (one as unknown as { scrollIntoView(): void }).scrollIntoView());
        const file = `tests/pictures/${name}-${width}.png`;
        await expectFits(window, `${name}-${width}`, keeps && shown.includes(file) ? join(root, file) : undefined);
      };
      const ask = async (line: string, shows: RegExp): Promise<void> => {
        await page.locator('#say').fill(line);
        await page.keyboard.press('Enter');
        await last.getByText(shows).first().waitFor();
      };
      return { page, last, picture, ask };
    }

    test(`a question, three passages of a hit, two cables side by side: ${width}`, async () => {
      const { page, last, picture, ask } = await open();
      await ask('/ask question:how long would the coal stocks in Ukraine last?', /Asked for/);
      await picture('ask');
      await ask('/search query:Vermishyan', /3 cables for/);
      await last.getByRole('button', { name: 'More passages' }).click();
      await expect.poll(async () => (await last.innerText()).match(/¶\d+ ·/g)?.length).toBeGreaterThan(3);
      await picture('passages');
      await ask('/cable ref:COREU/BRU/0498/18 with:COREU/BRU/0512/18', /beside/);
      await picture('beside');
      expect(await page.locator('.composer [role=alert]').count()).toBe(0);
    });

    test(`a timeline to print, the glossary, what a story lacks: ${width}`, async () => {
      const { page, last, picture, ask } = await open();
      await ask('/analysis kind:timeline query:norrfald', /Timeline/);
      await waitForPicture(last);
      await picture('timeline-lines');
      await ask('/names glossary', /glossary|terms/i);
      await picture('glossary');
      await ask('/check fact add claim:"The exporter is a firm named Norrfald." cite:COREU/COP/0041/18¶1', /is in the ledger/);
      await ask('/check story', /points open/);
      await picture('story');
      await ask('/help topic:timeline', /Timelines/);
      await picture('help-timeline');
      expect(await page.locator('.composer [role=alert]').count()).toBe(0);
    });
  }
});

async function waitForPicture(last: Locator): Promise<void> {
  const image = last.locator('img[loading=lazy]').first();
  await image.waitFor({ state: 'attached' });
  await image.evaluate((one) => (one as unknown as { scrollIntoView(): void }).scrollIntoView());
  await expect.poll(() => image.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth)).toBe(1200);
}
