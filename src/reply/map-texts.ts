import type { Action, Block, Item, Reply } from './reply.ts';
import { plain, type Part, type Text } from './text.ts';

/** The answer with each of its texts, those of buttons and lists included, as `text` makes it. */
export function mapTexts(reply: Reply, text: (one: Text) => Text): Reply {
  const either = (one: Text | Part): Text | Part => (Array.isArray(one) ? text(one as Text) : text([one as Part]));
  const words = (one: string): string => plain(text([{ kind: 'quoted', text: one }]));
  const action = <A extends Action>(one: A): A => changed(one) as A;
  const changed = (one: Action): Action => {
    const label = text(one.label);
    if (one.kind === 'menu')
      return { ...one, label, entries: one.entries.map((entry) => ({ action: action(entry.action), about: text(entry.about) })) };
    if (one.kind === 'choose')
      return {
        ...one,
        label,
        choices: one.choices.map((choice) => ({
          ...choice,
          label: words(choice.label),
          ...(choice.description === undefined ? {} : { description: words(choice.description) }),
        })),
      };
    return one.kind === 'form' ? { ...one, label, title: text(one.title) } : { ...one, label };
  };
  const item = (one: Item): Item => ({
    ...one,
    head: text(one.head),
    ...(one.lines === undefined ? {} : { lines: one.lines.map(text) }),
    ...(one.passage === undefined ? {} : { passage: text(one.passage) }),
    ...(one.actions === undefined ? {} : { actions: one.actions.map(action) }),
  });
  const block = (one: Block): Block => {
    switch (one.kind) {
      case 'text':
      case 'passage':
      case 'small':
      case 'copy':
        return { ...one, text: text(one.text) };
      case 'items':
        return { ...one, items: one.items.map(item) };
      case 'facts':
        return { ...one, facts: one.facts.map(([label, value]) => [label, either(value)]) };
      case 'table':
        return { ...one, columns: one.columns.map(words), rows: one.rows.map((row) => row.map(either)) };
      case 'picture':
        return { ...one, alt: text(one.alt), file: { ...one.file, ...(one.file.alt === undefined ? {} : { alt: words(one.file.alt) }) } };
      case 'rule':
        return one;
    }
  };
  return {
    ...reply,
    ...(reply.title === undefined ? {} : { title: text(reply.title) }),
    blocks: reply.blocks.map(block),
    ...(reply.actions === undefined ? {} : { actions: reply.actions.map((row) => row.map(action)) }),
  };
}
