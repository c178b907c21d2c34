import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { parseCommandLine, toCommandLine } from '../../src/chat/terminal/command-line.ts';
import type { Command } from '../../src/bot/command.ts';
import { readCommands } from '../../src/bot/read-commands.ts';

let commands: Command[];
beforeAll(async () => {
  commands = await readCommands();
});

test.each([
  ['/search query:"hot zone"', 'search', { query: '"hot zone"' }],
  ['/search query:hot zone since:2018-02 sort:newest', 'search', { query: 'hot zone', since: '2018-02', sort: 'newest' }],
  ['/search query:subject:"since: then" page:2', 'search', { query: 'subject:"since: then"', page: '2' }],
  ['/search query:(a since:b) until:2018', 'search', { query: '(a since:b)', until: '2018' }],
  ['/search query:date:[2018 TO 2019] sort:best', 'search', { query: 'date:[2018 TO 2019]', sort: 'best' }],
  ['/search query:"never closed since:2018', 'search', { query: '"never closed', since: '2018' }],
  ['/search hot zone', 'search', { query: 'hot zone' }],
  ['/search from:washington', 'search', { query: 'from:washington' }],
  ['/cable COREU/WAS/0107/18', 'cable', { ref: 'COREU/WAS/0107/18' }],
  ['/tag add ref:COREU/WAS/0107/18 tags:iran', 'tag add', { ref: 'COREU/WAS/0107/18', tags: 'iran' }],
  ['/note ref:COREU/WAS/0107/18 text:he said: no', 'note', { ref: 'COREU/WAS/0107/18', text: 'he said: no' }],
  ['/about', 'about', {}],
  ['  /help command:search ', 'help', { command: 'search' }],
])('%s', (line, command, options) => {
  expect(parseCommandLine(line, commands)).toEqual({ command, options });
});

test('what is no command is refused; an unknown name is left for the bot to say', () => {
  expect(() => parseCommandLine('search x', commands)).toThrow('slash');
  expect(() => parseCommandLine('/claim ref:COREU/WAS/0107/18', commands)).toThrow('is called /work claim now');
  expect(parseCommandLine('/searches', commands).command).toBe('searches');
  expect(parseCommandLine('/serach x', commands).command).toBe('serach');
  expect(() => parseCommandLine('/search query:a query:b', commands)).toThrow('twice');
});

test('a call comes back from its typed form', () => {
  const value = fc.stringMatching(/^[a-z0-9"]{1,20}$/).filter((text) => (text.split('"').length - 1) % 2 === 0);
  fc.assert(
    fc.property(value, value, fc.integer({ min: 1, max: 99 }), (query, origin, page) => {
      const call = { command: 'search', options: { query, origin, page: String(page) } };
      expect(parseCommandLine(toCommandLine(call), commands)).toEqual(call);
    }),
  );
});
