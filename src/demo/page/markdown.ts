import { html, nothing, type TemplateResult } from 'lit-html';
import { channelName, channelOf, chooseCommand, displayName, open, state, userOf } from './model.ts';
import type { MarkdownNode, Trees } from './protocol.ts';
import { refresh } from './refresh.ts';
import { timeText } from './time.ts';

/** Spoilers that have been opened. */
const revealed = new WeakSet<MarkdownNode>();

type Drawn = TemplateResult | string | typeof nothing;

/** A text in Discord's markdown, drawn from its syntax tree; without one, the plain text. */
export function markdownView(text: string, trees: Trees): TemplateResult {
  const tree = trees[text];
  return html`<div class="text">${tree === undefined ? text : draw(tree)}</div>`;
}

function draw(content: MarkdownNode['content']): Drawn | Drawn[] {
  if (content === undefined) return nothing;
  if (typeof content === 'string') return content;
  return content.map((node, i) => drawNode(node, content[i - 1]));
}

function drawNode(node: MarkdownNode, before: MarkdownNode | undefined): Drawn {
  const inner = (): Drawn | Drawn[] => draw(node.content);
  switch (node.type) {
    case 'text':
      return typeof node.content === 'string' ? node.content : nothing;
    case 'br':
      // A block already ends its line.
      return before !== undefined && blocks.has(before.type) ? nothing : html`<br />`;
    case 'strong':
      return html`<strong>${inner()}</strong>`;
    case 'em':
      return html`<em>${inner()}</em>`;
    case 'underline':
      return html`<u>${inner()}</u>`;
    case 'strikethrough':
      return html`<s>${inner()}</s>`;
    case 'spoiler':
      return revealed.has(node)
        ? html`<span class="spoiler">${inner()}</span>`
        : html`<button type="button" class="spoiler" @click=${() => (revealed.add(node), refresh())}>Spoiler</button>`;
    case 'inlineCode':
      return html`<code>${inner()}</code>`;
    case 'codeBlock':
      return html`<pre tabindex="0"><code>${inner()}</code></pre>`;
    case 'blockQuote':
      return html`<blockquote>${draw(withoutLastBreak(node.content))}</blockquote>`;
    case 'heading':
      return html`<div class="heading h${node.level ?? 1}" role="heading" aria-level="2">${inner()}</div>`;
    case 'listItem':
      return html`<div class="item level-${Math.min(node.level ?? 0, 3)}"><span>${node.name}</span><span>${inner()}</span></div>`;
    case 'subtext':
      return html`<small class="subtext">${inner()}</small>`;
    case 'link':
    case 'url':
    case 'autolink':
      return link(node);
    case 'user':
      return mention(`@${nameOr(node.id)}`);
    case 'role':
      return mention(`@${state().roles.find(({ id }) => id === node.id)?.name ?? 'unknown-role'}`);
    case 'channel':
      return channelLink(node.id ?? '');
    case 'everyone':
    case 'here':
      return mention(`@${node.type}`);
    case 'timestamp': {
      const seconds = Number(node.timestamp);
      return html`<time class="time" datetime=${isoOf(seconds)} title=${timeText(seconds, 'F')}>${timeText(seconds, node.format)}</time>`;
    }
    case 'slashCommand':
      return html`<button class="mention" @click=${() => chooseCommand(node.fullName ?? '')}>/${node.fullName}</button>`;
    default:
      return typeof node.content === 'string' || node.content === undefined ? (node.content ?? node.name ?? nothing) : html`${inner()}`;
  }
}

const blocks = new Set(['heading', 'blockQuote', 'subtext', 'codeBlock', 'listItem']);

function withoutLastBreak(content: MarkdownNode['content']): MarkdownNode['content'] {
  return Array.isArray(content) && content.at(-1)?.type === 'br' ? content.slice(0, -1) : content;
}

function link(node: MarkdownNode): TemplateResult {
  return html`<a href=${httpOnly(node.target ?? '')} target="_blank" rel="noopener noreferrer" title=${node.target ?? ''}
    >${draw(node.content)}</a
  >`;
}

/** Only web addresses can be opened by a click: they come from the bot, which may quote anybody. */
export function httpOnly(address: string): string {
  return /^https?:\/\//i.test(address) ? address : 'about:blank';
}

const mention = (text: string): TemplateResult => html`<span class="mention">${text}</span>`;

function nameOr(id: string | undefined): string {
  const user = userOf(id ?? '');
  return user === undefined ? 'unknown-user' : displayName(user);
}

function channelLink(id: string): TemplateResult {
  const channel = channelOf(id);
  if (channel === undefined) return mention('#unknown');
  return html`<button class="mention" @click=${() => open(id)}>#${channelName(channel)}</button>`;
}

const isoOf = (seconds: number): string => {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
};
