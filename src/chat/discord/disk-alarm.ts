import { inLanguage } from '../../reply/language.ts';
import { MessageFlags } from 'discord.js';
import { errorFields, type Log } from '../../log.ts';
import type { Post } from '../../reply/reply.ts';
import { said } from '../../reply/text.ts';
import type { Sending } from './payload.ts';
import { targetOf, type TargetParts } from './post-target.ts';

type Parts = TargetParts & { log: Log; sending: Sending };

/** Tells the leads when the disk takes nothing, and when it does again: at once, since the outbox could not keep it. */
export function tellOfDisk(parts: Parts): void {
  const { client, desk, settings, log, sending } = parts;
  desk.trouble.onTrouble((since) =>
    inLanguage(desk.language, () => {
      const guild = client.guilds.cache.get(settings.guild);
      if (guild === undefined) return;
      const blocks = (since === undefined ? over() : begun()).map((text) => ({ kind: 'text' as const, text }));
      for (const { id } of desk.roster.leads(settings.guild)) {
        const post: Post = { to: { member: id }, reply: { tone: since === undefined ? 'notice' : 'error', blocks } };
        const tell = async (): Promise<void> => {
          const target = await targetOf(parts, guild, post);
          await target.send({ ...sending.payloadOf(post.reply), flags: MessageFlags.IsComponentsV2 });
        };
        tell().catch((error: unknown) => log.warn(errorFields(error), 'a lead could not be told of the disk'));
      }
    }),
  );
}

const begun = () => [
  said`Nothing can be saved: the disk is full, read-only or failing. Reading still works. Anyone who tries to save something is told.`,
  said`Tell the operator. What was confirmed is safe. Saving resumes by itself once the disk can be written again.`,
];
const over = () => [said`The disk can be written again: saving works.`];
