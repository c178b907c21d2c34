import { english } from '../reply/text.ts';

export const roles = english(['reader', 'reporter', 'editor', 'lead'] as const);
/** Desk roles, in ascending order; each may do everything the ones before it may. */
export type Role = (typeof roles)[number];

/** Roles that a second key is for: enrolment.ts. */
export const keyRoles = ['editor', 'lead'] as const;

/** What somebody with this role is: “You’re an editor.” */
export const aRole = english({ reader: 'a reader', reporter: 'a reporter', editor: 'an editor', lead: 'a lead' });
/** Those who have at least this role. */
export const roleAndUp = english({ reader: 'readers', reporter: 'reporters and editors', editor: 'editors', lead: 'leads' });
