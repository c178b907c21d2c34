import { expect, test } from 'vitest';
import { modalOf } from '../../src/chat/discord/form.ts';
import { component } from '../../src/chat/lint/components.ts';
import { callback, lintOutgoing } from '../../src/chat/lint/lint.ts';
import type { Person } from '../../src/demo/discord/person.ts';
import type { InteractionAnswer } from '../../src/demo/discord/answer.ts';
import type { FormValues } from '../../src/demo/discord/form.ts';
import { live, readAnswer } from '../helpers/live.ts';

/** Presses the button of an answer that opens a form, and submits it. */
async function fillIn(person: Person, from: InteractionAnswer, button: string, values: FormValues): Promise<InteractionAnswer> {
  await readAnswer(from);
  const [shown] = from.messages;
  if (shown === undefined) throw new Error('There is no answer.');
  const { modal } = await (await person.press(shown, button)).settled();
  if (modal === undefined) throw new Error('No form was opened.');
  return person.submit(modal, values);
}

test('a draft is checked from a file that a form takes, and its quotations are kept when the box is ticked', async () => {
  const { discord } = await live();
  const reporter = discord.as('reporter');
  const draft = { name: 'draft.md', content: 'He wrote that Crimea “may have been turned into a hot zone”.', contentType: 'text/markdown' };
  const form = async (values: FormValues) => fillIn(reporter, await reporter.slash('desk', 'check draft'), 'Paste or attach it', values);
  expect(await readAnswer(await form({ 'Or a file': [draft] }))).toMatch(/1 quotation.*Nothing from the draft is kept/s);
  const kept = await readAnswer(await form({ 'Or a file': [draft], 'Keep its quotations': true }));
  expect(kept).toMatch(/draft\.md|Its quotations are kept/);
  expect(/check draft kept:\d+/.exec(kept)?.[0]).toBeDefined();
  expect(await readAnswer(await form({}))).toContain('Paste a draft, or attach it');
  await expect(form({ 'Or a file': [{ ...draft, name: 'draft.exe' }] })).rejects.toThrow('draft.exe is not one of these: .docx');
});

test('lists are searched and compared from a file, with a radio button for the type', async () => {
  const { discord } = await live();
  const reporter = discord.as('reporter');
  const list = (...lines: string[]) => [{ name: 'list.txt', content: lines.join('\n'), contentType: 'text/plain' }];
  const batch = await reporter.slash('desk', 'searches batch');
  expect(
    await readAnswer(await fillIn(reporter, batch, 'Paste or attach a list', { 'Or a file': list('rogozin', '"hot zone"') })),
  ).toContain('2 searches');
  const lookup = await reporter.slash('desk', 'names lookup');
  const values = { 'Or a file': list('Rogozin'), 'Only names of this type': 'organization' };
  expect(await readAnswer(await fillIn(reporter, lookup, 'Paste or attach a list', values))).toContain('Rogozin');
});

test('a lead imports a file through a form, with a preview before', async () => {
  const { discord, desk } = await live();
  const lead = discord.as('lead');
  const file = { name: 'new.json', content: JSON.stringify([{ id: 'N1', ref: 'N1', date: '2018-01-01', body: 'New.' }]) };
  const before = desk.cables.count();
  const preview = await fillIn(lead, await lead.slash('desk', 'desk import'), 'Choose a file', { 'The file': [file], Trove: 'second' });
  expect(await readAnswer(preview)).toContain('nothing is imported yet');
  expect(desk.cables.count()).toBe(before);
  const [shown] = preview.messages;
  if (shown === undefined) throw new Error('There is no preview.');
  expect(await readAnswer(await lead.press(shown, 'Import them'))).toContain('is imported');
  expect(desk.cables.count()).toBe(before + 1);
});

test('choices are radio buttons up to ten and a list beyond, and the linter knows what Discord refuses of new fields', () => {
  const store = { keep: () => 'key', seal: () => '12345678' };
  const choices = (count: number) => Array.from({ length: count }, (_, i) => ({ label: `L${i}`, value: `v${i}` }));
  const typeOf = (count: number) => {
    const field = { option: 'c', label: 'Choice', kind: 'choice' as const, choices: choices(count) };
    const [part] = modalOf({ title: 'T', command: 'x', options: {}, as: 'reply', fields: [field] }, store).components;
    return part !== undefined && 'component' in part ? part.component.type : undefined;
  };
  expect([2, 10, 11].map(typeOf)).toEqual([component.radioGroup, component.radioGroup, component.stringSelect]);
  const rules = (inner: object) =>
    lintOutgoing('callback', {
      type: callback.modal,
      data: { custom_id: 'm', title: 'T', components: [{ type: component.label, label: 'L', component: { custom_id: 'c', ...inner } }] },
    }).map(({ rule }) => rule);
  expect(rules({ type: component.fileUpload, file_types: ['.docx', 'image'] })).toEqual([]);
  expect(rules({ type: component.fileUpload, file_types: ['docx'] })).toEqual(['bad-file-type']);
  expect(rules({ type: component.radioGroup, options: choices(1) })).toEqual(['too-few']);
  expect(rules({ type: component.radioGroup, options: choices(3).map((one) => ({ ...one, default: true })) })).toEqual([
    'too-many-defaults',
  ]);
  expect(rules({ type: component.checkboxGroup, options: choices(11) })).toEqual(['too-many']);
  expect(rules({ type: component.checkbox })).toEqual([]);
});
