import { html, nothing } from '/lib/lit-html/lit-html.js';

/**
 * A choice among surfaces; nothing to see where there is only one.
 *
 * @param {string[]} surfaces
 * @param {string} chosen
 * @param {(surface: string) => void} onChoice
 */
export function surfaceTabs(surfaces, chosen, onChoice) {
  return surfaces.length < 2 ? nothing : html`
    <div class="tabs" role="group" aria-label="Surface">
      ${surfaces.map((surface) => html`
        <button aria-pressed=${String(surface === chosen)} @click=${() => onChoice(surface)}
          ><bdi class="cut">${surface}</bdi></button>`)}
    </div>`;
}
