import { describe, expect, test } from 'vitest';
import { notesOn } from '../../src/team/notes.ts';
import { plain } from '../../src/reply/text.ts';
import { workOn } from '../../src/team/work.ts';
import { actionNamed, actionsOf, ask, sampleBot, someone } from '../helpers/desk.ts';
import { live, readAnswer, shown } from '../helpers/live.ts';

const kyiv = 'COREU/KYI/0039/18';

/** A bot over the sample trove with an editor, a lead and a reader who are known to the desk. */
async function desk(options: Parameters<typeof sampleBot>[0] = {}) {
  const bot = await sampleBot(options);
  for (const role of ['reader', 'editor', 'lead'] as const)
    bot.desk.roster.seen('desk', { id: `member-${role}`, name: role === 'editor' ? 'Edith' : role, role, isBot: false }, bot.desk.now());
  return bot;
}

const lead = () => someone('lead');

describe('on Discord', () => {
  test('an assignment by form reaches the colleague, whose acceptance is reported back', async () => {
    const running = await live();
    const { discord } = running;
    const card = await (await discord.as('lead').slash('desk', 'cable', { ref: kyiv })).settled();
    const opened = await (await discord.as('lead').press(shown(card), 'Assign')).answered;
    if (opened.modal === undefined) throw new Error('no form');
    const sent = await discord.as('lead').submit(opened.modal, { to: ['editor'], why: 'Who saw it?', priority: ['high'] });
    expect(await readAnswer(sent)).toContain('messaging them now');
    await expect.poll(() => discord.as('editor').directMessages().length).toBe(1);
    const [offer] = discord.as('editor').directMessages();
    if (offer === undefined) throw new Error('no message');
    expect(JSON.stringify(offer.components)).toContain('Who saw it');
    expect(await readAnswer(await discord.as('editor').press(offer, 'Accept'))).toContain(`${kyiv} is yours.`);
    await expect.poll(() => JSON.stringify(discord.as('lead').directMessages())).toContain('accepted');
    expect(workOn(running.desk.facts, discord.guildId, running.desk.cables.get(kyiv)?.row ?? 0)).toMatchObject({
      status: 'claimed',
      priority: 'high',
      assignee: discord.members.editor.user.id,
    });
  });

  test('falls back to the channel, without cable text, when direct messages are closed', async () => {
    const running = await live();
    const { discord } = running;
    discord.closeDms('editor');
    await readAnswer(await discord.as('lead').slash('desk', 'work assign', { ref: kyiv, to: 'editor', why: 'Who saw it?' }));
    await expect.poll(() => discord.messages(discord.channels.desk.id).length).toBe(1);
    const said = JSON.stringify(discord.messages(discord.channels.desk.id));
    expect(said).toContain('doesn’t accept direct messages from me');
    expect(said).not.toMatch(/Crimea|warheads|Who saw it/);
    expect(await readAnswer(await discord.as('editor').slash('desk', 'work mine'))).toContain('You have 1 cable to do');
  });

  test('a message becomes a note with author and link; Discuss reuses its thread', async () => {
    const running = await live();
    const { discord } = running;
    const message = discord.as('reader').say('desk', `${kyiv} contradicts the Moscow report`);
    const opened = await (await discord.as('editor').contextMenu('message', 'Attach to cable', message)).answered;
    if (opened.modal === undefined) throw new Error('no form');
    expect(JSON.stringify(opened.modal.components)).toContain(`"value":"${kyiv}"`);
    expect(await readAnswer(await discord.as('editor').submit(opened.modal, {}))).toContain('Your note is on');
    const [note] = notesOn(running.desk.facts, discord.guildId, running.desk.cables.get(kyiv)?.row ?? 0);
    expect(note).toMatchObject({ author: discord.members.reader.user.id, text: `${kyiv} contradicts the Moscow report` });
    expect(note?.link).toContain(message.id);
    expect(await readAnswer(await discord.as('reader').slash('desk', 'note', { ref: kyiv }))).toContain('attached by');
    for (let time = 0; time < 2; time += 1)
      await readAnswer(await discord.as('editor').slash('listed', 'cable', { ref: kyiv, discuss: true }));
    await expect.poll(() => Object.values(discord.channels).filter(({ type }) => type === 11).length).toBe(1);
    await expect
      .poll(async () => readAnswer(await discord.as('lead').slash('desk', 'cable', { ref: kyiv, discuss: true })))
      .toContain('is discussed in');
    expect(Object.values(discord.channels).filter(({ type }) => type === 11)).toHaveLength(1);
  });

  test('a bulk preview can be confirmed after a restart, for exactly its cables', async () => {
    const running = await live();
    const preview = await (await running.discord.as('editor').slash('desk', 'tag bulk', { query: 'crimea', add: 'crimea' })).settled();
    const counted = /#crimea on (\d+) cables\?/.exec(await readAnswer(preview))?.[1] ?? '';
    await running.restart();
    const button = `Add it to ${counted} cables`;
    expect(await readAnswer(await running.discord.as('editor').press(shown(preview), button))).toContain(
      `#crimea is on ${counted} more cables`,
    );
    // Pressed a second time, later: they carry it already.
    const again = await running.discord.as('editor').slash('desk', 'tag bulk', { query: 'crimea', add: 'crimea' });
    expect(await readAnswer(again)).toContain('all of them have #crimea already');
  });

  test('a message is checked as a quotation, its cable tagged, and a member assigned a cable, by their menus', async () => {
    const { discord } = await live();
    const editor = discord.as('editor');
    const quotation = editor.say('desk', 'Crimea may have been turned into a hot zone');
    expect(await readAnswer(await editor.contextMenu('message', 'Check this quotation', quotation))).toContain('1 quotation');
    const message = editor.say('desk', `Look at ${kyiv}`);
    const tagging = await (await editor.contextMenu('message', 'Tag the cable', message)).answered;
    if (tagging.modal === undefined) throw new Error('no form');
    expect(await readAnswer(await editor.submit(tagging.modal, { tag: 'hot-zone' }))).toContain('#hot-zone');
    const assigning = await (await editor.contextMenu('user', 'Assign a cable', 'lead', 'desk')).answered;
    if (assigning.modal === undefined) throw new Error('no form');
    expect(await readAnswer(await editor.submit(assigning.modal, { ref: kyiv, why: 'Who saw it?' }))).toContain('messaging them now');
    await expect.poll(() => JSON.stringify(discord.as('lead').directMessages())).toContain('assigned you a cable');
  });

  test('Show assignments, and Find cables in this message', async () => {
    const running = await live();
    const { discord } = running;
    await readAnswer(await discord.as('editor').slash('desk', 'work claim', { ref: kyiv }));
    expect(await readAnswer(await discord.as('reader').contextMenu('user', 'Show assignments', 'editor', 'desk'))).toContain(
      'has 1 cable to do',
    );
    const message = discord.as('reader').say('desk', 'Did anyone see "warheads" (Crimea)? -- AND what of it');
    expect(await readAnswer(await discord.as('reader').contextMenu('message', 'Find cables in this message', message))).toContain(kyiv);
  });
});

test('every button of a reply can be named', async () => {
  const bot = await desk();
  const { reply } = await ask(bot, 'cable', { ref: kyiv }, lead());
  expect(actionsOf(reply).map(({ label }) => plain(label))).toEqual(
    expect.arrayContaining(['Tag', 'Note', 'Claim', 'Read', 'Assign', 'Cite', 'Share', 'History']),
  );
  expect(actionNamed(reply, 'Claim').command).toBe('work claim');
});
