import type { Attachment } from 'discord.js';
import type { AttachedFile } from '../../bot/attachment.ts';
import { DeskError } from '../../reply/failure.ts';
import { quoted, said } from '../../reply/text.ts';

/** Where Discord stores what members upload (https://discord.com/developers/docs/reference#cdn-endpoints). */
const hosts = ['cdn.discordapp.com', 'media.discordapp.net'];
const patience = 20_000;

/**
 * A file that a member attached. It is fetched only from Discord's own storage (or from the server that `api` names),
 * without redirects, and no more bytes are read than its declared size.
 */
export function attachedFile({ name, size, url }: Pick<Attachment, 'name' | 'size' | 'url'>, api: string | undefined): AttachedFile {
  const failure = (cause?: unknown): DeskError =>
    new DeskError(said`${quoted(name)} could not be fetched from Discord.`, { hint: said`Attach it again.`, cause });
  return {
    name,
    size,
    async read() {
      const { protocol, host } = new URL(url);
      const isOurs = (protocol === 'https:' && hosts.includes(host)) || (api !== undefined && new URL(api).host === host);
      if (!isOurs) throw failure(new Error(`${host} is not where attachments are kept`));
      try {
        const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patience) });
        if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
        const parts: Uint8Array[] = [];
        let bytes = 0;
        for await (const part of response.body) {
          bytes += part.byteLength;
          if (bytes > size) throw new Error('longer than announced');
          parts.push(part);
        }
        return Buffer.concat(parts);
      } catch (error) {
        throw failure(error);
      }
    },
  };
}
