export const roles = ['reader', 'editor', 'lead'] as const;
/** What a member may do at the desk; each role may do all that the ones before it may. */
export type Role = (typeof roles)[number];
