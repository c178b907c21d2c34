import { asOfThen, deskAsked } from './as-of.ts';
import { completeOption, reasonChoice, refuseReasons } from './completing.ts';
import { nearest, parseOptions, usage } from './options.ts';
import { runnables } from './command.ts';
import { needs, offeredTo } from './offered.ts';
import { readCommands } from './read-commands.ts';
import { presentName, renamed } from './former-names.ts';
import type { Caller } from '../desk/caller.ts';
import type { Answer, Bot, Call, Command, RunnableCommand } from './command.ts';
import type { Desk } from '../desk/desk.ts';
import { DeskError } from '../reply/failure.ts';
import { type Log, errorFields, newReference } from '../log.ts';
import type { ActName } from '../desk/acts.ts';
import { notingSaved, savedSentence } from '../desk/saved.ts';
import { leadOf, mayRun, withFilesFor } from '../desk/policy.ts';
import { pausedBy, pausedText } from '../team/reading-alarms.ts';
import { notingAsked, type Asked } from '../reply/absence.ts';
import { showReply } from './shown.ts';
import { withReading } from './unread.ts';
import type { Block, Reply, Progress, Visibility } from '../reply/reply.ts';
import { join, quoted, said, strong } from '../reply/text.ts';

/**
 * The bot: checks options, and runs each call through policy. It knows no platform: a chat passes a
 * Caller and a Call and gets a Reply. What a command does is up to the command.
 */

/** The bot over a desk: every command found, checked, and run through policy. */
export async function createBot(desk: Desk, log: Log, commands?: readonly Command[]): Promise<Bot> {
  const all = commands ?? (await readCommands());
  const byName = new Map(all.flatMap(runnables).map((runnable) => [runnable.name, runnable]));
  const lookUp = ({ command, byButton }: Call): RunnableCommand | undefined =>
    byName.get(byButton === undefined ? command : presentName(command));
  /** What only the caller sees offers them only what they may do. */
  const offered = (caller: Caller, reply: Reply, declared: Visibility | undefined): Reply =>
    (reply.visibility ?? declared) === 'channel'
      ? reply
      : offeredTo(reply, (command, options) => {
          const runnable = byName.get(command);
          return runnable === undefined || mayRun(caller, needs(runnable, options)).allowed;
        });
  /** What a desk of the past answered says so. */
  const ofThen = ({ past }: Desk, caller: Caller, reply: Reply): Reply =>
    past === undefined ? reply : asOfThen(reply, past, desk.as(caller), caller, (command) => byName.get(command));
  const noProgress: Progress = () => {};

  const answer = async (caller: Caller, call: Call, progress: Progress = noProgress): Promise<Answer> => {
    const runnable = lookUp(call);
    const started = performance.now();
    const saved: ActName[] = [];
    const asked: Asked = new Map();
    let seen = desk;
    try {
      if (runnable === undefined) throw unknownCommand(call.command, [...byName.keys()]);
      refusePaused(desk, caller);
      const verdict = mayRun(caller, needs(runnable, call.options));
      if (!verdict.allowed) {
        log.info({ command: call.command, member: caller.member, role: caller.role ?? 'none' }, 'denied');
        throw new DeskError(verdict.why, { hint: verdict.hint });
      }
      seen = (await deskAsked(desk, runnable, call.options)).as(caller);
      await refuseReasons({ desk: seen, caller, commands: all, call }, runnable.options ?? {});
      const options = parseOptions(runnable, call);
      const run = async (): Promise<Reply> => runnable.run({ options, desk: seen, caller, commands: all, progress });
      const made = ofThen(seen, caller, withReading(seen, await notingAsked(asked, () => notingSaved(saved, run)), asked, call));
      const shown = await desk.group(() =>
        settled(() => showReply(desk.as(caller), caller, runnable.name, withFilesFor(desk.exposure, caller, made))),
      );
      const reply = offered(caller, shown(), runnable.visibility);
      log.info({ command: call.command, interaction: caller.interaction, ms: Math.round(performance.now() - started) }, 'answered');
      return { ok: true, reply, saved, visibility: reply.visibility ?? runnable.visibility ?? 'caller' };
    } catch (error) {
      return {
        ok: false,
        reply: ofThen(seen, caller, withReading(seen, failureReply(error, { call, saved, log }), asked, call)),
        saved,
        visibility: 'caller',
        failure: error instanceof DeskError ? error.kind : 'bug',
      };
    }
  };

  return {
    desk,
    commands: all,
    find: (name) => byName.get(presentName(name)),
    visibility: (call) => lookUp(call)?.visibility ?? 'caller',
    answer,
    async suggest(caller, call, option, typed) {
      const runnable = byName.get(call.command);
      const spec = runnable?.options?.[option];
      if (runnable === undefined || spec === undefined || spec.hidden === true) return [];
      const verdict = mayRun(caller, runnable.who);
      const paused = pausedBy(desk, caller);
      const refusal = verdict.allowed ? paused && pausedText(paused.why) : verdict.why;
      if (refusal !== undefined) return [reasonChoice(refusal, typed, spec)];
      try {
        return await completeOption({ desk: desk.as(caller), caller, commands: all, call, spec, typed });
      } catch (error) {
        log.warn({ command: call.command, option, ...errorFields(error) }, 'suggesting failed');
        return [];
      }
    },
  };
}

/** Nothing is answered to somebody whose access a lead has paused. */
function refusePaused(desk: Desk, caller: Caller): void {
  const paused = caller.via === 'discord' ? pausedBy(desk, caller) : undefined;
  if (paused !== undefined) throw new DeskError(pausedText(paused.why), { hint: said`Ask ${leadOf(caller)}.` });
}

/** What the work comes to, to be returned or thrown later: a refusal takes back nothing that was noted on the way to it. */
function settled<T>(work: () => T): () => T {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return () => {
      throw error;
    };
  }
}

function unknownCommand(name: string, known: readonly string[]): DeskError {
  const inGroup = known.filter((one) => one.startsWith(`${name} `)).map((one) => ({ kind: 'commandLink', command: one }) as const);
  if (inGroup.length > 0) return usage(said`Say what ${quoted(`/${name}`)} should do.`, said`One of ${join(inGroup, ', ')}.`);
  if (presentName(name) !== name) return renamed(name);
  const near = nearest(name, known);
  return usage(
    said`There is no command ${quoted(`/${name}`)}.`,
    near === undefined ? said`/help lists all commands.` : said`Did you mean ${strong(`/${near}`)}? /help lists all commands.`,
  );
}

/** A failure as a reply: a refusal in words, or a bug with a reference number that is also logged; and what was saved before it. */
function failureReply(error: unknown, { call, saved, log }: { call: Call; saved: readonly ActName[]; log: Log }): Reply {
  if (error instanceof DeskError) {
    return {
      tone: error.kind === 'refused' ? 'notice' : 'error',
      blocks: [error.text, error.hint ?? [], saved.length === 0 ? [] : savedSentence(saved)]
        .filter((text) => text.length > 0)
        .map((text): Block => ({ kind: 'text', text })),
      ...(error.actions.length === 0 ? {} : { actions: [[...error.actions]] }),
      visibility: 'caller',
    };
  }
  const reference = newReference();
  log.error({ reference, command: call.command, ...errorFields(error) }, 'bug');
  return {
    tone: 'error',
    blocks: [
      { kind: 'text', text: said`Something went wrong on my side. ${savedSentence(saved)}` },
      { kind: 'text', text: said`Tell the operator this reference: ${strong(reference)}. It is in the log with what happened.` },
    ],
    visibility: 'caller',
  };
}
