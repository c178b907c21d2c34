import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createSending, faultsIn } from '../../src/chat/discord/payload.ts';
import { toMarkdown } from '../../src/chat/discord/text.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { commandLink } from '../../src/reply/actions.ts';
import { own, quoted, said, time, type Part } from '../../src/reply/text.ts';
import { shownText } from '../helpers/live-markup.ts';
import { mark, commands, context, render, text, textsOf, wordsOf } from '../helpers/rendered.ts';

describe('our own forms', () => {
  const set = (...parts: Part[]): string => toMarkdown({ style: 'plain', text: parts }, 4000, commands);

  test('times, people, places and commands', () => {
    expect(set(time(1_531_699_200_999, 'both'))).toBe('<t:1531699200:f>');
    expect(set({ kind: 'member', id: '112233445566778899', name: 'A' })).toBe('<@112233445566778899>');
    expect(set({ kind: 'role', id: '112233445566778899', name: 'A' })).toBe('<@&112233445566778899>');
    expect(set({ kind: 'channel', id: '112233445566778899', name: 'A' })).toBe('<#112233445566778899>');
    expect(set(commandLink('search'))).toBe('</search:816437322781949972>');
    expect(toMarkdown({ style: 'plain', text: [{ kind: 'commandLink', command: 'search saved' }] }, 4000, commands)).toBe(
      '</search saved:816437322781949972>',
    );
    expect(shownText(set(commandLink('tag add')))).toBe('/tag add');
  });

  test('adjacent bold words become one, and a fence is left as it is', () => {
    expect(set(mark('hot'), mark('zone'))).toBe('**\u2068hot\u2069\u2068zone\u2069**');
    expect(toMarkdown({ style: 'quote', text: [mark('a*'), mark('*b')] }, 4000, commands)).toBe('> **a\\*\\*b**');
    expect(toMarkdown({ style: 'copy', text: [quoted('a**'), quoted('**b')] }, 4000, commands)).toContain('a****b');
  });

  test('what was refused is said in words, not by colour alone', () => {
    const error = render({ tone: 'error', blocks: [text(said`No.`)] });
    expect(wordsOf(error)).toMatch(/^That didn’t work\./);
    expect(error.components[0]?.['accent_color']).toBe(0xda_37_3c);
    expect(wordsOf(render({ tone: 'notice', blocks: [text(said`No.`)] }))).toMatch(/^Please note\./);
    expect(wordsOf(render({ title: said`Sealed`, tone: 'error', blocks: [] }))).toContain('That didn’t work. Sealed');
    expect(render({ blocks: [text(said`Yes.`)] }).components[0]).not.toHaveProperty('accent_color');
  });

  test('a passage is a quote, line by line, word for word', () => {
    const body = 'First line * with stars\n\n> second_line\n';
    const [content = ''] = textsOf(render({ blocks: [{ kind: 'passage', text: [quoted(body)] }] }));
    expect(content.split('\n').every((line) => line.startsWith('> '))).toBe(true);
    expect(content.replaceAll(/^> /gm, '').replaceAll(/\\(?=[!-/:-@[-`{-~])/g, '')).toBe(body.trimEnd());
  });

  test('a table is set in columns no wider than a phone', () => {
    const rows = [
      [quoted('Embassy of a country with a very long name indeed'), own('12')],
      [quoted('Kyiv'), own('1,204')],
    ];
    const [content = ''] = textsOf(render({ blocks: [{ kind: 'table', columns: ['Origin', 'Cables'], rows }] }));
    const lines = content.split('\n').slice(1, -1);
    expect(lines.map((line) => line.length).every((length) => length <= 34)).toBe(true);
    expect(lines.map((line) => line.search(/(Cables|12|1,204)$/))).toEqual([28, 28, 28]);
    expect(lines[1]).toContain('\u2026');
  });

  test('names in a table that begin alike are told apart by their ends', () => {
    const rows = ['United Nations Security Council', 'United Nations General Assembly', 'NATO'].map((name) => [
      quoted(name),
      own('12.5'),
      own('1,204'),
      own('80'),
    ]);
    const [content = ''] = textsOf(render({ blocks: [{ kind: 'table', columns: ['what', 'z', 'after', 'before'], rows }] }));
    const lines = content.split('\n').slice(2, -1);
    expect(lines.map((line) => line.slice(0, line.search(/ {2}/)))).toEqual(['United…ouncil', 'United…sembly', 'NATO']);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(34);
  });

  test('an answer without words is still a message', () => {
    expect(faultsIn(render({ blocks: [] }))).toEqual([]);
    expect(faultsIn(render({ blocks: [{ kind: 'passage', text: [quoted('')] }, text([])] }))).toEqual([]);
  });
});

describe('before it is sent', () => {
  const huge: Reply = { blocks: [text(said`Here is the secret.`)], files: [{ name: 'a.txt', bytes: new Uint8Array(11 * 1024 * 1024) }] };
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const sending = (strict: boolean) => createSending({ context: () => context, together: (work) => work(), strict, log });

  test('under test, a message that breaks the rules is an error', () => {
    expect(() => sending(true).payloadOf(huge)).toThrow(/file-too-large/);
  });

  test('in production it is a plain message, and the log has the rule but not the text', () => {
    const payload = sending(false).payloadOf(huge);
    expect(JSON.stringify(payload.components)).toContain('does not fit');
    expect(payload.files).toHaveLength(0);
    expect(lines.join('')).toContain('file-too-large');
    expect(lines.join('')).not.toContain('secret');
  });

  test('nobody is pinged by any message', () => {
    expect(sending(true).payloadOf({ blocks: [text([{ kind: 'member', id: '112233445566778899', name: 'A' }])] }).allowedMentions).toEqual({
      parse: [],
    });
  });
});
