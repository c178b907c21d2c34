import type { Role } from '../../desk/roles.ts';

/** What the operator configures about Discord. `config.ts` reads it from the environment; the demo makes its own. */
export type DiscordSettings = {
  token: string;
  /** Base of the REST interface without version; undefined = Discord itself. */
  api: string | undefined;
  guild: string;
  roles: Record<Role, readonly string[]>;
  /** Ids of the channels in which excerpts may be posted. */
  listed: readonly string[];
  /** Whether editors and leads need a second key. */
  enrolment?: boolean;
};
