import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { emptyChannels, closeWindows, keptBrowser, openWindow, type Window, type WindowOptions } from './browser.ts';
import { startShowcase, type Showcase } from './showcase.ts';

/** The demo page over a bot that shows one of everything, as its tests open and use it. */

export let browser: Browser;
export let show: Showcase;
const watched: Window[] = [];

/** One browser and one showcase for all tests of a file, with empty channels for each. */
export function useShowcase(): void {
  beforeAll(async () => {
    [browser, show] = await Promise.all([keptBrowser(), startShowcase()]);
  });
  afterAll(async () => {
    await closeWindows(browser);
    await show.stop();
  });
  beforeEach(() => {
    show.received.length = 0;
    emptyChannels(show.discord);
  });
  afterAll(() => expect(watched.splice(0).flatMap(({ troubles }) => troubles)).toEqual([]));
}

/** A window of this colleague; whatever goes wrong in it fails its file at the end. */
export async function open(as = 'reader', channel = 'desk', options: WindowOptions = {}): Promise<Page> {
  const window = await openWindow(browser, `${show.url}?as=${as}#${channel}`, options);
  await box(window.page).waitFor();
  watched.push(window);
  return window.page;
}

/** Where messages and commands are typed. */
export const box = (page: Page) => page.locator('#say');
export const last = (page: Page) => page.getByRole('article').last();

export async function type(page: Page, text: string): Promise<void> {
  await box(page).focus();
  await page.keyboard.type(text);
}

/** Calls a command that needs no options. */
export async function call(page: Page, name: string): Promise<void> {
  await type(page, `/${name} `);
  await page.keyboard.press('Enter');
}

/** What axe finds wrong with the page as it is: rules and places. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`)))',
  );
}
