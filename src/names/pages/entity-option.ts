import { entityCompletion } from './section.ts';

/** The options that commands about names have in common. */

/** A name that the trove knows; completed while it is typed. */
export const entityOption = {
  type: 'text',
  description: 'Any name it is known by',
  required: true,
  max: 300,
  ...entityCompletion(),
} as const;

/** Set by the buttons of `/names review`, which then asks the next question. */
export const queueOption = { type: 'flag', description: 'Go on with the review', hidden: true } as const;

/** Set by the button under a preview. */
export const sureOption = { type: 'flag', description: 'Already previewed', hidden: true } as const;
