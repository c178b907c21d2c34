import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { ask, importRecords, openSample, quiet, sampleData, sampleFolder, someone, testDesk, wordsOf } from '../helpers/desk.ts';

let desk: Desk;
let bot: Bot;

beforeAll(async () => {
  desk = await openSample();
  bot = await createBot(desk, quiet);
});

afterAll(() => desk.close());

describe('judgments', () => {
  test('a merge survives a restart and an import, until it is undone', async () => {
    const folder = await sampleData();
    let mine = openDesk({ folder, exposure: 'desk' });
    const begin = async () => {
      const over = await createBot(mine, quiet);
      await mine.names.settled();
      return over;
    };
    try {
      let over = await begin();
      const editor = () => someone('editor', { desk: mine.home() });
      const asked = await ask(over, 'names merge', { name: 'Vermichian', into: 'Vermishyan' }, editor());
      expect(wordsOf(asked.reply)).toContain('Merge these two?');
      expect(wordsOf(asked.reply)).toContain('COREU/PAR/0093/18');
      expect(wordsOf((await ask(over, 'individuals', { name: 'Vermichian' }, editor())).reply).split('\n')[0]).toBe('Anatole Vermichian');
      const merged = await ask(over, 'names merge', { name: 'Vermichian', into: 'Vermishyan', sure: true }, editor());
      expect(wordsOf(merged.reply).split('\n')[0]).toBe('Anatol Vermishyan');
      const isMerged = async () => {
        const words = wordsOf((await ask(over, 'individuals', { name: 'Vermichian' }, editor())).reply);
        expect(words.split('\n')[0]).toBe('Anatol Vermishyan');
        expect(words).toContain('named in 4 cables');
      };
      await isMerged();
      expect((await ask(over, 'names merge', { name: 'Vermichian', into: 'Vermishyan', sure: true }, editor())).ok).toBe(false);
      await mine.close();
      mine = openDesk({ folder, exposure: 'desk' });
      over = await begin();
      await isMerged();
      await importFiles({ desk: mine, paths: [sampleFolder], by: 'test' });
      await mine.names.changed();
      await isMerged();
      expect(wordsOf((await ask(over, 'names decisions', {}, editor())).reply)).toContain('merge individual');
      expect((await ask(over, 'undo', {}, editor())).ok).toBe(true);
      expect(wordsOf((await ask(over, 'individuals', { name: 'Vermichian' }, editor())).reply).split('\n')[0]).toBe('Anatole Vermichian');
    } finally {
      await mine.close();
    }
  });

  test.each<[what: string, command: string, options: Record<string, string | boolean>, says: string]>([
    ['a name that is not there', 'individuals', { name: 'Rogosin' }, 'No individual in the cables is called'],
    ['two kinds', 'names merge', { name: 'Vicini', into: 'Brexit' }, 'they cannot be merged'],
    ['into itself', 'names merge', { name: 'Vicini', into: 'Caroline Vicini' }, 'are the same already'],
    ['a split that leaves nothing', 'names split', { name: 'Violeta Trpezanovska', alias: 'Violeta Trpezanovska' }, 'nothing to split off'],
    ['a split of a name it does not have', 'names split', { name: 'Vicini', alias: 'Rogozin' }, 'is not called'],
    ['a rename to what it is', 'names rename', { name: 'Vicini', to: 'Caroline Vicini' }, 'called'],
    ['a rename to nothing', 'names rename', { name: 'Vicini', to: '   ' }, 'needs at least one letter'],
    ['a country by kind', 'names kind', { name: 'Brexit', kind: 'country' }, 'gazetteer'],
    ['a name of 300 characters', 'individuals', { name: 'x'.repeat(300) }, 'No individual'],
    ['hostile markdown', 'individuals', { name: '**@everyone** [x](http://e.example) ||y||' }, 'No individual'],
    [
      'an assignment in a cable that does not name it',
      'names meant',
      { name: 'Drobnik', ref: 'COREU/WAS/0107/18', to: 'Jana Drobnik' },
      'does not name',
    ],
  ])('rejects %s in plain words', async (_, command, options, says) => {
    const answer = await ask(bot, command, options, someone('editor', { member: 'nobody-yet' }));
    expect(answer.ok).toBe(false);
    expect(answer.failure).not.toBe('bug');
    expect(wordsOf(answer.reply)).toContain(says);
  });

  test('when two editors decide the same at once, the second is told', async () => {
    const mine = testDesk();
    mine.setHome('desk');
    await importRecords(mine, [{ id: 'T1', ref: 'T1', body: 'Mr. Anton Alphason met Mr. Berto Betason.' }]);
    await mine.names.settled();
    const over = await createBot(mine, quiet);
    const answers = await Promise.all(
      ['one', 'two'].map((member) => ask(over, 'names hide', { name: 'Alphason', sure: true }, someone('editor', { member }))),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(wordsOf(answers.find(({ ok }) => !ok)?.reply ?? { blocks: [] })).toContain('decided already');
    expect((await ask(over, 'individuals', { name: 'Alphason' }, someone('reader'))).ok).toBe(false);
  });

  test('readers decide nothing', async () => {
    for (const command of ['names merge', 'names split', 'names rename', 'names kind', 'names hide', 'names meant'])
      expect(
        (
          await ask(
            bot,
            command,
            { name: 'Vicini', into: 'Putin', alias: 'x', to: 'y', kind: 'event', ref: 'COREU/WAS/0107/18' },
            someone('reader'),
          )
        ).ok,
        command,
      ).toBe(false);
  });
});
