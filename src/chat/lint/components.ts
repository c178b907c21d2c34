import {
  checkCount,
  checkNumber,
  checkText,
  checkUnique,
  describe,
  field,
  isAbsent,
  isBag,
  arrayIn,
  numberIn,
  textIn,
  under,
} from './report.ts';
import type { Report } from './report.ts';

/** Component types: https://discord.com/developers/docs/components/reference#component-object-component-types */
export const component = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  fileUpload: 19,
  radioGroup: 21,
  checkboxGroup: 22,
  checkbox: 23,
} as const;

/** The types of all selects. */
export const selectTypes: ReadonlySet<unknown> = new Set([
  component.stringSelect,
  component.userSelect,
  component.roleSelect,
  component.mentionableSelect,
  component.channelSelect,
]);

/** The style of a button that opens a link. */
export const LINK_STYLE = 5;
const PREMIUM_STYLE = 6;

const inContainer: ReadonlySet<unknown> = new Set([
  component.row,
  component.section,
  component.text,
  component.gallery,
  component.file,
  component.separator,
]);
const atTop: ReadonlySet<unknown> = new Set([...inContainer, component.container]);

/** A component and its path. */
export type Placed = { path: string; value: unknown };

/** Discord nests at most four levels; deeper ones are not visited, so that no payload can exhaust the stack. */
const DEEPEST = 8;

/** All components, including nested ones and accessories, in the order in which they are shown. */
export function allComponents(components: unknown, path: string, depth = 0): Placed[] {
  if (!Array.isArray(components) || depth > DEEPEST) return [];
  return components.flatMap((value: unknown, at) => {
    const here = under(path, at);
    const accessory = field(value, 'accessory');
    const inner = field(value, 'component');
    return [
      { path: here, value },
      ...allComponents(field(value, 'components'), under(here, 'components'), depth + 1),
      ...(isBag(accessory) ? [{ path: under(here, 'accessory'), value: accessory }] : []),
      ...(isBag(inner) ? [{ path: under(here, 'component'), value: inner }] : []),
    ];
  });
}

/** Reports custom_ids and component ids that occur twice in a message or form. */
export function checkIdentities(report: Report, all: readonly Placed[]): void {
  const placed = (name: string): Placed[] => all.map(({ path, value }) => ({ path: under(path, name), value: field(value, name) }));
  checkUnique(report, placed('custom_id'), 'duplicate-custom-id', 'custom_id');
  // 0 asks Discord to assign an id, so it may occur any number of times.
  checkUnique(
    report,
    placed('id').filter(({ value }) => value !== 0),
    'duplicate-id',
    'component id',
  );
}

/** Checks the components of a message; `isV2`: whether it has the flag IS_COMPONENTS_V2. */
export function lintComponents(report: Report, components: unknown, isV2: boolean): void {
  if (isAbsent(components)) return;
  checkCount(report, 'components', components, isV2 ? 'components' : 'rows', 0, isV2 ? 40 : 5);
  if (!Array.isArray(components)) return;
  const all = allComponents(components, 'components');
  checkIdentities(report, all);
  if (isV2) checkTotals(report, all);
  components.forEach((value: unknown, at) => {
    const type = field(value, 'type');
    const path = under('components', at);
    if (isV2 && !atTop.has(type)) report(path, 'misplaced', `A component of type ${describe(type)} cannot stand at the top of a message.`);
    else if (!isV2 && type !== component.row)
      report(path, 'v2-without-flag', `A component of type ${describe(type)} needs the flag IS_COMPONENTS_V2 (32768).`);
    else lintComponent(report, path, value);
  });
}

function checkTotals(report: Report, all: readonly Placed[]): void {
  if (all.length > 40)
    report('components', 'too-many-components', `There are ${all.length} components, nested ones included; 40 are allowed.`);
  const shown = all.filter(({ value }) => field(value, 'type') === component.text);
  const total = shown.reduce((sum, { value }) => sum + textIn(value, 'content').length, 0);
  if (total > 4000) report('components', 'text-total', `All texts together have ${total} characters; 4000 are allowed.`);
}

function lintComponent(report: Report, path: string, value: unknown): void {
  switch (field(value, 'type')) {
    case component.row:
      return lintRow(report, path, value);
    case component.section:
      return lintSection(report, path, value);
    case component.text:
      return checkText(report, under(path, 'content'), field(value, 'content'), 'A text', 1, 4000);
    case component.gallery:
      return lintGallery(report, path, value);
    case component.file:
      return lintMedia(report, under(path, 'file'), field(value, 'file'), true);
    case component.separator:
      return checkNumber(report, under(path, 'spacing'), field(value, 'spacing'), 'The spacing', 1, 2);
    case component.container:
      return lintContainer(report, path, value);
    default:
  }
}

function lintRow(report: Report, path: string, row: unknown): void {
  const inside = arrayIn(row, 'components');
  const at = under(path, 'components');
  const buttons = inside.filter((value) => field(value, 'type') === component.button).length;
  const selects = inside.filter((value) => selectTypes.has(field(value, 'type'))).length;
  if (inside.length === 0) report(at, 'row-empty', 'The row has nothing in it; 1 to 5 buttons or 1 select are needed.');
  if (buttons > 5) report(at, 'row-buttons', `The row has ${buttons} buttons; 5 are allowed.`);
  if (selects > 1) report(at, 'row-selects', `The row has ${selects} selects; 1 is allowed.`);
  if (selects > 0 && buttons > 0)
    report(at, 'row-mixed', `The row has ${buttons} buttons and ${selects} selects; it may have only one kind.`);
  inside.forEach((value, index) => {
    const here = under(at, index);
    const type = field(value, 'type');
    if (type === component.button) lintButton(report, here, value);
    else if (selectTypes.has(type)) lintSelect(report, here, value);
    else report(here, 'misplaced', `A component of type ${describe(type)} cannot stand in a row of a message.`);
  });
}

function lintButton(report: Report, path: string, button: unknown): void {
  const style = numberIn(button, 'style');
  if (style === undefined || style < 1 || style > PREMIUM_STYLE)
    report(under(path, 'style'), 'out-of-range', `The button style is ${describe(field(button, 'style'))}; 1 to 6 is allowed.`);
  checkText(report, under(path, 'label'), field(button, 'label'), 'The button label', 0, 80);
  checkText(report, under(path, 'url'), field(button, 'url'), 'The button URL', style === LINK_STYLE ? 1 : 0, 512);
  if (style === LINK_STYLE) {
    if (!isAbsent(field(button, 'custom_id'))) report(path, 'button-target', 'A link button has a url and no custom_id.');
  } else if (style !== PREMIUM_STYLE) {
    lintCustomId(report, path, button);
    if (!isAbsent(field(button, 'url'))) report(path, 'button-target', 'Only a link button (style 5) may have a url.');
  }
  if (style !== PREMIUM_STYLE && textIn(button, 'label').trim() === '' && isAbsent(field(button, 'emoji')))
    report(path, 'button-empty', 'The button has neither label nor emoji.');
}

/** Checks the custom_id, which every interactive component must have. */
export function lintCustomId(report: Report, path: string, value: unknown): void {
  checkText(report, under(path, 'custom_id'), field(value, 'custom_id'), 'The custom_id', 1, 100);
}

/** Checks a select of any kind, in a message or in a form. */
export function lintSelect(report: Report, path: string, select: unknown): void {
  lintCustomId(report, path, select);
  checkText(report, under(path, 'placeholder'), field(select, 'placeholder'), 'The placeholder', 0, 150);
  lintBounds(report, path, select, 25);
  if (field(select, 'type') === component.stringSelect) lintOptions(report, path, select, 1, 25);
  else
    checkCount(
      report,
      under(path, 'default_values'),
      field(select, 'default_values'),
      'default values',
      0,
      numberIn(select, 'max_values') ?? 1,
    );
}

/** Checks min_values and max_values against each other and against `most`. */
export function lintBounds(report: Report, path: string, value: unknown, most: number): void {
  checkNumber(report, under(path, 'min_values'), field(value, 'min_values'), 'min_values', 0, most);
  checkNumber(report, under(path, 'max_values'), field(value, 'max_values'), 'max_values', 1, most);
  const min = numberIn(value, 'min_values') ?? 1;
  const max = numberIn(value, 'max_values') ?? 1;
  // A checkbox group without max_values accepts all of its options, so only explicit values are compared.
  if (!isAbsent(field(value, 'max_values')) && min > max)
    report(under(path, 'min_values'), 'min-over-max', `min_values is ${min}, more than max_values ${max}.`);
  else if (selectTypes.has(field(value, 'type')) && min > max)
    report(under(path, 'min_values'), 'min-over-max', `min_values is ${min}, more than max_values, which is 1 when not given.`);
}

/** Checks the options of a string select, a radio group or a checkbox group. */
export function lintOptions(report: Report, path: string, value: unknown, least: number, most: number): void {
  const at = under(path, 'options');
  const options = arrayIn(value, 'options');
  checkCount(report, at, field(value, 'options'), 'options', least, most);
  options.forEach((option, index) => {
    const here = under(at, index);
    checkText(report, under(here, 'label'), field(option, 'label'), 'The option label', 1, 100);
    checkText(report, under(here, 'value'), field(option, 'value'), 'The option value', 1, 100);
    checkText(report, under(here, 'description'), field(option, 'description'), 'The option description', 0, 100);
  });
  const values = options.map((option, index) => ({ path: under(under(at, index), 'value'), value: field(option, 'value') }));
  checkUnique(report, values, 'duplicate-value', 'option value');
  for (const name of ['min_values', 'max_values']) {
    const bound = numberIn(value, name);
    if (bound !== undefined && bound > options.length)
      report(under(path, name), 'more-than-options', `${name} is ${bound}, but there are only ${options.length} options.`);
  }
  const chosen = options.filter((option) => field(option, 'default') === true).length;
  const allowed = numberIn(value, 'max_values') ?? (field(value, 'type') === component.checkboxGroup ? options.length : 1);
  if (chosen > allowed) report(at, 'too-many-defaults', `${chosen} options are chosen beforehand; max_values allows ${allowed}.`);
}

function lintSection(report: Report, path: string, section: unknown): void {
  const at = under(path, 'components');
  checkCount(report, at, field(section, 'components'), 'texts in a section', 1, 3);
  arrayIn(section, 'components').forEach((value, index) => {
    if (field(value, 'type') === component.text) lintComponent(report, under(at, index), value);
    else
      report(
        under(at, index),
        'misplaced',
        `A section holds texts; a component of type ${describe(field(value, 'type'))} cannot stand there.`,
      );
  });
  const accessory = field(section, 'accessory');
  const beside = under(path, 'accessory');
  const type = field(accessory, 'type');
  if (isAbsent(accessory)) report(beside, 'missing', 'A section needs an accessory: a button or a thumbnail.');
  else if (type === component.button) lintButton(report, beside, accessory);
  else if (type === component.thumbnail) lintMedia(report, under(beside, 'media'), field(accessory, 'media'), false);
  else report(beside, 'misplaced', `The accessory of a section is a button or a thumbnail, not a component of type ${describe(type)}.`);
  if (type === component.thumbnail)
    checkText(report, under(beside, 'description'), field(accessory, 'description'), 'The alt text', 0, 1024);
}

function lintGallery(report: Report, path: string, gallery: unknown): void {
  const at = under(path, 'items');
  checkCount(report, at, field(gallery, 'items'), 'pictures in a gallery', 1, 10);
  arrayIn(gallery, 'items').forEach((item, index) => {
    const here = under(at, index);
    checkText(report, under(here, 'description'), field(item, 'description'), 'The alt text', 0, 1024);
    lintMedia(report, under(here, 'media'), field(item, 'media'), false);
  });
}

function lintMedia(report: Report, path: string, media: unknown, isFile: boolean): void {
  const url = field(media, 'url');
  checkText(report, under(path, 'url'), url, 'The URL', 1, 2048);
  if (typeof url !== 'string') return;
  if (isFile && !url.startsWith('attachment://'))
    report(under(path, 'url'), 'file-url', `A file is shown by attachment://name, not by ${describe(url)}.`);
  else if (!/^(attachment|https?):\/\//.test(url))
    report(under(path, 'url'), 'media-url', `${describe(url)} is neither http, https nor attachment://name.`);
}

function lintContainer(report: Report, path: string, container: unknown): void {
  const at = under(path, 'components');
  checkCount(report, at, field(container, 'components'), 'components in a container', 1, 40);
  checkNumber(report, under(path, 'accent_color'), field(container, 'accent_color'), 'The accent colour', 0, 0xff_ff_ff);
  arrayIn(container, 'components').forEach((value, index) => {
    const type = field(value, 'type');
    if (inContainer.has(type)) lintComponent(report, under(at, index), value);
    else if (type === component.container) report(under(at, index), 'container-in-container', 'A container cannot hold another container.');
    else report(under(at, index), 'misplaced', `A component of type ${describe(type)} cannot stand in a container.`);
  });
}
