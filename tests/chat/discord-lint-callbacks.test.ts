import { describe } from 'vitest';
import {
  button,
  form,
  formWith,
  input,
  label,
  message,
  none,
  options,
  reply,
  row,
  select,
  suggestions,
  text,
  times,
  V2,
  x,
} from '../helpers/payloads.ts';
import { testRows, type Row } from '../helpers/lint-rows.ts';

const formRows: Row[] = [
  {
    rule: 'too-many',
    right: form(...times(5, (at) => label(input({ custom_id: `t${at}` })))),
    wrong: form(...times(6, (at) => label(input({ custom_id: `t${at}` })))),
    at: 'data.components',
  },
  { rule: 'too-few', right: form(text()), wrong: form(), at: 'data.components' },
  { rule: 'too-long', right: formWith({ title: x(45) }), wrong: formWith({ title: x(46) }), at: 'data.title' },
  { rule: 'missing', right: formWith({}), wrong: formWith({ title: undefined }), at: 'data.title' },
  { rule: 'too-long', right: formWith({ custom_id: x(100) }), wrong: formWith({ custom_id: x(101) }), at: 'data.custom_id' },
  {
    rule: 'too-long',
    right: form(label(input(), { label: x(45) })),
    wrong: form(label(input(), { label: x(46) })),
    at: 'data.components.0.label',
  },
  { rule: 'too-long', right: form(label(input(), { description: x(100) })), wrong: form(label(input(), { description: x(101) })) },
  { rule: 'too-long', right: form(label(input({ placeholder: x(100) }))), wrong: form(label(input({ placeholder: x(101) }))) },
  { rule: 'too-long', right: form(label(input({ value: x(4000) }))), wrong: form(label(input({ value: x(4001) }))) },
  { rule: 'out-of-range', right: form(label(input({ max_length: 4000 }))), wrong: form(label(input({ max_length: 4001 }))) },
  {
    rule: 'min-over-max',
    right: form(label(input({ min_length: 2, max_length: 2 }))),
    wrong: form(label(input({ min_length: 3, max_length: 2 }))),
  },
  {
    rule: 'missing',
    right: form(label(input())),
    wrong: form(label(input({ style: undefined }))),
    at: 'data.components.0.component.style',
  },
  {
    rule: 'duplicate-custom-id',
    right: form(label(input()), label(input({ custom_id: 'u' }))),
    wrong: form(label(input()), label(input())),
  },
  { rule: 'disabled-in-form', right: form(label(select())), wrong: form(label(select({ disabled: true }))) },
  { rule: 'misplaced', right: form(label(select())), wrong: form(select()) },
  { rule: 'misplaced', right: form(label(select())), wrong: form(label(button(1))) },
  { rule: 'misplaced', right: form(row(input({ label: 'x' }))), wrong: form(row(button(1))) },
  { rule: 'missing', right: form(row(input({ label: 'x' }))), wrong: form(row(input())) },
  {
    rule: 'too-few',
    right: form(label({ type: 21, custom_id: 'r', options: options(2) })),
    wrong: form(label({ type: 21, custom_id: 'r', options: options(1) })),
  },
  {
    rule: 'too-many',
    right: form(label({ type: 22, custom_id: 'r', options: options(10) })),
    wrong: form(label({ type: 22, custom_id: 'r', options: options(11) })),
  },
  {
    rule: 'more-than-options',
    right: form(label({ type: 22, custom_id: 'r', options: options(2), max_values: 2 })),
    wrong: form(label({ type: 22, custom_id: 'r', options: options(2), max_values: 3 })),
  },
  {
    rule: 'out-of-range',
    right: form(label({ type: 19, custom_id: 'f', max_values: 10 })),
    wrong: form(label({ type: 19, custom_id: 'f', max_values: 11 })),
  },
  { rule: 'missing', right: form(label({ type: 23, custom_id: 'c' })), wrong: form(label({ type: 23 })) },
  { rule: 'too-short', right: form(text()), wrong: form(text('')), at: 'data.components.0.content' },
  { rule: 'missing', right: form(label(input())), wrong: form({ type: 18, label: 'x' }), at: 'data.components.0.component' },
  {
    rule: 'too-many',
    right: form(row(input({ label: 'x' }))),
    wrong: form(row(input({ label: 'x' }), input({ label: 'x', custom_id: 'u' }))),
  },
  {
    rule: 'too-many',
    right: form(label({ type: 19, custom_id: 'f', file_types: times(10, (i) => `.t${i}`) })),
    wrong: form(label({ type: 19, custom_id: 'f', file_types: times(11, (i) => `.t${i}`) })),
  },
  { rule: 'missing', right: form(label(select())), wrong: form(label(select({ custom_id: undefined }))) },
  {
    rule: 'out-of-range',
    right: form(label({ type: 22, custom_id: 'r', options: options(10), min_values: 0 })),
    wrong: form(label({ type: 22, custom_id: 'r', options: options(10), min_values: -1 })),
  },
  { rule: 'out-of-range', right: form(label(input({ style: 2 }))), wrong: form(label(input({ style: 3 }))) },
  { rule: 'out-of-range', right: form(label(input({ min_length: 0 }))), wrong: form(label(input({ min_length: -1 }))) },
];

const answerRows: Row[] = [
  {
    rule: 'too-many',
    right: suggestions(...times(25, (at) => ({ name: `n${at}`, value: 'v' }))),
    wrong: suggestions(...times(26, (at) => ({ name: `n${at}`, value: 'v' }))),
    at: 'data.choices',
  },
  {
    rule: 'too-long',
    right: suggestions({ name: x(100), value: 'v' }),
    wrong: suggestions({ name: x(101), value: 'v' }),
    at: 'data.choices.0.name',
  },
  {
    rule: 'too-short',
    right: suggestions({ name: 'n', value: 'v' }),
    wrong: suggestions({ name: '', value: 'v' }),
    at: 'data.choices.0.name',
  },
  {
    rule: 'too-long',
    right: suggestions({ name: 'n', value: x(100) }),
    wrong: suggestions({ name: 'n', value: x(101) }),
    at: 'data.choices.0.value',
  },
  { rule: 'bad-value', right: suggestions({ name: 'n', value: 1 }), wrong: suggestions({ name: 'n', value: true }) },
  { rule: 'not-list', right: suggestions(), wrong: { type: 8, data: {} } },
  { rule: 'defer-flags', right: { type: 5, data: { flags: 64 } }, wrong: { type: 5, data: { flags: 64 | V2 } } },
  { rule: 'too-long', right: reply(message({ content: x(2000) })), wrong: reply(message({ content: x(2001) })), at: 'data.content' },
  { rule: 'missing', right: reply(message()), wrong: { type: 4 } },
  {
    rule: 'mentions-missing',
    right: { type: 7, data: message() },
    wrong: { type: 7, data: { content: 'x' } },
    at: 'data.allowed_mentions',
  },
  {
    rule: 'empty-message',
    right: { type: 7, data: { content: '', allowed_mentions: none } },
    wrong: reply({ content: '', allowed_mentions: none }),
    at: 'data',
  },
  { rule: 'out-of-range', right: { type: 6 }, wrong: { type: 3 }, at: 'type' },
];

describe('callback', () => {
  testRows('callback', [...formRows, ...answerRows]);
});
