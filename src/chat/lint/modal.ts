import { allComponents, checkIdentities, component, lintBounds, lintCustomId, lintOptions, lintSelect, selectTypes } from './components.ts';
import { checkCount, checkNumber, checkText, describe, field, isAbsent, isBag, arrayIn, numberIn, under } from './report.ts';
import type { Report } from './report.ts';

/** Checks the data of a modal: its title, 1 to 5 parts, and each field in them. */
export function lintModal(report: Report, modal: unknown): void {
  const path = 'data';
  const at = under(path, 'components');
  lintCustomId(report, path, modal);
  checkText(report, under(path, 'title'), field(modal, 'title'), 'The title of the form', 1, 45);
  checkCount(report, at, field(modal, 'components'), 'parts of the form', 1, 5);
  const all = allComponents(field(modal, 'components'), at);
  checkIdentities(report, all);
  for (const { path: here, value } of all)
    if (field(value, 'disabled') === true) report(under(here, 'disabled'), 'disabled-in-form', 'A field of a form cannot be disabled.');
  arrayIn(modal, 'components').forEach((value, index) => lintPart(report, under(at, index), value));
}

function lintPart(report: Report, path: string, part: unknown): void {
  switch (field(part, 'type')) {
    case component.text:
      return checkText(report, under(path, 'content'), field(part, 'content'), 'A text', 1, 4000);
    case component.label:
      return lintLabel(report, path, part);
    case component.row:
      return lintOldRow(report, path, part);
    default:
      report(path, 'misplaced', `A component of type ${describe(field(part, 'type'))} cannot stand at the top of a form.`);
  }
}

function lintLabel(report: Report, path: string, label: unknown): void {
  checkText(report, under(path, 'label'), field(label, 'label'), 'The label', 1, 45);
  checkText(report, under(path, 'description'), field(label, 'description'), 'The description', 0, 100);
  const inner = field(label, 'component');
  if (isBag(inner)) lintField(report, under(path, 'component'), inner);
  else report(under(path, 'component'), 'missing', 'The label has no field.');
}

/** Text inputs in rows are deprecated, but Discord still accepts them. */
function lintOldRow(report: Report, path: string, row: unknown): void {
  const at = under(path, 'components');
  checkCount(report, at, field(row, 'components'), 'fields in a row of a form', 1, 1);
  arrayIn(row, 'components').forEach((value, index) => {
    const here = under(at, index);
    if (field(value, 'type') !== component.textInput) report(here, 'misplaced', 'A row of a form holds one text input; use a label.');
    else {
      lintTextInput(report, here, value);
      checkText(report, under(here, 'label'), field(value, 'label'), 'The label', 1, 45);
    }
  });
}

function lintField(report: Report, path: string, value: unknown): void {
  const type = field(value, 'type');
  if (selectTypes.has(type)) return lintSelect(report, path, value);
  lintCustomId(report, path, value);
  switch (type) {
    case component.textInput:
      return lintTextInput(report, path, value);
    case component.fileUpload:
      lintBounds(report, path, value, 10);
      return lintFileTypes(report, under(path, 'file_types'), field(value, 'file_types'));
    case component.radioGroup:
      return lintOptions(report, path, value, 2, 10);
    case component.checkboxGroup:
      lintBounds(report, path, value, 10);
      return lintOptions(report, path, value, 1, 10);
    case component.checkbox:
      return;
    default:
      report(path, 'misplaced', `A component of type ${describe(type)} cannot stand in a label.`);
  }
}

/** At most 10, of 1 to 16 characters each, according to the published schema: https://github.com/discord/discord-api-spec */
function lintFileTypes(report: Report, path: string, types: unknown): void {
  checkCount(report, path, types, 'file types', 0, 10);
  if (!Array.isArray(types)) return;
  types.forEach((type: unknown, at) => {
    checkText(report, under(path, at), type ?? '', 'The file type', 1, 16);
    if (typeof type === 'string' && !/^(?:image|video|audio|\.\S+)$/.test(type))
      report(under(path, at), 'bad-file-type', `${describe(type)} is neither image, video, audio nor an ending such as .pdf.`);
  });
}

function lintTextInput(report: Report, path: string, input: unknown): void {
  if (isAbsent(field(input, 'style'))) report(under(path, 'style'), 'missing', 'The text input has no style (1 short, 2 paragraph).');
  checkNumber(report, under(path, 'style'), field(input, 'style'), 'The style', 1, 2);
  checkText(report, under(path, 'placeholder'), field(input, 'placeholder'), 'The placeholder', 0, 100);
  checkText(report, under(path, 'value'), field(input, 'value'), 'The value', 0, 4000);
  checkNumber(report, under(path, 'min_length'), field(input, 'min_length'), 'min_length', 0, 4000);
  checkNumber(report, under(path, 'max_length'), field(input, 'max_length'), 'max_length', 1, 4000);
  const min = numberIn(input, 'min_length') ?? 0;
  const max = numberIn(input, 'max_length') ?? 4000;
  if (min > max) report(under(path, 'min_length'), 'min-over-max', `min_length is ${min}, more than max_length ${max}.`);
}
