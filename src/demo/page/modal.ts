import type { APIComponentInLabel } from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit-html';
import { component } from '../../chat/lint/components.ts';
import { readFiles, withoutControls } from './files.ts';
import { markdownView } from './markdown.ts';
import { performAction } from './model.ts';
import { closeSelect, preselected, selectView } from './picker.ts';
import type { FormValue, Modal, PickedFile } from './protocol.ts';
import { focus, refresh } from './refresh.ts';

type Form = {
  modal: Modal;
  values: Map<string, FormValue>;
  errors: Map<string, string>;
  /** Shown in the form when it could not be submitted; what was typed stays. */
  trouble: string | undefined;
  isSending: boolean;
  from: Element | null;
};

/** The open form; Discord shows one at a time. */
let form: Form | undefined;

/** A field of a form, in a label or, as in older forms, in a row. */
type Field = { part: APIComponentInLabel & { custom_id: string }; label: string; about: string | undefined };

function fieldsOf({ components }: Modal): (Field | { text: string })[] {
  return components.flatMap((entry): (Field | { text: string })[] => {
    if ('content' in entry) return [{ text: entry.content }];
    if ('component' in entry) return [{ part: entry.component, label: entry.label, about: entry.description }];
    return entry.components.map((part) => ({ part: part as Field['part'], label: part.label ?? '', about: undefined }));
  });
}

/** Opens a form of the bot. */
export function showModal(modal: Modal): void {
  const values = new Map<string, FormValue>();
  for (const field of fieldsOf(modal)) if ('part' in field) values.set(field.part.custom_id, firstValue(field.part));
  form = { modal, values, errors: new Map(), trouble: undefined, isSending: false, from: document.activeElement };
  refresh(() => {
    const dialog = document.querySelector<HTMLDialogElement>('dialog.modal');
    if (dialog === null) return;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>('input, textarea, [role=combobox]')?.focus();
  });
}

function firstValue(part: Field['part']): FormValue {
  switch (part.type as number) {
    case component.textInput:
      return ('value' in part ? part.value : undefined) ?? '';
    case component.checkbox:
      return 'default' in part && part.default;
    case component.fileUpload:
      return [];
    case component.radioGroup:
    case component.checkboxGroup:
      return 'options' in part ? part.options.filter((option) => option.default === true).map(({ value }) => value) : [];
    default:
      return preselected(part as Parameters<typeof preselected>[0]);
  }
}

/** The open form, if there is one. */
export function modalView(): TemplateResult | typeof nothing {
  if (form === undefined) return nothing;
  const { modal, isSending, trouble } = form;
  return html`<dialog class="modal" aria-labelledby="modal-title" @cancel=${onCancel} @close=${close}>
    <form novalidate @submit=${(event: Event) => (event.preventDefault(), void submit())}>
      <header>
        <h2 id="modal-title">${modal.title}</h2>
        <button type="button" class="plain" aria-label="Close" @click=${close}>✕</button>
      </header>
      <div class="fields">
        ${fieldsOf(modal).map((field) => ('text' in field ? markdownView(field.text, modal.trees) : drawField(field)))}
      </div>
      <p class="warning">This form will be submitted to the bot. Do not share passwords.</p>
      ${trouble === undefined ? nothing : html`<p class="failure" role="alert">⚠ ${trouble}</p>`}
      <footer>
        <button type="button" class="button style-2" @click=${close}>Cancel</button>
        <button type="submit" class="button style-1" aria-busy=${isSending} aria-disabled=${isSending}>Submit</button>
      </footer>
    </form>
  </dialog>`;
}

const isRequired = (part: Field['part']): boolean =>
  (part.type as number) !== component.checkbox && (part as { required?: boolean }).required !== false;

function drawField({ part, label, about }: Field): TemplateResult {
  const id = `field-${part.custom_id}`.replaceAll(/[^\w-]/g, '_');
  const error = form?.errors.get(part.custom_id);
  const isGroup = [component.radioGroup, component.checkboxGroup].includes(part.type as never);
  const title = html`${label}${isRequired(part) ? html` <span class="required" aria-hidden="true">*</span>` : nothing}`;
  const inner = html`${about === undefined ? nothing : html`<p class="about" id="${id}-about">${about}</p>`} ${control(part, id, label)}
  ${error === undefined ? nothing : html`<p class="failure" id="${id}-error" role="alert">${error}</p>`}`;
  return isGroup
    ? html`<fieldset class="form-field">
        <legend>${title}</legend>
        ${inner}
      </fieldset>`
    : html`<div class="form-field"><label for=${id}>${title}</label>${inner}</div>`;
}

function set(name: string, value: FormValue): void {
  form?.values.set(name, value);
  form?.errors.delete(name);
  refresh();
}

function control(part: Field['part'], id: string, label: string): TemplateResult {
  const name = part.custom_id;
  const value = form?.values.get(name);
  const isInvalid = form?.errors.has(name) === true;
  switch (part.type as number) {
    case component.textInput:
      return textInput(part as never, id, typeof value === 'string' ? value : '', isInvalid);
    case component.checkbox:
      return html`<input
        type="checkbox"
        id=${id}
        .checked=${value === true}
        @change=${(event: Event) => set(name, (event.target as HTMLInputElement).checked)}
      />`;
    case component.radioGroup:
    case component.checkboxGroup:
      return group(part as never, id, value as string[]);
    case component.fileUpload:
      return fileInput(part, id, value as PickedFile[], isInvalid);
    default:
      return selectView({
        key: `modal:${name}`,
        part: part as never,
        label,
        chosen: value as string[],
        isInvalid,
        onPick: (values) => set(name, values),
      });
  }
}

type TextPart = { custom_id: string; style: number; placeholder?: string; min_length?: number; max_length?: number };

function textInput(
  { custom_id, style, placeholder = '', max_length = 4000 }: TextPart,
  id: string,
  value: string,
  isInvalid: boolean,
): TemplateResult {
  const onInput = (event: Event): void => set(custom_id, withoutControls((event.target as HTMLInputElement).value));
  const counter = html`<span class="counter" aria-hidden="true">${value.length}/${max_length}</span>`;
  return style === 2
    ? html`<textarea
          id=${id}
          class="field"
          rows="5"
          maxlength=${max_length}
          placeholder=${placeholder}
          aria-invalid=${isInvalid}
          .value=${value}
          @input=${onInput}
        ></textarea
        >${counter}`
    : html`<input
          id=${id}
          class="field"
          type="text"
          autocomplete="off"
          maxlength=${max_length}
          placeholder=${placeholder}
          aria-invalid=${isInvalid}
          .value=${value}
          @input=${onInput}
        />${counter}`;
}

type GroupPart = {
  type: number;
  custom_id: string;
  options: { value: string; label: string; description?: string }[];
  max_values?: number;
};

function group({ type, custom_id, options, max_values }: GroupPart, id: string, chosen: string[]): TemplateResult {
  const isRadio = type === component.radioGroup;
  const isFull = !isRadio && chosen.length >= (max_values ?? options.length);
  return html`<div id=${id}>
    ${options.map(
      ({ value, label, description }) =>
        html`<label class="option">
          <input
            type=${isRadio ? 'radio' : 'checkbox'}
            name=${id}
            .checked=${chosen.includes(value)}
            ?disabled=${isFull && !chosen.includes(value)}
            @change=${() => set(custom_id, isRadio ? [value] : chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value])}
          />
          <span>${label}${description === undefined ? nothing : html`<span class="about">${description}</span>`}</span>
        </label>`,
    )}
  </div>`;
}

type FilePart = { custom_id: string; min_values?: number; max_values?: number; file_types?: string[] };

function fileInput(
  { custom_id, max_values = 1, file_types = [] }: FilePart,
  id: string,
  files: PickedFile[],
  isInvalid: boolean,
): TemplateResult {
  const onChange = async (event: Event): Promise<void> => {
    const current = form;
    try {
      set(custom_id, await readFiles((event.target as HTMLInputElement).files ?? []));
    } catch (error) {
      current?.errors.set(custom_id, error instanceof Error ? error.message : String(error));
      refresh();
    }
  };
  return html`<input
      id=${id}
      class="field"
      type="file"
      accept=${acceptOf(file_types)}
      ?multiple=${max_values > 1}
      aria-invalid=${isInvalid}
      @change=${onChange}
    />
    ${files.map(({ name }) => html`<p class="about">${name}</p>`)}`;
}

/** What a browser's own dialog is told of Discord's file types. */
const acceptOf = (types: readonly string[]): string => types.map((type) => (type.startsWith('.') ? type : `${type}/*`)).join(',');

/** What is wrong with a value, in the words of Discord's forms; undefined when it is valid. */
function faultOf(part: Field['part'], value: FormValue | undefined): string | undefined {
  const { min_length = 0, max_length = 4000, min_values, max_values } = part as TextPart & FilePart;
  if ((part.type as number) === component.checkbox) return undefined;
  const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return isRequired(part) && min_values !== 0 ? 'This field is required.' : undefined;
  if (typeof value === 'string' && (value.length < min_length || value.length > max_length))
    return `Must be between ${min_length} and ${max_length} in length.`;
  if (!Array.isArray(value)) return undefined;
  if (min_values !== undefined && value.length < min_values) return `At least ${min_values} must be given.`;
  if (max_values !== undefined && value.length > max_values) return `At most ${max_values} may be given.`;
  return undefined;
}

async function submit(): Promise<void> {
  const current = form;
  if (current === undefined || current.isSending) return;
  closeSelect();
  current.errors.clear();
  for (const field of fieldsOf(current.modal)) {
    if (!('part' in field)) continue;
    const fault = faultOf(field.part, current.values.get(field.part.custom_id));
    if (fault !== undefined) current.errors.set(field.part.custom_id, fault);
  }
  const [first] = current.errors.keys();
  if (first !== undefined) return focus(`field-${first}`.replaceAll(/[^\w-]/g, '_'));
  current.isSending = true;
  refresh();
  const values = Object.fromEntries(current.values);
  const { error, failed } = await performAction({ kind: 'submit', interaction: current.modal.interactionId, values });
  current.isSending = false;
  current.trouble = error ?? (failed === undefined ? undefined : 'Something went wrong. Try again.');
  if (current.trouble === undefined && form === current) return close();
  refresh();
}

function onCancel(event: Event): void {
  // Escape in an open select closes only the select.
  if (document.querySelector('dialog .popup') === null) return;
  event.preventDefault();
  closeSelect(true);
}

function close(): void {
  const from = form?.from;
  form = undefined;
  refresh(() => {
    if (from instanceof HTMLElement) from.focus();
  });
}
