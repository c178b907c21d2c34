import type { OptionSpec } from '../../bot/command.ts';
import { quoted, said } from '../../reply/text.ts';

/** By whom a cable was sent; completed by the senders there are. */
export const originOption = {
  type: 'text',
  description: 'Sender, or a part of its name',
  max: 200,
  suggest: ({ desk, typed }) =>
    desk.cables.origins(typed, 25).map(({ origin, cables }) => ({ label: `${origin} (${cables})`, value: origin.slice(0, 100) })),
  none: ({ typed }) => said`No sender’s name has ${quoted(typed.slice(0, 60))} in it`,
} as const satisfies OptionSpec;
