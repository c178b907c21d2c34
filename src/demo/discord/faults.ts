import { setTimeout as wait } from 'node:timers/promises';
import { Refusal } from './wire.ts';

/** Which requests are meant: a part of "POST /channels/123/messages", a pattern, or a function. Tokens read `:token`. */
export type Matcher = string | RegExp | ((call: { method: string; path: string; body: unknown }) => boolean);

/** How a request is answered wrongly. */
export type WrongAnswer = {
  matcher?: Matcher;
  /** How often; once when not said. */
  times?: number;
  /** True: the request takes effect, and only its answer is lost. False (usual): it is refused untouched. */
  applied?: boolean;
  code?: number;
  message?: string;
  /** Seconds, for 429; half a second when not said. */
  retryAfter?: number;
};

type Rule = { matcher: Matcher | undefined; left: number; ms?: number; status?: number; answer?: WrongAnswer };

/** What the gateway can be made to do; set by the gateway itself. */
export type GatewayFaults = {
  /** Closes the connection of the bot with this close code; 0 breaks it without a word. */
  dropGateway(code?: number): void;
  /** Asks the bot to reconnect (opcode 7). */
  op7(): void;
  /** Declares the session invalid (opcode 9). */
  invalidSession(resumable: boolean): void;
  /** Heartbeats are no longer acknowledged. */
  noHeartbeatAck(isOn?: boolean): void;
  /** The next interaction events are sent twice. */
  deliverTwice(times?: number): void;
};

/** Faults on demand. */
export type FaultControls = GatewayFaults & {
  /** Matching requests wait so long before they are looked at. */
  delay(ms: number, matcher?: Matcher, times?: number): void;
  /** Matching requests get this status; 0 breaks the connection instead. */
  answer(status: number, options?: WrongAnswer): void;
  /** Takes back all delays and wrong answers that are left, and acknowledges heartbeats again. */
  clear(): void;
};

export type RestCall = { method: string; path: string; body: unknown };

function fits(matcher: Matcher | undefined, call: RestCall): boolean {
  if (matcher === undefined) return true;
  if (typeof matcher === 'function') return matcher(call);
  const line = `${call.method} ${call.path}`;
  return typeof matcher === 'string' ? line.includes(matcher) : matcher.test(line);
}

/** The book of faults that were asked for, and its use by the REST side. */
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
    /** Waits as long as a delay asks for. */
    hold: async (call: RestCall): Promise<void> => {
      const rule = take(call, ({ ms }) => ms !== undefined);
      if (rule?.ms !== undefined) await wait(rule.ms, undefined, { ref: false });
    },
    /** The wrong answer that this request is to get, if any. */
    wrongAnswer: (call: RestCall): WrongReply | undefined => {
      const rule = take(call, ({ status }) => status !== undefined);
      return rule?.status === undefined ? undefined : wrongReply(rule.status, rule.answer ?? {});
    },
  };
}

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
