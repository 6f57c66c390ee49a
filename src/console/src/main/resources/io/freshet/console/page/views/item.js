import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { poll, readItem } from '../api.js';
import { change } from '../parts/change.js';
import { count, percent } from '../parts/format.js';
import { text, titleOf, userHref } from '../parts/links.js';
import { notice } from '../parts/notice.js';
import { sourceBar, sourceLegend } from '../parts/sources.js';

const POLL_MILLIS = 2_000;

function figure(name, value) {
  return html`<div class="figure"><dt>${name}</dt><dd><b class="num">${value}</b></dd></div>`;
}

function content(item) {
  return html`
    <dl class="card figures">
      ${figure('Events lately', count(item.lately))}
      ${figure('Events before', count(item.before))}
      ${figure('Change', item.before || item.lately ? change(item) : '–')}
      ${figure('Slots', count(item.slots))}
      ${figure('Share of slates', percent(item.share))}
    </dl>
    <div class="grid halves">
      <section class="card"><header><h2>Sources of its slots</h2></header>
        ${item.slots ? html`${sourceBar(item.sources)}${sourceLegend(item.sources)}`
          : notice('It is in no slate.')}
      </section>
      <section class="card"><header><h2>Users whose slate holds it</h2></header>
        ${item.users.length ? html`<ul class="chips">${item.users.map((userId) => html`
          <li><a class="chip" href=${userHref(userId)}>${text(userId)}</a></li>`)}</ul>`
          : notice('None of the slates that were looked into.')}
      </section>
    </div>`;
}

/** What is known of one item. */
export function showItem(host, itemId) {
  function draw(item, body) {
    render(html`
      <header class="page"><h1><a class="quiet" href="#/items">Items</a> <bdi>${titleOf(item)}</bdi></h1>
        <p class="muted id"><bdi>${itemId}</bdi>${item.category
          ? html`, <bdi>${item.category}</bdi>` : nothing}</p></header>
      ${body}`, host);
  }

  draw({ itemId }, notice('Looking for this item.'));
  return poll(() => readItem(itemId), POLL_MILLIS,
    (item) => draw(item, content(item)),
    (error) => draw({ itemId }, notice(error.status === 404
      ? 'Nothing is known of this item: no event and no slate of the last minutes has it.' : error.message)));
}
