import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPage } from '../../src/demo/serve-page.ts';
import { emptyChannels, expectFits, isWithoutChromium, closeWindows, keptBrowser, openWindow, phone } from '../helpers/browser.ts';
import { startLive, type Live } from '../helpers/live.ts';
import { isLong } from '../helpers/random.ts';

/**
 * What a colleague does in the demo, with the real bot, at the width of a desk and of a phone; in the short run at one of
 * them. `npm run pictures` draws the pictures that README and docs/ show.
 */
const keeps = process.env['CABLEDESK_PICTURES'] !== undefined;
const shown = ['README.md', 'docs/commands.md'].map((path) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')).join('\n');
const widths = { desk: { viewport: { width: 1280, height: 900 } }, phone } as const;
const isShort = !isLong && !keeps;

describe.skipIf(isWithoutChromium())('a colleague in the demo', () => {
  let browser: Browser;
  let live: Live;

  beforeAll(async () => {
    [browser, live] = await Promise.all([keptBrowser(), startLive({ discord: { page: createPage() } })]);
  });
  afterAll(async () => {
    await closeWindows(browser);
    await live.stop();
  });

  beforeEach(() => emptyChannels(live.discord));

  /** A window at this width, which keeps a picture under a name. */
  async function open(width: keyof typeof widths, as: string, channel: string) {
    const address = `http://127.0.0.1:${live.discord.port}/?as=${as}#${channel}`;
    const window = await openWindow(browser, address, widths[width]);
    const { page } = window;
    await page.locator('#say').waitFor();
    const picture = async (name: string): Promise<void> => {
      const file = `tests/pictures/${name}-${width}.png`;
      await expectFits(window, `${name}-${width}`, keeps && shown.includes(file) ? join(import.meta.dirname, '../..', file) : undefined);
    };
    return { page, picture };
  }

  const last = (page: Page) => page.getByRole('article').last();

  async function ask(page: Page, line: string): Promise<void> {
    await page.locator('#say').fill(line);
    await page.keyboard.press('Enter');
  }

  for (const width of isShort ? (['desk'] as const) : (['desk', 'phone'] as const)) {
    test(`search, order, change, open, share and an error: ${width}`, async () => {
      const { page, picture } = await open(width, 'reader', 'listed');
      await page.locator('#say').focus();
      await page.keyboard.type('/cable ref:kyi');
      await page.getByRole('option', { name: /COREU\/KYI\/0039\/18/ }).waitFor();
      await picture('autocomplete');
      await page.getByRole('button', { name: 'Cancel this command' }).click();

      await ask(page, '/search query:"hot zone"');
      await last(page)
        .getByRole('heading', { name: /1 cable for/ })
        .waitFor();
      await picture('search');
      await last(page).getByRole('button', { name: 'Change' }).click();
      const form = page.getByRole('dialog', { name: 'Change this search' });
      await form.getByLabel('Look for').fill('iran');
      await picture('modal');
      await form.getByRole('button', { name: 'Submit' }).click();
      await last(page)
        .getByRole('heading', { name: /\d cables for/ })
        .waitFor();
      await last(page).getByRole('combobox', { name: 'Sort' }).click();
      await page.getByRole('option', { name: 'Oldest first' }).waitFor();
      await picture('select');
      await page.getByRole('option', { name: 'Oldest first' }).click();
      await last(page).getByText('sorted by oldest').waitFor();

      await ask(page, '/search query:"hot zone"');
      await last(page)
        .getByRole('heading', { name: /1 cable for/ })
        .waitFor();
      await last(page).getByRole('button', { name: 'Open' }).click();
      await last(page).getByRole('button', { name: 'Results', exact: true }).waitFor();
      await picture('cable');
      await last(page).getByRole('combobox', { name: 'More', exact: true }).click();
      await picture('more');
      await page.getByRole('option', { name: /^Share/ }).click();
      await last(page)
        .getByRole('heading', { name: /Preview: what #listed will see/ })
        .waitFor();
      await picture('preview');
      const { page: other, picture: otherPicture } = await open(width, 'editor', 'listed');
      const before = await other.getByText('@Reader shares a cable').count();
      await last(page).getByRole('button', { name: 'Post here' }).click();
      await expect.poll(() => other.getByText('@Reader shares a cable').count()).toBe(before + 1);
      await otherPicture('shared');

      await ask(page, '/cable ref:COREU/XYZ/9999/18');
      await last(page).getByText('No cable has the ref').waitFor();
      await last(page).getByText('Only you can see this').waitFor();
      await picture('error');
    });
  }

  test('a dull list, its odd item, who else speaks of it, and an editor who gives it to somebody', async () => {
    const { page } = await open('phone', 'editor', 'desk');
    await ask(page, '/search query:"authorization to finance exports" iran');
    await last(page)
      .getByRole('heading', { name: /cables? for/ })
      .waitFor();
    await last(page).getByRole('button', { name: 'Open' }).first().click();
    await last(page).getByText('the end user is named only in Persian').waitFor();
    await last(page).getByRole('button', { name: 'Claim' }).click();
    await last(page)
      .getByText(/is yours/)
      .waitFor();

    await ask(page, '/search query:"item (d)"');
    await last(page)
      .getByRole('heading', { name: /3 cables for/ })
      .waitFor();

    await ask(page, '/note text:"One notch below the licence, at the wish of the customer." ref:COREU/COP/0041/18 paragraph:2');
    await last(page).getByText('Note').first().waitFor();
    await ask(page, '/search query:norrfald lang:de');
    await last(page)
      .getByRole('heading', { name: /1 cable for/ })
      .waitFor();
    await ask(page, '/work assign ref:COREU/BER/0061/18 to:@Lead why:"German: whom did he ask for 78 of them?"');
    await last(page)
      .getByText(/is assigned to @Lead/)
      .waitFor();
    await ask(page, '/work mine');
    await last(page).getByText('COREU/BRU/0256/18').first().waitFor();
    expect(await last(page).innerText()).toContain('claimed by');
  });

  test('a narrowed search, what is alike, and a receipt of nothing', async () => {
    const { page, picture } = await open('phone', 'editor', 'desk');
    await ask(page, '/search query:iran');
    await last(page).getByRole('button', { name: 'Refine' }).click();
    await last(page)
      .getByRole('heading', { name: /by sender/ })
      .waitFor();
    await picture('refine');
    await last(page).getByRole('combobox', { name: 'Leave these out' }).click();
    await page.getByRole('option', { name: /COREU Brussels/ }).click();
    await last(page).getByRole('button', { name: /✕/ }).waitFor();
    await picture('narrowed');
    await ask(page, '/searches similar ref:COREU/WAR/0055/17');
    await last(page)
      .getByRole('heading', { name: /most like/ })
      .waitFor();
    await picture('similar');
    await ask(page, '/search query:quokka');
    await last(page)
      .getByRole('button', { name: /Receipt \d+/ })
      .click();
    await last(page)
      .getByText(/None of the \d+ cables matched/)
      .waitFor();
    await picture('receipt');
    await ask(page, '/search query:sanct* AND (iran OR /teh/');
    await last(page)
      .getByText(/never closed/)
      .waitFor();
    await picture('fault');
    expect(await last(page).innerText()).toContain('^');
  });

  test('the sections: a list, a country, a person, a merge and its undo', async () => {
    const { page, picture } = await open('phone', 'editor', 'desk');
    await ask(page, '/countries');
    await last(page)
      .getByRole('heading', { name: /Countries: \d+ entries/ })
      .waitFor();
    await picture('countries');
    await ask(page, '/countries name:Iran');
    await last(page).getByRole('heading', { name: 'Iran' }).waitFor();
    await last(page).getByRole('img').first().waitFor();
    await picture('country');
    await ask(page, '/individuals name:Vicini');
    await last(page).getByRole('heading', { name: 'Caroline Vicini' }).waitFor();
    await picture('individual');
    await ask(page, '/events name:"Ohrid conference"');
    await last(page)
      .getByText(/EU Delegation Belgrade/)
      .first()
      .waitFor();
    await picture('event');
    await ask(page, '/names merge name:Vermichian into:Vermishyan');
    await last(page).getByRole('button', { name: 'Merge' }).click();
    await last(page).getByText('Done. Future imports follow it too.').waitFor();
    await picture('merge');
    await last(page).getByRole('button', { name: 'Undo' }).click();
    await last(page).getByText('Undone').waitFor();
    expect(await last(page).getByRole('button', { name: 'Redo' }).count()).toBe(1);
  });

  test('a list of names against the trove: pasted, looked through, confirmed, taken back', async () => {
    const { page, picture } = await open('phone', 'editor', 'desk');
    await ask(page, '/names lookup');
    await last(page).getByRole('button', { name: 'Paste or attach a list' }).click();
    const form = page.getByRole('dialog', { name: 'Names against the trove' });
    await form
      .getByLabel('Names, one per line')
      .fill('Caroline Viccini\nRogozin, Dmitri\n習近平\nAnatol Vermishian\nNSC\nSanctions\nD. Trump\nquokka');
    await form.getByRole('button', { name: 'Submit' }).click();
    await last(page)
      .getByRole('heading', { name: /8 names:/ })
      .waitFor();
    await picture('xref');
    await last(page)
      .getByRole('button', { name: /Review \d possible matches/ })
      .click();
    await last(page)
      .getByRole('heading', { name: /possible matches to decide/ })
      .waitFor();
    await picture('xref-near');
    await last(page).getByRole('button', { name: 'Same', exact: true }).first().click();
    await last(page)
      .getByText(/Future lists follow it too/)
      .waitFor();
    await picture('xref-same');
    await last(page).getByRole('button', { name: 'Undo' }).click();
    await last(page).getByText('Undone').waitFor();
    expect(await last(page).getByRole('button', { name: 'Redo' }).count()).toBe(1);
  });

  for (const width of isShort ? (['phone'] as const) : (['phone', 'desk'] as const)) {
    test(`analyses: the picture, its cables, a chart of a search: ${width}`, async () => {
      const { page, picture } = await open(width, 'editor', 'desk');
      for (const [name, heading, line] of [
        ['timeline', /Timeline/, '/analysis kind:timeline query:iran with:ukraine'],
        ['network', /named with whom/, '/analysis kind:network'],
        ['gaps', /Gaps/, '/analysis kind:gaps'],
        ['compare', /as 3 missions/, '/analysis kind:compare about:"Ohrid conference"'],
        ['coverage', /Coverage/, '/analysis kind:coverage'],
        ['matrix', /mission × country/, '/analysis kind:matrix'],
        ['map', /Countries named/, '/analysis kind:map'],
        ['trends', /Trends/, '/analysis kind:trends'],
        ['distinctive', /What sets/, '/analysis kind:distinctive query:from:kyiv theme:light'],
        ['stats', /Statistics/, '/analysis kind:stats'],
      ] as const) {
        emptyChannels(live.discord);
        await ask(page, line);
        await last(page).getByRole('heading', { name: heading }).waitFor();
        const image = last(page).locator('img[loading=lazy]').first();
        await image.waitFor({ state: 'attached' });
        expect((await image.getAttribute('alt'))?.length, name).toBeGreaterThan(30);
        await image.evaluate((one) => (one as unknown as { scrollIntoView(): void }).scrollIntoView());
        await expect.poll(() => image.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth)).toBe(1200);
        await last(page).evaluate((one) => (one as unknown as { scrollIntoView(): void }).scrollIntoView());
        await picture(`analysis-${name}`);
      }
      await ask(page, '/analysis kind:gaps');
      await last(page).getByRole('heading', { name: /Gaps/ }).waitFor();
      await last(page).getByRole('combobox', { name: 'Show cables' }).click();
      await page.getByRole('option', { name: /COREU\/OTT\/0031\/18/ }).click();
      await last(page)
        .getByRole('heading', { name: /2 cables for/ })
        .waitFor();
      await last(page).getByRole('button', { name: 'Chart' }).click();
      await last(page).getByText('Timeline:').waitFor();
      await ask(page, '/analysis');
      await last(page).getByRole('heading', { name: 'Analysis' }).waitFor();
      await picture('analysis-menu');
    });
  }

  test('two colleagues press Claim at once: one has it, the other is told who', async () => {
    const windows = await Promise.all([open('desk', 'editor', 'desk'), open('desk', 'lead', 'desk')]);
    for (const { page } of windows) await ask(page, '/cable ref:COREU/MOS/0377/16');
    const buttons = windows.map(({ page }) => last(page).getByRole('button', { name: 'Claim' }));
    await Promise.all(buttons.map((button) => button.waitFor()));
    await Promise.all(buttons.map((button) => button.dispatchEvent('click')));
    const told = await Promise.all(
      windows.map(async ({ page }) => {
        await last(page)
          .getByText(/is yours|has .?COREU/)
          .waitFor();
        return last(page).innerText();
      }),
    );
    expect(told.filter((text) => /is yours/.test(text))).toHaveLength(1);
    expect(told.filter((text) => /@(?:Editor|Lead) has/.test(text))).toHaveLength(1);
    await windows[0]?.picture('race');
  });

  test('after a restart of the bot alone, old buttons work', async () => {
    const { page } = await open('desk', 'lead', 'desk');
    await ask(page, '/search query:"hot zone"');
    const answer = page.locator(`#${await idOf(last(page))}`);
    await live.restart();
    await live.desk.index.ready();
    await page.getByText('cabledesk is online').waitFor();
    await answer.getByRole('button', { name: 'Open' }).click();
    await answer.getByRole('button', { name: 'Results', exact: true }).waitFor();
    expect(await answer.getByText('This interaction failed').count()).toBe(0);
  });
});

async function idOf(article: ReturnType<Page['getByRole']>): Promise<string> {
  await article.getByRole('button', { name: 'Open' }).waitFor();
  return (await article.getAttribute('id')) ?? '';
}
