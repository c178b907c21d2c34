import fc from 'fast-check';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createSending, faultsIn } from '../../src/chat/discord/payload.ts';
import type { Component } from '../../src/chat/discord/actions.ts';
import { renderReply, type Rendered } from '../../src/chat/discord/render.ts';
import { toMarkdown, type Style } from '../../src/chat/discord/text.ts';
import { sha256 } from '../../src/store/hash.ts';
import type { Action, Block, FormField, Item, Reply } from '../../src/reply/reply.ts';
import { commandLink, type RunAction } from '../../src/reply/actions.ts';
import { own, quoted, ref, said, strong, time, type Part, type Text } from '../../src/reply/text.ts';
import { injections } from '../fixtures/injection.ts';
import { liveConstructs, shownText } from '../helpers/live-markup.ts';

const mark = (words: string): Part => ({ kind: 'mark', text: words });
const isLong = process.env['CABLEDESK_LONG'] === '1';
const runs = isLong ? 5000 : 75;
const commands = new Map([['search', '816437322781949972']]);
const context = { store: { keep: (view: string) => sha256(view).slice(0, 22), seal: () => 'sealed--' }, commands };
const render = (reply: Reply): Rendered => renderReply(reply, context);
const text = (value: Text): Block => ({ kind: 'text', text: value });
const bytes = (value: string) => new TextEncoder().encode(value);

function allIn(components: readonly Component[]): Component[] {
  return components.flatMap((part) => [part, ...allIn((part['components'] as Component[] | undefined) ?? [])]);
}
const textsOf = ({ components }: Rendered): string[] =>
  allIn(components).flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
const wordsOf = (rendered: Rendered): string => shownText(textsOf(rendered).join('\n'));
const buttonsOf = ({ components }: Rendered): Component[] => allIn(components).filter(({ type }) => type === 2);

const run = (label: string, more: Partial<RunAction> = {}): RunAction => ({
  kind: 'run',
  label: [quoted(label)],
  command: 'cable',
  options: { ref: label },
  as: 'replace',
  ...more,
});

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

  test('a long passage is cut, and exactly what is missing is said', () => {
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

  test('six buttons are two rows, a select has its own, and what Discord refuses is left out', () => {
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

  test('of more than 25 choices the rest is counted', () => {
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

  test('two strings side by side do not come to life together', () => {
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

  test('bold words side by side are one, and a fence is left as it is', () => {
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

  test('a table stands in columns no wider than a phone', () => {
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
