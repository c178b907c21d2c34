import { field, isAbsent, arrayIn, numberIn, textIn } from '../../chat/lint/report.ts';
import type { Attachment, SentFile } from './wire.ts';

type Parts = { newId: () => string; baseUrl: () => string; saved: ReadonlyMap<string, SentFile> | undefined };

/** The files of all messages, each under a URL of its own. */
export function createAttachments({ newId, baseUrl, saved }: Parts) {
  const files = new Map<string, SentFile>(saved);

  function store(channelId: string, file: SentFile, description?: string): Attachment {
    const id = newId();
    const type = typeOf(file);
    files.set(id, { ...file, type });
    const url = `${baseUrl()}/attachments/${channelId}/${id}/${encodeURIComponent(file.name)}`;
    const alt = description === undefined || description === '' ? {} : { description };
    return { id, filename: file.name, size: file.content.length, url, proxy_url: url, content_type: type, ...alt };
  }

  /** The files of a message after an edit: its body lists kept ones by id, new ones by their index among the sent files. */
  function afterBody(channelId: string, body: unknown, sent: readonly SentFile[], before: readonly Attachment[]): Attachment[] {
    const listed = field(body, 'attachments');
    const entries = arrayIn(body, 'attachments');
    const kept = isAbsent(listed) ? before : before.filter(({ id }) => entries.some((entry) => field(entry, 'id') === id));
    const added = sent.map((file, at) => {
      const entry = entries.find((one) => String(textIn(one, 'id') || numberIn(one, 'id')) === String(at));
      return store(channelId, { ...file, name: textIn(entry, 'filename') || file.name }, textIn(entry, 'description'));
    });
    return [...kept, ...added];
  }

  return { files, store, afterBody };
}
/** The files of all messages. */
export type Attachments = ReturnType<typeof createAttachments>;

/** The content type, guessed from the file name, as Discord does, unless the sender gave one: discord.js never does. */
function typeOf({ name, type }: SentFile): string {
  if (type !== '' && type !== 'application/octet-stream') return type;
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (['txt', 'md', 'csv', 'json', 'jsonl', 'log'].includes(ending)) return 'text/plain; charset=utf-8';
  if (['png', 'gif', 'webp', 'jpeg'].includes(ending)) return `image/${ending}`;
  return ending === 'jpg' ? 'image/jpeg' : 'application/octet-stream';
}
