import type { Command } from '../../src/bot/command.ts';
import { testCommand } from './test-command.ts';
import type { Post, Reply } from '../../src/reply/reply.ts';
import { said } from '../../src/reply/text.ts';
import type { Live } from './live.ts';

/** Commands of tests alone, and posts of the outbox, for a live bot. */

/** A command that does this. */
export const quick = (name: string, run: Extract<Command, { run: unknown }>['run']): Command =>
  testCommand({ name, description: 'd', who: 'reader', run });

export const answering = quick('answer', () => ({ blocks: [{ kind: 'text', text: said`Here at last.` }] }));

/** A command that answers, or is refused, once its test says so. */
export function slow(
  more: Partial<Extract<Command, { run: unknown }>> = {},
  outcome: () => Reply = () => ({ blocks: [{ kind: 'text', text: said`Here at last.` }] }),
) {
  const { promise, resolve: finish } = Promise.withResolvers<void>();
  const slowly = testCommand({
    name: 'slow',
    description: 'Takes its time',
    who: 'reader',
    run: async () => (await promise, outcome()),
    ...more,
  });
  return { slowly, finish };
}

/** Puts a post into the outbox, as an act would. */
export function post(running: Live, what: Omit<Post, 'reply'> & Partial<Post>, at = 'x'): void {
  const { desk, discord } = running;
  desk.db.transaction(() => {
    desk.outbox.add(
      discord.guildId,
      { reply: { blocks: [{ kind: 'text', text: said`A word.` }] }, ...what },
      `${at}${Math.random()}`,
      Date.now(),
    );
  })();
  desk.outbox.notify();
}

export const states = (running: Live) => running.desk.db.prepare<[], string>('SELECT state FROM outbox ORDER BY id').pluck().all();
export const problems = (running: Live) =>
  running.desk.db.prepare<[], string | null>('SELECT problem FROM outbox ORDER BY id').pluck().all();
export const posted = (running: Live) => running.discord.messages(running.discord.channels.listed.id);
