import { expect, test } from 'vitest';
import type { Caller } from '../../src/desk/caller.ts';
import { makeCode, type KeyRole } from '../../src/desk/enrolment.ts';
import { rightsOf } from '../../src/desk/policy.ts';
import type { Role } from '../../src/desk/roles.ts';
import { run } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';
import { ask, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { createBot } from '../../src/bot/bot.ts';
import { live, readAnswer } from '../helpers/live.ts';

const operator = (desk: string): Caller => someone('lead', { desk, member: 'operator' });
let given = 0;
const codeFor = (desk: Parameters<typeof makeCode>[0], member: string, role: KeyRole): string =>
  makeCode(desk, { ...operator(desk.home()), interaction: `code-${(given += 1)}` }, member, role).code;

test.each<[Role | undefined, Role | undefined, Role | undefined, Role | undefined]>([
  ['lead', undefined, 'reporter', 'lead'],
  ['editor', undefined, 'reporter', 'editor'],
  ['reporter', undefined, 'reporter', undefined],
  ['reader', undefined, 'reader', undefined],
  [undefined, 'lead', undefined, undefined],
  ['lead', 'lead', 'lead', undefined],
  ['lead', 'editor', 'editor', 'lead'],
  ['editor', 'lead', 'editor', undefined],
  ['reader', 'lead', 'reader', undefined],
])('the role %s, enrolled as %s, has the rights of %s', (role, enrolled, rights, withoutKey) => {
  expect(rightsOf(role, enrolled)).toEqual(withoutKey === undefined ? { role: rights } : { role: rights, withoutKey });
});

test('a code is good for one member, once, for 15 minutes, and five wrong ones end it', async () => {
  let now = Date.UTC(2026, 10, 2, 12);
  const desk = testDesk({ now: () => now });
  const bot = await createBot(desk, quiet);
  const home = desk.home();
  const type = async (member: string, code: string): Promise<string> =>
    wordsOf((await ask(bot, 'me enrol', { code }, someone('reader', { desk: home, member, via: 'discord' }))).reply);
  expect(await type('anna', 'AAAAA-AAAAA')).toContain('There is no code for you');
  const first = codeFor(desk, 'anna', 'lead');
  expect(await type('ben', first)).toContain('There is no code for you');
  expect(await type('anna', first.toLowerCase().replace('-', ' '))).toContain('You are enrolled as lead');
  expect(await type('anna', first)).toContain('There is no code for you');
  // What is kept does not hold the code.
  const stored =
    JSON.stringify(desk.db.prepare('SELECT * FROM facts').all()) + JSON.stringify(desk.db.prepare('SELECT * FROM changes').all());
  expect(stored).not.toContain(first.replace('-', ''));

  const second = codeFor(desk, 'ben', 'editor');
  now += 15 * 60_000 + 1;
  expect(await type('ben', second)).toContain('has expired');
  const third = codeFor(desk, 'ben', 'editor');
  for (const left of [4, 3, 2, 1]) expect(await type('ben', `wrong ${left}`)).toMatch(new RegExp(`${left} (try is|tries are) left`));
  expect(await type('ben', 'wrong')).toContain('no longer valid');
  expect(await type('ben', third)).toContain('There is no code for you');
  const fourth = codeFor(desk, 'ben', 'editor');
  expect(await type('ben', 'wrong')).toContain('4 tries are left');
  expect(await type('ben', fourth)).toContain('You are enrolled as editor');
  expect(desk.db.prepare("SELECT act, count(*) AS n FROM audit WHERE act LIKE '%enrol%' GROUP BY act ORDER BY act").all()).toEqual([
    { act: 'enrol', n: 2 },
    { act: 'enrolment code', n: 4 },
    { act: 'wrong enrolment code', n: 6 },
  ]);
});

test('on Discord a role without a key has a reporter’s rights, and its code gives them at once; leads are told', async () => {
  const { discord, desk } = await live({ enrolment: true });
  const [lead, editor] = [discord.as('lead'), discord.as('editor')];
  const tag = async () => readAnswer(await editor.slash('desk', 'tag bulk', { query: 'ref:COREU/KYI/0039/18', add: 'x1' }));
  expect(await tag()).toMatch(/Only editors can do this. You’re a reporter[^]*You are editor on the server, but not enrolled here/);
  const typed = await (await editor.autocomplete('desk', 'tag bulk', 'add', 'x', {})).settled();
  expect(typed.choices?.map(({ name }) => name)).toEqual(['Only editors can do this. You’re a reporter.']);
  expect(await readAnswer(await lead.slash('desk', 'me enrol', { code: codeFor(desk, lead.member.user.id, 'lead') }))).toContain(
    'enrolled as lead',
  );
  expect(await readAnswer(await lead.slash('desk', 'desk mask'))).toContain('0 withdrawn');

  const opened = await (await editor.slash('desk', 'me enrol')).settled();
  const form = await (await editor.press(opened.messages.at(-1)?.message as never, 'Enter the code')).settled();
  const sent = await editor.submit(form.modal as never, { code: codeFor(desk, editor.member.user.id, 'editor') });
  expect(await readAnswer(sent)).toContain('enrolled as editor');
  expect(opened.messages.every(({ ephemeral }) => ephemeral)).toBe(true);
  expect(await tag()).not.toContain('can do this');
  await expect
    .poll(() =>
      lead
        .directMessages()
        .map((message) => JSON.stringify(message.components))
        .join(''),
    )
    .toContain('is enrolled as editor');
});

test('the operator gives a key, lists who has one, and takes it back', async () => {
  const cwd = tempFolder();
  const id = '112233445566778899';
  const enrol = (...args: string[]) => run(['enrol', ...args, '--data', 'desk'], { cwd });
  expect((await enrol()).out).toBe('Nobody is enrolled.\n');
  expect(await enrol('anna', '--role', 'lead')).toMatchObject({ code: 2 });
  expect(await enrol(id)).toMatchObject({ code: 2 });
  expect((await enrol(id, '--role', 'lead')).out).toMatch(
    /^[2-9A-Z]{5}-[2-9A-Z]{5} {2}for 112233445566778899 .* as lead, once, until \d\d:\d\d UTC\.\nGive it/,
  );
  expect((await enrol()).out).toMatch(/^Nobody is enrolled\.\nA code waits for 112233445566778899 .*, as lead, until \d\d:\d\d UTC\.\n$/);
  expect((await enrol(id, '--revoke')).out).toContain("has a reporter's rights");
  expect((await enrol(id, '--revoke')).code).toBe(1);
});
