import { DeskError } from '../reply/failure.ts';
import { join, said, strong, type Part, type Text } from '../reply/text.ts';
import type { Role } from './roles.ts';

/** A channel of the chat platform. */
export type Place = {
  id: string;
  name: string;
  /** The operator listed it as a channel where excerpts may be posted. */
  listed: boolean;
  /** Everybody on the server can read it. */
  open: boolean;
  /** The bot may pin messages there; undefined where the platform does not say. */
  mayPin?: boolean;
};

/** Who is asking, where, and in which interaction. Created by the chat for each interaction; never cached. */
export type Caller = {
  desk: string;
  member: string;
  name: string;
  /** Undefined: has none of the desk's roles. */
  role: Role | undefined;
  /** The role on the server whose rights they lack until they have typed their code: see `rightsOf`. */
  withoutKey?: Role;
  via: 'discord' | 'terminal' | 'clock';
  /** Unique per user action; an act repeated under the same id takes effect once. */
  interaction: string;
  place: Place | undefined;
  /** The desk's role that each role of the server gives, by the server's id. */
  deskRoles?: Readonly<Record<string, Role>>;
  /** Whom to ask for help, as the platform names it: the leads' role. */
  lead?: Text | Part;
  /** The rights that the bot lacks to write in a channel, as the platform names them; undefined where it has no channels. */
  lacksIn?(channel: string): readonly string[];
};

/** Throws a DeskError that names the missing rights when the bot cannot write in a channel that somebody chose. */
export function requireWritable(caller: Caller, channel: string): void {
  const lacking = caller.lacksIn?.(channel) ?? [];
  if (lacking.length === 0) return;
  const rights = join(
    lacking.map((one) => strong(one)),
    ' and ',
  );
  throw new DeskError(said`I can’t write in ${{ kind: 'channel', id: channel, name: channel }}: I lack ${rights} there.`, {
    hint: said`Give me that in the channel’s settings, under Permissions, or choose another channel.`,
  });
}

/** The caller for scheduled work. An act repeated under the same `interaction` takes effect once. */
export const clockCaller = (desk: string, interaction: string): Caller => ({
  desk,
  member: 'cabledesk',
  name: 'cabledesk',
  role: 'lead',
  via: 'clock',
  interaction,
  place: undefined,
});
