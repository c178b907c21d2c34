import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyChannels, isWithoutChromium, launch, openWindow, type Window, type WindowOptions } from '../helpers/browser.ts';
import { startShowcase, type Showcase } from '../helpers/showcase.ts';
import { tempFolder } from '../helpers/temp.ts';

describe.skipIf(isWithoutChromium())('the demo page', () => {
  let browser: Browser;
  let show: Showcase;

  beforeAll(async () => {
    [browser, show] = await Promise.all([launch(), startShowcase()]);
  });
  afterAll(async () => {
    await browser.close();
    await show.stop();
  });
  beforeEach(() => {
    show.received.length = 0;
    emptyChannels(show.discord);
  });

  /** A window of this colleague; whatever goes wrong in it fails the test at its end. */
  async function open(as = 'reader', channel = 'desk', options: WindowOptions = {}): Promise<Page> {
    const window = await openWindow(browser, `${show.url}?as=${as}#${channel}`, options);
    await box(window.page).waitFor();
    watched.push(window);
    return window.page;
  }
  const watched: Window[] = [];
  afterAll(() => expect(watched.flatMap(({ troubles }) => troubles)).toEqual([]));

  const onPhone: WindowOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

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

  const box = (page: Page) => page.locator('#say');
  const last = (page: Page) => page.getByRole('article').last();

  async function type(page: Page, text: string): Promise<void> {
    await box(page).focus();
    await page.keyboard.type(text);
  }

  /** Calls a command that needs no options. */
  async function call(page: Page, name: string): Promise<void> {
    await type(page, `/${name} `);
    await page.keyboard.press('Enter');
  }

  /** What axe finds wrong with the page as it stands: rules and places. */
  async function faultsOf(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    return page.evaluate<string[]>(
      'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`)))',
    );
  }

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

  test('a whole command can be typed or pasted, and ` option:` goes over to the next one', async () => {
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

  test('what is missing or wrong is said at its field, and nothing is sent', async () => {
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

  test('suggestions that do not come are said so', async () => {
    const page = await open();
    show.deaf.add('options');
    await type(page, '/options zz');
    await page.getByText('Loading options failed.').waitFor();
    show.deaf.delete('options');
    await page.keyboard.type('z');
    await page.getByText('No options match your search.').waitFor();
    expect(await page.getByText('Loading options failed.').count()).toBe(0);
  });

  test('every component is drawn, and every control reaches the bot', async () => {
    const page = await open();
    await call(page, 'everything');
    await last(page).getByRole('heading', { name: 'Heading' }).waitFor();
    const message = page.locator(`#${(await last(page).getAttribute('id')) ?? ''}`);
    expect(await message.locator('blockquote').innerText()).toBe('a quoted line');
    expect(await message.locator('.subtext').first().innerText()).toBe('small print');
    expect(await message.locator('.item').allInnerTexts()).toEqual(['•\nfirst', '•\nsecond']);
    expect(await message.locator('pre').innerText()).toBe('block *inert*');
    expect(await message.locator('time.time').innerText()).toBe('14 November 2023');
    expect(await message.getByRole('link', { name: 'link' }).getAttribute('href')).toBe('https://example.org/x');
    await message.getByRole('button', { name: 'Spoiler' }).click();
    expect(await message.locator('.spoiler').innerText()).toBe('hidden');
    expect(
      await message
        .getByRole('img')
        .evaluateAll((all: { alt: string; naturalWidth: number }[]) => all.map(({ alt, naturalWidth }) => `${alt} ${naturalWidth}`)),
    ).toEqual(['Thumb of a point 1', 'A red point 1']);
    await message.getByText('A picture on example.org').waitFor();
    expect(await message.locator('.container').evaluate((box) => String(box.computedStyleMap().get('border-inline-start-color')))).toBe(
      'rgb(218, 55, 60)',
    );
    expect(await message.getByRole('link', { name: 'Outside' }).getAttribute('href')).toBe('https://example.org/');
    expect(await message.getByRole('button', { name: 'Never' }).isDisabled()).toBe(true);
    for (const name of ['Main', 'Plain', 'Good', 'Bad', 'Beside']) {
      await message.getByRole('button', { name }).click();
      await page.getByText(`Pressed ${name}.`).waitFor();
    }
    expect(show.received.filter((line) => line.startsWith('press'))).toEqual(
      ['Main', 'Plain', 'Good', 'Bad', 'Beside'].map((name) => `press ${name}`),
    );

    // Several of a list, by the keyboard: nothing is sent before enough are ticked.
    const several = message.getByRole('combobox', { name: 'Choose: several' });
    await several.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 2 to 3').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => show.received.at(-1)).toBe('select several alpha,gamma');
    const { discord } = show;
    for (const [name, choice, id] of [
      ['people', 'Lead', discord.members.lead.user.id],
      ['roles', '@editor', discord.roles.editor.id],
      ['anybody', '@reader', discord.roles.reader.id],
      ['channels', '#general', discord.channels.general.id],
    ] as const) {
      await message.getByRole('combobox', { name: `Choose: ${name}` }).click();
      await page.keyboard.type(choice.replace('@', '').slice(0, 4));
      await page.getByRole('option', { name: choice }).first().click();
      await expect.poll(() => show.received.at(-1)).toBe(`select ${name} ${id}`);
    }
    const [file] = await Promise.all([page.context().waitForEvent('page'), message.getByRole('link', { name: 'words.txt' }).click()]);
    await file.waitForLoadState();
    expect(await file.locator('body').innerText()).toBe('Plain words, é included.');
    expect(await faultsOf(page)).toEqual([]);
  });

  test('forms: every kind of field, what is wrong at its field, what was typed kept when nobody answers', async () => {
    const page = await open();
    await call(page, 'fill');
    const form = page.getByRole('dialog', { name: 'First form' });
    await form.getByText('Some words before the fields.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await form.getByRole('button', { name: 'Submit' }).click();
    expect(await form.getByText('This field is required.').count()).toBe(3);
    await form.getByLabel('Short').fill('a\u0007b');
    await form.getByRole('combobox', { name: 'Letter' }).click();
    await page.getByRole('option', { name: 'BETA' }).click();
    await form.getByRole('combobox', { name: 'Colleagues' }).click();
    await page.getByRole('option', { name: 'Editor' }).click();
    await page.getByRole('option', { name: 'Lead' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    show.deaf.add('first');
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.getByText('Something went wrong. Try again.').waitFor();
    expect(await form.getByLabel('Short').inputValue()).toBe('ab');
    show.deaf.delete('first');
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.waitFor({ state: 'detached' });
    const { editor, lead } = show.discord.members;
    expect(show.received.at(-1)).toBe(
      `form first ${JSON.stringify({ short: 'ab', long: 'as it was', letter: ['beta'], colleagues: [editor.user.id, lead.user.id] })}`,
    );

    await page.getByRole('button', { name: 'Second form' }).last().click();
    const second = page.getByRole('dialog', { name: 'Second form' });
    await second.getByRole('radio', { name: 'GAMMA' }).check();
    await second.getByRole('checkbox', { name: 'ALPHA' }).check();
    await second.getByRole('checkbox', { name: 'BETA' }).check();
    expect(await second.getByRole('checkbox', { name: 'GAMMA' }).isDisabled()).toBe(true);
    await second.getByRole('checkbox', { name: 'Agreed' }).check();
    await second.getByLabel('Papers').setInputFiles([
      { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('abc') },
      { name: 'b.txt', mimeType: 'text/plain', buffer: Buffer.from('defgh') },
    ]);
    await second.getByText('b.txt').waitFor();
    await second.getByRole('button', { name: 'Submit' }).click();
    await second.waitFor({ state: 'detached' });
    expect(show.received.at(-1)).toBe(
      `form second ${JSON.stringify({ radio: 'gamma', boxes: ['alpha', 'beta'], agreed: true, papers: ['a.txt 3', 'b.txt 5'], channel: [] })}`,
    );
  });

  test('a form is left by Escape, and the focus goes back', async () => {
    const page = await open();
    await call(page, 'fill');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await box(page).evaluate((field) => field.matches(':focus'))).toBe(true);
  });

  test('menus of messages and people', async () => {
    const page = await open();
    await type(page, 'Look at this');
    await page.keyboard.press('Enter');
    await last(page).getByText('Look at this').waitFor();
    await last(page).getByText('Look at this').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Find in message' }).click();
    await page.getByText('Message: Look at this').waitFor();
    await page.getByRole('complementary', { name: 'Members' }).getByRole('button', { name: 'Editor' }).focus();
    await page.keyboard.press('Enter');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Person: editor').waitFor();
    await last(page).getByRole('button', { name: 'More' }).click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
  });

  test('an ephemeral message is seen by one person, and gone when dismissed, also after a reload', async () => {
    const page = await open('reader', 'listed');
    const other = await open('editor', 'listed');
    await type(page, '/tag list ');
    await page.keyboard.press('Enter');
    await last(page).getByText('Got').waitFor();
    await type(page, 'hello');
    await page.keyboard.press('Enter');
    await other.getByText('hello').waitFor();
    expect(await other.getByText('Got').count()).toBe(0);
    await page.getByRole('button', { name: 'Dismiss message' }).last().click();
    await page.getByText('Got').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('hello').waitFor();
    expect(await page.getByText('Got').count()).toBe(0);
  });

  test('thinking, the answer, and the mark of a later change', async () => {
    const page = await open();
    const [think, thinkAgain] = ['Thought.', 'Thought again.'].map(show.hold);
    await call(page, 'slow');
    await last(page).getByText('cabledesk is thinking').waitFor();
    think?.();
    await last(page).getByText('Thought.').waitFor();
    expect(await last(page).getByText('(edited)').count()).toBe(0);
    thinkAgain?.();
    await last(page).getByText('Thought again.').waitFor();
    await last(page).getByText('(edited)').waitFor();
    expect((await last(page).locator('.used').innerText()).replaceAll('\n', ' ')).toBe('R Reader used /slow');
  });

  test('a bot that is late has failed, by command and by button', async () => {
    const page = await open();
    show.deaf.add('late');
    await call(page, 'late');
    await page.getByText('The application did not respond').waitFor();
    await page.getByRole('button', { name: 'Dismiss message' }).last().click();
    show.deaf.delete('late');
    await call(page, 'race');
    show.deaf.add('Claim');
    await last(page).getByRole('button', { name: 'Claim' }).click();
    await last(page).getByText('This interaction failed').waitFor();
    show.deaf.delete('Claim');
    await last(page).getByRole('button', { name: 'Claim' }).click();
    await last(page).getByText('Claimed by reader.').waitFor();
    expect(await last(page).getByText('This interaction failed').count()).toBe(0);
  });

  test('two windows on one button: one wins, the other is told who', async () => {
    const [reader, editor] = await Promise.all([open('reader', 'listed'), open('editor', 'listed')]);
    await call(reader, 'race');
    const buttons = [reader, editor].map((page) => page.getByRole('button', { name: 'Claim' }).last());
    const answerBoth = show.hold('Claim');
    await Promise.all(buttons.map((button) => button.click()));
    await expect.poll(() => show.received.filter((line) => line === 'press Claim')).toHaveLength(2);
    answerBoth();
    const claimed = [reader, editor].map((page) => page.getByText(/^Claimed by (reader|editor)\.$/).last());
    await Promise.all(claimed.map((line) => line.waitFor()));
    const winner = /by (reader|editor)/.exec(
      await reader
        .getByText(/^Claimed by/)
        .last()
        .innerText(),
    )?.[1];
    const loser = winner === 'reader' ? editor : reader;
    await loser.getByText(`Too late: ${winner} has it.`).waitFor();
  });

  test('200 quick clicks are one press until the bot has answered', async () => {
    const page = await open('lead', 'listed');
    await call(page, 'everything');
    const main = last(page).getByRole('button', { name: 'Main' });
    await main.waitFor();
    await main.evaluate((button) => {
      for (let i = 0; i < 200; i += 1) button.click();
    });
    await page.getByText('Pressed Main.').waitFor();
    expect(show.received.filter((line) => line === 'press Main')).toHaveLength(1);
  });

  test('a direct message is counted until it is read, also by a page that was opened later, and its button works', async () => {
    const page = await open('lead');
    await call(page, 'whisper');
    const direct = page.getByRole('navigation').getByRole('button', { name: 'cabledesk 1 new' });
    await direct.waitFor();
    expect(await page.title()).toMatch(/^\(1\) /);
    const phone = await open('lead', 'desk', onPhone);
    await phone.getByRole('button', { name: 'Channels, 1 new' }).click();
    await phone.getByRole('navigation').getByRole('button', { name: 'cabledesk 1 new' }).click();
    await phone.getByRole('separator').filter({ hasText: 'New' }).waitFor();
    expect(await faultsOf(phone)).toEqual([]);
    await last(phone).getByRole('button', { name: 'In private' }).click();
    await phone.getByText('Pressed In private.').waitFor();
    await phone.getByRole('button', { name: 'Channels', exact: true }).waitFor();
    await phone.reload();
    await phone.getByText('Psst.').first().waitFor();
    expect(await phone.title()).not.toMatch(/^\(/);
    expect(await phone.getByRole('separator').filter({ hasText: 'New' }).count()).toBe(0);
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

  test('an answer to a button shows the message that the button is on', async () => {
    const page = await open();
    await call(page, 'everything');
    await last(page).getByRole('button', { name: 'Main' }).click();
    await page.getByText('Pressed Main.').waitFor();
    expect((await last(page).locator('.reply').innerText()).replaceAll(/\s+/g, ' ')).toMatch(/^C cabledesk Heading/);
    await call(page, 'tag list');
    await expect.poll(() => last(page).locator('.used').innerText()).toMatch(/used\s+\/tag list$/);
  });

  for (const options of [onPhone, {}])
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

  test('hostile text stays text', async () => {
    const page = await open();
    await call(page, 'hostile');
    await last(page).getByText('<img src=x onerror="document.title=1">').waitFor();
    const links = await last(page)
      .getByRole('link')
      .evaluateAll((all: { href: string }[]) => all.map(({ href }) => href));
    expect(links.filter((href) => !/^https?:|^about:blank/.test(href))).toEqual([]);
    expect(await last(page).locator('img, script').count()).toBe(0);
    expect(await page.title()).not.toBe('1');
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

  test('control characters of a paste are left out, and what is too long is said so', async () => {
    const page = await open('reader', 'general');
    await box(page).fill('bell\u0007 and escape\u001b, two\nlines');
    await box(page).press('Enter');
    await last(page).getByText('bell and escape, two').waitFor();
    await box(page).fill('x'.repeat(2001));
    await box(page).press('Enter');
    await page.getByRole('alert').filter({ hasText: '2001 characters; 2000 are allowed' }).waitFor();
    expect(await box(page).inputValue()).toHaveLength(2001);
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

  test('on a phone: nothing is cut off, and the lists lie over the messages', async () => {
    const page = await open('reader', 'desk', onPhone);
    await call(page, 'everything');
    await last(page).getByRole('button', { name: 'Main' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByRole('navigation').getByRole('button', { name: '# general' }).click();
    await page.getByRole('heading', { name: '# general' }).waitFor();
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
  });

  test('in light, too, it can be read', async () => {
    const page = await open('reader', 'desk', { colorScheme: 'light' });
    await call(page, 'everything');
    await last(page).getByRole('button', { name: 'Main' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('who is nobody gets a sentence and the colleagues; without JavaScript there is a sentence, too', async () => {
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

  test('a memory that cannot be read is a new beginning', async () => {
    const memory = join(tempFolder(), 'demo.bin');
    writeFileSync(memory, 'not what it should be');
    const fresh = await startShowcase({ memory });
    expect(fresh.discord.messages(fresh.discord.channels.desk.id)).toEqual([]);
    await fresh.stop();
  });
});
