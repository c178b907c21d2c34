import type { Part, Text } from '../reply/text.ts';
import type { Role } from './roles.ts';

/** Where something is said: a channel of the platform. */
export type Place = {
  id: string;
  name: string;
  /** The operator named it as a place where excerpts may be posted. */
  listed: boolean;
  /** Everybody on the server can read it. */
  open: boolean;
};

/** Who asks, from where, and by which interaction. Made by a chat for each interaction; never cached. */
export type Caller = {
  desk: string;
  member: string;
  name: string;
  /** Undefined: none of the desk's roles. */
  role: Role | undefined;
  via: 'discord' | 'terminal' | 'clock';
  /** Unique for each thing a person does; an act done twice under one id takes effect once. */
  interaction: string;
  place: Place | undefined;
  /** Whom the platform names as able to help: the role of the leads. */
  lead?: Text | Part;
};

/** Who speaks for the desk when the clock does. An act done twice under one `interaction` takes effect once. */
export const clockCaller = (desk: string, interaction: string): Caller => ({
  desk,
  member: 'cabledesk',
  name: 'cabledesk',
  role: 'lead',
  via: 'clock',
  interaction,
  place: undefined,
});
