import type { Action, Block, Item, Reply } from '../../reply/reply.ts';
import { eachAction } from '../../reply/actions.ts';
import { plain, type Part, type Text } from '../../reply/text.ts';
import { terminal } from '../neutralise.ts';

/** How the terminal shows emphasis. */
type TerminalStyle = { bold(text: string): string };

const stars: TerminalStyle = { bold: (text) => `*${text}*` };

/** A reply as text for a terminal. Text of documents cannot send commands to it. Actions are numbered. */
export function renderTerminal(reply: Reply, style: TerminalStyle = stars): string {
  const numbers = createNumbers();
  const lines: string[] = [];
  if (reply.tone === 'error') lines.push('That didn’t work.');
  if (reply.title !== undefined) lines.push(style.bold(flat(reply.title)), '');
  for (const block of reply.blocks) lines.push(...blockLines(block, style, numbers));
  for (const file of reply.files ?? [])
    lines.push(`[file] ${terminal(file.name)} (${file.bytes.byteLength.toLocaleString('en-US')} bytes)`);
  for (const row of reply.actions ?? []) {
    const shown = row.map((action) => numbers.label(action)).join('  ');
    if (shown !== '') lines.push('', shown);
  }
  return lines.join('\n').trimEnd();
}

/** All actions in the order of their numbers, which start at 1. */
export function numberedActions(reply: Reply): ReturnType<typeof eachAction> {
  const items = reply.blocks.flatMap((block) => (block.kind === 'items' ? block.items.flatMap((item) => item.actions ?? []) : []));
  return eachAction([...items, ...(reply.actions ?? []).flat()]);
}

type Numbers = { label(action: Action): string };

function createNumbers(): Numbers {
  let next = 0;
  return {
    label(action) {
      if (action.kind === 'menu') return `${flat(action.label)}: ${eachAction([action]).map(this.label).join('  ')}`;
      next += 1;
      const name = `[${next}] ${flat(action.label)}`;
      if (action.kind === 'choose')
        return `${name}: ${action.choices.map((choice) => `${terminal(choice.label)}${choice.selected === true ? ' (now)' : ''}`).join(' | ')}`;
      return action.kind === 'run' && action.disabled === true ? `${name} (not now)` : name;
    },
  };
}

function blockLines(block: Block, style: TerminalStyle, numbers: Numbers): string[] {
  switch (block.kind) {
    case 'text':
      return [words(block.text, style)];
    case 'small':
      return [`(${flat(block.text)})`];
    case 'passage':
      return [indent(words(block.text, style).trimEnd(), '  | ')];
    case 'copy':
      return [indent(terminal(plain(block.text)), '    ')];
    case 'items':
      return block.items.flatMap((item) => itemLines(item, style, numbers));
    case 'facts':
      return block.facts.map(([name, value]) => `${name}: ${words(asText(value), style)}`);
    case 'table':
      return [[block.columns.join('  '), ...block.rows.map((row) => row.map((cell) => flat(asText(cell))).join('  '))].join('\n')];
    case 'picture':
      return [`[picture] ${flat(block.alt)}`];
    case 'rule':
      return ['----'];
  }
}

const asText = (value: Text | Part): Text => (Array.isArray(value) ? (value as Text) : [value as Part]);

function itemLines({ head, lines = [], passage, actions = [] }: Item, style: TerminalStyle, numbers: Numbers): string[] {
  return [
    words(head, style),
    ...lines.map((line) => `  ${words(line, style)}`),
    ...(passage === undefined ? [] : [indent(words(passage, style), '  | ')]),
    ...(actions.length === 0 ? [] : [`  ${actions.map((action) => numbers.label(action)).join('  ')}`, '']),
  ];
}

function words(text: Text, style: TerminalStyle): string {
  return text
    .map((part) => (part.kind === 'mark' || part.kind === 'strong' ? style.bold(terminal(part.text)) : terminal(plain([part]))))
    .join('');
}

const flat = (text: Text): string => terminal(plain(text)).replaceAll(/\s+/g, ' ');
const indent = (text: string, prefix: string): string => text.replaceAll(/^/gm, prefix);
