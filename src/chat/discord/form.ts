import {
  ComponentType,
  SelectMenuDefaultValueType,
  type APIComponentInLabel,
  type APIModalInteractionResponseCallbackData,
  type APISelectMenuDefaultValue,
  type ModalSubmitInteraction,
} from 'discord.js';
import { z } from 'zod';
import type { Call } from '../../bot/command.ts';
import type { Action } from '../../reply/reply.ts';
import { plain } from '../../reply/text.ts';
import { component } from '../lint/components.ts';
import { cut, label } from '../neutralise.ts';
import { encodeText, optionsShape, type IdStore } from './custom-id.ts';
import { attachedFile } from './file.ts';

const storedForm = z.object({
  title: z.string(),
  command: z.string(),
  options: optionsShape,
  as: z.enum(['replace', 'reply', 'decide']),
  fields: z
    .array(
      z.object({
        option: z.string(),
        label: z.string(),
        description: z.string().optional(),
        kind: z.enum(['text', 'member', 'members', 'choice', 'flag', 'file']).optional(),
        endings: z.array(z.templateLiteral(['.', z.string()])).optional(),
        choices: z
          .array(z.object({ label: z.string(), value: z.string(), description: z.string().optional(), selected: z.boolean().optional() }))
          .optional(),
        long: z.boolean().optional(),
        required: z.boolean().optional(),
        value: z.string().optional(),
        max: z.number().optional(),
      }),
    )
    .min(1)
    .max(5),
});

/** What is stored about the form that a button opens. */
export type StoredForm = z.infer<typeof storedForm>;

/** A form as JSON, to be stored until its button is pressed. */
export function formJson({ title, command, options, as, fields }: Extract<Action, { kind: 'form' }>): string {
  return JSON.stringify({ title: plain(title), command, options, as, fields });
}

/** The form in such JSON, or undefined when there is none or Discord cannot show it. */
export function formIn(json: string): StoredForm | undefined {
  try {
    return storedForm.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

const styles = { short: 1, long: 2 } as const;
/** So many choices are all shown, as radio buttons; more go into a list to be opened. */
const mostRadios = 10;
const mostTyped = 4000;

/** A form as a modal: its fields become labelled inputs, and its id says what it does. */
export function modalOf(form: StoredForm, store: IdStore): APIModalInteractionResponseCallbackData {
  const kind = `sent-${form.as}` as const;
  return {
    custom_id: encodeText(kind, JSON.stringify([form.command, form.options]), 0, store),
    title: label(form.title, 45),
    components: form.fields.map((field) => ({
      type: component.label,
      label: label(field.label, 45),
      ...(field.description === undefined ? {} : { description: label(field.description, 100) }),
      component: fieldOf(field),
    })),
  };
}

function fieldOf(field: StoredForm['fields'][number]): APIComponentInLabel {
  const common = { custom_id: field.option, required: field.required ?? false };
  const max = Math.min(field.max ?? mostTyped, mostTyped);
  switch (field.kind ?? 'text') {
    case 'member':
      return {
        type: component.userSelect,
        ...common,
        ...usersIn(field.value),
      };
    case 'members':
      return { type: component.userSelect, ...common, max_values: 25, ...usersIn(field.value) };
    case 'choice': {
      const options = choicesIn(field);
      return options.length >= 2 && options.length <= mostRadios
        ? { type: component.radioGroup, ...common, options }
        : { type: component.stringSelect, ...common, options };
    }
    case 'flag':
      // Ticked or not, it has a value: Discord knows no required one.
      return { type: component.checkbox, custom_id: field.option, ...(field.value === 'true' ? { default: true } : {}) };
    case 'file':
      return { type: component.fileUpload, ...common, ...(field.endings === undefined ? {} : { file_types: field.endings }) };
    case 'text':
      return {
        type: component.textInput,
        ...common,
        style: field.long === true ? styles.long : styles.short,
        max_length: max,
        ...(field.value === undefined ? {} : { value: cut(field.value, max).text }),
      };
  }
}

const choicesIn = ({ choices = [], value }: StoredForm['fields'][number]) =>
  choices.slice(0, 25).map((choice) => ({
    label: label(choice.label, 100),
    value: choice.value,
    ...(choice.description === undefined || choice.description === '' ? {} : { description: label(choice.description, 100) }),
    ...(choice.value === value ? { default: true } : {}),
  }));

/** Those already chosen, by id; Discord refuses an empty list. */
function usersIn(ids: string | undefined): { default_values?: APISelectMenuDefaultValue<SelectMenuDefaultValueType.User>[] } {
  const known = (ids ?? '').split(',').filter((id) => isUserId.test(id));
  return known.length === 0 ? {} : { default_values: known.map((id) => ({ id, type: SelectMenuDefaultValueType.User })) };
}

/** Members of the terminal have ids of their own, which Discord does not know. */
const isUserId = /^\d{15,22}$/;

const sentField = z.union([
  z
    .object({ customId: z.string(), values: z.array(z.string()) })
    .transform(({ customId, values }) => ({ customId, value: values.join(',') })),
  z.object({ customId: z.string(), value: z.union([z.string(), z.boolean()]) }),
]);

/** What was typed, chosen or attached in a form, by option, without empty fields. */
export function typedInto(interaction: ModalSubmitInteraction, api: string | undefined): Required<Pick<Call, 'options' | 'files'>> {
  const fields = [...interaction.fields.fields.values()];
  const given = fields.flatMap((field) => sentField.safeParse(field).data ?? []).filter(({ value }) => value !== '');
  const files = fields.flatMap((field) => {
    if (field.type !== ComponentType.FileUpload) return [];
    // Where nothing at all is attached to the form, the field has no attachments, whatever its type says.
    const attachment = (field.attachments as typeof field.attachments | undefined)?.get(field.values[0] ?? '');
    return attachment === undefined ? [] : [[field.customId, attachedFile(attachment, api)] as const];
  });
  return { options: Object.fromEntries(given.map(({ customId, value }) => [customId, value])), files: Object.fromEntries(files) };
}

/** The words that were typed in a form: what is lost with it when it could not be saved. */
export const wordsTyped = ({ fields }: ModalSubmitInteraction): string[] =>
  [...fields.fields.values()].flatMap((field) => (field.type === ComponentType.TextInput && field.value !== '' ? [field.value] : []));
