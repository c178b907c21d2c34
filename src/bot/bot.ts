import { nearest, parseOptions, usage } from './options.ts';
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runnables } from './command.ts';
import type { Caller } from '../desk/caller.ts';
import type { Answer, Bot, Call, Command, OptionSpec } from './command.ts';
import type { Desk } from '../desk/desk.ts';
import { DeskError } from '../reply/failure.ts';
import { type Log, errorFields, newReference } from '../log.ts';
import type { ActName } from '../desk/acts.ts';
import { notingSaved, savedSentence } from '../desk/saved.ts';
import { leadOf, mayRun, withFilesFor } from '../desk/policy.ts';
import { pausedBy, pausedText } from '../team/reading-alarms.ts';
import { showReply } from './shown.ts';
import type { Block, Choice, Reply, Progress } from '../reply/reply.ts';
import { join, quoted, said, strong } from '../reply/text.ts';

/**
 * The bot: reads commands/, checks options, and runs each call through policy. It knows no platform: a chat passes a
 * Caller and a Call and gets a Reply. What a command does is up to the command.
 */

const menuRule = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,31}$/u;
/** Discord's rule for the names of slash commands and options (Latin letters are all we use). */
const nameRule = /^[a-z][a-z0-9_-]{0,31}$/;
const suggestionLimit = 25;

/** Reads every file of commands/ and checks it. Throws an Error that names the file when one is not a proper command. */
export async function readCommands(folder: string = fileURLToPath(new URL('../../commands/', import.meta.url))): Promise<Command[]> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .toSorted();
  const commands: Command[] = [];
  for (const name of names) {
    const module = (await import(pathToFileURL(`${folder}/${name}`).href)) as { default?: unknown };
    const command = module.default as Command | undefined;
    const fault = command === undefined ? 'has no default export: it must export default command({...})' : commandFault(command);
    if (fault !== undefined) throw new Error(`commands/${name} ${fault}.`);
    if (commands.some((other) => other.name === command?.name))
      throw new Error(`commands/${name} has the name "${command?.name}", which another command has too.`);
    if (command !== undefined) commands.push(command);
  }
  return commands;
}

/** What is wrong with a command, as the rest of a sentence that begins with its file; undefined when nothing is. */
function commandFault(command: Command): string | undefined {
  if (!nameRule.test(command.name ?? '')) return `has the name "${command.name}": names are 1 to 32 lower-case letters, digits, - or _`;
  if ('run' in command && 'subcommands' in command) return 'has both run and subcommands: Discord allows one of them';
  for (const runnable of runnables(command)) {
    if (typeof runnable.run !== 'function') return `has no run for "${runnable.name}"`;
    if (runnable.description.length < 1 || runnable.description.length > 100)
      return `needs a description of 1 to 100 characters for "${runnable.name}"`;
    for (const { name } of runnable.menus ?? [])
      if (!menuRule.test(name)) return `has a menu named "${name}": names are 1 to 32 letters, digits and blanks`;
    for (const [name, option] of Object.entries(runnable.options ?? {})) {
      if (!nameRule.test(name)) return `has an option named "${name}": names are 1 to 32 lower-case letters, digits, - or _`;
      if (option.description.length < 1 || option.description.length > 100)
        return `needs a description of 1 to 100 characters for option "${name}"`;
    }
  }
  return undefined;
}

/** The bot over a desk: every command found, checked, and run through policy. */
export async function createBot(desk: Desk, log: Log, commands?: readonly Command[]): Promise<Bot> {
  const all = commands ?? (await readCommands());
  const byName = new Map(all.flatMap(runnables).map((runnable) => [runnable.name, runnable]));
  const noProgress: Progress = () => {};

  const answer = async (caller: Caller, call: Call, progress: Progress = noProgress): Promise<Answer> => {
    const runnable = byName.get(call.command);
    const started = performance.now();
    const saved: ActName[] = [];
    try {
      if (runnable === undefined) throw unknownCommand(call.command, [...byName.keys()]);
      refusePaused(desk, caller);
      const verdict = mayRun(caller, runnable.who);
      if (!verdict.allowed) {
        log.info({ command: call.command, member: caller.member, role: caller.role ?? 'none' }, 'denied');
        throw new DeskError(verdict.why, { hint: verdict.hint });
      }
      const options = parseOptions(runnable, call);
      const seen = desk.as(caller);
      const run = async (): Promise<Reply> => runnable.run({ options, desk: seen, caller, commands: all, progress });
      const made = await notingSaved(saved, run);
      const shown = await desk.group(() => settled(() => showReply(seen, caller, call.command, withFilesFor(desk.exposure, caller, made))));
      const reply = shown();
      log.info({ command: call.command, interaction: caller.interaction, ms: Math.round(performance.now() - started) }, 'answered');
      return { ok: true, reply, saved, visibility: reply.visibility ?? runnable.visibility ?? 'caller' };
    } catch (error) {
      return {
        ok: false,
        reply: failureReply(error, { call, saved, log }),
        saved,
        visibility: 'caller',
        failure: error instanceof DeskError ? error.kind : 'bug',
      };
    }
  };

  return {
    desk,
    commands: all,
    find: (name) => byName.get(name),
    visibility: (call) => byName.get(call.command)?.visibility ?? 'caller',
    answer,
    async suggest(caller, call, option, typed) {
      const runnable = byName.get(call.command);
      const spec = runnable?.options?.[option];
      const isKnown = runnable !== undefined && spec !== undefined && spec.hidden !== true;
      if (!isKnown || !mayRun(caller, runnable.who).allowed || pausedBy(desk, caller) !== undefined) return [];
      try {
        return (await suggestions({ desk: desk.as(caller), commands: all }, caller, call, spec, typed)).slice(0, suggestionLimit);
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

async function suggestions(
  { desk, commands }: Pick<Bot, 'desk' | 'commands'>,
  caller: Caller,
  call: Call,
  spec: OptionSpec,
  typed: string,
): Promise<Choice[]> {
  if (spec.suggest !== undefined) return spec.suggest({ desk, caller, commands, typed, options: call.options });
  if (spec.type === 'cable') {
    return desk.cables
      .complete(typed, suggestionLimit)
      .map((head) => ({ label: [head.ref, head.date, head.subject].filter((text) => text !== '').join(' · '), value: head.ref }));
  }
  return [];
}

function unknownCommand(name: string, known: readonly string[]): DeskError {
  const inGroup = known.filter((one) => one.startsWith(`${name} `)).map((one) => ({ kind: 'commandLink', command: one }) as const);
  if (inGroup.length > 0) return usage(said`${quoted(`/${name}`)} is followed by what to do.`, said`One of ${join(inGroup, ', ')}.`);
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
      { kind: 'text', text: said`Tell the operator this reference: ${strong(reference)}. It stands in the log with what happened.` },
    ],
    visibility: 'caller',
  };
}
