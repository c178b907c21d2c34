import { svg, html, type TemplateResult } from 'lit-html';

const shapes = {
  file: svg`<path d="M6 2h8l5 5v15H6z" /><path d="M14 2v5h5" />`,
  eye: svg`<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z" /><circle cx="12" cy="12" r="3" />`,
} as const;

/** A small drawing, hidden from screen readers. Drawn because a font may lack the character. */
export function icon(name: keyof typeof shapes): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${shapes[name]}</svg>`;
}
