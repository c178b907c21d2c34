import { field, isBag, arrayIn, textIn } from '../../chat/lint/report.ts';
import { treesOf } from '../markdown-tree.ts';
import type { InteractionAnswer } from './answer.ts';
import type { Options } from './client-requests.ts';
import type { ClientParts } from './client-view.ts';
import type { FormValues } from './form.ts';
import type { Messages } from './messages.ts';
import type { Person } from './person.ts';
import type { UploadedFile } from './resolving.ts';
import type { Message } from './wire.ts';

function messageWith(messages: Messages, id: string): Message {
  const entry = messages.get(id);
  if (entry === undefined) throw new Error(`The message ${id} is gone.`);
  return entry.message;
}

function perform({ messages, interactions }: ClientParts, person: Person, action: unknown): Promise<InteractionAnswer> {
  const text = (name: string): string => textIn(action, name);
  const options = withFiles(field(action, 'options')) as Options;
  switch (text('kind')) {
    case 'slash':
      return person.slash(text('channel'), text('name'), options);
    case 'autocomplete':
      return person.autocomplete(text('channel'), text('name'), text('focused'), text('text'), options);
    case 'press':
      return person.press(messageWith(messages, text('message')), text('custom_id'));
    case 'select':
      return person.select(messageWith(messages, text('message')), text('custom_id'), arrayIn(action, 'values').map(String));
    case 'submit': {
      const modal = interactions.byId(text('interaction'))?.modal;
      if (modal === undefined) throw new Error(`No form was opened by the interaction "${text('interaction')}".`);
      return person.submit(modal, withFiles(field(action, 'values')) as FormValues);
    }
    case 'message-menu':
      return person.contextMenu('message', text('name'), messageWith(messages, text('message')));
    case 'user-menu':
      return person.contextMenu('user', text('name'), text('user'), text('channel'));
    default:
      throw new Error(`"${text('kind')}" is nothing that a person can do.`);
  }
}

/** This person has seen all of a channel. */
function markRead({ reads }: ClientParts, person: Person, channel: string): void {
  const latest = person.messages(channel).at(-1);
  if (latest !== undefined) reads.mark(person.member.user.id, channel, latest.id);
}

/** Carries out a request of the page as this person. Returns the body of the response. */
export async function interact(parts: ClientParts, person: Person, body: unknown): Promise<unknown> {
  const files = withFiles(arrayIn(body, 'files')) as UploadedFile[];
  if (textIn(body, 'kind') === 'say') return { message: person.say(textIn(body, 'channel'), textIn(body, 'text'), files) };
  if (textIn(body, 'kind') === 'read') return markRead(parts, person, textIn(body, 'channel'));
  if (textIn(body, 'kind') === 'dismiss') return person.dismiss(messageWith(parts.messages, textIn(body, 'message')));
  if (textIn(body, 'kind') === 'speak') return person.speak(textIn(body, 'locale'));
  const answer = await (await perform(parts, person, body)).answered;
  const { id, failed, deferred, modal, choices, messages: shown } = answer;
  return { id, failed, deferred, modal: modal && { ...modal, trees: treesOf(modal) }, choices, messages: shown };
}

/** Replaces the files of a request, which are `{ name, base64 }`, by their contents. */
function withFiles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFiles);
  if (!isBag(value)) return value ?? {};
  if (typeof value['base64'] === 'string') return pickedFile(value['base64'], textIn(value, 'name'), textIn(value, 'contentType'));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, typeof inner === 'object' && inner !== null ? withFiles(inner) : inner]),
  );
}

function pickedFile(base64: string, name: string, contentType: string): UploadedFile {
  return { name, content: Buffer.from(base64, 'base64'), ...(contentType === '' ? {} : { contentType }) };
}
