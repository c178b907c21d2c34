import type { APIEmbed } from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { localFailures } from './box.ts';
import { attachmentPath, components, failureOf, fileCard } from './components.ts';
import { icon } from './icons.ts';
import { markdownView } from './markdown.ts';
import { openMessageMenu, openUserMenu } from './menus.ts';
import {
  channelName,
  channelOf,
  chooseCommand,
  memberOf,
  model,
  displayName,
  offeredCommands,
  performAction,
  state,
  userOf,
} from './model.ts';
import type { MarkdownNode, PageMessage, PageUser } from './protocol.ts';
import { dayText, isSameDay, sentText } from './time.ts';

const flag = { ephemeral: 1 << 6, loading: 1 << 7 } as const;
/** Messages of one person within this time share one heading, in milliseconds. */
const together = 7 * 60_000;

/** Draws the messages of the current channel, oldest first. */
export function messageList(): TemplateResult {
  const messages = state().messages[model.channel] ?? [];
  const failures = localFailures(model.channel);
  return html`<div class="messages" id="messages" role="log" aria-label="Messages" tabindex="0">
    ${messages.length === 0 ? welcome() : nothing}
    ${repeat(
      messages,
      ({ id }) => id,
      (message, i) => html`${dayBefore(message, messages[i - 1])}${drawMessage(message, messages[i - 1])}`,
    )}
    ${failures.map(
      (failure) =>
        html`<article class="message ephemeral" aria-label="Failure">
          <p class="used">${avatar(state().you.user)} You used <span class="mention">${failure.command}</span></p>
          <p class="failure" role="alert">⚠ ${failure.text}</p>
          <p class="ephemeral-end">
            Only you can see this · <button type="button" class="plain" @click=${failure.dismiss}>Dismiss message</button>
          </p>
        </article>`,
    )}
  </div>`;
}

/** An empty channel shows what can be done in it. */
function welcome(): TemplateResult {
  const channel = channelOf(model.channel);
  const name = channel === undefined ? '' : channelName(channel);
  const commands = offeredCommands(1);
  return html`<div class="welcome">
    <h2>${channel?.type === 1 ? name : `#${name}`}</h2>
    <p>
      ${
        commands.length === 0
          ? `Nothing has been said here yet.${channel?.type === 1 ? ' What the bot writes to you alone comes here; ask it in a channel.' : ''}`
          : 'Nothing has been said here yet. Type / to see what the bot can do, or begin with one of these:'
      }
    </p>
    <ul>
      ${commands.map(
        ({ name: command, description }) =>
          html`<li><button type="button" class="mention" @click=${() => chooseCommand(command)}>/${command}</button> ${description}</li>`,
      )}
    </ul>
  </div>`;
}

function dayBefore(message: PageMessage, before: PageMessage | undefined): TemplateResult | typeof nothing {
  const isNew = message.id === model.firstNew;
  const isSame = before !== undefined && isSameDay(before.timestamp, message.timestamp);
  if (isSame && !isNew) return nothing;
  return html`<div class="day ${isNew ? 'new' : ''}" role="separator">
    ${isSame ? nothing : dayText(message.timestamp)} ${isNew ? html`<span class="flag">New</span>` : nothing}
  </div>`;
}

function drawMessage(message: PageMessage, before: PageMessage | undefined): TemplateResult {
  const isEphemeral = has(message, flag.ephemeral);
  const isThinking = has(message, flag.loading);
  const isFollowing =
    before !== undefined &&
    before.author.id === message.author.id &&
    message.interaction_metadata === undefined &&
    before.interaction_metadata === undefined &&
    message.message_reference === undefined &&
    Date.parse(message.timestamp) - Date.parse(before.timestamp) < together;
  const isForMe = message.mentions.some(({ id }) => id === state().you.user.id);
  return html`<article
    class="message ${isEphemeral ? 'ephemeral' : ''} ${isForMe ? 'for-me' : ''} ${isFollowing ? 'following' : ''}"
    id="m${message.id}"
    aria-label="${displayName(message.author)}, ${sentText(message.timestamp)}"
    @contextmenu=${(event: MouseEvent) => openMessageMenu(event, message)}
  >
    ${used(message)} ${isFollowing ? nothing : head(message)}
    <div class="body">
      ${
        isThinking
          ? html`<p class="thinking" role="status">
              ${displayName(message.author)} is thinking<span class="dots" aria-hidden="true">...</span>
            </p>`
          : body(message)
      }
      ${message.edited_timestamp === null ? nothing : html`<span class="edited" title=${sentText(message.edited_timestamp)}>(edited)</span>`}
      ${failureOf(message) === undefined ? nothing : html`<p class="failure" role="alert">⚠ ${failureOf(message)}</p>`}
      ${
        isEphemeral
          ? html`<p class="ephemeral-end">
              ${icon('eye')} Only you can see this ·
              <button type="button" class="plain" @click=${() => void performAction({ kind: 'dismiss', message: message.id })}>
                Dismiss message
              </button>
            </p>`
          : nothing
      }
    </div>
    <button
      type="button"
      class="more"
      aria-haspopup="menu"
      aria-label="More"
      title="More"
      @click=${(event: MouseEvent) => openMessageMenu(event, message)}
    >
      ⋯
    </button>
  </article>`;
}

const has = (message: PageMessage, bit: number): boolean => (((message.flags as number | undefined) ?? 0) & bit) !== 0;

/** The contents of a message; files that its components show are not shown again. */
function body(message: PageMessage): unknown {
  const files = message.attachments.filter(({ id }) => !JSON.stringify(message.components ?? []).includes(id));
  return html`
    ${message.content === '' ? nothing : markdownView(message.content, message.trees)}
    ${message.embeds.map((embed) => drawEmbed(embed, message))} ${components(message)}
    ${files.map(({ filename, size, url, content_type, description }) =>
      content_type?.startsWith('image/') === true && attachmentPath(url) !== undefined
        ? html`<a href=${attachmentPath(url)} target="_blank" rel="noreferrer"
            ><img class="attached" src=${attachmentPath(url)} alt=${description ?? filename}
          /></a>`
        : fileCard(filename, size, url),
    )}
  `;
}

/** The type of an answer to a command of a menu: https://discord.com/developers/docs/resources/message#message-object-message-types */
const fromMenu = 23;
const gistLength = 120;

/** The first words of a message, as a reply shows them. */
function gistOf({ trees }: PageMessage): string {
  const gists = Object.values(trees).map((tree) => textOf(tree).trim().replaceAll(/\s+/g, ' '));
  return gists.find((gist) => gist !== '')?.slice(0, gistLength) ?? 'Click to see the message';
}

const textOf = (nodes: readonly MarkdownNode[]): string =>
  nodes
    .map(({ type, id, content = '' }) => {
      if (type === 'br') return ' ';
      const person = type === 'user' && id !== undefined ? userOf(id) : undefined;
      const text = person === undefined ? (typeof content === 'string' ? content : textOf(content)) : `@${displayName(person)}`;
      return inLine.has(type) ? text : `${text} `;
    })
    .join('');

/** What does not end a line. */
const inLine = new Set(['text', 'user', 'strong', 'em', 'underline', 'inlineCode', 'url', 'link', 'escape']);

/** The command that a message answers, or the message that it replies to. */
function used({ type, interaction, interaction_metadata, message_reference, channel_id }: PageMessage): TemplateResult | typeof nothing {
  if (interaction !== undefined)
    return html`<p class="used">
      ${avatar(interaction.user)} ${displayName(interaction.user)} used
      <span class="mention">${(type as number) === fromMenu ? '' : '/'}${interaction.name}</span>
    </p>`;
  const { original_response_message_id: first, ...origin } = interaction_metadata ?? {};
  const about = message_reference?.message_id ?? first ?? ('interacted_message_id' in origin ? origin.interacted_message_id : undefined);
  if (about === undefined) return nothing;
  const replied = (state().messages[channel_id] ?? []).find(({ id }) => id === about);
  if (replied === undefined) return html`<p class="used reply">The original message was deleted</p>`;
  return html`<p class="used reply">
    ${avatar(replied.author)} ${displayName(replied.author)}
    <button type="button" class="plain" @click=${() => document.getElementById(`m${replied.id}`)?.scrollIntoView({ block: 'center' })}>
      ${gistOf(replied)}
    </button>
  </p>`;
}

function head({ author, timestamp }: PageMessage): TemplateResult {
  return html`${avatar(author)}
    <p class="head">
      <button
        type="button"
        class="plain name"
        aria-haspopup="menu"
        @click=${(event: MouseEvent) => openUserMenu(event, author)}
        @contextmenu=${(event: MouseEvent) => openUserMenu(event, author)}
      >
        ${displayName(author)}
      </button>
      ${author.bot === true ? html`<span class="app">APP</span>` : nothing}
      <time datetime=${timestamp}>${sentText(timestamp)}</time>
    </p>`;
}

/** A letter on a coloured disc: the page fetches no pictures of people. */
export function avatar(user: PageUser): TemplateResult {
  const key = user.bot === true ? 'bot' : (memberOf(user.id)?.key ?? 'other');
  return html`<span class="avatar of-${key}" aria-hidden="true">${displayName(user).charAt(0).toUpperCase()}</span>`;
}

function drawEmbed({ title, description, fields, footer }: APIEmbed, { trees }: PageMessage): TemplateResult {
  return html`<div class="container accent">
    ${title === undefined ? nothing : html`<strong>${title}</strong>`}
    ${description === undefined ? nothing : markdownView(description, trees)}
    ${fields?.map(
      ({ name, value }) =>
        html`<p><strong>${name}</strong></p>
          ${markdownView(value, trees)}`,
    )}
    ${footer === undefined ? nothing : html`<small class="subtext">${footer.text}</small>`}
  </div>`;
}
