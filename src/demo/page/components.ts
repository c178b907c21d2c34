import type {
  APIButtonComponent,
  APIComponentInContainer,
  APIMediaGalleryItem,
  APIMessageTopLevelComponent,
  APISectionComponent,
  APIUnfurledMediaItem,
} from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit-html';
import { component } from '../../chat/lint/components.ts';
import { icon } from './icons.ts';
import { httpOnly, markdownView } from './markdown.ts';
import { showModal } from './modal.ts';
import { performAction } from './model.ts';
import { preselected, selectView } from './picker.ts';
import type { UserAction, PageMessage } from './protocol.ts';
import { refresh } from './refresh.ts';

/** By message: the control that waits for the bot, and the last failure. */
const waiting = new Map<string, string>();
const failures = new Map<string, string>();
/** What is chosen in selects, until the message is edited. */
const picks = new Map<string, string[]>();

/** Clears all failures, once an outage of the server is over. */
export function forgetFailures(): void {
  failures.clear();
}

/** Why the last use of a control of this message failed, if it did. */
export const failureOf = (message: PageMessage): string | undefined => failures.get(message.id);

/** The parts of a message of Components V2, or the rows of an older one. */
export function components(message: PageMessage): TemplateResult[] {
  return (message.components ?? []).map((part) => drawPart(part, message));
}

function drawPart(part: APIMessageTopLevelComponent | APIComponentInContainer, message: PageMessage): TemplateResult {
  switch (part.type as number) {
    case component.row:
      return html`<div class="row">
        ${'components' in part ? part.components.map((inner) => drawControl(inner as APIButtonComponent, message)) : nothing}
      </div>`;
    case component.section:
      return section(part as APISectionComponent, message);
    case component.text:
      return markdownView('content' in part ? part.content : '', message.trees);
    case component.gallery:
      return html`<div class="gallery">${'items' in part ? part.items.map(picture) : nothing}</div>`;
    case component.file:
      return 'file' in part ? fileCard(part.name, part.size, part.file.url) : html``;
    case component.separator: {
      const { divider = true, spacing = 1 } = part as { divider?: boolean; spacing?: number };
      return html`<hr class=${`${divider ? 'line' : 'gap'} spacing-${spacing}`} />`;
    }
    case component.container: {
      const {
        components: inner,
        accent_color,
        spoiler,
      } = part as { components: APIComponentInContainer[]; accent_color?: number | null; spoiler?: boolean };
      const hasAccent = typeof accent_color === 'number';
      // As a property: the page's policy forbids style attributes.
      const accent = hasAccent ? `border-inline-start-color:#${accent_color.toString(16).padStart(6, '0')}` : '';
      const drawn = inner.map((entry) => drawPart(entry, message));
      return html`<div class="container ${hasAccent ? 'accent' : ''}" .style=${accent}>
        ${
          spoiler === true
            ? html`<details>
                <summary>Spoiler</summary>
                ${drawn}
              </details>`
            : drawn
        }
      </div>`;
    }
    default:
      return html`<p class="none">A part of type ${part.type} that this page does not know.</p>`;
  }
}

function section({ components: texts, accessory }: APISectionComponent, message: PageMessage): TemplateResult {
  return html`<div class="section">
    <div>${texts.map(({ content }) => markdownView(content, message.trees))}</div>
    ${
      'media' in accessory
        ? html`<div class="thumbnail">
            ${picture({ media: accessory.media, description: accessory.description ?? null, spoiler: accessory.spoiler ?? false })}
          </div>`
        : drawControl(accessory, message)
    }
  </div>`;
}

/** A picture with its alt text. One on another site is only named, because this page fetches nothing from other sites. */
function picture({ media, description, spoiler }: APIMediaGalleryItem): TemplateResult {
  const path = localPath(media);
  const alt = description ?? '';
  if (path === undefined) return html`<p class="none">A picture on ${hostOf(media.url)}${alt === '' ? '' : `: ${alt}`}</p>`;
  const shown = html`<a href=${path} target="_blank" rel="noreferrer"><img src=${path} alt=${alt} loading="lazy" /></a>`;
  return html`<figure>
    ${
      spoiler === true
        ? html`<details>
            <summary>Spoiler</summary>
            ${shown}
          </details>`
        : shown
    }
    ${
      alt === ''
        ? nothing
        : html`<figcaption>
            <details>
              <summary>ALT</summary>
              ${alt}
            </details>
          </figcaption>`
    }
  </figure>`;
}

const localPath = ({ url }: APIUnfurledMediaItem): string | undefined => attachmentPath(url);

/** The path of a file on the page's own server; undefined for files on other sites. */
export function attachmentPath(url: string): string | undefined {
  const path = URL.parse(url)?.pathname;
  return path?.startsWith('/attachments/') === true ? path : undefined;
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? 'another site';

/** A file that can be opened. */
export function fileCard(name: string | undefined, size: number | undefined, url: string): TemplateResult {
  const path = attachmentPath(url) ?? httpOnly(url);
  const called = name ?? decodeURIComponent(path.split('/').at(-1) ?? 'file');
  return html`<a class="file" href=${path} target="_blank" rel="noreferrer">
    ${icon('file')}
    <span><span class="name">${called}</span>${size === undefined ? nothing : html`<span class="size">${sizeText(size)}</span>`}</span>
  </a>`;
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}

const emojiOf = (part: APIButtonComponent): string => ('emoji' in part ? (part.emoji?.name ?? '') : '');

function drawControl(part: APIButtonComponent, message: PageMessage): TemplateResult {
  if ((part.type as number) !== component.button) return drawSelect(part as never, message);
  const label = 'label' in part ? (part.label ?? '') : '';
  const content = html`${emojiOf(part) === '' ? nothing : html`<span>${emojiOf(part)}</span>`} ${label}`;
  if ('url' in part)
    return html`<a class="button style-5" href=${httpOnly(part.url)} target="_blank" rel="noopener noreferrer"
      >${content}<span aria-label="opens another site">↗</span></a
    >`;
  const id = 'custom_id' in part ? part.custom_id : '';
  const busy = waiting.get(message.id);
  return html`<button
    type="button"
    class="button style-${part.style}"
    aria-busy=${busy === id}
    ?disabled=${part.disabled === true}
    aria-disabled=${busy !== undefined || part.disabled === true}
    @click=${() => void use(message, id, { kind: 'press', message: message.id, custom_id: id })}
  >
    ${content}
  </button>`;
}

function drawSelect(part: Parameters<typeof selectView>[0]['part'], message: PageMessage): TemplateResult {
  const key = `${message.id}:${part.custom_id}`;
  const versionKey = `${key}:${message.edited_timestamp}`;
  return selectView({
    key,
    part,
    label: part.placeholder ?? 'Make a selection',
    chosen: picks.get(versionKey) ?? preselected(part),
    isDisabled: waiting.has(message.id),
    onPick: (values) => {
      picks.set(versionKey, values);
      void use(message, part.custom_id, { kind: 'select', message: message.id, custom_id: part.custom_id, values });
    },
  });
}

/** Uses a control. Until the bot has answered, further presses in the same message do nothing, however many and fast. */
async function use(message: PageMessage, id: string, action: UserAction): Promise<void> {
  if (waiting.has(message.id)) return;
  waiting.set(message.id, id);
  failures.delete(message.id);
  refresh();
  const { error, failed, modal } = await performAction(action);
  waiting.delete(message.id);
  const trouble = error ?? failed;
  if (trouble !== undefined) failures.set(message.id, trouble);
  if (modal !== undefined) showModal(modal);
  refresh();
}
