import { CommanderError } from 'commander';
import { createProgram } from './cli/program.ts';
import { createLog, errorFields, newReference } from './log.ts';
import { DeskError, exitCodes } from './reply/failure.ts';

/** The one door: runs what was typed and resolves with the exit code. The only reader of the environment. */
export async function main(argv: readonly string[]): Promise<number> {
  const state = { environment: process.env, log: createLog('warn'), code: 0 };
  // `cables | head`: whoever reads no further has what they wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    // `npx cabledesk` alone is what somebody types who has just heard of it.
    await createProgram(state).parseAsync(argv.length === 0 ? ['start'] : [...argv], { from: 'user' });
    return state.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (error instanceof DeskError) {
      const { failureText } = await import('./cli/say.ts');
      console.error(failureText(error));
      return exitCodes[error.kind];
    }
    const reference = newReference();
    state.log.error({ reference, ...errorFields(error) }, 'bug');
    console.error(`Something went wrong on cabledesk's side. Reference: ${reference} (in the log above).`);
    return 1;
  }
}
