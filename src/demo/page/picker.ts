import type { APISelectMenuComponent } from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { component } from '../../chat/lint/components.ts';
import { channelName, displayName, state } from './model.ts';
import { focus, refresh } from './refresh.ts';

/** A choice in a list. `group`: the heading under which it stands, with those around it that have the same. */
export type PickerChoice = { value: string; label: string; description?: string; group?: string; icon?: TemplateResult };

/** A list of choices to be drawn. */
export type Listbox = {
  id: string;
  label: string;
  choices: readonly PickerChoice[];
  /** Index of the active choice; -1 for none. */
  active: number;
  chosen?: readonly string[];
  isMulti?: boolean;
  /** Shown when there are no choices. */
  none?: string;
  onPick: (value: string) => void;
};

/** An accessible list of choices. The focus stays outside; `active` is the choice that the arrow keys have reached. */
export function listbox({
  id,
  label,
  choices,
  active,
  chosen = [],
  isMulti = false,
  none = 'No results.',
  onPick,
}: Listbox): TemplateResult {
  if (choices.length === 0) return html`<p class="none" id=${id} role="status">${none}</p>`;
  return html`<ul class="listbox" id=${id} role="listbox" aria-label=${label} aria-multiselectable=${isMulti} tabindex="0">
    ${choices.map(
      (choice, i) =>
        html`${
            choice.group === undefined || choice.group === choices[i - 1]?.group
              ? nothing
              : html`<li class="label" role="presentation">${choice.group}</li>`
          }
          <li
            class="${choice.icon === undefined ? '' : 'with-icon'} ${i === active ? 'active' : ''}"
            id="${id}-${i}"
            role="option"
            aria-selected=${chosen.includes(choice.value) || (!isMulti && i === active && chosen.length === 0)}
            @pointerdown=${(event: Event) => event.preventDefault()}
            @click=${() => onPick(choice.value)}
          >
            ${choice.icon ?? nothing}
            <span class="choice">${choice.label}</span>
            ${choice.description === undefined ? nothing : html`<span class="about">${choice.description}</span>`}
            ${chosen.includes(choice.value) ? html`<span class="tick" aria-hidden="true">✓</span>` : nothing}
          </li>`,
    )}
  </ul>`;
}

/** The index that arrow keys, Home, End and the page keys lead to in a list of so many; undefined for other keys. */
export function moved(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  const steps: Record<string, number> = {
    ArrowDown: (active + 1) % count,
    ArrowUp: (Math.max(active, 0) - 1 + count) % count,
    Home: 0,
    End: count - 1,
    PageDown: Math.min(count - 1, active + 8),
    PageUp: Math.max(0, active - 8),
  };
  return steps[key];
}

/** Scrolls the active choice into view. */
export function keepInSight(id: string, active: number): void {
  refresh(() => document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' }));
}

/** The choices of a select, also of those that Discord fills with people, roles or channels. */
export function choicesOf(part: APISelectMenuComponent): PickerChoice[] {
  const { members, roles, channels, bot } = state();
  const people = (): PickerChoice[] =>
    [...members.map(({ user }) => user), bot].map((user) => ({ value: user.id, label: displayName(user), description: user.username }));
  const groups = (): PickerChoice[] => roles.map(({ id, name }) => ({ value: id, label: `@${name}`, description: 'Role' }));
  switch (part.type as number) {
    case component.userSelect:
      return people();
    case component.roleSelect:
      return groups();
    case component.mentionableSelect:
      return [...people(), ...groups()];
    case component.channelSelect: {
      const types = 'channel_types' in part ? (part.channel_types as number[] | undefined) : undefined;
      return channels
        .filter(({ type }) => type !== 1 && (types === undefined || types.length === 0 || types.includes(type)))
        .map((channel) => ({ value: channel.id, label: `#${channelName(channel)}` }));
    }
    default:
      return 'options' in part
        ? part.options.map(({ value, label, description }) => ({ value, label, ...(description === undefined ? {} : { description }) }))
        : [];
  }
}

/** What is chosen in a select at first. */
export function preselected(part: APISelectMenuComponent): string[] {
  if ('options' in part) return part.options.filter((option) => option.default === true).map(({ value }) => value);
  return ('default_values' in part ? (part.default_values ?? []) : []).map(({ id }) => id);
}

/** A select to be drawn. */
export type SelectView = {
  /** Unique among the selects on the page. */
  key: string;
  part: APISelectMenuComponent;
  label: string;
  chosen: readonly string[];
  isDisabled?: boolean;
  isInvalid?: boolean;
  onPick: (values: string[]) => void;
};

/** The open select; there is one at most. */
let opened: (SelectView & { active: number; filter: string; picked: string[] }) | undefined;

const idOf = (key: string): string => `select-${key.replaceAll(/[^\w-]/g, '_')}`;

/** Closes the open select; as in Discord, only now is a choice of several values made. */
export function closeSelect(isGivenUp = false): void {
  const before = opened;
  opened = undefined;
  if (before === undefined) return;
  const { part, picked, chosen, onPick } = before;
  const isChanged = picked.length !== chosen.length || picked.some((value) => !chosen.includes(value));
  if (!isGivenUp && most(part) > 1 && isChanged && picked.length >= least(part)) onPick(picked);
  refresh();
}

const least = (part: APISelectMenuComponent): number => part.min_values ?? 1;
const most = (part: APISelectMenuComponent): number => part.max_values ?? 1;

/** A select of a message or form. */
export function selectView(view: SelectView): TemplateResult {
  const { key, part, label, chosen, isDisabled = false, isInvalid = false } = view;
  const id = idOf(key);
  const isOpen = opened?.key === key;
  const all = choicesOf(part);
  const shown = all.filter(({ value }) => (isOpen ? opened?.picked : chosen)?.includes(value)).map((choice) => choice.label);
  return html`<div class="select" data-select=${key}>
    <button
      type="button"
      id=${id}
      class="field"
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded=${isOpen}
      aria-controls="${id}-list"
      aria-label=${label}
      aria-invalid=${isInvalid}
      ?disabled=${part.disabled === true}
      aria-disabled=${isDisabled}
      @click=${() => (isOpen ? closeSelect() : isDisabled ? undefined : openSelect(view))}
      @keydown=${(event: KeyboardEvent) => {
        if (isOpen || isDisabled || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
        event.preventDefault();
        openSelect(view);
      }}
    >
      <span class=${shown.length === 0 ? 'placeholder' : ''}
        >${shown.length === 0 ? (part.placeholder ?? 'Make a selection') : shown.join(', ')}</span
      >
      <span aria-hidden="true">▾</span>
    </button>
    ${isOpen && opened !== undefined ? popup(opened, id) : nothing}
  </div>`;
}

const isSearchable = (part: APISelectMenuComponent): boolean => (part.type as number) !== component.stringSelect;

function openSelect(view: SelectView): void {
  closeSelect();
  const picked = [...view.chosen];
  const active = Math.max(
    0,
    choicesOf(view.part).findIndex(({ value }) => picked.includes(value)),
  );
  opened = { ...view, active, filter: '', picked };
  const id = idOf(view.key);
  focus(isSearchable(view.part) ? `${id}-filter` : `${id}-popup`);
  keepInSight(`${id}-list`, active);
}

function fitting({ part, filter }: { part: APISelectMenuComponent; filter: string }): PickerChoice[] {
  const wanted = filter.toLowerCase();
  return choicesOf(part).filter(({ label }) => label.toLowerCase().includes(wanted));
}

function popup(open: NonNullable<typeof opened>, id: string): TemplateResult {
  const choices = fitting(open);
  const { part, active, picked, label } = open;
  const isMulti = most(part) > 1;
  const list = listbox({ id: `${id}-list`, label, choices, active, chosen: picked, isMulti, onPick: pick });
  return html`<div class="popup" id="${id}-popup" tabindex="-1" aria-activedescendant="${id}-list-${active}" @keydown=${onKey}>
    ${
      isSearchable(part)
        ? html`<input
            id="${id}-filter"
            class="field"
            type="text"
            autocomplete="off"
            aria-label="Search"
            placeholder="Search"
            aria-controls="${id}-list"
            aria-activedescendant="${id}-list-${active}"
            .value=${live(open.filter)}
            @input=${(event: Event) => {
              open.filter = (event.target as HTMLInputElement).value;
              open.active = 0;
              refresh();
            }}
          />`
        : nothing
    }
    ${list}
    ${
      isMulti
        ? html`<div class="popup-end">
            <span>${picked.length} of ${least(part) === most(part) ? most(part) : `${least(part)} to ${most(part)}`}</span>
            <button type="button" class="button style-1" @click=${() => finish()}>Done</button>
          </div>`
        : nothing
    }
  </div>`;
}

function finish(): void {
  const id = opened === undefined ? '' : idOf(opened.key);
  closeSelect();
  focus(id);
}

function pick(value: string): void {
  if (opened === undefined) return;
  const { part, picked, onPick } = opened;
  const isPicked = picked.includes(value);
  if (most(part) > 1) {
    if (isPicked) opened.picked = picked.filter((other) => other !== value);
    else if (picked.length < most(part)) opened.picked = [...picked, value];
    return refresh();
  }
  const values = isPicked && least(part) === 0 ? [] : [value];
  const id = idOf(opened.key);
  opened = undefined;
  focus(id);
  onPick(values);
}

function onKey(event: KeyboardEvent): void {
  if (opened === undefined) return;
  const id = `${idOf(opened.key)}-list`;
  const choices = fitting(opened);
  const next = moved(event.key, opened.active, choices.length);
  const inFilter = event.target instanceof HTMLInputElement;
  if (next !== undefined && !(inFilter && (event.key === 'Home' || event.key === 'End'))) {
    event.preventDefault();
    opened.active = next;
    return keepInSight(id, next);
  }
  if (event.target instanceof HTMLButtonElement) return;
  if (event.key === 'Enter' || (event.key === ' ' && !inFilter)) {
    event.preventDefault();
    const choice = choices[opened.active];
    if (choice !== undefined) pick(choice.value);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    const back = idOf(opened.key);
    closeSelect(true);
    focus(back);
  } else if (event.key === 'Tab' && most(opened.part) <= 1) closeSelect();
}

/** A press anywhere else closes the open select. */
document.addEventListener('pointerdown', ({ target }) => {
  const inside = target instanceof Element ? target.closest('[data-select]') : null;
  if (opened !== undefined && inside?.getAttribute('data-select') !== opened.key) closeSelect();
});
