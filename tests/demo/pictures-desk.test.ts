import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPage } from '../../src/demo/serve-page.ts';
import { emptyChannels, expectFits, isWithoutChromium, closeWindows, keptBrowser, openWindow, phone } from '../helpers/browser.ts';
import { startLive, type Live } from '../helpers/live.ts';

/** What two or three colleagues do together in the demo, with the real bot: checking a draft, claims, second readers, shifts. */

describe.skipIf(isWithoutChromium())('colleagues in the demo', () => {
  let browser: Browser;
  let live: Live;

  beforeAll(async () => {
    [browser, live] = await Promise.all([keptBrowser(), startLive({ discord: { page: createPage() } })]);
    live.discord.addMember('second', ['editor'], 'Second');
  });
  afterAll(async () => {
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

  test('a draft is pasted, and one is attached', async () => {
    const { page, picture, last } = await open('editor');
    await ask(page, '/check draft');
    await last.getByRole('button', { name: 'Paste or attach it' }).click();
    const form = page.getByRole('dialog');
    await form
      .getByLabel('The draft, or a part of it')
      .fill(
        'In Kyiv they said Crimea “had been turned into a ‘hot zone’ where nuclear missiles might have already been deployed.” Nobody there “ever doubted the budget of the committee” of course.\n\n> nuclear warheads might have already been deployed',
      );
    await picture('draft-form');
    await form.getByRole('button', { name: 'Submit' }).click();
    await last.getByRole('heading', { name: /4 quotations: 2 exact, 1 near, 1 not found/ }).waitFor();
    await picture('draft-checked');
    await page.locator('#say').fill('/check draft ');
    await page.locator('#more-options').click();
    await page.getByRole('option', { name: 'file The draft' }).click();
    await page.getByLabel('file', { exact: true }).setInputFiles({
      name: 'story.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from('> nuclear warheads might have already been deployed\n'),
    });
    await page.getByRole('button', { name: 'Send' }).click();
    await last.getByRole('heading', { name: /1 quotation: 1 exact/ }).waitFor();
    expect(await last.innerText()).toContain('block quote');
    await picture('draft-attached');
  });

  test('a claim: written by one, confirmed by another, disputed by a third', async () => {
    const [anna, ben, lea] = [await open('editor'), await open('second'), await open('lead')];
    await ask(
      anna.page,
      '/check fact add claim:Warheads may stand in Crimea. cite:COREU/KYI/0039/18¶2 quote:"nuclear warheads might have already been deployed"',
    );
    await anna.last.getByText(/is in the ledger/).waitFor();
    await anna.last.getByRole('button', { name: 'Show' }).click();
    await anna.last.getByText('written by').waitFor();
    await anna.picture('fact-own');
    expect(await anna.last.getByRole('button', { name: 'Confirm' }).isDisabled()).toBe(true);
    await ask(ben.page, '/check fact list');
    await ben.last.getByText(/^1 claim/).waitFor();
    await ben.last.getByRole('button', { name: 'Show' }).click();
    await ben.last.getByRole('button', { name: 'Confirm' }).click();
    await ben.last.getByText(/is verified/).waitFor();
    await ben.picture('fact-confirmed');
    await ask(lea.page, '/check fact list status:verified');
    await lea.last.getByRole('button', { name: 'Show' }).click();
    await lea.last.getByRole('button', { name: 'Dispute' }).click();
    const form = lea.page.getByRole('dialog');
    await form.getByLabel('What is wrong').fill('The cable says "might have", not that they do.');
    await form.getByRole('button', { name: 'Submit' }).click();
    await lea.last.getByText(/is disputed/).waitFor();
    await lea.last.getByRole('button', { name: 'Show' }).click();
    await lea.last.getByText('Disputed by').waitFor();
    await lea.picture('fact-disputed');
  });

  test('a cable is read blind by two; the lead settles where they differ', async () => {
    const [anna, ben, lea] = [await open('editor'), await open('second'), await open('lead')];
    await ask(lea.page, '/check review double ref:COREU/WAS/0107/18 first:@Editor second:@Second');
    await lea.last.getByText(/read .*0107.* blind/).waitFor();
    for (const [{ page, last, picture }, tags, name] of [
      [anna, 'tariffs trade', 'blind-first'],
      [ben, 'trade washington', 'blind-second'],
    ] as const) {
      await ask(page, '/check review list');
      await last.getByRole('button', { name: 'Compare' }).click();
      await last.getByRole('button', { name: 'My tags' }).click();
      await page.getByRole('dialog').getByLabel('Tags').fill(tags);
      await page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click();
      await last.getByText(/Your tags/).waitFor();
      expect(await last.innerText()).not.toMatch(name === 'blind-second' ? /tariffs/ : /washington/);
      await picture(name);
      await last.getByRole('button', { name: 'Finish' }).click();
      await last
        .getByText(/has finished|Agreed/)
        .first()
        .waitFor();
    }
    await ask(lea.page, '/check review compare ref:COREU/WAS/0107/18');
    await lea.last.getByText('Agreed').waitFor();
    await lea.picture('blind-compare');
    await lea.last.getByRole('button', { name: 'Accept A' }).last().click();
    await lea.last.getByText(/tags? added/).waitFor();
    await lea.last.getByRole('button', { name: 'Back' }).click();
    await lea.last.getByText('left off').waitFor();
    await lea.picture('blind-settled');
    await ask(lea.page, '/check review agreement');
    await lea.last.getByText('Few cables').waitFor();
    await lea.picture('agreement');
  });

  test('a second reading is asked for and given', async () => {
    const [anna, ben] = [await open('editor'), await open('second')];
    await ask(anna.page, '/check review request ref:COREU/WAR/0055/17 to:@Editor');
    await anna.last.getByText(/read .*0055.* first/).waitFor();
    await ask(anna.page, '/check review request ref:COREU/WAR/0055/17 to:@Second why:"Is this the same ship?"');
    await anna.last.getByText(/is asked to read/).waitFor();
    await ask(ben.page, '/check review list');
    await ben.last.getByText('Is this the same ship?').waitFor();
    await ben.picture('review-list');
    await ben.last.getByRole('button', { name: 'Verdict' }).click();
    expect(await ben.page.getByRole('dialog').innerText()).toContain('Verdict on the first reading');
    await ben.picture('review-verdict');
  });

  test('two read in shifts and never the same cable; one ends with a summary in the channel', async () => {
    const [anna, ben] = [await open('editor'), await open('second')];
    for (const { page, last } of [anna, ben]) {
      await ask(page, '/work shift start query:iran');
      await last.getByText(/shift over/).waitFor();
    }
    await anna.picture('shift');
    const headings = [await anna.last.getByRole('heading').first().innerText(), await ben.last.getByRole('heading').first().innerText()];
    expect(headings[0]).not.toBe(headings[1]);
    for (const button of ['Next', 'Irrelevant', 'Skip']) {
      const before = await anna.last.getByRole('heading').first().innerText();
      await anna.last.getByRole('button', { name: button, exact: true }).click();
      await expect.poll(() => anna.last.getByRole('heading').first().innerText()).not.toBe(before);
    }
    await anna.picture('shift-later');
    await anna.last.getByRole('combobox', { name: 'More' }).click();
    await anna.page.getByRole('option', { name: /^End the shift/ }).click();
    await ben.page.getByText('A reading shift of @Editor').waitFor();
    expect(await ben.page.getByText('1 read, 1 irrelevant, 1 skipped').count()).toBe(1);
    await ben.picture('shift-summary');
  });

  test('the letter of the week', async () => {
    const { page, picture, last } = await open('lead');
    await ask(page, '/digest weekly');
    await last.getByRole('heading', { name: /The desk.s week/ }).waitFor();
    expect(await last.innerText()).toMatch(/Of \d+ cables/);
    await picture('weekly');
  });
});
