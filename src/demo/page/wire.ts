import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { model, toggleWire } from './model.ts';
import type { WireEntry } from './protocol.ts';

/** Draws the drawer in which developers see the traffic between the bot and the local Discord. */
export function wireDrawer(): TemplateResult {
  return html`<aside class="wire" aria-label="Wire">
    <header>
      <h2>Wire</h2>
      <p>What the bot and this Discord say to each other: events to the bot (→), requests of the bot (←). Open a line for the body.</p>
      <button type="button" class="plain" aria-label="Close the wire" @click=${() => void toggleWire()}>✕</button>
    </header>
    <ol reversed>
      ${repeat(model.wire.toReversed(), (line) => line, drawLine)}
    </ol>
  </aside>`;
}

function drawLine(line: WireEntry): TemplateResult {
  const at = new Date(line.at);
  const clock = `${at.toLocaleTimeString(undefined, { hourCycle: 'h23' })}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  if ('event' in line)
    return html`<li>
      <details>
        <summary><time>${clock}</time> → <b>${line.event}</b></summary>
        ${json(line.body)}
      </details>
    </li>`;
  const { method, path, status, ms, body, answer } = line;
  return html`<li>
    <details>
      <summary class=${status >= 400 || status === 0 ? 'bad' : ''}>
        <time>${clock}</time> ← <b>${method}</b> ${path} <b>${status === 0 ? 'broken off' : status}</b> ${ms.toFixed(1)} ms
      </summary>
      ${json(body)}
      ${
        answer === undefined
          ? ''
          : html`<p>answered</p>
              ${json(answer)}`
      }
    </details>
  </li>`;
}

const json = (value: unknown): TemplateResult =>
  html`<pre tabindex="0">${value === undefined ? '(no body)' : JSON.stringify(value, null, 2)}</pre>`;
