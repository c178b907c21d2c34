import { errorFields, newReference, type Log } from '../log.ts';

/** The exit code after an error that leaves the state unknown (EX_SOFTWARE of sysexits.h): whoever runs the bot starts it anew. */
const unknownState = 70;
/** How long the orderly end may take then, in milliseconds. */
const endTimeout = 10_000;

/**
 * Logs what nobody caught, with a reference. A promise that failed is survived: what is saved is saved in one synchronous
 * transaction, so nothing is left half done. After an exception that came out of an event's listener or a timer the state
 * is unknown: `ended` resolves with the exit code of an orderly end.
 */
export function watchUncaught(log: Log): { ended: Promise<number>; release(): void } {
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  const onRejection = (error: unknown): void =>
    log.error({ reference: newReference(), ...errorFields(error) }, 'an unhandled rejection: the bot keeps running');
  const onException = (error: unknown): void => {
    log.fatal({ reference: newReference(), ...errorFields(error) }, 'an uncaught error: the bot stops, to be restarted');
    setTimeout(() => process.exit(unknownState), endTimeout).unref();
    end(unknownState);
  };
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return {
    ended,
    release() {
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onException);
    },
  };
}
