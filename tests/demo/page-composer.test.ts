import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { isWithoutChromium, phone } from '../helpers/browser.ts';
import { box, faultsOf, last, open, show, type, useShowcase } from '../helpers/showcase-page.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Scrolls a list down by a finger. */
async function swipe(page: Page, list: Locator): Promise<void> {
  const at = await list.boundingBox();
  const [x, y] = [(at?.x ?? 0) + 40, (at?.y ?? 0) + 250];
  const chromium = await page.context().newCDPSession(page);
  await chromium.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  for (let by = 20; by <= 240; by += 20)
    await chromium.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: y - by }] });
  await chromium.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

describe.skipIf(isWithoutChromium())('the demo page', () => {
  useShowcase();

  test('an empty channel offers the commands, by name and by a press', async () => {
    const page = await open('reader', 'general');
    await page.getByRole('button', { name: '/everything' }).click();
    await page.locator('.called', { hasText: '/everything' }).waitFor();
    expect(await page.title()).toBe('# general · reader · cabledesk demo');
  });

  test('a command is found by typing, and its options are filled in by the keyboard alone', async () => {
    const page = await open();
    await type(page, '/opt');
    await page.getByRole('option', { name: '/options' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('combobox', { name: 'word' }).evaluate((field) => field.matches(':focus'))).toBe(true);
    await page.keyboard.type('ira');
    // Whoever types slowly is shown what begins with "i" first, Ireland too.
    await expect.poll(() => page.getByRole('option').count()).toBe(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('combobox', { name: 'word' }).inputValue()).toBe('Iraq');
    for (const [name, text] of [
      ['count', '7'],
      ['share', '0.5'],
    ] as const) {
      await page.keyboard.press('Tab');
      await page.getByRole('option', { name }).click();
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => show.received.at(-1)).toBe('/options [{"word":"value-Iraq"},{"count":7},{"share":0.5}]');
    await page.getByText('Only you can see this').last().waitFor();
  });

  test('what is picked from a suggestion is sent as its value; people, channels, roles and flags as what they are', async () => {
    const page = await open();
    await type(page, '/options ire');
    await page.getByRole('option', { name: 'Ireland' }).click();
    for (const [name, choice] of [
      ['flag', 'True'],
      ['who', '@Editor'],
      ['where', '#listed'],
      ['role', '@lead'],
      ['anyone', '@cabledesk'],
      ['sort', 'oldest first'],
    ] as const) {
      await page.locator('#more-options').click();
      await page.getByRole('option', { name, exact: false }).first().click();
      await page.getByRole('option', { name: choice, exact: false }).first().click();
    }
    await page.getByRole('button', { name: 'Send' }).click();
    await expect
      .poll(() => show.received.at(-1))
      .toBe(
        '/options [{"word":"value-Ireland"},{"flag":true},{"who":"editor"},{"where":"listed"},{"role":"lead"},{"anyone":"cabledesk"},{"sort":"oldest"}]',
      );
  });

  test('a whole command can be typed or pasted, and ` option:` moves on to the next one', async () => {
    const page = await open();
    await box(page).fill('/options word:"hot sort:x zone" sort:oldest first count:3');
    await page.keyboard.press('Enter');
    await expect.poll(() => show.received.at(-1)).toBe('/options [{"word":"\\"hot sort:x zone\\""},{"count":3},{"sort":"oldest"}]');
    await type(page, '/options word:oil count:4');
    await page.keyboard.press('Enter');
    await expect.poll(() => show.received.at(-1)).toBe('/options [{"word":"oil"},{"count":4}]');
    await type(page, '/tag add nuclear');
    await page.keyboard.press('Enter');
    await expect.poll(() => show.received.at(-1)).toBe('/tag [{"add":[{"name":"nuclear"}]}]');
    await type(page, '/nothing here');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'There is no command /nothing here' }).waitFor();
  });

  test('what is missing or wrong is reported at its field, and nothing is sent', async () => {
    const page = await open();
    await type(page, '/options ');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'This option is required. Specify a value.' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'word' }).getAttribute('aria-invalid')).toBe('true');
    for (const [text, fault] of [
      ['count:ten', 'Enter a whole number.'],
      ['count:12', 'Enter 9 or less.'],
      ['count:0', 'Enter 1 or more.'],
      ['share:half', 'Enter a number.'],
      ['flag:maybe', 'Enter True or False.'],
      ['who:nobody', 'Choose one from the list.'],
      ['sort:sideways', 'Choose one of the choices.'],
    ] as const) {
      await page.getByRole('button', { name: 'Cancel this command' }).click();
      await box(page).fill(`/options word:x ${text}`);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('alert').filter({ hasText: fault }).waitFor();
    }
    expect(show.received.filter((line) => line.startsWith('/'))).toEqual([]);
  });

  test('suggestions that do not come are reported', async () => {
    const page = await open();
    show.deaf.add('options');
    await type(page, '/options zz');
    await page.getByText('Loading options failed.').waitFor();
    show.deaf.delete('options');
    await page.keyboard.type('z');
    await page.getByText('No options match your search.').waitFor();
    expect(await page.getByText('Loading options failed.').count()).toBe(0);
  });

  for (const options of [phone, {}])
    test(`every command is in the menu, by keys and by ${'hasTouch' in options ? 'touch' : 'wheel'}, those used last on top`, async () => {
      const page = await open('editor', 'desk', options);
      const active = page.locator('.listbox .active');
      await type(page, '/');
      await page.getByText('Frequently used').waitFor({ state: 'detached' });
      await page.keyboard.press('ArrowUp');
      await expect.poll(() => active.innerText()).toContain('/zulu');
      await active.and(page.getByRole('option').filter({ visible: true })).waitFor();
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => active.innerText()).toContain('/everything');
      const list = page.getByRole('listbox');
      const zulu = page.getByRole('option', { name: '/zulu' });
      const isInSight = async () => {
        const [a, b] = [await zulu.boundingBox(), await list.boundingBox()];
        return a !== null && b !== null && a.y < b.y + b.height;
      };
      expect(await isInSight()).toBe(false);
      await expect
        .poll(async () => {
          if ('hasTouch' in options) await swipe(page, list);
          else {
            await list.hover();
            await page.mouse.wheel(0, 2000);
          }
          return isInSight();
        })
        .toBe(true);
      await ('hasTouch' in options ? zulu.tap() : zulu.click());
      await expect.poll(() => page.locator('.called').innerText()).toContain('/zulu');
      await page.getByRole('button', { name: 'Send' }).click();
      await expect.poll(() => show.received.at(-1)).toBe('/zulu []');
      await type(page, '/');
      await page.getByText('Frequently used').waitFor();
      expect(await page.getByRole('option').first().innerText()).toContain('/zulu');
      expect(await faultsOf(page)).toEqual([]);
    });

  test('options typed by keys are kept, whether the cursor is in one or behind the last', async () => {
    const page = await open();
    for (const [keys, sent] of [
      [['/sorted sort:oldest first '], '{"sort":"oldest"}'],
      [['/sorted', 'Tab', 'sort:Oldest First', 'Tab', 'count:3'], '{"sort":"oldest"},{"count":3}'],
      [['/sorted so', 'Tab', 'oldest', 'Enter', 'count:3'], '{"sort":"oldest"},{"count":3}'],
    ] as const) {
      await box(page).focus();
      for (const key of keys) await (/^[A-Z]/.test(key) ? page.keyboard.press(key) : page.keyboard.type(key));
      await page.keyboard.press('Enter');
      await expect.poll(() => show.received.at(-1)).toBe(`/sorted [${sent}]`);
      show.received.length = 0;
    }
    // What is the name of no option is the value of the first one.
    await type(page, '/sorted nine');
    await page.getByRole('combobox', { name: 'count' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'count' }).inputValue()).toBe('nine');
  });

  test('files are sent up to 10 MB, and refused above it with a sentence', async () => {
    const page = await open();
    const input = page.getByLabel('Send a file');
    // Files of the disk: the contents of others go to Chromium through a long line of letters.
    const [large, larger] = [0, 1].map((more) => {
      const path = join(tempFolder(), more === 0 ? 'large.bin' : 'larger.bin');
      writeFileSync(path, Buffer.alloc(10 * 1024 * 1024 + more));
      return path;
    });
    await input.setInputFiles(large ?? '');
    await page.getByText('large.bin').waitFor();
    await box(page).press('Enter');
    await last(page)
      .getByRole('link', { name: /large\.bin.*10\.00 MB/ })
      .waitFor();
    await input.setInputFiles(larger ?? '');
    await page.getByRole('alert').filter({ hasText: 'Your files are too powerful: larger.bin' }).waitFor();
    await type(page, '/options x');
    await page.locator('#more-options').click();
    await page.getByRole('option', { name: 'paper' }).click();
    await page.getByLabel('paper').setInputFiles({ name: 'paper.txt', mimeType: 'text/plain', buffer: Buffer.from('12345') });
    await page.getByRole('button', { name: 'Send' }).click();
    await expect.poll(() => show.received.at(-1)).toBe('/options [{"word":"x"},{"paper":"paper.txt 5"}]');
  });

  test('control characters are dropped from a paste, and what is too long is refused in a sentence', async () => {
    const page = await open('reader', 'general');
    await box(page).fill('bell\u0007 and escape\u001b, two\nlines');
    await box(page).press('Enter');
    await last(page).getByText('bell and escape, two').waitFor();
    await box(page).fill('x'.repeat(2001));
    await box(page).press('Enter');
    await page.getByRole('alert').filter({ hasText: '2001 characters; 2000 are allowed' }).waitFor();
    expect(await box(page).inputValue()).toHaveLength(2001);
  });
});
