import { AttachmentBuilder, type APIMessageTopLevelComponent, type APIModalInteractionResponseCallbackData } from 'discord.js';
import type { Log } from '../../log.ts';
import type { Reply } from '../../reply/reply.ts';
import type { Text } from '../../reply/text.ts';
import { component } from '../lint/components.ts';
import type { LintFault } from '../lint/report.ts';
import { callback, flag, lintOutgoing } from '../lint/lint.ts';
import { renderReply, type RenderContext, type Rendered } from './render.ts';
import { prose } from '../neutralise.ts';

/** What every message of ours consists of; flags are added where it is sent. */
export type Payload = { components: APIMessageTopLevelComponent[]; files: AttachmentBuilder[]; allowedMentions: { parse: [] } };

/** Makes what is sent, and looks at it before it goes. */
export type Sending = {
  /** A reply as a message. */
  payloadOf(reply: Reply): Payload;
  /** The same form, once it has been looked at. */
  checkedModal(modal: APIModalInteractionResponseCallbackData): APIModalInteractionResponseCallbackData;
};

type Options = {
  /** Read at each message: ids of commands are known only after the start. */
  context: () => RenderContext;
  /** All views of one message are kept at one go. */
  together: <T>(work: () => T) => T;
  strict: boolean;
  log: Log;
};

/**
 * Everything that is sent passes the linter. A fault that gets this far is ours: under test (`strict`) it is thrown, in
 * production it is logged (rule and place, no text) and a plain message goes instead.
 */
export function createSending({ context, together, strict, log }: Options): Sending {
  const report = (faults: LintFault[]): void => {
    if (strict)
      throw new Error(
        `The message breaks Discord's rules: ${faults.map(({ path, rule, message }) => `${path} (${rule}): ${message}`).join('; ')}`,
      );
    log.error({ faults: faults.map(({ path, rule }) => `${path}: ${rule}`) }, 'a message broke the rules');
  };
  return {
    payloadOf: (reply) =>
      together(() => {
        const rendered = renderReply(reply, context());
        const faults = faultsIn(rendered);
        if (faults.length === 0) return toPayload(rendered);
        report(faults);
        return linePayload('This answer does not fit into a message. Ask for less at once; the operator finds the reason in the log.');
      }),
    checkedModal: (modal) => {
      const faults = lintOutgoing('callback', { type: callback.modal, data: modal });
      if (faults.length > 0) {
        report(faults);
        throw new Error('A form broke the rules.');
      }
      return modal;
    },
  };
}

/** What Discord would refuse of a message. */
export function faultsIn({ components, files }: Rendered): LintFault[] {
  return lintOutgoing(
    'message',
    {
      components,
      flags: flag.componentsV2,
      allowed_mentions: { parse: [] },
      attachments: files.map(({ name, description }, id) => ({ id, filename: name, description })),
    },
    { files: files.map(({ name, content }) => ({ name, size: content.byteLength })) },
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

/** One plain line as a reply: for what goes wrong on the way. */
export const lineReply = (text: Text): Reply => ({ tone: 'notice', blocks: [{ kind: 'text', text }] });

/** One sentence of ours as a message, made without anything that could fail. */
export function linePayload(sentence: string): Payload {
  return { components: [{ type: component.text as 10, content: prose(sentence) }], files: [], allowedMentions: { parse: [] } };
}
