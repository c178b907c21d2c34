import type { Component } from '../../src/chat/discord/actions.ts';
import { renderReply, type Rendered } from '../../src/chat/discord/render.ts';
import { sha256 } from '../../src/store/hash.ts';
import type { Block, Reply } from '../../src/reply/reply.ts';
import type { RunAction } from '../../src/reply/actions.ts';
import { quoted, type Part, type Text } from '../../src/reply/text.ts';
import { shownText } from './live-markup.ts';

/** Replies as Discord gets them, and what is in them. */

export const mark = (words: string): Part => ({ kind: 'mark', text: words });
export const commands = new Map([['search', '816437322781949972']]);
export const context = { store: { keep: (view: string) => sha256(view).slice(0, 22), seal: () => 'sealed--' }, commands };
export const render = (reply: Reply): Rendered => renderReply(reply, context);
export const text = (value: Text): Block => ({ kind: 'text', text: value });
export const bytes = (value: string) => new TextEncoder().encode(value);

export function allIn(components: readonly Component[]): Component[] {
  return components.flatMap((part) => [part, ...allIn((part['components'] as Component[] | undefined) ?? [])]);
}
export const textsOf = ({ components }: Rendered): string[] =>
  allIn(components).flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
export const wordsOf = (rendered: Rendered): string => shownText(textsOf(rendered).join('\n'));
export const buttonsOf = ({ components }: Rendered): Component[] => allIn(components).filter(({ type }) => type === 2);

export const run = (label: string, more: Partial<RunAction> = {}): RunAction => ({
  kind: 'run',
  label: [quoted(label)],
  command: 'cable',
  options: { ref: label },
  as: 'replace',
  ...more,
});
