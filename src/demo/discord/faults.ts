import { setTimeout as wait } from 'node:timers/promises';
import { Refusal } from './wire.ts';

/** Selects requests: by a part of "POST /channels/123/messages", a pattern, or a function. Tokens read `:token`. */
export type Matcher = string | RegExp | ((call: { method: string; path: string; body: unknown }) => boolean);

/** A wrong answer to requests. */
export type WrongAnswer = {
  matcher?: Matcher;
  /** How often; default: once. */
  times?: number;
  /** True: the request takes effect, and only its answer is lost. False (default): it has no effect. */
  applied?: boolean;
  code?: number;
  message?: string;
  /** Seconds, for 429; default: half a second. */
  retryAfter?: number;
};

type Rule = { matcher: Matcher | undefined; left: number; ms?: number; status?: number; answer?: WrongAnswer };

/** Faults of the gateway, which implements them itself. */
export type GatewayFaults = {
  /** Closes the connection of the bot with this close code; 0 breaks it without one. */
  dropGateway(code?: number): void;
  /** Asks the bot to reconnect (opcode 7). */
  op7(): void;
  /** Declares the session invalid (opcode 9). */
  invalidSession(resumable: boolean): void;
  /** Stops acknowledging heartbeats. */
  noHeartbeatAck(isOn?: boolean): void;
  /** Sends an event exactly as given, however odd. */
  sendEvent(t: unknown, d: unknown): void;
  /** Sends the next interaction events twice. */
  deliverTwice(times?: number): void;
};

/** All faults that can be caused. */
export type FaultControls = GatewayFaults & {
  /** Delays matching requests before they are handled. */
  delay(ms: number, matcher?: Matcher, times?: number): void;
  /** Answers matching requests with this status; 0 breaks the connection instead. */
  answer(status: number, options?: WrongAnswer): void;
  /** Cancels all remaining delays and wrong answers, and acknowledges heartbeats again. */
  clear(): void;
};

/** What identifies a request of the bot. */
export type RestCall = { method: string; path: string; body: unknown };

function fits(matcher: Matcher | undefined, call: RestCall): boolean {
  if (matcher === undefined) return true;
  if (typeof matcher === 'function') return matcher(call);
  const line = `${call.method} ${call.path}`;
  return typeof matcher === 'string' ? line.includes(matcher) : matcher.test(line);
}

/** Stores the faults that were asked for, and applies them to REST requests. */
export function createFaults(gateway: GatewayFaults) {
  let rules: Rule[] = [];

  function take(call: RestCall, wanted: (rule: Rule) => boolean): Rule | undefined {
    const rule = rules.find((entry) => entry.left > 0 && wanted(entry) && fits(entry.matcher, call));
    if (rule !== undefined) rule.left -= 1;
    return rule;
  }

  const faults: FaultControls = {
    ...gateway,
    delay: (ms, matcher, times = Number.POSITIVE_INFINITY) => void rules.push({ matcher, left: times, ms }),
    answer: (status, answer = {}) => void rules.push({ matcher: answer.matcher, left: answer.times ?? 1, status, answer }),
    clear: () => {
      rules = [];
      gateway.noHeartbeatAck(false);
    },
  };

  return {
    faults,
    /** Waits for the delay of this request, if any. */
    hold: async (call: RestCall): Promise<void> => {
      const rule = take(call, ({ ms }) => ms !== undefined);
      if (rule?.ms !== undefined) await wait(rule.ms, undefined, { ref: false });
    },
    /** The wrong answer for this request, if any. */
    wrongAnswer: (call: RestCall): WrongReply | undefined => {
      const rule = take(call, ({ status }) => status !== undefined);
      return rule?.status === undefined ? undefined : wrongReply(rule.status, rule.answer ?? {});
    },
  };
}

/** A wrong answer, ready to be sent. */
export type WrongReply = { applied: boolean; refusal: Refusal | 'break'; headers: Record<string, string>; body: Record<string, unknown> };

function wrongReply(status: number, { applied = false, code = 0, message, retryAfter = 0.5 }: WrongAnswer): WrongReply {
  const refusal =
    status === 0 ? 'break' : new Refusal(status, code, message ?? (status === 429 ? 'You are being rate limited.' : `${status}: Error`));
  const isLimit = status === 429;
  return {
    applied,
    refusal,
    headers: isLimit ? { 'retry-after': String(retryAfter), 'x-ratelimit-scope': 'user' } : {},
    body: { ...(refusal === 'break' ? {} : refusal.body), ...(isLimit ? { retry_after: retryAfter, global: false } : {}) },
  };
}
