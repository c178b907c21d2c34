import { html, nothing, type TemplateResult } from 'lit-html';
import { failLocally } from './box.ts';
import { showModal } from './modal.ts';
import { model, displayName, load, localName, offeredCommands, performAction, you } from './model.ts';
import type { UserAction, PageMessage, PageUser } from './protocol.ts';
import { refresh } from './refresh.ts';

type Entry = { label: string; run: () => void; isApp?: boolean };
type Menu = { label: string; at: { x: number; y: number }; entries: Entry[]; from: HTMLElement | undefined };

/** The open menu; there is one at most. */
let menu: Menu | undefined;

/** What can be done with a message: copy its text, and the message commands of the bot. */
export function openMessageMenu(event: MouseEvent, message: PageMessage): void {
  // A right click on a link opens the browser's own menu.
  if (event.type === 'contextmenu' && event.target instanceof Element && event.target.closest('a, input, textarea') !== null) return;
  const apps = offeredCommands(3, message.channel_id).map(({ name, ...command }): Entry => ({
    label: localName({ name, ...command }),
    isApp: true,
    run: () => void call({ kind: 'message-menu', name, message: message.id }, name),
  }));
  const copy = (): void =>
    void navigator.clipboard.writeText(document.querySelector<HTMLElement>(`#m${message.id} .body`)?.innerText ?? '');
  show(event, 'Message', [{ label: 'Copy text', run: copy }, ...apps]);
}

/** What can be done with a person: the member commands of the bot. */
export function openUserMenu(event: MouseEvent, user: PageUser): void {
  const apps = offeredCommands(2).map(({ name, ...command }): Entry => ({
    label: localName({ name, ...command }),
    isApp: true,
    run: () => void call({ kind: 'user-menu', name, user: user.id, channel: model.channel }, name),
  }));
  show(event, displayName(user), [
    { label: 'Copy name', run: () => void navigator.clipboard.writeText(displayName(user)) },
    ...(user.id === you().user.id ? languages : []),
    ...apps,
  ]);
}

/** The languages that one's own Discord can be set to. */
const languages = [
  ['English', 'en-GB'],
  ['Français', 'fr'],
].map(([label = '', locale = '']): Entry => ({ label, run: () => void performAction({ kind: 'speak', locale }).then(load) }));

async function call(action: UserAction, name: string): Promise<void> {
  const { error, failed, modal } = await performAction(action);
  if (modal !== undefined) showModal(modal);
  if ((error ?? failed) !== undefined) failLocally(name, error ?? 'The application did not respond');
}

function show(event: MouseEvent, label: string, entries: Entry[]): void {
  event.preventDefault();
  event.stopPropagation();
  const from = event.currentTarget instanceof HTMLElement ? event.currentTarget : undefined;
  // A click by keyboard has no position of its own.
  const box = from?.getBoundingClientRect();
  const at =
    event.clientX === 0 && event.clientY === 0 && box !== undefined
      ? { x: box.left, y: box.bottom }
      : { x: event.clientX, y: event.clientY };
  menu = { label, at, entries, from };
  refresh(() => {
    const shown = document.getElementById('menu');
    if (shown === null) return;
    const { width, height } = shown.getBoundingClientRect();
    shown.style.left = `${Math.max(4, Math.min(at.x, innerWidth - width - 4))}px`;
    shown.style.top = `${Math.max(4, Math.min(at.y, innerHeight - height - 4))}px`;
    shown.querySelector('button')?.focus();
  });
}

function close(): void {
  const from = menu?.from;
  menu = undefined;
  refresh(() => from?.focus());
}

function onKey(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  if (event.key === 'Escape' || event.key === 'Tab') close();
  else if (event.key === 'ArrowDown') buttons[(at + 1) % buttons.length]?.focus();
  else if (event.key === 'ArrowUp') buttons[(at - 1 + buttons.length) % buttons.length]?.focus();
  else return;
  event.preventDefault();
}

/** The open menu, if there is one. */
export function menuView(): TemplateResult | typeof nothing {
  if (menu === undefined) return nothing;
  const { label, at, entries } = menu;
  const draw = ({ label: text, run }: Entry): TemplateResult =>
    html`<button type="button" role="menuitem" @click=${() => (close(), run())}>${text}</button>`;
  const apps = entries.filter(({ isApp }) => isApp === true);
  return html`<div id="menu" class="menu" role="menu" aria-label=${label} .style=${`left:${at.x}px;top:${at.y}px`} @keydown=${onKey}>
    ${entries.filter(({ isApp }) => isApp !== true).map(draw)} ${apps.length === 0 ? nothing : html`<p class="label">Apps</p>`}
    ${apps.map(draw)}
  </div>`;
}

document.addEventListener('pointerdown', ({ target }) => {
  if (menu !== undefined && !(target instanceof Element && target.closest('#menu') !== null)) close();
});
