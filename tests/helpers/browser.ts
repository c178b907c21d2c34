import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { LocalDiscord } from '../../src/demo/discord/local-discord.ts';

/** The shell without windows first: it needs half the processor time. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'chrome.exe', 'msedge.exe'];

/** Where this machine's Chromium is; undefined when it has none. */
export const chromiumPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** True when the page tests cannot run here; says so, unless Chromium is insisted on. */
export function isWithoutChromium(): boolean {
  if (chromiumPath !== undefined) return false;
  if (process.env['CABLEDESK_NEED_CHROMIUM'] !== undefined)
    throw new Error('No Chromium is found in PATH, and CABLEDESK_NEED_CHROMIUM is set.');
  console.log('skipped: the page tests need Chromium in PATH (Debian: apt-get install chromium)');
  return true;
}

let launched: Promise<Browser> | undefined;

/** Chromium, started once for all the files that a worker runs; it ends with the worker. */
export async function keptBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium.');
  // Chromium's sandbox does not work for root, which containers often are.
  const isRoot = process.getuid?.() === 0;
  launched ??= chromium.launch({ executablePath: chromiumPath, args: isRoot ? ['--no-sandbox'] : [] });
  return launched;
}

/** Closes what a file has left open, for the next one. */
export async function closeWindows(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}

/** Deletes what is in the channels: a page draws all of it when it opens, so that each test would be slower than the one before. */
export function emptyChannels(discord: LocalDiscord, people: readonly string[] = ['reader', 'editor', 'lead']): void {
  for (const person of people.map(discord.as))
    for (const channel of ['general', 'desk', 'listed']) for (const { id } of person.messages(channel)) discord.deleteMessage(id);
}

/** A window, and what went wrong in it: errors of the page, and requests to anywhere but its own server. */
export type Window = { page: Page; troubles: string[] };

export type WindowOptions = BrowserContextOptions & { keep?: boolean };

/** Opens an address in a window of its own; it is closed when the test is over, unless it is to be kept. */
export async function openWindow(browser: Browser, address: string, { keep = false, ...options }: WindowOptions = {}): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
    ...options,
  });
  if (!keep) onTestFinished(() => context.close());
  const page = await context.newPage();
  // A limit for a page that hangs; a busy machine may take as long as it likes.
  page.setDefaultTimeout(110_000);
  const troubles: string[] = [];
  const { origin } = new URL(address);
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // What a person may not do is answered with 400 and shown as a sentence.
    if (message.type() === 'error' && !message.text().includes('status of 400')) troubles.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(?:data|blob):/.test(url)) troubles.push(`request: ${url}`);
  });
  await page.goto(address);
  return { page, troubles };
}

/** A phone's width. */
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** Where whoever wants to look at them has the pictures of a run put: drawing them is a quarter of what these tests cost. */
const shots = process.env['SHOTS'];

/** Nothing has gone wrong in the window, and nothing reaches beyond its right edge. Draws it, where pictures are asked for. */
export async function expectFits({ page, troubles }: Window, name: string, file?: string): Promise<void> {
  const path = file ?? (shots === undefined ? undefined : join(shots, `${name}.png`));
  if (path !== undefined) {
    await page.mouse.move(0, 0);
    await page.screenshot({ path });
  }
  expect(troubles, name).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(page.viewportSize()?.width);
}
