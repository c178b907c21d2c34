import { html, nothing, render, type TemplateResult } from 'lit-html';
import { changeDraft, forgetOutage, inputId } from './box.ts';
import { startCommand } from './calling.ts';
import { forgetFailures } from './components.ts';
import { composer } from './composer.ts';
import { menuView, openUserMenu } from './menus.ts';
import { avatar, messageList } from './messages.ts';
import { modalView } from './modal.ts';
import {
  as,
  channelInAddress,
  channelName,
  channelOf,
  follow,
  look,
  model,
  newIn,
  displayName,
  open,
  pingsIn,
  state,
  toggleWire,
  whenBack,
  whenCommandChosen,
  whenLeaving,
} from './model.ts';
import type { PageChannel, PageMember } from './protocol.ts';
import { onRefresh, refresh } from './refresh.ts';
import { wireDrawer } from './wire.ts';

const colleagues = ['reporter', 'second', 'third', 'editor', 'lead', 'reader', 'stranger'];
/** On a phone, one of the two side lists may cover the messages. */
let side: 'channels' | 'members' | undefined;

function toggle(which: 'channels' | 'members'): void {
  side = side === which ? undefined : which;
  refresh();
}

function page(): TemplateResult {
  if (model.trouble !== undefined || model.state === undefined)
    return html`<main class="notice">
      <p>${model.trouble ?? 'Connecting ...'}</p>
      ${model.trouble === undefined ? nothing : html`<p>Colleagues of this demo: ${colleagues.map(colleagueLink)}</p>`}
    </main>`;
  const channel = channelOf(model.channel);
  const waiting = state()
    .channels.filter(({ id }) => id !== model.channel)
    .reduce((sum, { id }) => sum + pingsIn(id), 0);
  return html`<div class="page ${side === undefined ? '' : `with-${side}`} ${model.isWireOpen ? 'with-wire' : ''}">
    <nav class="channels" aria-label="Channels">
      <p class="guild">${state().guild.name}</p>
      <p class="demo">Demo: the real bot on its own Discord, on this machine only.</p>
      ${channelLinks()}
      <div class="you">
        <p>${avatar(state().you.user)} You are the <strong>${as}</strong></p>
        <p>${colleagues.map(colleagueLink)}</p>
      </div>
    </nav>
    <main>
      <header>
        <button
          type="button"
          class="plain menu-button"
          aria-label=${waiting === 0 ? 'Channels' : `Channels, ${waiting} new`}
          aria-expanded=${side === 'channels'}
          @click=${() => toggle('channels')}
        >
          ☰ ${mark(waiting)}
        </button>
        <h1>${channel === undefined ? '' : title(channel)}</h1>
        <span class="presence">${presence()}</span>
        <button type="button" class="plain" aria-pressed=${model.isWireOpen} @click=${() => void toggleWire()}>Wire</button>
        <button type="button" class="plain members-button" aria-expanded=${side === 'members'} @click=${() => toggle('members')}>
          Members
        </button>
      </header>
      ${model.isConnected ? nothing : html`<p class="banner" role="status">The demo is not answering. Trying again ...</p>`}
      ${messageList()} ${composer()} ${modalView()} ${menuView()}
    </main>
    ${members()} ${model.isWireOpen ? wireDrawer() : nothing}
  </div>`;
}

const title = (channel: PageChannel): string => (channel.type === 1 ? channelName(channel) : `# ${channelName(channel)}`);

/** In words, so that nobody wonders why buttons of a bot that is offline do nothing. */
function presence(): string {
  const { bot } = state();
  return bot.isConnected ? `${displayName(bot)} is online` : `${displayName(bot)} is offline`;
}

function colleagueLink(key: string): TemplateResult {
  return html`<a href="?as=${key}${location.hash}" aria-current=${key === as ? 'true' : 'false'}>${key}</a> `;
}

function channelLinks(): TemplateResult {
  const { channels } = state();
  const threadsOf = (id: string): PageChannel[] => channels.filter((channel) => channel.parent_id === id);
  const direct = channels.filter(({ type }) => type === 1);
  const top = channels.filter(({ type, parent_id }) => type !== 1 && parent_id === null);
  return html`<ul>
      ${top.map(
        (channel) =>
          html`<li>
            ${channelLink(channel)}
            <ul>
              ${threadsOf(channel.id).map((thread) => html`<li>${channelLink(thread)}</li>`)}
            </ul>
          </li>`,
      )}
    </ul>
    <h2>Direct messages</h2>
    <ul>
      ${direct.map((channel) => html`<li>${channelLink(channel)}</li>`)}
    </ul>`;
}

function channelLink(channel: PageChannel): TemplateResult {
  const isNew = newIn(channel.id).length > 0;
  const isHere = channel.id === model.channel;
  return html`<button
    type="button"
    class="channel ${isNew ? 'unread' : ''}"
    aria-current=${isHere ? 'page' : 'false'}
    @click=${() => ((side = undefined), open(channel.id))}
  >
    ${title(channel)} ${isNew && pingsIn(channel.id) === 0 ? html`<span class="unseen">unread</span>` : mark(pingsIn(channel.id))}
  </button>`;
}

/** The red number of what waits for this person. */
const mark = (count: number): TemplateResult | typeof nothing =>
  count === 0 ? nothing : html`<span class="count">${count}<span class="unseen"> new</span></span>`;

function members(): TemplateResult {
  const { roles, bot } = state();
  const rolesOf = (member: PageMember): string =>
    roles
      .filter(({ id }) => member.roles.includes(id))
      .map(({ name }) => name)
      .join(', ');
  return html`<aside class="members" aria-label="Members">
    <h2>Members</h2>
    <ul>
      ${state().members.map(
        (member) =>
          html`<li>
            <button
              type="button"
              class="member"
              aria-haspopup="menu"
              @click=${(event: MouseEvent) => openUserMenu(event, member.user)}
              @contextmenu=${(event: MouseEvent) => openUserMenu(event, member.user)}
            >
              ${avatar(member.user)}
              <span>${displayName(member.user)}<span class="about">${rolesOf(member) === '' ? 'no role' : rolesOf(member)}</span></span>
            </button>
          </li>`,
      )}
      <li>
        <span class="member"
          >${avatar(bot)}
          <span
            >${displayName(bot)} <span class="app">APP</span><span class="about">${bot.isConnected ? 'online' : 'offline'}</span></span
          ></span
        >
      </li>
    </ul>
  </aside>`;
}

/** Draws everything; a list that was scrolled to its end stays there. */
function draw(): void {
  const before = document.getElementById('messages');
  const isBegun = before !== null && before.querySelector('article') !== null;
  const wasAtEnd = !isBegun || before.scrollHeight - before.scrollTop - before.clientHeight < 80;
  const channel = before?.dataset['channel'];
  render(page(), document.body);
  const list = document.getElementById('messages');
  if (list === null) return;
  list.dataset['channel'] = model.channel;
  // An empty channel starts at its top, a conversation at its end.
  if (list.querySelector('article') === null) list.scrollTop = 0;
  else if (wasAtEnd || channel !== model.channel) list.scrollTop = list.scrollHeight;
  const news = state().channels.reduce((sum, { id }) => sum + pingsIn(id), 0);
  const here = channelOf(model.channel);
  document.title = `${news === 0 ? '' : `(${news}) `}${here === undefined ? '' : title(here)} · ${as} · cabledesk demo`;
}

onRefresh(draw);
document.body.replaceChildren();
document.addEventListener('visibilitychange', () => {
  if (document.hidden || model.state === undefined) return;
  look();
  refresh();
});
// Pictures make a message taller after it is drawn.
document.addEventListener(
  'load',
  ({ target }) => {
    const list = document.getElementById('messages');
    if (target instanceof HTMLImageElement && list !== null && list.scrollHeight - list.scrollTop - list.clientHeight < target.height + 80)
      list.scrollTop = list.scrollHeight;
  },
  true,
);
whenLeaving(changeDraft);
whenCommandChosen(startCommand);
whenBack(() => {
  forgetOutage();
  forgetFailures();
});
addEventListener('popstate', () => {
  const channel = model.state === undefined ? undefined : channelInAddress();
  if (channel !== undefined) open(channel, true);
});
// Typing goes into the box when no other field has the focus.
document.addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey, target }) => {
  const isTyping = key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
  const isInField =
    target instanceof Element && target.closest('input, textarea, select, dialog, [role=listbox], .popup, .menu, .calling') !== null;
  if (isTyping && !isInField) document.getElementById(inputId)?.focus();
});
refresh();
follow();
