import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { box, fieldId, inputId, listId, moreId, optionOf, optionsLeft, optionsNamed, type Calling, type Filling } from './box.ts';
import { focusOption, send, showOptionList, startCalling, stopCalling } from './calling.ts';
import { callables, readCommand } from './command-text.ts';
import { readFiles, withoutControls } from './files.ts';
import { icon } from './icons.ts';
import { avatar } from './messages.ts';
import { channelName, channelOf, model, offeredCommands, state } from './model.ts';
import { keepInSight, listbox, moved, type PickerChoice } from './picker.ts';
import { popupNow, type Popup } from './popup.ts';
import { focus, refresh } from './refresh.ts';
import { suggest } from './suggestions.ts';

function onKey(event: KeyboardEvent): void {
  if (event.isComposing) return;
  const popup = popupNow();
  const count = popup?.choices.length ?? 0;
  const next =
    popup === undefined || event.shiftKey || event.key === 'Home' || event.key === 'End' ? undefined : moved(event.key, box.active, count);
  if (next !== undefined) {
    event.preventDefault();
    box.active = next;
    return keepInSight(listId, next);
  }
  const choice = popup?.choices[box.active];
  // A complete command name without required options is sent at once, and so is a value that was typed out.
  if (event.key === 'Enter' && !event.shiftKey && (isWhole(box.text) || isTypedOut(choice))) {
    event.preventDefault();
    return void send();
  }
  if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && choice !== undefined && popup !== undefined) {
    event.preventDefault();
    return popup.pick(choice.value);
  }
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    return void send();
  }
  if (event.key === 'Escape') return onEscape(event, popup !== undefined);
  if (event.key === 'Backspace') onBackspace(event);
  else if (event.key === 'Tab') onTab(event);
}

/**
 * What is typed behind the last option: the name of a further one, as long as there is one that begins so; anything else goes into
 * the first that is left.
 */
function onMoreText(calling: Calling, raw: string): void {
  calling.more = withoutControls(raw).trimStart();
  box.isPopupClosed = false;
  const named = optionsNamed(calling);
  const [first] = optionsLeft(calling);
  box.active = calling.more === '' ? -1 : 0;
  if (named.length > 0 || first === undefined) return refresh();
  const text = calling.more;
  focusOption(first.name);
  onOptionText(calling, first.name, text);
}

function isWhole(text: string): boolean {
  const found = callables(offeredCommands(1)).find(({ fullName }) => text.trim() === `/${fullName}`);
  return box.calling === undefined && found !== undefined && !found.options.some(({ required }) => required === true);
}

function isTypedOut(choice: PickerChoice | undefined): boolean {
  const text = box.calling?.fillings.get(box.calling.focused)?.text.trim().toLowerCase();
  return choice !== undefined && [choice.value.toLowerCase(), choice.label.toLowerCase()].some((one) => one === text);
}

function onEscape(event: KeyboardEvent, hasPopup: boolean): void {
  event.preventDefault();
  if (hasPopup) {
    box.isPopupClosed = true;
    refresh();
  } else if (box.calling !== undefined) stopCalling();
}

/** In an empty field, removes the option or, in the first one, the whole command. */
function onBackspace(event: KeyboardEvent): void {
  const { calling } = box;
  if (calling === undefined) return;
  const filling = calling.fillings.get(calling.focused);
  if (calling.focused === '' && calling.more !== '') return;
  if (filling !== undefined && filling.text !== '') return;
  event.preventDefault();
  const names = [...calling.fillings.keys()];
  const at = names.indexOf(calling.focused);
  const isRequired = optionOf(calling, calling.focused)?.required === true;
  if (filling !== undefined && !isRequired) calling.fillings.delete(calling.focused);
  const before = calling.focused === '' ? names.at(-1) : names[at - 1];
  if (before === undefined) return stopCalling(`/${calling.callable.fullName}`);
  focusOption(before);
}

function onTab(event: KeyboardEvent): void {
  const { calling } = box;
  if (calling === undefined) return;
  const names = [...calling.fillings.keys()];
  if (calling.focused === '' && !event.shiftKey) {
    if (optionsLeft(calling).length > 0) event.preventDefault();
    box.active = 0;
    return refresh();
  }
  const next = calling.focused === '' ? names.at(-1) : names[names.indexOf(calling.focused) + (event.shiftKey ? -1 : 1)];
  if (next !== undefined) {
    event.preventDefault();
    focusOption(next);
  } else if (!event.shiftKey && !calling.optionList && optionsLeft(calling).length > 0) {
    event.preventDefault();
    showOptionList();
  }
}

/** Draws the box in which people write messages and fill in commands. */
export function composer(): TemplateResult {
  const popup = popupNow();
  const { calling } = box;
  const isSilent = state().silent.includes(model.channel);
  return html`<div class="composer" @keydown=${onKey}>
    ${popup === undefined ? nothing : popupView(popup)} ${calling === undefined ? nothing : aboutOption(calling)}
    ${box.trouble === undefined ? nothing : html`<p class="failure" role="alert">⚠ ${box.trouble}</p>`}
    ${box.files.map(({ name }) => html`<p class="picked">${icon('file')} ${name} <button type="button" class="plain" aria-label="Remove ${name}" @click=${() => dropFile(name)}>✕</button></p>`)}
    <div class="writing">${calling === undefined ? writing(isSilent) : filling(calling)}</div>
  </div>`;
}

function popupView({ title, choices, none, pick }: Popup): TemplateResult {
  return html`<div class="completions">
    ${title === undefined ? nothing : html`<p class="label">${title}</p>`}
    ${listbox({ id: listId, label: title ?? 'Commands', choices, active: box.active, onPick: pick, ...(none === undefined ? {} : { none }) })}
  </div>`;
}

/** What the focused option is for, and what is wrong with its value. */
function aboutOption(calling: Calling): TemplateResult {
  const option = optionOf(calling, calling.focused);
  const fault = calling.fillings.get(calling.focused)?.fault;
  if (option === undefined) return html`<p class="about-option">${calling.callable.description}</p>`;
  return html`<p class="about-option" id="about-option">
    <strong>${option.name}</strong> ${option.description}
    ${fault === undefined ? nothing : html`<span class="failure" role="alert">${fault}</span>`}
  </p>`;
}

function writing(isSilent: boolean): TemplateResult {
  const channel = channelOf(model.channel);
  const name = channel === undefined ? '' : channel.type === 1 ? `@${channelName(channel)}` : `#${channelName(channel)}`;
  const popup = popupNow();
  return html`<label class="attach" title="Send a file">
      <span aria-hidden="true">+</span><input type="file" multiple aria-label="Send a file" ?disabled=${isSilent} @change=${onFiles} />
    </label>
    <textarea
      id=${inputId}
      rows=${Math.min(8, box.text.split('\n').length)}
      aria-label="Message ${name}"
      placeholder=${isSilent ? 'You may not write here.' : `Message ${name}${offeredCommands(1).length === 0 ? '' : '  (type / for commands)'}`}
      aria-haspopup="listbox"
      aria-controls=${listId}
      aria-autocomplete="list"
      aria-activedescendant=${popup === undefined ? '' : `${listId}-${box.active}`}
      ?disabled=${isSilent}
      .value=${live(box.text)}
      @input=${onText}
    ></textarea>`;
}

function onText(event: Event): void {
  box.text = (event.target as HTMLTextAreaElement).value;
  box.trouble = undefined;
  box.isPopupClosed = false;
  box.active = 0;
  // A name and a space choose the command; a pasted line is parsed.
  if (/^\/\S/.test(box.text) && / /.test(box.text)) {
    const all = callables(offeredCommands(1));
    const read = readCommand(all, box.text);
    const isBranching = all.some(({ fullName }) => fullName.startsWith(`${box.text.trim().slice(1)} `));
    if (read !== undefined && !isBranching) return startCalling(read.callable, read.values);
  }
  refresh();
}

function filling(calling: Calling): TemplateResult {
  const { callable, fillings } = calling;
  const rest = optionsLeft(calling).length;
  const list = calling.optionList ? popupNow() : undefined;
  return html`<div class="calling">
    <span class="called">${avatar(state().bot)} /${callable.fullName}</span>
    ${[...fillings].map(([name, value]) => chip(calling, name, value))}
    <input
      id=${moreId}
      type="text"
      autocomplete="off"
      autocapitalize="off"
      size=${Math.max(11, calling.more.length + 1)}
      role="combobox"
      aria-expanded=${list !== undefined}
      aria-controls=${listId}
      aria-autocomplete="list"
      aria-activedescendant=${list === undefined || box.active < 0 ? '' : `${listId}-${box.active}`}
      aria-label=${rest === 0 ? 'No further options' : `${rest} more options`}
      placeholder=${rest === 0 ? '' : `+${rest} optional`}
      .value=${live(calling.more)}
      @focus=${() => {
        if (!calling.optionList) showOptionList();
      }}
      @click=${() => {
        if (box.isPopupClosed) showOptionList();
      }}
      @input=${(event: Event) => onMoreText(calling, (event.target as HTMLInputElement).value)}
    />
    <button type="button" class="button style-1 send" @click=${() => void send()}>Send</button>
    <button type="button" class="plain" aria-label="Cancel this command" @click=${() => stopCalling()}>✕</button>
  </div>`;
}

function chip(calling: Calling, name: string, { text, fault, chosen }: Filling): TemplateResult {
  const isFile = (optionOf(calling, name)?.type as number) === 11;
  const popup = calling.focused === name ? popupNow() : undefined;
  return html`<label class="chip ${fault === undefined ? '' : 'invalid'}">
    <span>${name}</span>
    ${
      isFile
        ? html`<input
            id=${fieldId(name)}
            type="file"
            aria-label=${name}
            @focus=${() => (calling.focused = name)}
            @change=${(event: Event) => void onOptionFile(calling, name, event)}
          />`
        : html`<input
            id=${fieldId(name)}
            type="text"
            autocomplete="off"
            autocapitalize="off"
            size=${Math.min(60, Math.max(6, text.length + 1))}
            class=${chosen === undefined ? '' : 'chosen'}
            aria-label=${name}
            aria-invalid=${fault !== undefined}
            aria-describedby="about-option"
            role="combobox"
            aria-expanded=${popup !== undefined}
            aria-controls=${listId}
            aria-autocomplete="list"
            aria-activedescendant=${popup === undefined || box.active < 0 ? '' : `${listId}-${box.active}`}
            .value=${live(text)}
            @focus=${() => {
              if (calling.focused !== name) focusOption(name);
            }}
            @input=${(event: Event) => onOptionText(calling, name, (event.target as HTMLInputElement).value)}
          />`
    }
  </label>`;
}

/**
 * Typing or pasting ` sort:` into another option moves to `sort`, as in Discord, and so does `sort:` at the start of an option that
 * holds nothing else; an option's own name before its value is dropped.
 */
function onOptionText(calling: Calling, name: string, raw: string): void {
  const { fullName, options } = calling.callable;
  const text = withoutControls(raw).replace(new RegExp(`^\\s*${name}:`), '');
  const isAnother = options.some((option) => option.name !== name && text.trimStart().startsWith(`${option.name}:`));
  const { values } = readCommand([calling.callable], `/${fullName} ${isAnother ? text.trimStart() : `${name}:${text}`}`) ?? {};
  const others = [...(values ?? [])].filter(([other]) => other !== name);
  box.isPopupClosed = false;
  if (others.length === 0) {
    // The text without its prefix, but otherwise as typed: a space at its end belongs to what is being typed.
    calling.fillings.set(name, { text: text.trimStart() });
    return suggest();
  }
  if (isAnother && !values?.has(name) && optionOf(calling, name)?.required !== true) calling.fillings.delete(name);
  else calling.fillings.set(name, { text: values?.get(name) ?? '' });
  for (const [other, value] of others) calling.fillings.set(other, { text: value });
  focusOption(others.at(-1)?.[0] ?? name);
}

async function onOptionFile(calling: Calling, name: string, event: Event): Promise<void> {
  try {
    const [file] = await readFiles((event.target as HTMLInputElement).files ?? []);
    calling.fillings.set(name, { text: file?.name ?? '', ...(file === undefined ? {} : { file }) });
    box.trouble = undefined;
  } catch (error) {
    box.trouble = error instanceof Error ? error.message : String(error);
  }
  refresh();
}

async function onFiles(event: Event): Promise<void> {
  const input = event.target as HTMLInputElement;
  try {
    box.files = [...box.files, ...(await readFiles(input.files ?? []))];
    box.trouble = undefined;
  } catch (error) {
    box.trouble = error instanceof Error ? error.message : String(error);
  }
  input.value = '';
  focus(inputId);
}

function dropFile(name: string): void {
  box.files = box.files.filter((file) => file.name !== name);
  refresh();
}
