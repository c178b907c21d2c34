import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPage } from '../../src/demo/serve-page.ts';
import { emptyChannels, isWithoutChromium, closeWindows, keptBrowser, openWindow, phone } from '../helpers/browser.ts';
import { startLive, type Live } from '../helpers/live.ts';

/**
 * README followed to the letter on a phone, as whoever opens the page: what stands there as code is typed key by key, what stands
 * there in italics is pressed, and nothing else. `npm run pictures` keeps the pictures of it.
 */
const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const keeps = process.env['CABLEDESK_PICTURES'] !== undefined;

/** What a section tells its reader to do, in order: `/command` to type, `*Button*` to press. */
function stepsOf(heading: string): string[] {
  const text = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const items = text.replaceAll(/\n {2,}/g, ' ').match(/^\d+\. .*$/gm) ?? [];
  return items.flatMap((item) =>
    [...item.matchAll(/`(\/[^`]+)`|(?<!\*)(\*[A-Z][^*]+\*)(?!\*)/g)].map(([, typed, pressed]) => typed ?? pressed ?? ''),
  );
}

type Step = [does: string, shows: RegExp, picture?: string];

const minute: Step[] = [
  ['/search query:"hot zone"', /1 cable for/],
  ['*Open*', /Delegation Kyiv[^]*SUMMARY/],
  ['*Claim*', /is yours/],
  ['/ask question:how long would the coal stocks in Ukraine last?', /1\. .?COREU\/KYI\/0064\/17[^]*forty/],
  ['/work mine', /1 cable to do[^]*COREU\/KYI\/0039\/18/],
  ['/help', /What you can do here[^]*reporter/],
];

const tour: Step[] = [
  ['/search query:"authorization to finance exports" iran', /cables? for[^]*COREU Brussels/],
  ['*Open*', /the end user is named only in Persian/],
  ['*Claim*', /COREU\/BRU\/0256\/18.{0,3} is yours/],
  ['/search query:"item (d)"', /3 cables for[^]*Copenhagen/, 'tour-three'],
  [
    '/note text:"One notch below the licence, at the wish of the customer." ref:COREU/COP/0041/18 paragraph:2',
    /Your note is on .{0,2}COREU\/COP\/0041\/18.{0,2}, paragraph 2/,
  ],
  ['/search query:norrfald', /4 cables for/],
  ['/work claim ref:COREU/BER/0061/18', /is yours/],
  ['/work transfer ref:COREU/BER/0061/18 to:@Editor why:"Whom did he ask for 78 of them?"', /is handed over to @Editor/],
  ['/work mine', /COREU\/BRU\/0256\/18/, 'tour-mine'],
  ['/work board', /The desk today/],
  ['/history ref:COREU/BRU/0256/18', /COREU\/BRU\/0256\/18[^]*@Reporter/],
  ['/digest preview', /Nobody has touched these yet/],
];

describe.skipIf(isWithoutChromium())('README', () => {
  let browser: Browser;
  let live: Live;

  beforeAll(async () => {
    [browser, live] = await Promise.all([keptBrowser(), startLive({ discord: { page: createPage() } })]);
  });
  afterAll(async () => {
    await closeWindows(browser);
    await live.stop();
  });
  beforeEach(() => emptyChannels(live.discord, ['reporter', 'editor', 'lead']));

  const open = () => openWindow(browser, `http://127.0.0.1:${live.discord.port}/`, phone);
  const last = (page: Page) => page.getByRole('article').last();

  async function type(page: Page, line: string): Promise<void> {
    await page.locator('#say').tap();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }

  async function follow(page: Page, steps: readonly Step[]): Promise<void> {
    for (const [does, shows, picture] of steps) {
      if (does.startsWith('/')) await type(page, does);
      else
        await last(page)
          .getByRole('button', { name: does.slice(1, -1), exact: true })
          .first()
          .tap();
      await expect.poll(() => last(page).innerText(), { message: does }).toMatch(shows);
      if (picture !== undefined && keeps) await page.screenshot({ path: join(root, `tests/pictures/${picture}-phone.png`) });
    }
  }

  test.each([
    ['The first minute', minute],
    ['Five minutes in the trove', tour],
  ])('%s: done as it says, by the reporter whose page opens', async (heading, steps) => {
    expect(stepsOf(heading)).toEqual(steps.map(([does]) => does));
    const { page, troubles } = await open();
    await follow(page, steps);
    expect(troubles).toEqual([]);
  });

  test('be somebody else: behind the list of channels, with the message that was sent to them', async () => {
    const { page } = await open();
    await follow(page, [
      ['/work claim ref:COREU/OTT/0036/18', /is yours/],
      ['/work transfer ref:COREU/OTT/0036/18 to:@Editor', /is handed over to/],
    ]);
    await page.getByRole('button', { name: 'Channels' }).tap();
    await page.getByRole('link', { name: 'editor' }).tap();
    await page.getByRole('button', { name: 'Channels' }).tap();
    await page.getByRole('button', { name: 'cabledesk', exact: false }).first().tap();
    await expect.poll(() => last(page).innerText()).toContain('COREU/OTT/0036/18');
  });

  test('options typed by keys are kept, whichever comes first', async () => {
    const { page } = await open();
    await follow(page, [
      ['/analysis kind:gaps', /Gaps/],
      ['/cable file:false ref:COREU/KYI/0039/18', /Crimea/],
    ]);
    expect(await page.locator('.composer [role=alert]').count()).toBe(0);
  });
});
