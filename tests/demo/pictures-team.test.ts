import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPage } from '../../src/demo/serve-page.ts';
import { createWatcher, type Watcher } from '../../src/clock/watcher.ts';
import { emptyChannels, expectFits, isWithoutChromium, closeWindows, keptBrowser, openWindow, phone } from '../helpers/browser.ts';
import { importRecords, quiet } from '../helpers/desk.ts';
import { startLive, type Live } from '../helpers/live.ts';

/** What two or three colleagues do together in the demo, with the real bot: sets, sharing out, watches, handing off. */

describe.skipIf(isWithoutChromium())('colleagues who share out work', () => {
  let browser: Browser;
  let live: Live;
  let watcher: Watcher;

  beforeAll(async () => {
    [browser, live] = await Promise.all([keptBrowser(), startLive({ discord: { page: createPage() } })]);
    live.discord.addMember('second', ['editor'], 'Second');
    watcher = createWatcher(live.desk, quiet);
  });
  afterAll(async () => {
    await watcher.stop();
    await closeWindows(browser);
    await live.stop();
  });

  beforeEach(() => emptyChannels(live.discord, ['reader', 'editor', 'lead', 'second']));

  /** A window of a colleague on a phone, which takes pictures under a name. */
  async function open(as: string, channel = 'desk') {
    const window = await openWindow(browser, `http://127.0.0.1:${live.discord.port}/?as=${as}#${channel}`, phone);
    const { page } = window;
    await page.locator('#say').waitFor();
    return { page, picture: (name: string) => expectFits(window, name), last: page.getByRole('article').last() };
  }

  async function ask(page: Page, line: string): Promise<void> {
    await page.locator('#say').fill(line);
    await page.keyboard.press('Enter');
  }

  test('a set is made, shared in the channel and opened by another', async () => {
    const [anna, ben] = [await open('editor'), await open('second')];
    await ask(anna.page, '/set create name:hot-zone query:crimea');
    await anna.last.getByText(/is made, with \d+ cables?/).waitFor();
    await anna.picture('set-made');
    await anna.last.getByRole('button', { name: 'Open' }).click();
    await anna.last.getByRole('heading', { name: /hot-zone/ }).waitFor();
    await anna.picture('set-open');
    await anna.last.getByRole('button', { name: 'Share' }).click();
    await ben.page.getByText(/shares the set/).waitFor();
    await ben.last.getByRole('button', { name: 'Open it' }).click();
    await ben.last.getByRole('heading', { name: /hot-zone/ }).waitFor();
    await ben.picture('set-shared');
    await ask(ben.page, '/search query:in:hot-zone');
    await expect.poll(() => ben.last.innerText()).toMatch(/for .?in:hot-zone/);
    expect(await ben.last.innerText()).toContain('COREU/KYI/0039/18');
  });

  test('what a search finds is shared out among two, each gets their list; one hands theirs on', async () => {
    const [anna, ben, lea] = [await open('editor'), await open('second'), await open('lead')];
    for (const { page, last } of [anna, ben]) {
      await ask(page, '/work mine');
      await last.getByText(/to do/).first().waitFor();
    }
    await ask(anna.page, '/work claim ref:COREU/WAS/0107/18');
    await anna.last.getByText(/is yours/).waitFor();
    await ask(lea.page, '/work split query:iran among:Editor, Second due:2999-12-01 why:Who is quoted by name?');
    await lea.last.getByRole('heading', { name: /Share out \d+ cables among 2/ }).waitFor();
    await lea.picture('split-preview');
    await lea.last.getByRole('button', { name: /^Share out/ }).click();
    await lea.last.getByText(/shared out:/).waitFor();
    await lea.picture('split-done');
    await ben.page.getByRole('button', { name: 'Channels' }).first().click();
    await ben.page.locator('button.channel', { hasText: 'cabledesk' }).first().click();
    await ben.last.getByText(/assigned you \d+ cables? to read/).waitFor();
    await ben.picture('split-list');
    await ask(lea.page, '/work handoff from:@Second to:@Editor why:On leave from Monday');
    await lea.last.getByRole('heading', { name: /to @Editor/ }).waitFor();
    await lea.picture('handoff-preview');
    await lea.last.getByRole('button', { name: /^Hand over/ }).click();
    await lea.last.getByText(/Handed over to/).waitFor();
    await lea.picture('handoff-done');
    await anna.page.getByRole('button', { name: 'Channels' }).first().click();
    await anna.page.locator('button.channel', { hasText: 'cabledesk' }).first().click();
    await anna.last.getByText(/handed you/).waitFor();
    expect(await anna.last.innerText()).toContain('handoff-');
    await anna.picture('handoff-list');
  });

  test('a watch is set up in the channel and tells what comes', async () => {
    const { page, picture, last } = await open('editor', 'listed');
    await ask(page, '/searches watch add query:turbine where:channel');
    await last.getByText(/new ones match|each new match/).waitFor();
    await picture('watch-added');
    const body = 'The delegation said that two turbines had left the harbour at night, and that nobody had asked for papers.';
    await importRecords(live.desk, [{ id: 'N1', ref: 'N1', date: '2018-12-01', subject: 'Harbour', origin: 'SOMEWHERE', body }]);
    await watcher.look();
    await page.getByText(/New for the watch/).waitFor();
    expect(await last.innerText()).toMatch(/turbines\s+had left the harbour/);
    await picture('watch-told');
    await ask(page, '/searches watch list');
    await last.getByRole('heading', { name: /1 watch/ }).waitFor();
    await picture('watch-list');
  });
});
