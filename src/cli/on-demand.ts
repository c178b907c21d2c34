import type { perform as Perform, State } from './perform.ts';

/** Settings, and which folder is meant. */
export const settingsOf = async (state: State) => {
  const [{ readSettings }, { chooseFolder }, places] = await Promise.all([
    import('./perform.ts'),
    import('./choose-folder.ts'),
    import('./open-configured.ts'),
  ]);
  return { config: readSettings(state), chooseFolder, ...places };
};

/** Runs a verb in the process that owns the data folder. */
export const performVerb: typeof Perform = async (...given) => (await import('./perform.ts')).perform(...given);
