import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Bot } from '../../bot/command.ts';
import { isAnswering, type Health } from './health.ts';

/** What is measured of a running bot, for a collector such as Prometheus. No label names a member, a cable or a search. */
export type Metrics = {
  /** The same bot, whose answers are counted and timed. */
  counting(bot: Bot): Bot;
  /** All figures in OpenMetrics text, and its media type. */
  text(): Promise<{ type: string; body: string }>;
};

/** Upper bounds of answers' times in seconds; Discord waits for 3. */
const buckets = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 120];

export function createMetrics(health: () => Health): Metrics {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const took = new Histogram({
    name: 'cabledesk_answer_seconds',
    help: 'How long answers took.',
    labelNames: ['command'],
    buckets,
    registers,
  });
  const answers = new Counter({ name: 'cabledesk_answers', help: 'Answers by outcome.', labelNames: ['command', 'outcome'], registers });
  const gauges: [name: string, help: string, of: (health: Health) => number][] = [
    ['healthy', 'Whether people can be answered: 1 or 0.', (health) => Number(isAnswering(health))],
    ['problems', 'How many things somebody should look at.', ({ problems }) => problems.length],
    ['connected', 'Whether it is connected to Discord: 1 or 0.', ({ chat }) => Number(chat.connected)],
    ['chat_answered_timestamp_seconds', 'When Discord last answered.', ({ chat }) => seconds(chat.answered)],
    ['chat_event_timestamp_seconds', 'When something last happened on Discord.', ({ chat }) => seconds(chat.event)],
    ['posts_due', 'Posts that have not been sent yet.', ({ posts }) => posts.due],
    ['cables', 'Cables of the archive.', ({ cables }) => cables],
    ['index_cables_left', 'Cables that cannot be searched yet.', ({ index }) => index.total - index.done],
    ['names_cables_left', 'Cables in which names have not been read yet.', ({ names }) => names.total - names.done],
    ['disk_free_bytes', 'What is free where the data lies.', ({ disk }) => disk.free],
    ['digest_timestamp_seconds', 'When the last digest was made.', ({ digest }) => seconds(digest)],
    ['backup_timestamp_seconds', 'When the last backup was made.', ({ backup }) => seconds(backup.last)],
  ];
  const known = gauges.map(([name, help, of]) => ({ of, gauge: new Gauge({ name: `cabledesk_${name}`, help, registers }) }));
  const build = new Gauge({ name: 'cabledesk_build', help: 'Which version is running; always 1.', labelNames: ['version'], registers });
  return {
    counting: (bot) => ({
      ...bot,
      async answer(caller, call, progress) {
        const command = bot.find(call.command)?.name ?? 'unknown';
        const stop = took.startTimer({ command });
        const answer = await bot.answer(caller, call, progress);
        stop();
        answers.inc({ command, outcome: answer.ok ? 'answered' : (answer.failure ?? 'refused') });
        return answer;
      },
    }),
    async text() {
      const now = health();
      for (const { gauge, of } of known) gauge.set(of(now));
      build.set({ version: now.version }, 1);
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
}

const seconds = (iso: string | null): number => (iso === null ? 0 : Date.parse(iso) / 1000);
