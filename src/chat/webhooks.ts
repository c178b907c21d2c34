import { createHmac } from 'node:crypto';
import type { Desk } from '../desk/desk.ts';
import type { NextPost } from '../desk/outbox.ts';
import type { Log } from '../log.ts';
import { english, own, quoted, said } from '../reply/text.ts';
import type { Post, WebhookNews } from '../reply/reply.ts';
import { createQueues, NeverSent, type Sender, type SendVerdict } from './sending.ts';

/** An address of the operator's own that watches may report to. `secret`: the key, decoded. */
export type Webhook = { url: string; secret: Uint8Array };

/** After so many attempts a notice is given up: about four hours. */
const mostTries = 24;
/** How long the other side has for an answer; milliseconds. */
const patience = 10_000;

/** An answer that is not the one to hope for. */
class HookFailure extends Error {
  readonly status: number | undefined;
  constructor(message: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** `tooLong`: a signal for each attempt, aborted when it has taken too long. */
type Parts = { desk: Desk; webhooks: ReadonlyMap<string, Webhook>; log: Log; tooLong?: () => AbortSignal };

/**
 * Sends to webhooks what is due for them. Besides Discord and a model this is the only way out of the house: to addresses that
 * the operator set, never to one from a document or a chat; redirects are not followed, and answers are not read. What is
 * sent follows Standard Webhooks (https://www.standardwebhooks.com): id, time and body are signed, and the id stays the
 * same through all attempts and restarts.
 */
export function createWebhookSender({ desk, webhooks, log, tooLong = () => AbortSignal.timeout(patience) }: Parts): Sender {
  const stopping = new AbortController();
  const queues = createQueues({
    desk,
    log,
    to: 'webhooks',
    send: (row) => deliver({ desk, webhooks }, row, () => AbortSignal.any([tooLong(), stopping.signal])),
    judge: (error, tries) => verdictOn(error, tries, stopping.signal.aborted),
    tell: ownerTold,
  });
  return {
    nudge: queues.nudge,
    async stop() {
      const stopped = queues.stop();
      stopping.abort();
      await stopped;
    },
  };
}

async function deliver(
  { desk, webhooks }: Pick<Parts, 'desk' | 'webhooks'>,
  { nonce, desk: owner, madeAt, read }: NextPost,
  deadline: () => AbortSignal,
): Promise<string> {
  const { to, news } = read();
  const hook = 'webhook' in to ? webhooks.get(to.webhook) : undefined;
  if (news === undefined || hook === undefined) throw new NeverSent(english('No webhook of that name is set any more.'));
  if (owner !== desk.home()) throw new NeverSent(english('It belongs to another desk.'));
  const body = bodyOf(desk, owner, news, madeAt);
  const at = Math.floor(desk.now() / 1000);
  const response = await fetch(hook.url, {
    method: 'POST',
    redirect: 'manual',
    signal: deadline(),
    headers: {
      'content-type': 'application/json',
      'user-agent': 'cabledesk',
      'webhook-id': nonce,
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,${createHmac('sha256', hook.secret).update(`${nonce}.${at}.${body}`).digest('base64')}`,
    },
    body,
  }).catch((error: unknown) => {
    throw new HookFailure(whyUnreached(error), undefined, error);
  });
  await response.body?.cancel();
  if (!response.ok)
    throw new HookFailure(
      response.status >= 300 && response.status < 400 ? 'It redirects, which is not followed.' : `It answered ${response.status}.`,
      response.status,
    );
  return String(response.status);
}

/** The text that is signed and sent. What was withdrawn meanwhile is left out. */
function bodyOf(desk: Desk, owner: string, { watch, count, query, cables }: WebhookNews, madeAt: number): string {
  const there = new Set(desk.as({ desk: owner, role: 'reader' }).cables.existing(cables.map(({ row }) => row)));
  const seen = cables.filter(({ row }) => there.has(row));
  const left = count - (cables.length - seen.length);
  if (left <= 0) throw new NeverSent(english('The cable has been withdrawn since.'));
  return JSON.stringify({
    type: 'watch.found',
    timestamp: new Date(madeAt).toISOString(),
    data: { watch, count: left, ...(query === undefined ? {} : { query }), cables: seen.map((one) => ({ ...one, row: undefined })) },
  });
}

/** Refusals are final but for those that ask for patience; failures of the other side and of the network pass. */
function verdictOn(error: unknown, tries: number, isStopping: boolean): SendVerdict {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof NeverSent) return { outcome: 'refused', reason };
  if (isStopping) return { outcome: 'not its fault', reason };
  const status = error instanceof HookFailure ? error.status : undefined;
  if (status !== undefined && status < 500 && ![408, 425, 429].includes(status)) return { outcome: 'refused', reason };
  return { outcome: tries >= mostTries ? 'given up' : 'again', reason };
}

/** A code such as ECONNREFUSED: the address itself may hold a secret, so it stands in no message. */
function whyUnreached(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'It did not answer in time.';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'no answer';
  return `It cannot be reached (${code}).`;
}

/** Whoever set up the watch is told, once until something gets through again. */
function ownerTold({ target }: NextPost, { outcome, reason }: SendVerdict, post: Post | undefined): Post[] {
  const { webhook } = JSON.parse(target) as { webhook: string };
  const news = post?.news;
  if (news === undefined) return [];
  return [
    {
      to: { member: news.owner },
      reply: {
        tone: 'error',
        blocks: [
          {
            kind: 'text',
            text:
              outcome === 'given up'
                ? said`Your watch ${own(news.watch)} could not be sent to the webhook ${quoted(webhook)}. I tried several times and have now given up.`
                : said`Your watch ${own(news.watch)} could not be sent to the webhook ${quoted(webhook)}: it refuses.`,
          },
          { kind: 'text', text: said`The last answer: ${own(reason)}` },
          { kind: 'small', text: said`The watch goes on. You won’t be told again until something gets through there.` },
        ],
      },
    },
  ];
}
