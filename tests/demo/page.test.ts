import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isWithoutChromium, openWindow, phone } from '../helpers/browser.ts';
import { startShowcase } from '../helpers/showcase.ts';
import { box, browser, call, faultsOf, last, open, show, useShowcase } from '../helpers/showcase-page.ts';
import { tempFolder } from '../helpers/temp.ts';

describe.skipIf(isWithoutChromium())('the demo page', () => {
  useShowcase();

  test('a direct message is counted until it is read, also by a page that was opened later, and its button works', async () => {
    const page = await open('lead');
    await call(page, 'whisper');
    const direct = page.getByRole('navigation').getByRole('button', { name: 'cabledesk 1 new' });
    await direct.waitFor();
    expect(await page.title()).toMatch(/^\(1\) /);
    const onPhone = await open('lead', 'desk', phone);
    await onPhone.getByRole('button', { name: 'Channels, 1 new' }).click();
    await onPhone.getByRole('navigation').getByRole('button', { name: 'cabledesk 1 new' }).click();
    await onPhone.getByRole('separator').filter({ hasText: 'New' }).waitFor();
    expect(await faultsOf(onPhone)).toEqual([]);
    await last(onPhone).getByRole('button', { name: 'In private' }).click();
    await onPhone.getByText('Pressed In private.').waitFor();
    await onPhone.getByRole('button', { name: 'Channels', exact: true }).waitFor();
    await onPhone.reload();
    await onPhone.getByText('Psst.').first().waitFor();
    expect(await onPhone.title()).not.toMatch(/^\(/);
    expect(await onPhone.getByRole('separator').filter({ hasText: 'New' }).count()).toBe(0);
  });

  test('a channel in which others wrote is marked, without a number unless they mention you', async () => {
    const page = await open('reader', 'listed');
    const { discord } = show;
    discord.as('editor').say('desk', 'morning');
    const desk = page.getByRole('navigation').getByRole('button', { name: '# desk' });
    await desk.getByText('unread').waitFor();
    discord.as('editor').say('desk', `<@${discord.members.reader.user.id}> yours`);
    await desk.getByText('1 new').waitFor();
    await desk.click();
    await page.getByRole('separator').filter({ hasText: 'New' }).waitFor();
    await expect.poll(() => desk.innerText()).toBe('# desk');
  });

  test('the wire shows each request with its status and time, and no token', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Wire', exact: true }).click();
    await call(page, 'slow');
    const wire = page.getByRole('complementary', { name: 'Wire' });
    await wire
      .getByText(/POST \/interactions\/\d+\/:token\/callback 204 [\d.]+ ms/)
      .first()
      .waitFor();
    await wire
      .getByText(/PATCH .*@original 200/)
      .first()
      .waitFor();
    await wire.getByText('INTERACTION_CREATE').first().click();
    await wire.locator('details[open] pre').first().waitFor();
    expect(await wire.innerText()).not.toContain(show.discord.token);
    expect(await faultsOf(page)).toEqual([]);
    await wire.getByRole('button', { name: 'Close the wire' }).click();
    await wire.waitFor({ state: 'detached' });
  });

  test('on a phone: nothing is cut off, and the lists cover the messages', async () => {
    const page = await open('reader', 'desk', phone);
    await call(page, 'everything');
    await last(page).getByRole('button', { name: 'Main' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByRole('navigation').getByRole('button', { name: '# general' }).click();
    await page.getByRole('heading', { name: '# general' }).waitFor();
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
  });

  test('it is readable in the light scheme, too', async () => {
    const page = await open('reader', 'desk', { colorScheme: 'light' });
    await call(page, 'everything');
    await last(page).getByRole('button', { name: 'Main' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('somebody unknown gets a sentence and a list of colleagues; without JavaScript there is a sentence, too', async () => {
    const { page } = await openWindow(browser, `${show.url}?as=ghost`);
    await page.getByText('There is no member "ghost".').waitFor();
    await page.getByRole('link', { name: 'editor' }).click();
    await page.getByText('You are the editor').waitFor();
    const without = await openWindow(browser, show.url, { javaScriptEnabled: false });
    expect(await without.page.getByText('It needs JavaScript modules').isVisible()).toBe(true);
  });

  test('the page outlives a restart: it connects again, and what was said is there', async () => {
    const memory = join(tempFolder(), 'demo.bin');
    const first = await startShowcase({ memory });
    const { page } = await openWindow(browser, first.url);
    await box(page).waitFor();
    await call(page, 'race');
    await page.getByRole('button', { name: 'Claim' }).waitFor();
    await first.stop();
    await page.getByText('The demo is not answering. Trying again').waitFor();
    const second = await startShowcase({ memory, port: first.discord.port });
    try {
      expect(second.discord.port).toBe(first.discord.port);
      await page.getByText('The demo is not answering').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Claim' }).click();
      await page.getByText('Claimed by reporter.').waitFor();
    } finally {
      await second.stop();
    }
  });

  test('a memory that cannot be read is replaced by an empty one', async () => {
    const memory = join(tempFolder(), 'demo.bin');
    writeFileSync(memory, 'not what it should be');
    const fresh = await startShowcase({ memory });
    expect(fresh.discord.messages(fresh.discord.channels.desk.id)).toEqual([]);
    await fresh.stop();
  });
});
