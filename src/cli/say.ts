import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { parseCommandLine, toCommandLine } from '../chat/terminal/command-line.ts';
import { fileName } from '../chat/neutralise.ts';
import { numberedActions, renderTerminal } from '../chat/terminal/render.ts';
import type { AttachedFile } from '../bot/attachment.ts';
import type { Caller } from '../desk/caller.ts';
import type { Bot, Call } from '../bot/command.ts';
import type { Desk } from '../desk/desk.ts';
import { roles, type Role } from '../desk/roles.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import type { ReplyFile } from '../reply/reply.ts';
import { plain, quoted, said } from '../reply/text.ts';
import type { Verb } from './verb.ts';

export const sayArgs = z.object({
  line: z.string(),
  as: z.string().default('operator'),
  role: z.enum(roles).default('lead'),
  json: z.boolean().default(false),
});

/** Runs one command without the wire and prints the answer, as text or as one line of JSON. */
export const say: Verb<z.infer<typeof sayArgs>> = async (bot, { line, as, role, json }, io) => {
  const started = performance.now();
  const caller: Caller = {
    desk: bot.desk.home(),
    member: `terminal:${as}`,
    name: as,
    role,
    via: 'terminal',
    interaction: randomUUID(),
    place: undefined,
  };
  noteSeen(bot.desk, caller, role);
  // A search says by itself why it cannot be answered; whatever needs none goes on.
  await bot.desk.index.ready().catch(() => {});
  const answer = await bot.answer(caller, callIn(bot, line, io.cwd), io.progress);
  const { ok, visibility, reply } = answer;
  const files = (reply.files ?? []).map(saveFile);
  if (json) {
    const actions = numberedActions(reply).flatMap((action) => typed(action));
    const shown = JSON.stringify(
      { ok, visibility, text: renderTerminal(reply), actions, files, reply, ms: Math.round(performance.now() - started) },
      (_, value: unknown) => (value instanceof Uint8Array ? value.byteLength : value),
    );
    await io.out(`${shown}\n`);
  } else {
    await io.out(`${renderTerminal(reply)}\n${files.map((path) => `Saved as ${path}\n`).join('')}`);
  }
  if (ok) return 0;
  return answer.failure === undefined || answer.failure === 'bug' ? 1 : exitCodes[answer.failure];
};

/** Notes who asks. Where the disk takes nothing they are answered all the same. */
function noteSeen(desk: Desk, { desk: home, member, name }: Caller, role: Role): void {
  try {
    desk.roster.seen(home, { id: member, name, role, isBot: false }, desk.now());
    desk.trouble.over();
  } catch (error) {
    if (!desk.trouble.note(error)) throw error;
  }
}

/** What was typed, with the files that options name by their paths. The operator may type what a button would set: `--json` says how. */
function callIn(bot: Bot, line: string, cwd: string): Call {
  const call = parseCommandLine(line, bot.commands);
  const named = Object.entries(bot.find(call.command)?.options ?? {}).filter(([name, { type }]) => type === 'file' && name in call.options);
  const byButton = Object.keys(call.options);
  return {
    ...call,
    byButton,
    files: Object.fromEntries(named.map(([name]) => [name, localFile(resolve(cwd, String(call.options[name])))])),
  };
}

/** A file of this machine. Throws a DeskError (usage) when it cannot be read. */
function localFile(path: string): AttachedFile {
  const read = (): Buffer => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new DeskError(said`${quoted(path)} cannot be read.`, { kind: 'usage', cause: error });
    }
  };
  return { name: basename(path), size: statSync(path, { throwIfNoEntry: false })?.size ?? 0, read: async () => read() };
}

/** What pressing an action would be, typed; a choice is one line for each of its values. */
function typed(action: ReturnType<typeof numberedActions>[number]): { label: string; say: string }[] {
  const label = plain(action.label);
  switch (action.kind) {
    case 'run':
      return action.disabled === true ? [] : [{ label, say: toCommandLine(action) }];
    case 'choose':
      return action.choices.map((choice) => ({
        label: `${label}: ${choice.label}`,
        say: toCommandLine({ command: action.command, options: { ...action.options, [action.option]: choice.value } }),
      }));
    case 'form':
      return [{ label, say: toCommandLine(action) }];
    case 'link':
      return [];
  }
}

function saveFile({ name, bytes }: ReplyFile): string {
  const dot = name.lastIndexOf('.');
  const path = join(
    mkdtempSync(join(tmpdir(), 'cabledesk-file-')),
    `${fileName(dot > 0 ? name.slice(0, dot) : name)}${dot > 0 ? `.${fileName(name.slice(dot + 1), 8)}` : ''}`,
  );
  writeFileSync(path, bytes, { mode: 0o600 });
  return path;
}

/** The sentence of a failure as the terminal prints it. */
export function failureText(error: DeskError): string {
  return renderTerminal({
    blocks: [{ kind: 'text', text: error.text }, ...(error.hint === undefined ? [] : [{ kind: 'text' as const, text: error.hint }])],
  });
}
