import {
  SelectMenuDefaultValueType,
  type APIComponentInLabel,
  type APIModalInteractionResponseCallbackData,
  type APISelectMenuDefaultValue,
  type ModalSubmitInteraction,
} from 'discord.js';
import { z } from 'zod';
import type { Action, ActionOptions } from '../../reply/reply.ts';
import { plain } from '../../reply/text.ts';
import { component } from '../lint/components.ts';
import { cut, label } from '../neutralise.ts';
import { encodeText, optionsShape, type IdStore } from './custom-id.ts';

const storedForm = z.object({
  title: z.string(),
  command: z.string(),
  options: optionsShape,
  as: z.enum(['replace', 'reply']),
  fields: z
    .array(
      z.object({
        option: z.string(),
        label: z.string(),
        description: z.string().optional(),
        kind: z.enum(['text', 'member', 'members', 'choice']).optional(),
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
const mostTyped = 4000;

/** A form as a modal: its fields become labelled inputs, and its id says what it does. */
export function modalOf(form: StoredForm, store: IdStore): APIModalInteractionResponseCallbackData {
  const kind = form.as === 'replace' ? 'sent-replace' : 'sent-reply';
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
    case 'choice':
      return {
        type: component.stringSelect,
        ...common,
        options: (field.choices ?? []).slice(0, 25).map((choice) => ({
          label: label(choice.label, 100),
          value: choice.value,
          ...(choice.description === undefined || choice.description === '' ? {} : { description: label(choice.description, 100) }),
          ...(choice.value === field.value ? { default: true } : {}),
        })),
      };
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
  z.object({ customId: z.string(), value: z.string() }),
]);

/** What was typed or chosen in a form, by option, without empty fields. */
export function typedInto(interaction: ModalSubmitInteraction): ActionOptions {
  const fields = [...interaction.fields.fields.values()].flatMap((field) => sentField.safeParse(field).data ?? []);
  return Object.fromEntries(fields.filter(({ value }) => value !== '').map(({ customId, value }) => [customId, value]));
}
