import { html, nothing } from '/lib/lit-html/lit-html.js';

function moved(className, arrow, word, percents) {
  return html`<span class="change ${className}"><span aria-hidden="true">${arrow}</span>
    <span class="hidden">${word}</span>${percents} %</span>`;
}

/** How much more or less often an item was acted on than before, with an arrow; nothing if unknown. */
export function change({ lately, before }) {
  if (before === null) {
    return nothing;
  }
  if (before === 0) {
    return lately === 0 ? nothing : html`<span class="change up">new</span>`;
  }
  const percents = Math.round((lately / before - 1) * 100);
  if (percents === 0) {
    return html`<span class="change">0 %</span>`;
  }
  return percents > 0 ? moved('up', '↑', 'up', percents) : moved('', '↓', 'down', -percents);
}
