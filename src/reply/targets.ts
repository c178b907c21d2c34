/**
 * What a button can run: the full name of each command and subcommand with the values of its options. Each file of
 * commands/ adds its own (`declare module`), so that a button with a name or an option that nothing takes does not
 * compile, and rooms below the commands need not import them.
 */
// oxlint-disable-next-line no-empty-interface, no-empty-object-type -- filled by the files of commands/
export interface Targets {}

/** The full name of something people can run: `cable`, `tag add`. */
export type FullName = keyof Targets;

/** What has commands behind it: `tag`, and `check fact`. */
export type GroupName = FullName extends infer N
  ? N extends `${infer Door} ${infer Group} ${string}`
    ? Door | `${Door} ${Group}`
    : N extends `${infer Door} ${string}`
      ? Door
      : never
  : never;

type Value = string | number | boolean;

/** The values that a button can give it: all but files. What is undefined is left out. */
export type Given<N extends FullName> = [keyof Targets[N]] extends [never] ? Record<string, never> : Pressable<Targets[N]>;
type Pressable<V> = { [K in Exclude<Settable<V>, Optional<V>>]: V[K] } & { [K in Extract<Settable<V>, Optional<V>>]?: V[K] | undefined };
type Settable<V> = { [K in keyof V]-?: Exclude<V[K], undefined> extends Value ? K : never }[keyof V];
type Optional<V> = { [K in keyof V]-?: Partial<Pick<V, K>> extends Pick<V, K> ? K : never }[keyof V];
