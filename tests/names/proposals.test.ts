import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import type { ModelSettings } from '../../src/names/model.ts';
import { namesInDoubt } from '../../src/names/pages/proposals.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, ask, importRecords, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A model's proposals, against a small server of our own that speaks as models' servers do, and misbehaves. */

type Sent = { path: string; headers: IncomingMessage['headers']; body: { model: string; messages: { role: string; content: string }[] } };
type Behave = (response: ServerResponse, request: IncomingMessage) => void;

const sent: Sent[] = [];
let behave: Behave = () => {};
const server: Server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    sent.push({
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(Buffer.concat(parts).toString() || '{}') as Sent['body'],
    });
    behave(response, request);
  });
});
const say =
  (content: string): Behave =>
  (response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));
  };
const rank = (order: number[], why = 'It fits.'): Behave => say(JSON.stringify({ order, why }));

let settings: ModelSettings;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  settings = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, name: 'test-model', key: 'sk-secret', seconds: 5 };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  sent.length = 0;
  behave = rank([1]);
});

/** Two people of one surname, each in a cable of their own; the surname alone stands in `cables` others. */
const records = (cables: number) => [
  {
    id: 'A',
    date: '2018-03-01',
    origin: 'Mission Prague',
    subject: 'One',
    body: 'The talks began. Ambassador Jana Drobnik, adviser on raw materials, spoke first.\n\nNobody answered.',
  },
  {
    id: 'B',
    date: '2018-03-02',
    origin: 'Mission Vienna',
    subject: 'Two',
    body: 'Ambassador Pavel Drobnik, head of the mission, left early.',
  },
  ...Array.from({ length: cables }, (_, i) => ({
    id: `C${i}`,
    date: '2018-04-01',
    origin: 'Mission Sofia',
    subject: `Staff ${i}`,
    body: `1. ${'The agenda was long and dull. '.repeat(20)}\n\n2. In the room were the presidency and Ambassador Drobnik, who showed slides ${i}.\n\n3. ${'More of it followed. '.repeat(20)}`,
  })),
];

const editor = () => someone('editor');

async function filled(desk: Desk, cables: number): Promise<Desk> {
  desk.setHome('desk');
  await importRecords(desk, records(cables));
  await Promise.all([desk.index.ready(), desk.names.changed()]);
  return desk;
}

let now = Date.now();
const reused = reusedDesk((cables: number) =>
  filled(openDesk({ folder: tempFolder(), exposure: 'desk', model: settings, now: () => now }), cables),
);

/** With settings of its own, or without a model, a desk of its own. */
async function prepared(cables: number, model: ModelSettings | null = settings): Promise<{ desk: Desk; bot: Bot }> {
  // A pause after a failure is over.
  now += 3_600_000;
  const desk = model === settings ? await reused(cables) : await filled(testDesk(model === null ? {} : { model }), cables);
  return { desk, bot: await createBot(desk, quiet) };
}
const facts = (desk: Desk): number => desk.facts.all('desk', 'proposal').length;

describe('asking', () => {
  test('sends nothing unless a model is set', async () => {
    const { bot } = await prepared(1, null);
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain(
      'No model is set, so nothing is sent anywhere.',
    );
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('No model is set');
    expect(sent).toEqual([]);
  });

  test('sends exactly what was previewed, and nothing before', async () => {
    const { desk, bot } = await prepared(1);
    const preview = await ask(bot, 'names propose', {}, editor());
    expect(sent).toEqual([]);
    const copied = preview.reply.blocks.find((block) => block.kind === 'copy');
    const text = copied?.kind === 'copy' ? plain(copied.text) : '';
    await press(bot, preview.reply, 'Send', editor());
    expect(sent).toHaveLength(1);
    expect(sent[0]?.path).toBe('/v1/chat/completions');
    expect(sent[0]?.headers.authorization).toBe('Bearer sk-secret');
    expect(sent[0]?.body.model).toBe('test-model');
    expect(sent[0]?.body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(sent[0]?.body.messages[1]?.content).toBe(text);
    expect(text).toMatch(
      /^Name: Drobnik\nExcerpt:\n<<<\n[^\n]*Ambassador Drobnik, who showed slides 0\.[^\n]*\n>>>\nCandidates:\n1\. [^\n]+\n2\. [^\n]+$/,
    );
    expect(text).toContain('Jana Drobnik (adviser on raw materials)');
    // No ref, date, sender or subject, and no more text than SECURITY.md says.
    expect(JSON.stringify(sent[0]?.body)).not.toMatch(/C0|2018|Mission|Staff/);
    expect((/<<<\n(.*)\n>>>/.exec(text)?.[1] ?? '').length).toBeLessThanOrEqual(320);
    expect(desk.db.prepare("SELECT detail FROM audit WHERE act = 'model asked'").pluck().get()).toContain('C0');
  });

  test('a sealed desk sends shorter excerpts, and no roles', async () => {
    const desk = testDesk({ model: settings, exposure: 'sealed' });
    await importRecords(desk, records(1));
    await desk.names.changed();
    await ask(await createBot(desk, quiet), 'names propose', { sure: true }, editor());
    const text = sent[0]?.body.messages[1]?.content ?? '';
    expect(text).toContain('1. Jana Drobnik\n2. Pavel Drobnik');
    expect((/<<<\n(.*)\n>>>/.exec(text)?.[1] ?? 'x'.repeat(999)).length).toBeLessThanOrEqual(160);
  });

  test('sends nothing of a withdrawn cable, even for a lead', async () => {
    const { bot } = await prepared(3);
    const refs = ['C1', 'C2'];
    for (const ref of refs) await ask(bot, 'desk mask', { ref, why: 'x' }, someone('lead'));
    await ask(bot, 'names propose', { sure: true }, someone('lead'));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body.messages[1]?.content).toContain('slides 0');
    // Without one of the two there is no doubt left that may be spoken of.
    await ask(bot, 'desk mask', { ref: 'B', why: 'x' }, someone('lead'));
    for (const ref of refs) await ask(bot, 'desk mask', { ref, lift: true }, someone('lead'));
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, someone('lead'))).reply)).toContain('every name in doubt');
    expect(sent).toHaveLength(1);
  });

  test('readers can neither ask, see nor settle', async () => {
    const { desk, bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    for (const [command, options] of [
      ['names propose', { sure: true }],
      ['names proposals', {}],
      ['names settle', { ref: 'C0', name: 'Drobnik', to: 'jana drobnik' }],
    ] as const)
      expect(wordsOf((await ask(bot, command, options)).reply)).toContain('Only editors can do this');
    expect(wordsOf((await ask(bot, 'names decisions')).reply)).not.toContain('proposal');
    expect(wordsOf((await ask(bot, 'names decisions', {}, editor())).reply)).toContain('1 proposal of the model');
    expect(sent).toHaveLength(1);
    expect(facts(desk)).toBe(1);
  });
});

describe('decisions about a proposal', () => {
  test('accepting makes an ordinary judgment, which undo removes; before, nothing changes', async () => {
    behave = rank([2, 1], 'Pavel heads the mission.');
    const { desk, bot } = await prepared(1);
    const [doubt] = namesInDoubt(desk, editor());
    const second = doubt?.candidates[1]?.name ?? '';
    await ask(bot, 'names propose', { sure: true }, editor());
    expect(namesInDoubt(desk, editor())).toHaveLength(1);
    const list = await ask(bot, 'names proposals', {}, editor());
    expect(wordsOf(list.reply)).toContain(`test-model names ${second} before 1 other: “Pavel heads the mission.”`);
    const accepted = await press(bot, list.reply, second, editor());
    expect(wordsOf(accepted.reply)).toContain(`Drobnik in C0 is ${second}. Future imports follow it too.`);
    expect(namesInDoubt(desk, editor())).toEqual([]);
    expect(desk.facts.all('desk', 'judgment')).toMatchObject([{ value: { verb: 'assign', name: 'drobnik', cable: 'C0' } }]);
    expect(desk.names.rowsOf([doubt?.candidates[1]?.id ?? ''])).toContain(doubt?.row);
    await press(bot, accepted.reply, 'Undo', editor());
    await desk.names.settled();
    expect(desk.facts.all('desk', 'judgment')).toEqual([]);
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('1 proposal to decide');
  });

  test('a rejection is remembered until there is a new candidate', async () => {
    const { desk, bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    const list = await ask(bot, 'names proposals', {}, editor());
    const rejected = await press(bot, list.reply, 'None of them', editor());
    expect(wordsOf(rejected.reply)).toContain('It is not proposed again.');
    expect(wordsOf((await press(bot, list.reply, 'None of them', editor())).reply)).toContain('No proposal is waiting for');
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain('every name in doubt');
    expect(sent).toHaveLength(1);
    await importRecords(desk, [
      ...records(1),
      { id: 'Z', date: '2018-05-01', origin: 'M', subject: 'S', body: 'Ambassador Viktor Drobnik sat down.' },
    ]);
    await desk.names.changed();
    await ask(bot, 'names propose', { sure: true }, editor());
    expect(sent).toHaveLength(2);
    expect(sent[1]?.body.messages[1]?.content).toContain('Viktor Drobnik');
  });

  test('"none of them" from the model is kept, and shown to nobody', async () => {
    behave = rank([]);
    const { bot } = await prepared(1);
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain('1 where it names nobody');
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('No proposals are waiting');
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain('every name in doubt');
  });

  test('only a candidate can be chosen', async () => {
    const { desk, bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    const wrong = await ask(bot, 'names settle', { ref: 'C0', name: 'Drobnik', to: 'Somebody Else' }, editor());
    expect(wordsOf(wrong.reply)).toContain('Somebody Else is not one of the candidates');
    expect(desk.facts.all('desk', 'judgment')).toEqual([]);
    expect(facts(desk)).toBe(1);
  });

  test('a proposal disappears with its withdrawn cable, and returns with it', async () => {
    const { bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    await ask(bot, 'desk mask', { ref: 'C0', why: 'x' }, someone('lead'));
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('No proposals are waiting');
    await ask(bot, 'desk mask', { ref: 'C0', lift: true }, someone('lead'));
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('1 proposal');
  });

  test('the words of the model are a quotation, cut short', async () => {
    behave = rank([1], `**bold** @everyone [x](http://evil) ${'long '.repeat(500)}`);
    const { bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    const { reply } = await ask(bot, 'names proposals', {}, editor());
    const items = reply.blocks.flatMap((block) => (block.kind === 'items' ? block.items : []));
    const said = items.flatMap(({ lines }) => lines ?? []).flat();
    expect(
      said
        .filter(({ kind }) => kind === 'said')
        .map((part) => plain([part]))
        .join(''),
    ).not.toMatch(/bold|everyone|evil/);
    const why = said.find((part) => plain([part]).includes('@everyone'));
    expect(why?.kind).toBe('quoted');
    expect(plain(why === undefined ? [] : [why]).length).toBeLessThanOrEqual(200);
  });
});

describe('a server that misbehaves', () => {
  const bad: [string, Behave, RegExp][] = [
    ['no JSON', (response) => response.end('<html>hello</html>'), /does not answer as chat completions do/],
    ['other JSON', (response) => response.end('{"choices":[]}'), /does not answer as chat completions do/],
    ['words instead of an answer', say('I think it is Jana.'), /not answer in the form/],
    ['a candidate that does not exist', rank([3]), /named a candidate that does not exist/],
    ['candidate 0', rank([0]), /named a candidate that does not exist/],
    ['an order of names', say('{"order":["Jana Drobnik"]}'), /not answer in the form/],
    [
      'a huge answer',
      (response) => response.end(JSON.stringify({ choices: [{ message: { content: 'x'.repeat(200_000) } }] })),
      /longer than an answer can be/,
    ],
    ['an empty answer', (response) => response.end(), /does not answer as chat completions do/],
  ];
  test.each(bad)('%s: counted and said, nothing kept, the others are asked; after three in a row it stops', async (_, behaviour, words) => {
    behave = behaviour;
    const { desk, bot } = await prepared(5);
    const { reply, ok } = await ask(bot, 'names propose', { sure: true }, editor());
    expect(ok).toBe(true);
    expect(wordsOf(reply)).toMatch(words);
    expect(wordsOf(reply)).toContain('3 unusable');
    expect(wordsOf(reply)).toContain('3 answers in a row were unusable, so I stopped');
    expect(sent).toHaveLength(3);
    expect(facts(desk)).toBe(0);
  });

  const failures: [string, Behave, RegExp][] = [
    ['500', (response) => response.writeHead(500).end('boom'), /failed with status 500/],
    ['429', (response) => response.writeHead(429, { 'retry-after': '90' }).end(), /overloaded \(429\)[\s\S]*for the next 90 seconds/],
    ['401', (response) => response.writeHead(401).end(), /refuses the key \(401\): see CABLEDESK_MODEL_KEY/],
    ['404', (response) => response.writeHead(404).end(), /CABLEDESK_MODEL_URL/],
    ['a redirect', (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), /cannot be reached/],
    ['a connection cut off', (_response, request) => request.socket.destroy(), /cannot be reached/],
    [
      'a connection cut off in the middle',
      (response, request) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"choices":', () => request.socket.destroy());
      },
      /cannot be reached/,
    ],
  ];
  test.each(failures)(
    '%s in the middle: said, what came before is kept, asked once, and nobody can ask again at once',
    async (_, behaviour, words) => {
      const { desk, bot } = await prepared(4);
      behave = (response, request) => (sent.length <= 2 ? rank([1])(response, request) : behaviour(response, request));
      const { reply } = await ask(bot, 'names propose', { sure: true }, editor());
      expect(wordsOf(reply)).toMatch(words);
      expect(wordsOf(reply)).toContain('3 questions asked: 2 proposals');
      expect(wordsOf(reply)).not.toContain('sk-secret');
      expect(sent).toHaveLength(3);
      expect(facts(desk)).toBe(2);
      const again = await ask(bot, 'names propose', { sure: true }, editor());
      expect(wordsOf(again.reply)).toContain('failed a moment ago; nothing was sent');
      expect(sent).toHaveLength(3);
      // After the pause the rest is asked, and nothing that was answered.
      now += 91_000;
      behave = rank([1]);
      expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain('2 questions asked: 2 proposals');
      expect(facts(desk)).toBe(4);
    },
  );

  test.each<[string, Behave]>([
    ['never answers', () => {}],
    ['never ends its answer', (response) => void response.writeHead(200).write(' ')],
  ])('one that %s is left at the deadline', async (_, behaviour) => {
    const late = new AbortController();
    const limits: number[] = [];
    const deadline = (milliseconds: number): AbortSignal => {
      limits.push(milliseconds);
      return late.signal;
    };
    behave = (response, request) => {
      behaviour(response, request);
      late.abort();
    };
    const { bot } = await prepared(2, { ...settings, seconds: 1, deadline });
    const { reply } = await ask(bot, 'names propose', { sure: true }, editor());
    expect(wordsOf(reply)).toContain('did not answer within 1 second');
    expect(sent).toHaveLength(1);
    expect(limits).toEqual([1000]);
  });

  test('reports an unreachable server with its code, without the path of the address', async () => {
    const { bot } = await prepared(1, { ...settings, url: 'http://127.0.0.1:9/secret-path/v1' });
    const words = wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply);
    expect(words).toMatch(/127\.0\.0\.1:9 cannot be reached/);
    expect(words).not.toContain('secret-path');
  });

  test('reads an answer in a code fence after thoughts; counts repeated places once', async () => {
    behave = say('<think>{"order":[2]} no, wait</think>\n```json\n{"order": [1, 1, 2], "why": "x"}\n```');
    const { desk, bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    expect(desk.facts.all('desk', 'proposal')[0]?.value['order']).toHaveLength(2);
  });

  test('when two press Send at once, one asks and the other is told', async () => {
    const { bot } = await prepared(2);
    // The model answers nobody before one of the two has been told.
    const told = Promise.withResolvers<void>();
    behave = (response, request) => void told.promise.then(() => rank([1])(response, request));
    const send = async (): Promise<Answer> => {
      const answer = await ask(bot, 'names propose', { sure: true }, editor());
      told.resolve();
      return answer;
    };
    const answers = await Promise.all([send(), send()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.map(({ reply }) => wordsOf(reply)).join('\n')).toContain('Somebody is asking the model already');
    expect(sent).toHaveLength(2);
  });
});

test('proposals survive a restart, and a confirmed one an import', async () => {
  const folder = tempFolder();
  let desk = openDesk({ folder, exposure: 'desk', model: settings });
  desk.setHome('desk');
  await importRecords(desk, records(2));
  await desk.names.changed();
  await ask(await createBot(desk, quiet), 'names propose', { sure: true }, editor());
  await desk.close();
  desk = openDesk({ folder, exposure: 'desk' });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const bot = await createBot(desk, quiet);
  const list = await ask(bot, 'names proposals', {}, editor());
  expect(wordsOf(list.reply)).toContain('2 proposals to decide');
  await press(bot, list.reply, 'Jana Drobnik', editor());
  await importRecords(desk, records(3));
  await desk.names.changed();
  expect(namesInDoubt(desk, editor()).map(({ ref }) => ref)).toEqual(expect.not.arrayContaining(['C0']));
  expect(actionsOf((await ask(bot, 'names proposals', {}, editor())).reply).length).toBeGreaterThan(0);
  await desk.close();
});
