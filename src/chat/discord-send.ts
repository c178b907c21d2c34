import { AttachmentBuilder, type APIMessageTopLevelComponent } from 'discord.js';
import type { Log } from '../log.ts';
import type { Reply } from '../reply.ts';
import { said } from '../text.ts';

import { flag, lintOutgoing } from './discord-lint.ts';
import { renderReply, type RenderContext, type Rendered } from './discord-render.ts';

/** What every message of ours consists of; flags are added where it is sent. */
export type Payload = { components: APIMessageTopLevelComponent[]; files: AttachmentBuilder[]; allowedMentions: { parse: [] } };

/**
 * A reply as a payload that has passed the linter. A fault that gets this far is ours: under test it is thrown, in
 * production it is logged (rule and place, no text) and a plain message goes instead.
 */
export function payloadOf(reply: Reply, context: RenderContext, { strict, log }: { strict: boolean; log: Log }): Payload {
  const rendered = renderReply(reply, context);
  const faults = lintOutgoing(
    'message',
    {
      components: rendered.components,
      flags: flag.componentsV2,
      allowed_mentions: { parse: [] },
      attachments: rendered.files.map(({ name }, id) => ({ id, filename: name })),
    },
    { files: rendered.files.map(({ name, content }) => ({ name, size: content.byteLength })) },
  );
  if (faults.length === 0) return toPayload(rendered);
  if (strict)
    throw new Error(
      `The message breaks Discord's rules: ${faults.map(({ path, rule, message }) => `${path} (${rule}): ${message}`).join('; ')}`,
    );
  log.error({ faults: faults.map(({ path, rule }) => `${path}: ${rule}`) }, 'a message broke the rules and was shortened');
  return toPayload(
    renderReply(
      {
        blocks: [
          {
            kind: 'text',
            text: said`This answer does not fit into a message. Ask for less at once; the operator finds the reason in the log.`,
          },
        ],
      },
      context,
    ),
  );
}

function toPayload({ components, files }: Rendered): Payload {
  return {
    // Built in the shape of Discord's interface and looked at by the linter.
    components,
    files: files.map(
      ({ name, content, description }) =>
        new AttachmentBuilder(Buffer.from(content), { name, ...(description === undefined ? {} : { description }) }),
    ),
    allowedMentions: { parse: [] },
  };
}

/** One plain line as a message: for what goes wrong on the way. */
export const lineReply = (text: ReturnType<typeof said>): Reply => ({ tone: 'notice', blocks: [{ kind: 'text', text }] });
