import { describe, expect, test } from 'vitest';
import { injections } from '../fixtures/injection.ts';
import { liveConstructs } from '../helpers/live-markup.ts';

describe('the oracle', () => {
  test('the corpus is whole', () => {
    expect(injections).toHaveLength(122);
    expect(new Set(injections.map(({ text }) => text)).size).toBe(122);
  });

  test('finds most of the corpus alive: an oracle that never fires would prove nothing', () => {
    const live = injections.filter(({ text }) => liveConstructs(text).length > 0);
    expect(live.length).toBeGreaterThanOrEqual(85);
  });

  test.each([
    ['**b**', 'bold'],
    ['a *b* c', 'italic'],
    ['_b_', 'italic'],
    ['__b__', 'underline'],
    ['~~b~~', 'strike'],
    ['||b||', 'spoiler'],
    ['### b', 'heading'],
    ['-# b', 'subtext'],
    ['> b', 'quote'],
    ['a\n2. b', 'list'],
    ['[a](x)', 'masked link'],
    ['<sip:a>', 'autolink'],
    ['x ftp://a', 'url'],
    ['mailto:a', 'scheme'],
    ['discord.gg/a', 'invite'],
    ['<@1>', 'mention'],
    ['\\<@1>', 'mention'],
    ['\\@everyone', 'everyone'],
    ['```\n@here\n```', 'everyone'],
    ['<id:home>', 'navigation'],
    ['</a b:1>', 'command'],
    ['<sound:1:2>', 'sound'],
    ['<t:1>', 'timestamp'],
    ['<:a:1>', 'emoji'],
    ['`a`', 'code'],
    ['```a\nb```', 'fence'],
    ['a\u202Eb', 'bidi'],
    ['\u2068a', 'bidi'],
    ['a\u200Bb', 'invisible'],
    ['a\u200Db', 'invisible'],
    ['a\u{E0061}', 'invisible'],
    ['\u001B[2J', 'control'],
    ['\uDC00', 'surrogate'],
  ])('%j is %s', (text, kind) => {
    expect(liveConstructs(text).map((found) => found.slice(0, kind.length))).toContain(kind);
  });

  test.each([
    'plain words',
    'a\\*b\\*',
    '\\# x',
    'https\\:\\/\\/x',
    '\\@\u200Beveryone',
    'a \u2068שלום\u2069 b',
    'می\u200Cخواهم',
    '❤️ 👩‍💻 1️⃣',
    '1,204 cables',
  ])('%j is inert', (text) => expect(liveConstructs(text)).toEqual([]));
});
