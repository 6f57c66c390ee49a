import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { listen } from '../api.js';
import { count, percent } from '../parts/format.js';
import { itemCell, itemHref, text, titleOf } from '../parts/links.js';
import { notice } from '../parts/notice.js';
import { sourceBar, sourceLegend } from '../parts/sources.js';
import { change } from '../parts/change.js';

/** Such as '40 seconds' or '5 minutes'. */
const length = (seconds) => (seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`);

function risingChips(rising) {
  return rising.length === 0 ? nothing : html`
    <section aria-label="Rising items" class="rising"><h2>Rising</h2>
      <ul class="chips">${rising.map((item) => html`
        <li><a class="chip" href=${itemHref(item.itemId)}>${text(titleOf(item))} ${change(item)}</a></li>`)}
      </ul>
    </section>`;
}

function actedTable(items, span) {
  return html`
    <table class="fixed">
      <thead><tr><th scope="col">Item</th>
        <th scope="col" class="num few" title="Events in the last ${length(span)}">Lately</th>
        <th scope="col" class="num few" title="Events in the ${length(span)} before">Before</th>
        <th scope="col" class="num few">Change</th></tr></thead>
      <tbody>${repeat(items, (item) => item.itemId, (item) => html`
        <tr><th scope="row">${itemCell(item)}</th><td class="num">${count(item.lately)}</td>
          <td class="num muted">${count(item.before)}</td><td class="num">${change(item)}</td></tr>`)}</tbody>
    </table>`;
}

function shownTable(items) {
  return html`
    ${sourceLegend()}
    <table class="fixed">
      <thead><tr><th scope="col">Item</th><th scope="col" class="num few">Slots</th>
        <th scope="col" class="num few">Share</th><th scope="col" class="graphic">Sources</th></tr></thead>
      <tbody>${repeat(items, (item) => item.itemId, (item) => html`
        <tr><th scope="row">${itemCell(item)}</th><td class="num">${count(item.slots)}</td>
          <td class="num">${percent(item.share)}</td><td>${sourceBar(item.sources)}</td></tr>`)}</tbody>
    </table>`;
}

/** Which items are acted on, and which are shown. */
export function showItems(host) {
  let data = null;
  let wanted = '';

  const matches = (item) => `${item.title ?? ''}\n${item.itemId}`.toLowerCase().includes(wanted);

  function half(title, note, items, table) {
    const found = items.filter(matches);
    const none = wanted ? 'No item here has that in its title or id.' : 'Nothing yet.';
    return html`
      <section class="card">
        <header><h2>${title}</h2><span class="muted small">${note}</span></header>
        ${found.length ? table(found) : notice(none)}
      </section>`;
  }

  function draw() {
    const span = data?.spanSeconds;
    render(html`
      <header class="page"><h1>Items</h1>
        <label class="hidden" for="filter">Filter by title or id</label>
        <input id="filter" type="search" placeholder="Filter by title or id" autocomplete="off"
          spellcheck="false" @input=${(event) => {
            wanted = event.target.value.toLowerCase();
            draw();
          }}></header>
      ${data === null ? notice('Waiting for the first count.') : html`
        ${risingChips(data.rising.filter(matches))}
        <div class="grid halves">
          ${half('Acted on most', `last ${length(span)}`, data.acted, (items) => actedTable(items, span))}
          ${half('Shown most', `in slates of the last ${length(span)}`, data.shown, shownTable)}
        </div>`}`, host);
  }

  draw();
  return listen('items', 'items', (next) => {
    data = next;
    draw();
  });
}
