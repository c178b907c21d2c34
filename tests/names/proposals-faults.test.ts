import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/bot/command.ts';
import { ask, wordsOf } from '../helpers/desk.ts';
import { type Behave, sent, say, rank, model } from '../helpers/model-server.ts';
import { editor, clock, useNamesInDoubt, facts } from './names-in-doubt.ts';

const prepared = useNamesInDoubt();

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
  test.each(bad)(
    '%s: counted and reported, nothing kept, the others are asked; after three in a row it stops',
    async (_, behaviour, words) => {
      model.behave = behaviour;
      const { desk, bot } = await prepared(5);
      const { reply, ok } = await ask(bot, 'names propose', { sure: true }, editor());
      expect(ok).toBe(true);
      expect(wordsOf(reply)).toMatch(words);
      expect(wordsOf(reply)).toContain('3 unusable');
      expect(wordsOf(reply)).toContain('3 answers in a row were unusable, so I stopped');
      expect(sent).toHaveLength(3);
      expect(facts(desk)).toBe(0);
    },
  );

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
    '%s in the middle: reported, what came before is kept, asked once, and nobody can ask again at once',
    async (_, behaviour, words) => {
      const { desk, bot } = await prepared(4);
      model.behave = (response, request) => (sent.length <= 2 ? rank([1])(response, request) : behaviour(response, request));
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
      clock.now += 91_000;
      model.behave = rank([1]);
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
    model.behave = (response, request) => {
      behaviour(response, request);
      late.abort();
    };
    const { bot } = await prepared(2, { ...model.settings, seconds: 1, deadline });
    const { reply } = await ask(bot, 'names propose', { sure: true }, editor());
    expect(wordsOf(reply)).toContain('did not answer within 1 second');
    expect(sent).toHaveLength(1);
    expect(limits).toEqual([1000]);
  });

  test('reports an unreachable server with its code, without the path of the address', async () => {
    const { bot } = await prepared(1, { ...model.settings, url: 'http://127.0.0.1:9/secret-path/v1' });
    const words = wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply);
    expect(words).toMatch(/127\.0\.0\.1:9 cannot be reached/);
    expect(words).not.toContain('secret-path');
  });

  test('reads an answer in a code fence after thoughts; counts repeated places once', async () => {
    model.behave = say('<think>{"order":[2]} no, wait</think>\n```json\n{"order": [1, 1, 2], "why": "x"}\n```');
    const { desk, bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    expect(desk.facts.all('desk', 'proposal')[0]?.value['order']).toHaveLength(2);
  });

  test('when two press Send at once, one asks and the other is told', async () => {
    const { bot } = await prepared(2);
    // The model answers nobody before one of the two has been told.
    const told = Promise.withResolvers<void>();
    model.behave = (response, request) => void told.promise.then(() => rank([1])(response, request));
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
