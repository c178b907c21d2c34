import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { message } from '../helpers/payloads.ts';
import { schemaFaults } from '../helpers/schema.ts';
import { discord, bot, answer, original, inDesk, start, stop } from './discord-rules/requests.ts';
import type { Row } from './discord-rules/rule.ts';
import { commandRows, suggestionRows } from './discord-rules/commands.ts';
import { messageRows } from './discord-rules/messages.ts';
import { oldRows, newRows } from './discord-rules/components.ts';
import { formRows } from './discord-rules/forms.ts';
import { behaviourRows } from './discord-rules/answers.ts';

/** Every limit of Discord that we know of. */
const tables: [string, Row[]][] = [
  ['commands', commandRows],
  ['suggestions', suggestionRows],
  ['messages', messageRows],
  ['rows, buttons, selects', oldRows],
  ['new components', newRows],
  ['forms', formRows],
  ['behaviour', behaviourRows],
];

beforeAll(start);
afterAll(stop);

/** The codes that are at this place in the tree of errors. */
function codesAt(errors: unknown, path: string): string[] {
  const branchAt = path
    .split('.')
    .reduce((tree: unknown, name) => (name === '' ? tree : (tree as Record<string, unknown> | undefined)?.[name]), errors);
  return ((branchAt as { _errors?: { code: string }[] } | undefined)?._errors ?? []).map(({ code }) => code);
}

describe.each(tables)('%s', (_, rows) => {
  test.each(rows)('$name ($caughtBy)', async ({ right, wrong, refusal, caughtBy }) => {
    expect(right.schema === undefined ? [] : schemaFaults(right.schema, right.body)).toEqual([]);
    const isSeen = wrong.schema !== undefined && schemaFaults(wrong.schema, wrong.body).length > 0;
    expect(isSeen ? 'spec' : 'ours').toBe(caughtBy);
    const taken = await right.send();
    expect(taken).toMatchObject({ code: 0 });
    expect([101, 200, 204]).toContain(taken.status);
    const { status, code, at, error } = refusal;
    const refused = await wrong.send();
    expect(refused).toMatchObject({ status, code });
    expect(at === undefined ? [error] : codesAt(refused.errors, at)).toContain(error);
  });
});

test('what is accepted without an effect', async () => {
  const count = (): number => discord.messages(discord.channels.desk.id).length;
  const before = count();
  const body = message({ nonce: 'once', enforce_nonce: true });
  for (let time = 0; time < 2; time += 1) expect(await bot.request('POST', inDesk(), body)).toMatchObject({ status: 200 });
  expect(count()).toBe(before + 1);
  // Who sees an answer is settled with the defer: the edit cannot make it public.
  const seen = await discord.as('lead').slash('desk', 'door');
  const interaction = await bot.opened(seen.id);
  await answer(interaction, { type: 5, data: { flags: 64 } });
  expect(await bot.request('PATCH', original(interaction), message({ flags: 0 }))).toMatchObject({ status: 200 });
  expect(seen.messages).toMatchObject([{ ephemeral: true }]);
});

test('how many rules there are, and how many only we check', () => {
  const rows = tables.flatMap(([, list]) => list);
  const by = (who: Row['caughtBy']): number => rows.filter(({ caughtBy }) => caughtBy === who).length;
  const counts = { rules: rows.length, spec: by('spec'), ours: by('ours') };
  console.log(`${counts.rules} rules of Discord: ${counts.spec} caught by the published schema, ${counts.ours} only by ours.`);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(counts.rules);
  expect(counts).toEqual({ rules: 148, spec: 75, ours: 73 });
});
