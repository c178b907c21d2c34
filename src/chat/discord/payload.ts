import { AttachmentBuilder, type APIMessageTopLevelComponent, type APIModalInteractionResponseCallbackData } from 'discord.js';
import type { ActName } from '../../desk/acts.ts';
import { savedSentence } from '../../desk/saved.ts';
import { errorFields, newReference, type Log } from '../../log.ts';
import type { Reply } from '../../reply/reply.ts';
import { plain, type Text, ours } from '../../reply/text.ts';
import { component } from '../lint/components.ts';
import { callback, flag, lintOutgoing } from '../lint/lint.ts';
import type { LintFault } from '../lint/report.ts';
import { prose } from '../neutralise.ts';
import { renderReply, type RenderContext, type Rendered } from './render.ts';

/** What every message of the bot consists of; flags are added where it is sent. */
export type Payload = { components: APIMessageTopLevelComponent[]; files: AttachmentBuilder[]; allowedMentions: { parse: [] } };

/** Renders what is sent and lints it before it is sent. */
export type Sending = {
  /** A reply as a message. */
  payloadOf(reply: Reply): Payload;
  /** The same form, after linting. */
  checkedModal(modal: APIModalInteractionResponseCallbackData): APIModalInteractionResponseCallbackData;
};

type Options = {
  /** Read at each message: ids of commands are known only after the start. */
  context: () => RenderContext;
  /** Runs the work in one transaction, so that all views of a message are stored together. */
  together: <T>(work: () => T) => T;
  strict: boolean;
  log: Log;
};

/**
 * Everything that is sent passes the linter. A fault found here is a bug of ours: under test (`strict`) it is thrown; in
 * production it is logged (rule and path, no text) and a plain message is sent instead.
 */
export function createSending({ context, together, strict, log }: Options): Sending {
  const report = (faults: LintFault[]): void => {
    if (strict)
      throw new Error(
        `The message breaks Discord's rules: ${faults.map(({ path, rule, message }) => `${path} (${rule}): ${message}`).join('; ')}`,
      );
    log.error({ faults: faults.map(({ path, rule }) => `${path}: ${rule}`) }, 'a message breaks the rules of Discord');
  };
  return {
    payloadOf: (reply) =>
      together(() => {
        const rendered = renderReply(reply, context());
        const faults = faultsIn(rendered);
        if (faults.length === 0) return toPayload(rendered);
        report(faults);
        return linePayload(
          ours('This answer does not fit in a message. Ask for less at once; the operator can find the reason in the log.'),
        );
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
    // In the shape of Discord's API, and linted.
    components,
    files: files.map(
      ({ name, content, description }) =>
        new AttachmentBuilder(Buffer.from(content), { name, ...(description === undefined ? {} : { description }) }),
    ),
    allowedMentions: { parse: [] },
  };
}

/** One plain line as a reply, for failures. */
export const lineReply = (text: Text): Reply => ({ tone: 'notice', blocks: [{ kind: 'text', text }] });

/** One sentence of ours as a message, made without anything that can fail. */
export function linePayload(sentence: string): Payload {
  return { components: [{ type: component.text as 10, content: prose(sentence) }], files: [], allowedMentions: { parse: [] } };
}

type Answered = { interaction: string; saved: readonly ActName[]; log: Log };

/** A reply as a message. If rendering it fails (full disk, bug), a plain line instead: the person must not wait in vain. */
export function payloadOrLine(sending: Sending, reply: Reply, { interaction, saved, log }: Answered): Payload {
  try {
    return sending.payloadOf(reply);
  } catch (error) {
    const reference = newReference();
    log.error({ reference, interaction, ...errorFields(error) }, 'an answer could not be rendered');
    return linePayload(ours`I cannot show the answer. ${plain(savedSentence(saved))} Tell the operator this reference: ${reference}.`);
  }
}
