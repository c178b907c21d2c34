import { english } from '../reply/text.ts';
/** How far work on a cable has got; `new` is every cable that nobody has taken up. */
export const statuses = english(['new', 'claimed', 'read', 'verified', 'irrelevant', 'blocked'] as const);
export type Status = (typeof statuses)[number];
