import { html, nothing } from '/lib/lit-html/lit-html.js';
import { count, percent } from './format.js';
import { text } from './links.js';
import { vars } from './vars.js';

const KNOWN = ['catalogue', 'covisitation', 'repeat', 'popular', 'fresh'];

function tone(source) {
  return KNOWN.includes(source) ? `tone-${KNOWN.indexOf(source)}` : 'tone-other';
}

/** The source of a slot as a small tag. */
export function sourceTag(source) {
  return html`<span class="tag"><i class="swatch ${tone(source)}"></i>${text(source)}</span>`;
}

function inOrder(sources) {
  const place = (name) => (KNOWN.includes(name) ? KNOWN.indexOf(name) : KNOWN.length);
  return Object.entries(sources).filter(([, slots]) => slots > 0).sort(([a], [b]) => place(a) - place(b));
}

/** One line cut into the sources of slots, with their numbers for screen readers and as tooltip. */
export function sourceBar(sources) {
  const parts = inOrder(sources);
  const all = parts.reduce((sum, [, slots]) => sum + slots, 0);
  const words = parts.map(([name, slots]) => `${name} ${percent(slots / all)}`).join(', ');
  return html`
    <div class="stack" role="img" aria-label=${words || 'no slots'} title=${words}>
      ${parts.map(([name, slots]) => html`<i class=${tone(name)} ${vars({ '--part': slots / all })}></i>`)}
    </div>`;
}

/** Which tone stands for which source. */
export function sourceLegend(sources = null) {
  const parts = sources ? inOrder(sources) : KNOWN.map((name) => [name, null]);
  return html`
    <ul class="legend">
      ${parts.map(([name, slots]) => html`
        <li><i class="swatch ${tone(name)}"></i><bdi>${name}</bdi>
          ${slots === null ? nothing : html`<b class="num">${count(slots)}</b>`}</li>`)}
    </ul>`;
}
