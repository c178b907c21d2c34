import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toMarkdown, type Style } from '../../src/chat/discord/text.ts';
import { own, quoted, ref, type Text } from '../../src/reply/text.ts';
import { injections } from '../fixtures/injection.ts';
import { isLong } from '../helpers/random.ts';
import { liveConstructs } from '../helpers/live-markup.ts';
import { mark, commands, render, bytes, wordsOf, run } from '../helpers/rendered.ts';

describe('harmless', () => {
  const bare: Record<Style, (set: string) => string> = {
    plain: (set) => set,
    title: (set) => set.replace(/^### /, ''),
    small: (set) => set.replace(/^-# /, ''),
    quote: (set) => set.replaceAll(/^> /gm, ''),
    copy: (set) => set.replace(/^```text\n([^]*)\n```$/, '$1'),
  };
  const styles = Object.keys(bare) as Style[];

  /** What comes to life of a text beyond the style's own markup. */
  function aliveIn(style: Style, parts: Text, max = 4000): string[] {
    const set = toMarkdown({ style, text: parts }, max, commands);
    expect(set.length).toBeLessThanOrEqual(max);
    // Inside the fence nothing but the fence itself may be markup.
    if (style === 'copy') return liveConstructs(set).filter((kind) => !['fence text', 'node codeBlock'].includes(kind));
    return liveConstructs(bare[style](set));
  }

  test.each(styles)('no string of the corpus comes to life as %s', (style) => {
    for (const { text: hostile } of injections) {
      for (const part of [quoted(hostile), ref(hostile), own(hostile)]) expect(aliveIn(style, [part]), hostile.slice(0, 80)).toEqual([]);
      expect(aliveIn(style, [{ kind: 'member', id: hostile, name: hostile }]), hostile.slice(0, 80)).toEqual([]);
    }
  });

  test.each(styles.filter((style) => style !== 'copy'))('emphasis of a matched word holds in %s, and nothing but that', (style) => {
    for (const { text: hostile } of injections) {
      const set = bare[style](toMarkdown({ style, text: [mark(hostile)] }, 4000, new Map()));
      const inside = /^\*\*([^]*)\*\*(?:\.\.\. \+.*)?$/.exec(set)?.[1] ?? set;
      expect(liveConstructs(inside), hostile.slice(0, 80)).toEqual([]);
    }
  });

  test('two adjacent strings do not come to life together', () => {
    const some = fc.constantFrom(
      ...injections.map(({ text: hostile }) => hostile.slice(0, 400)),
      '<',
      '@',
      '<@',
      '`',
      '``',
      '[a]',
      '(https:',
      '//e.example)',
      '\\',
      '\n',
      '#',
      '> ',
      '-',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...styles),
        fc.array(some, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 60, max: 4000 }),
        (style, texts, max) => {
          expect(aliveIn(style, texts.map(quoted), max)).toEqual([]);
        },
      ),
      { numRuns: isLong ? 20_000 : 400 },
    );
  });

  test('a label, a choice, a file name and an alt text are cleaned', () => {
    const hostile = 'invoice\u202Efdp.exe';
    const rendered = render({
      blocks: [{ kind: 'picture', file: { name: '../../etc/passwd\u0000.png', bytes: bytes('x') }, alt: [quoted(hostile)] }],
      actions: [
        [run(hostile)],
        [
          {
            kind: 'choose',
            label: [quoted(hostile)],
            command: 'a',
            options: {},
            option: 'b',
            as: 'reply',
            choices: [{ label: hostile, value: '1', description: hostile }],
          },
        ],
      ],
    });
    expect(rendered.files[0]?.name).toBe('etc-passwd.png');
    const shown = JSON.stringify(rendered.components, (name, value: unknown) => (name === 'custom_id' ? undefined : value));
    expect(shown).not.toMatch(/\u202E/);
  });

  test('hidden characters are counted', () => {
    expect(wordsOf(render({ blocks: [{ kind: 'passage', text: [quoted('Mo\u200Bgher\u202Eini')] }] }))).toContain(
      '2 hidden characters of the document shown as \uFFFD.',
    );
  });
});
