import { describe, expect, test } from 'vitest';
import { isWithoutChromium } from '../helpers/browser.ts';
import { box, call, faultsOf, last, open, show, type, useShowcase } from '../helpers/showcase-page.ts';

describe.skipIf(isWithoutChromium())('the demo page', () => {
  useShowcase();

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

  test('forms: every kind of field; errors at their fields; what was typed is kept when nobody answers', async () => {
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

  test('Escape closes a form, and the focus goes back', async () => {
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

  test('an ephemeral message is seen by one person, and gone once dismissed, also after a reload', async () => {
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

  test('an answer to a button shows the message that the button is on', async () => {
    const page = await open();
    await call(page, 'everything');
    await last(page).getByRole('button', { name: 'Main' }).click();
    await page.getByText('Pressed Main.').waitFor();
    expect((await last(page).locator('.reply').innerText()).replaceAll(/\s+/g, ' ')).toMatch(/^C cabledesk Heading/);
    await call(page, 'tag list');
    await expect.poll(() => last(page).locator('.used').innerText()).toMatch(/used\s+\/tag list$/);
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
});
