import { html } from '/lib/lit-html/lit-html.js';

/** A quiet line that says why there is nothing here. */
export function notice(words) {
  return html`<p class="notice">${words}</p>`;
}
