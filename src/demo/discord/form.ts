import { component } from '../../chat/lint/components.ts';
import { field, isBag, arrayIn, numberIn, textIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { ShownModal } from './interaction.ts';
import { offeredValue, selectValues } from './resolving.ts';
import type { UploadedFile, Resolver } from './resolving.ts';

/** The values somebody fills in, by custom_id or label of the field. */
export type FormValues = Readonly<Record<string, string | boolean | readonly string[] | readonly UploadedFile[]>>;

/** The components of a form as sent when it is submitted. Throws a sentence when the client would not submit it. */
export function filledIn(modal: ShownModal, values: FormValues, resolver: Resolver): Bag[] {
  const known = new Set<string>();
  const parts = modal.components.map((part, at) => {
    const id = numberIn(part, 'id') ?? at + 1;
    const type = numberIn(part, 'type');
    if (type === component.text) return { type, id };
    const inner = type === component.label ? field(part, 'component') : arrayIn(part, 'components')[0];
    if (!isBag(inner)) throw new Error(`Part ${at} of the form has no field.`);
    const names = [textIn(inner, 'custom_id'), textIn(part, 'label') || textIn(inner, 'label')];
    names.forEach((name) => known.add(name));
    const value = names.map((name) => values[name]).find((entry) => entry !== undefined);
    const filled = { type: inner['type'], id: id + 100, custom_id: names[0], ...fieldValue(inner, value, resolver) };
    return type === component.label ? { type, id, component: filled } : { type, id, components: [filled] };
  });
  for (const name of Object.keys(values)) if (!known.has(name)) throw new Error(`The form has no field "${name}".`);
  return parts;
}

function fieldValue(input: Bag, value: FormValues[string] | undefined, resolver: Resolver): Bag {
  const type = numberIn(input, 'type') ?? 0;
  const name = textIn(input, 'custom_id');
  const isRequired = field(input, 'required') !== false;
  const list = value === undefined || typeof value === 'boolean' ? [] : typeof value === 'string' ? [value] : [...value];
  const texts = list.filter((entry) => typeof entry === 'string');
  switch (type) {
    case component.textInput:
      return { value: typed(input, typeof value === 'string' ? value : textIn(input, 'value'), isRequired) };
    case component.checkbox:
      return { value: typeof value === 'boolean' ? value : field(input, 'default') === true };
    case component.radioGroup:
      if (texts[0] === undefined && isRequired) throw new Error(`"${name}" must be chosen.`);
      return { value: texts[0] === undefined ? null : offeredValue(input, texts[0]) };
    case component.fileUpload:
      checkCount(input, list.length, isRequired, 1);
      return { values: list.filter((entry) => typeof entry === 'object').map((file) => resolver.file(ofAllowedType(input, file))) };
    case component.checkboxGroup:
      checkCount(input, texts.length, isRequired, arrayIn(input, 'options').length);
      return { values: texts.map((text) => offeredValue(input, text)) };
    default: {
      const chosen = value === undefined ? preselected(input) : texts;
      return { values: chosen.length === 0 && !isRequired ? [] : selectValues(resolver, input, chosen) };
    }
  }
}

/** The file, if its ending is one of those asked for; Discord looks at nothing but the ending. Throws a sentence for another one. */
function ofAllowedType(input: Bag, file: UploadedFile): UploadedFile {
  const types = arrayIn(input, 'file_types').filter((type) => typeof type === 'string');
  const isAllowed = types.some((type) =>
    type.startsWith('.') ? file.name.toLowerCase().endsWith(type.toLowerCase()) : file.contentType?.startsWith(`${type}/`) === true,
  );
  if (types.length > 0 && !isAllowed) throw new Error(`${file.name} is not one of these: ${types.join(', ')}.`);
  return file;
}

function preselected(select: Bag): string[] {
  const chosen = arrayIn(select, 'options').filter((entry) => field(entry, 'default') === true);
  return [...chosen.map((entry) => textIn(entry, 'value')), ...arrayIn(select, 'default_values').map((entry) => textIn(entry, 'id'))];
}

function typed(input: Bag, text: string, isRequired: boolean): string {
  const name = textIn(input, 'custom_id');
  if (text === '' && isRequired) throw new Error(`"${name}" must be filled in.`);
  const min = numberIn(input, 'min_length') ?? 0;
  const max = numberIn(input, 'max_length') ?? 4000;
  if (text !== '' && (text.length < min || text.length > max))
    throw new Error(`"${name}" has ${text.length} characters; ${min} to ${max} are allowed.`);
  return text;
}

function checkCount(input: Bag, count: number, isRequired: boolean, defaultMax: number): void {
  const min = numberIn(input, 'min_values') ?? (isRequired ? 1 : 0);
  const max = numberIn(input, 'max_values') ?? defaultMax;
  if ((count > 0 || isRequired) && (count < min || count > max))
    throw new Error(`"${textIn(input, 'custom_id')}" has ${count} values; ${min} to ${max} are allowed.`);
}
