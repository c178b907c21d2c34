import { terminal } from '../../chat/neutralise.ts';
import type { Message } from './wire.ts';

/** A button or select of a message; its number is its position in the list of controls. */
export type Control = {
  id: string;
  label: string;
  kind: 'button' | 'select';
  disabled: boolean;
  options: { label: string; value: string }[];
  url?: string;
};

type Part = {
  type?: number;
  content?: string;
  label?: string;
  custom_id?: string;
  disabled?: boolean;
  url?: string;
  placeholder?: string;
  options?: { label: string; value: string; default?: boolean }[];
  components?: Part[];
  items?: { description?: string }[];
  file?: { url?: string; name?: string };
};

/** A message of the API as text for a terminal, and its controls. */
export function readMessage(message: Message, nameOf: (id: string) => string | undefined): { text: string; controls: Control[] } {
  const controls: Control[] = [];
  const lines = (message.components as Part[]).flatMap((part) => partLines(part, controls, nameOf));
  const attached = message.attachments.map(
    ({ filename, url, size }) => `[file] ${terminal(filename)} (${size.toLocaleString('en-US')} bytes) ${url}`,
  );
  const content = message.content === '' ? [] : [unescape(message.content, nameOf)];
  return { text: [...content, ...lines, ...attached].join('\n'), controls };
}

function partLines(part: Part, controls: Control[], nameOf: (id: string) => string | undefined): string[] {
  switch (part.type) {
    case 10:
      return [unescape(part.content ?? '', nameOf)];
    case 1: {
      const shown = (part.components ?? []).map((inner) => controlText(inner, controls)).join('  ');
      return [shown];
    }
    case 12:
      return (part.items ?? []).map(({ description }) => `[picture] ${terminal(description ?? '')}`);
    case 13:
      return [];
    case 14:
      return ['----'];
    case undefined:
    default:
      return (part.components ?? []).flatMap((inner) => partLines(inner, controls, nameOf));
  }
}

function controlText(part: Part, controls: Control[]): string {
  const options = (part.options ?? []).map(({ label, value }) => ({ label, value }));
  const control: Control = {
    id: part.custom_id ?? '',
    label: part.label ?? part.placeholder ?? '',
    kind: part.type === 2 ? 'button' : 'select',
    disabled: part.disabled === true,
    options,
    ...(part.url === undefined ? {} : { url: part.url }),
  };
  controls.push(control);
  const number = controls.length;
  const name = `[${number}] ${terminal(control.label)}`;
  if (control.kind === 'select')
    return `${name}: ${(part.options ?? []).map((option, i) => `${number}.${i + 1} ${terminal(option.label)}${option.default === true ? ' (now)' : ''}`).join(' | ')}`;
  return control.disabled ? `${name} (not now)` : name;
}

/** Discord's markdown as text for a terminal: no backslashes, matched words between asterisks, quotes with a bar. */
function unescape(markdown: string, nameOf: (id: string) => string | undefined): string {
  const lines = markdown.split('\n').map((line) => {
    const quote = line.startsWith('> ') ? '  | ' : '';
    const rest = line.replace(/^(?:> |-# |### )/, '');
    return (
      quote +
      rest
        .replaceAll('**', '\u0001')
        .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
        .replaceAll('\u0001', '*')
        .replaceAll(/[\u2068\u2069\u200B]/g, '')
    );
  });
  return terminal(
    lines
      .filter((line) => line !== '```text' && line !== '```')
      .join('\n')
      .replaceAll(
        /<t:(\d+):[a-zA-Z]>/g,
        (_, seconds: string) => `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      )
      .replaceAll(/<\/([^:>]+):\d+>/g, '/$1')
      .replaceAll(/<(@&?|#)(\d+)>/g, (whole: string, sign: string, id: string) => `${sign === '#' ? '#' : '@'}${nameOf(id) ?? whole}`),
  );
}
