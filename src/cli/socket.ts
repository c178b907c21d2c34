import { chmodSync, existsSync, realpathSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { errorFields, newReference, type Log } from '../log.ts';
import { DeskError } from '../reply/failure.ts';
import { own, quoted, said } from '../reply/text.ts';
import { files } from '../store/database.ts';
import { sha256 } from '../store/hash.ts';

/** Where a verb's output goes: the terminal it was typed in, whichever process runs it. */
export type Io = {
  /** Resolves when the text is on its way, so that long output does not pile up in memory. */
  out(text: string): Promise<void>;
  err(text: string): void;
  progress(done: number, total: number, what: string): void;
  /** The folder the verb was typed in; relative paths are resolved against it. */
  cwd: string;
};

/** A verb to be run by whoever owns the data folder. */
export type Task = { verb: string; args: Record<string, unknown>; cwd: string };

const task = z.object({ verb: z.string(), args: z.record(z.string(), z.unknown()), cwd: z.string() });
const line = z.union([
  z.object({ out: z.string() }),
  z.object({ err: z.string() }),
  z.object({ progress: z.tuple([z.number(), z.number(), z.string()]) }),
  z.object({ exit: z.number() }),
]);

/** Longest path of a socket in bytes: `sun_path` has 108 on Linux and 104 on a Mac, with a zero at the end. */
const longestPath = process.platform === 'linux' ? 107 : 103;

/**
 * The socket of a data folder, which lies in it: whoever may enter the folder finds it, whichever /tmp a service was given.
 * Where its whole path is too long for a socket, the one from the working folder. Throws a DeskError (config) when both are.
 */
export function socketPath(folder: string): string {
  const real = realpathSync(folder);
  if (process.platform === 'win32') return `\\\\.\\pipe\\cabledesk-${sha256(real).slice(0, 16)}`;
  const path = join(real, files.socket);
  const short = [path, relative(realpathSync(process.cwd()), path)].find((one) => Buffer.byteLength(one) <= longestPath);
  if (short === undefined)
    throw new DeskError(
      said`The path of the data folder is too long for the socket in it: ${quoted(path)} has ${Buffer.byteLength(path)} bytes, ${longestPath} at most are possible.`,
      { kind: 'config', hint: said`Give the folder a shorter path, or go there first (${own('cd')}) and type it from there.` },
    );
  return short;
}

/** Takes verbs from other processes of the same account and runs them here. Returns a function that stops it. */
export async function takeTasks(folder: string, log: Log, run: (task: Task, io: Io) => Promise<number>): Promise<() => Promise<void>> {
  const path = socketPath(folder);
  // Whoever holds the folder's lock owns its socket: one that is still there was left by a process that died.
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    const lines = createInterface({ input: socket });
    // The reader passes on the socket's errors: a client that hangs up must not end the bot.
    lines.on('error', () => socket.destroy());
    lines.once('line', (text) => void serve(socket, text, log, run));
  });
  await listen(server, path);
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
}

async function serve(socket: Socket, text: string, log: Log, run: (task: Task, io: Io) => Promise<number>): Promise<void> {
  const say = (message: z.infer<typeof line>): Promise<void> =>
    new Promise((resolve) => {
      // A client that went away must not hold up the bot.
      if (socket.destroyed || socket.write(`${JSON.stringify(message)}\n`)) return resolve();
      socket.once('drain', resolve);
      socket.once('close', () => resolve());
    });
  let exit = 1;
  try {
    const asked = task.parse(JSON.parse(text));
    const io: Io = {
      out: (words) => say({ out: words }),
      err: (words) => void say({ err: words }),
      progress: (done, total, what) => void say({ progress: [done, total, what] }),
      cwd: asked.cwd,
    };
    exit = await run(asked, io);
  } catch (error) {
    const reference = newReference();
    log.error({ reference, ...errorFields(error) }, 'a verb could not be taken up');
    await say({ err: `The running bot could not do this. Reference: ${reference} (in its log).` });
  }
  await say({ exit });
  socket.end();
}

/** Hands a verb to the process that owns the folder. Returns its exit code, or undefined when nothing is listening. */
export async function handOver(folder: string, asked: Task, io: Io): Promise<number | undefined> {
  const path = socketPath(folder);
  if (process.platform !== 'win32' && !existsSync(path)) return undefined;
  const socket = createConnection(path);
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!connected) return undefined;
  socket.on('error', () => socket.destroy());
  socket.write(`${JSON.stringify(asked)}\n`);
  for await (const text of createInterface({ input: socket })) {
    const message = line.parse(JSON.parse(text));
    if ('out' in message) await io.out(message.out);
    else if ('err' in message) io.err(message.err);
    else if ('progress' in message) io.progress(...message.progress);
    else return message.exit;
  }
  io.err('The running bot stopped in the middle of this.');
  return 1;
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = (cause: NodeJS.ErrnoException): void =>
      reject(
        new DeskError(said`The socket ${quoted(path)} cannot be made (${own(cause.code ?? cause.message)}).`, {
          kind: 'config',
          hint: said`The data folder must be on a local disk that supports sockets.`,
          cause,
        }),
      );
    server.once('error', refused);
    server.listen(path, () => {
      server.off('error', refused);
      resolve();
    });
  });
}
