import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsIn } from '../../src/chat/discord/payload.ts';
import type { Component } from '../../src/chat/discord/actions.ts';
import type { Action, Block, FormField, Item, Reply } from '../../src/reply/reply.ts';
import { commandLink } from '../../src/reply/actions.ts';
import { own, quoted, ref, said, strong, time, type Part } from '../../src/reply/text.ts';
import { injections } from '../fixtures/injection.ts';
import { isLong } from '../helpers/random.ts';
import { mark, render, text, bytes, allIn, textsOf, wordsOf, buttonsOf, run } from '../helpers/rendered.ts';

const runs = isLong ? 5000 : 75;

describe('within the limits', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(...injections.map((injection) => injection.text.slice(0, 3000))),
    fc.tuple(fc.string({ minLength: 1, maxLength: 4 }), fc.nat({ max: 3000 })).map(([unit, times]) => unit.repeat(times)),
  );
  const part: fc.Arbitrary<Part> = fc.oneof(
    words.map(quoted),
    words.map(mark),
    words.map(ref),
    fc.constantFrom<Part>(
      own(' and '),
      strong('Title'),
      own('a\nb'),
      commandLink('search'),
      commandLink('tag add'),
      time(1_531_699_200_000),
    ),
    fc.constant<Part>({ kind: 'member', id: '112233445566778899', name: 'A' }),
  );
  const anyText = fc.array(part, { maxLength: 8 });
  const action: fc.Arbitrary<Action> = fc.oneof(
    words.map((label) => run(label)),
    fc.constant(run('same')),
    fc.record({
      kind: fc.constant('choose' as const),
      label: anyText,
      command: fc.constant('search'),
      options: fc.constant({}),
      option: fc.constant('query'),
      choices: fc.array(fc.record({ label: words, value: words, description: words, selected: fc.boolean() }), { maxLength: 40 }),
      as: fc.constantFrom('replace' as const, 'reply' as const),
    }),
    fc.record({
      kind: fc.constant('menu' as const),
      label: anyText,
      entries: fc.array(
        fc.record({
          action: fc.oneof(
            words.map((label) => run(label)),
            fc.constant(run('same')),
          ),
          about: anyText,
        }),
        { maxLength: 40 },
      ),
    }),
    fc.record({ kind: fc.constant('link' as const), label: anyText, url: fc.oneof(fc.webUrl(), words) }),
    fc.record({
      kind: fc.constant('form' as const),
      label: anyText,
      title: anyText,
      command: fc.constant('note'),
      options: fc.constant({}),
      fields: fc.constant<FormField[]>([{ option: 'text', label: 'Words' }]),
      as: fc.constant('replace' as const),
    }),
  );
  const file = fc.record({ name: words, bytes: fc.constant(bytes('x')) });
  const item: fc.Arbitrary<Item> = fc.record({
    head: anyText,
    lines: fc.array(anyText, { maxLength: 3 }),
    passage: anyText,
    actions: fc.array(action, { maxLength: 7 }),
  });
  const block: fc.Arbitrary<Block> = fc.oneof(
    fc.record({ kind: fc.constantFrom('text' as const, 'passage' as const, 'small' as const, 'copy' as const), text: anyText }),
    fc.record({ kind: fc.constant('items' as const), items: fc.array(item, { maxLength: 12 }) }),
    fc.record({ kind: fc.constant('facts' as const), facts: fc.array(fc.tuple(fc.constant('Origin'), anyText), { maxLength: 90 }) }),
    fc.record({
      kind: fc.constant('table' as const),
      columns: fc.constant<string[]>(['Who', 'How many']),
      rows: fc.array(fc.array(anyText, { maxLength: 3 }), { maxLength: 9 }),
    }),
    fc.record({ kind: fc.constant('picture' as const), file, alt: anyText }),
    fc.constant<Block>({ kind: 'rule' }),
  );
  const reply: fc.Arbitrary<Reply> = fc.record(
    {
      title: anyText,
      tone: fc.constantFrom('plain' as const, 'notice' as const, 'error' as const),
      blocks: fc.array(block, { maxLength: 14 }),
      actions: fc.array(fc.array(action, { maxLength: 7 }), { maxLength: 6 }),
      files: fc.array(file, { maxLength: 13 }),
    },
    { requiredKeys: ['blocks'] },
  );

  test('any reply becomes a message that Discord takes', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(reply, (value) => {
        const rendered = render(value);
        expect(faultsIn(rendered)).toEqual([]);
        expect(rendered.files.every(({ name }) => /^[a-z0-9-]+(\.[a-z0-9-]+)?$/.test(name))).toBe(true);
        expect(textsOf(rendered).every((content) => (content.match(/```/g)?.length ?? 0) % 2 === 0)).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  test('a long passage is cut, and says exactly how much is missing', () => {
    for (const letter of ['a', '.', '\u{1F600}']) {
      const [content = ''] = textsOf(render({ blocks: [{ kind: 'passage', text: [quoted(letter.repeat(20_000))] }] }));
      const missing = Number(/\.\.\. \+([\d,]+) characters$/.exec(content)?.[1]?.replaceAll(',', ''));
      const shown =
        content
          .replaceAll('\\', '')
          .replace(/\.\.\. \+.*$/, '')
          .split(letter).length - 1;
      expect(shown + missing).toBe(20_000);
      expect(content.length).toBeGreaterThan(3300);
    }
  });

  test('long texts give way to short ones', () => {
    const rendered = render({
      title: said`Here`,
      blocks: [{ kind: 'passage', text: [quoted('x'.repeat(9000))] }, text(said`A short word.`), { kind: 'small', text: said`Source` }],
    });
    expect(wordsOf(rendered)).toContain('A short word.');
    expect(wordsOf(rendered)).toContain('Source');
  });

  test('a passage of nothing but short lines is cut, not lost', () => {
    const [content = ''] = textsOf(render({ blocks: [{ kind: 'passage', text: [quoted('a\n'.repeat(4000))] }] }));
    expect(content.split('\n').length).toBeGreaterThan(500);
    expect(content).toMatch(/\+[\d,]+ characters$/);
  });

  test('too many lines: the last are left out and counted', () => {
    const rendered = render({
      blocks: [{ kind: 'facts', facts: Array.from({ length: 200 }, (_, i) => [`Fact ${i}`, own('x'.repeat(40))]) }],
    });
    expect(faultsIn(rendered)).toEqual([]);
    expect(wordsOf(rendered)).toContain('Fact 0');
    expect(wordsOf(rendered)).toMatch(/\d+ lines did not fit\./);
  });

  test("too many buttons: those of entries go before the answer's own, and it is said", () => {
    const items = Array.from({ length: 15 }, (_, i): Item => ({ head: said`Hit ${i}`, actions: [run(`Open ${i}`), run(`Tag ${i}`)] }));
    const rendered = render({ blocks: [{ kind: 'items', items }], actions: [[run('Next page')]] });
    expect(faultsIn(rendered)).toEqual([]);
    const labels = buttonsOf(rendered).map((button) => button['label']);
    expect(labels).toContain('Open 0');
    expect(labels).toContain('Next page');
    expect(labels).not.toContain('Open 14');
    expect(wordsOf(rendered)).toContain('Hit 14');
    expect(wordsOf(rendered)).toMatch(/\d+ rows of buttons did not fit\./);
  });

  test('a page of five hits with four buttons each fits whole', () => {
    const items = Array.from({ length: 5 }, (_, i): Item => ({
      head: said`Hit ${i}`,
      lines: [said`2018-07-16`],
      passage: [quoted('x'.repeat(320))],
      actions: ['Open', 'Tag', 'Share', 'Like this'].map((label) => run(`${label} ${i}`)),
    }));
    const rendered = render({ title: said`Hits`, blocks: [{ kind: 'items', items }], actions: [[run('Next'), run('Last'), run('Sort')]] });
    expect(buttonsOf(rendered)).toHaveLength(23);
    expect(wordsOf(rendered)).not.toContain('did not fit');
  });

  test('the same button twice has two ids', () => {
    const ids = buttonsOf(render({ blocks: [], actions: [[run('a'), run('a'), run('a')]] })).map((button) => button['custom_id']);
    expect(new Set(ids).size).toBe(3);
  });

  test('six buttons take two rows, a select its own, and what Discord refuses is left out', () => {
    const choose: Action = {
      kind: 'choose',
      label: said`Sort`,
      command: 'search',
      options: {},
      option: 'sort',
      as: 'replace',
      choices: [{ label: 'Best', value: 'best' }],
    };
    const { components } = render({
      blocks: [],
      actions: [
        Array.from('abcdef', (label) => run(label)),
        [choose, run('g'), { ...choose, choices: [] }, { kind: 'link', label: said`x`, url: 'javascript:alert(1)' }],
      ],
    });
    const rows = allIn(components).filter(({ type }) => type === 1);
    expect(rows.map((row) => (row['components'] as Component[]).length)).toEqual([5, 1, 1, 1]);
  });

  test('more than 25 choices: the rest is counted', () => {
    const choices = Array.from({ length: 40 }, (_, i) => ({ label: `Choice ${i}`, value: String(i) }));
    const { components } = render({
      blocks: [],
      actions: [[{ kind: 'choose', label: said`Which?`, command: 'a', options: {}, option: 'b', as: 'reply', choices }]],
    });
    const select = allIn(components).find(({ type }) => type === 3);
    expect(select?.['options']).toHaveLength(25);
    expect(select?.['placeholder']).toBe('Which? (15 more not shown)');
  });

  test('more than ten files: the rest is counted', () => {
    const files = Array.from({ length: 12 }, () => ({ name: 'Cable 1.TXT', bytes: bytes('x') }));
    const rendered = render({ blocks: [text(said`Here.`)], files });
    expect(rendered.files.map(({ name }) => name).slice(0, 3)).toEqual(['cable-1.txt', 'cable-1-2.txt', 'cable-1-3.txt']);
    expect(rendered.files).toHaveLength(10);
    expect(wordsOf(rendered)).toContain('2 files did not fit.');
  });
});
