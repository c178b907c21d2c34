export const roles = ['reader', 'reporter', 'editor', 'lead'] as const;
/** Desk roles, in ascending order; each may do everything the ones before it may. */
export type Role = (typeof roles)[number];
