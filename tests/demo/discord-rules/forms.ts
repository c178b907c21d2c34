import { button, form, formWith, input, label, options, row, select, text, times, x } from '../../helpers/payloads.ts';
import { respond } from './requests.ts';
import { type Row, invalid, tooLong, badLength, outOfRange, rule, most, least } from './rule.ts';

export const parts = (count: number) => form(...times(count, (at) => label(input({ custom_id: `t${at}` }))));
const field = (more: object) => respond(form(label(input(more))));
const group = (type: number, count: number, more: object = {}) =>
  respond(form(label({ type, custom_id: 'g', options: options(count), ...more })));
const upload = (more: object) => respond(form(label({ type: 19, custom_id: 'u', ...more })));
const FIELD = 'data.components.0.component';

export const formRows: Row[] = [
  most('title of a form', 45, (n) => respond(formWith({ title: x(n) })), tooLong('data.title'), 'spec'),
  most('custom_id of a form', 100, (n) => respond(formWith({ custom_id: x(n) })), tooLong('data.custom_id'), 'spec'),
  most('parts of a form', 5, (n) => respond(parts(n)), badLength('data.components'), 'ours'),
  least('parts of a form', 1, (n) => respond(parts(n)), badLength('data.components'), 'spec'),
  most('label of a field', 45, (n) => respond(form(label(input(), { label: x(n) }))), tooLong('data.components.0.label'), 'spec'),
  most(
    'description of a field',
    100,
    (n) => respond(form(label(input(), { description: x(n) }))),
    tooLong('data.components.0.description'),
    'spec',
  ),
  most('text in a field', 4000, (n) => field({ value: x(n) }), tooLong(`${FIELD}.value`), 'spec'),
  most('max_length of a field', 4000, (n) => field({ max_length: n }), outOfRange(`${FIELD}.max_length`), 'spec'),
  most('placeholder of a field', 100, (n) => field({ placeholder: x(n) }), tooLong(`${FIELD}.placeholder`), 'spec'),
  rule(
    'nothing in a form is disabled',
    respond(form(label(select({ disabled: false })))),
    respond(form(label(select({ disabled: true })))),
    invalid(`${FIELD}.disabled`, 'DISABLED_IN_FORM'),
    'ours',
  ),
  rule(
    'each custom_id of a form once',
    respond(parts(2)),
    respond(form(label(input()), label(input()))),
    invalid('data.components.1.component.custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED'),
    'ours',
  ),
  rule(
    'texts and labels at the top of a form',
    respond(form(text(), label({ type: 23, custom_id: 'c' }), label({ type: 5, custom_id: 'p' }))),
    respond(form(select())),
    invalid('data.components.0', 'MISPLACED'),
    'spec',
  ),
  rule('no button in a form', respond(form(label(select()))), respond(form(label(button(1)))), invalid(FIELD, 'MISPLACED'), 'spec'),
  rule(
    'a field in a row is a text (the old way)',
    respond(form(row(input({ label: 'x' })))),
    respond(form(row(select()))),
    invalid('data.components.0.components.0', 'MISPLACED'),
    'spec',
  ),
  most('files of an upload', 10, (n) => upload({ min_values: 0, max_values: n }), outOfRange(`${FIELD}.max_values`), 'spec'),
  most('file types of an upload', 10, (n) => upload({ file_types: times(n, (at) => `.t${at}`) }), badLength(`${FIELD}.file_types`), 'spec'),
  most('length of a file type', 16, (n) => upload({ file_types: [`.${x(n - 1)}`] }), tooLong(`${FIELD}.file_types.0`), 'spec'),
  most('options of radio buttons', 10, (n) => group(21, n), badLength(`${FIELD}.options`), 'spec'),
  least('options of radio buttons', 2, (n) => group(21, n), badLength(`${FIELD}.options`), 'spec'),
  most('options of checkboxes', 10, (n) => group(22, n), badLength(`${FIELD}.options`), 'spec'),
  least('options of checkboxes', 1, (n) => group(22, n), badLength(`${FIELD}.options`), 'spec'),
  most(
    'max_values of three checkboxes',
    3,
    (n) => group(22, 3, { max_values: n }),
    invalid(`${FIELD}.max_values`, 'MORE_THAN_OPTIONS'),
    'ours',
  ),
];
