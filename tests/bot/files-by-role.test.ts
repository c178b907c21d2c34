import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analysisKinds } from '../../src/analysis/analysis.ts';
import { createBot } from '../../src/bot/bot.ts';
import { exposures } from '../../src/desk/policy.ts';
import { roles } from '../../src/desk/roles.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { isLong } from '../helpers/random.ts';
import { actionNamed, ask, openSample, pressed, quiet, someone, wordsOf } from '../helpers/desk.ts';

const kyiv = 'COREU/KYI/0039/18';

/** Every command that attaches a file, and the kinds of names that its files have. */
const attaching: [command: string, options: ActionOptions, files: RegExp][] = [
  ['cable', { ref: kyiv, file: true }, /\.txt$/],
  ['searches batch', { lines: 'iran\ncrimea' }, /^batch\.csv$/],
  ['names lookup', { names: 'Vicini|Rogozin' }, /^xref\.csv$/],
  ['export', { query: 'iran' }, /^cables-.*\.csv$/],
  ['export', { query: 'iran', as: 'bibtex' }, /^citations-.*\.bib$/],
  ['export', { refs: kyiv, as: 'dossier' }, /^dossier-.*\.html$/],
  ['check fact export', {}, /^facts-.*\.csv$/],
  ['check fact export', { as: 'text' }, /^facts-.*\.txt$/],
  ['check receipt', { id: 1 }, /^receipt-1\.txt$/],
  ['check draft', { text: 'He saw a “hot zone” there.' }, /^checkdraft\.txt$/],
  ...analysisKinds
    .filter((kind) => isLong || ['compare', 'network'].includes(kind))
    .map((kind): [string, ActionOptions, RegExp] => [
      'analysis',
      { kind, ...(kind === 'compare' || kind === 'network' ? { about: 'Iran' } : kind === 'distinctive' ? { query: 'iran' } : {}) },
      new RegExp(`^(${kind}\\.csv|network\\.graphml)$`),
    ]),
];

test('who gets files is one rule, for everything that attaches one: by role and exposure', async () => {
  const desk = await openSample();
  const open = await createBot({ ...desk, exposure: 'open' }, quiet);
  const lead = (more = {}) => someone('lead', { via: 'discord', ...more });
  await ask(open, 'search', { query: 'iran' }, lead());
  await ask(open, 'check fact add', { claim: 'It was so.', cite: `${kyiv}¶2` }, lead());
  for (const exposure of exposures) {
    const bot = exposure === 'open' ? open : await createBot({ ...desk, exposure }, quiet);
    for (const role of roles) {
      const isAllowed = exposure === 'open' || (exposure === 'desk' && roles.indexOf(role) >= roles.indexOf('editor'));
      for (const [command, options, names] of attaching) {
        const { ok, reply } = await ask(bot, command, options, someone(role, { via: 'discord' }));
        const files = reply.files ?? [];
        const what = `${role} /${command} ${JSON.stringify(options)} at ${exposure}: ${wordsOf(reply)}`;
        const mayRun = roles.indexOf(role) >= roles.indexOf(bot.find(command)?.who ?? 'lead');
        expect(files.length > 0, what).toBe(isAllowed && mayRun);
        expect(ok || !isAllowed || !mayRun, what).toBe(true);
        expect(
          files.every(({ name }) => names.test(name)),
          what,
        ).toBe(true);
      }
    }
  }
  // One that is attached after a press, and only then.
  const held = await ask(open, 'work claim', { ref: kyiv }, lead());
  expect(held.ok).toBe(true);
  for (const exposure of ['sealed', 'desk'] as const) {
    const bot = await createBot({ ...desk, exposure }, quiet);
    if (exposure === 'desk') await ask(bot, 'work claim', { ref: kyiv }, lead());
    const { reply } = await ask(bot, 'work handoff', { from: 'member-lead' }, lead());
    const done = await bot.answer(lead(), pressed(actionNamed(reply, 'Release')));
    expect(done.reply.files?.map(({ name }) => name.replace(/\d.*\d/, '')) ?? [], exposure).toEqual(
      exposure === 'desk' ? ['handoff-.csv'] : [],
    );
    expect(wordsOf(done.reply).includes('No file leaves this desk')).toBe(exposure === 'sealed');
  }
  await desk.close();
});

test('no command runs and no post is sent but through that rule', () => {
  const source = (path: string): string => readFileSync(join(import.meta.dirname, '../../src', path), 'utf8');
  expect(source('bot/bot.ts').match(/runnable\.run\(/g)).toHaveLength(1);
  expect(source('bot/bot.ts')).toMatch(/showReply\([^;]*withFilesFor\(desk\.exposure, caller, made\)/);
  expect(source('chat/discord/outbox.ts').match(/post\.reply\b/g)).toHaveLength(1);
  expect(source('chat/discord/outbox.ts')).toMatch(/withFilesFor\([^;]*post\.reply\)/);
});
