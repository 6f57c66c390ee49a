import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { listen } from '../api.js';
import { about, ratioAlarm, variantsTable } from '../parts/experiment.js';
import { plural } from '../parts/format.js';
import { experimentHref } from '../parts/links.js';
import { notice } from '../parts/notice.js';
import { releases } from '../parts/releases.js';

function card(experiment) {
  return html`
    <section class="card experiment">
      <header><h2><a href=${experimentHref(experiment.experimentId)}><bdi>${experiment.experimentId}</bdi></a></h2>
      </header>
      ${about(experiment)}
      ${ratioAlarm(experiment)}
      ${variantsTable(experiment)}
    </section>`;
}

/** All experiments, and the models that were released. */
export function showExperiments(host) {
  function draw(data) {
    const experiments = data?.board.experiments;
    render(html`
      <header class="page"><h1>Experiments</h1>
        ${data ? html`<span class="muted">${plural(experiments.length, 'experiment')}</span>` : nothing}</header>
      ${data === null ? notice('Waiting for the first figures.') : html`
        ${experiments.length ? repeat(experiments, ({ experimentId }) => experimentId, card)
          : notice('No experiment yet. One appears here as soon as the topic of experiments has its record.')}
        ${releases(data.slots)}`}`, host);
  }

  draw(null);
  return listen('experiments', 'experiments', draw);
}
