import { SingleBar } from 'cli-progress';
import { terminal } from '../chat/neutralise.ts';
import type { Io } from './socket.ts';

/** Words to this terminal, with a progress bar where it is one and plain lines where it is not. */
export function terminalIo(): Io & { done(): void } {
  let bar: SingleBar | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  const done = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    cwd: process.cwd(),
    out: (text) => {
      done();
      return new Promise((written) => {
        if (process.stdout.write(text)) written();
        else process.stdout.once('drain', written);
      });
    },
    err: (text) => {
      done();
      console.error(text);
    },
    progress: (finished, total, what) => {
      if (!process.stderr.isTTY) {
        // Plain lines for a file or a pipe: five a second are enough, the last one always.
        if (performance.now() - lastAt < 200 && finished < total) return;
        lastAt = performance.now();
        console.error(terminal(`${finished}/${total} ${what}`));
        return;
      }
      if (bar === undefined) {
        bar = new SingleBar({ format: '{bar} {value}/{total} {what}', stream: process.stderr, hideCursor: true, clearOnComplete: true });
        bar.start(total, finished, { what: '' });
      }
      bar.setTotal(total);
      bar.update(finished, { what: terminal(what).slice(0, 60) });
    },
    done,
  };
}
