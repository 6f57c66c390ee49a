import { html } from '/lib/lit-html/lit-html.js';
import { ago, count, percent } from './format.js';
import { text } from './links.js';
import { notice } from './notice.js';

/** A state in words with a mark before it: a full one where all is well, an open one where it is not. */
export function stateMark(well, words) {
  return html`<span class="mark ${well ? 'well' : 'ill'}"><i></i>${words}</span>`;
}

/** The topics the console reads. */
export function topicsCard(topics) {
  return html`
    <section class="card third">
      <header><h2>Topics</h2></header>
      <table>
        <thead><tr><th scope="col">Topic</th><th scope="col">State</th>
          <th scope="col" class="num">Records</th><th scope="col" class="num">Behind</th>
          <th scope="col" class="num" title="Since the console started, of the records that it looked into"
            >Unreadable</th></tr></thead>
        <tbody>${topics.map((topic) => html`
          <tr><th scope="row">${text(topic.topic)}</th>
            <td>${stateMark(topic.state === 'reading', topic.state)}</td>
            <td class="num">${count(topic.records)}</td>
            <td class="num">${count(topic.behind)}</td>
            <td class="num">${count(topic.unreadable)}</td></tr>`)}</tbody>
      </table>
    </section>`;
}

/** Which model made how many of the slates. */
export function modelsCard(models) {
  const all = models.reduce((sum, model) => sum + model.slates, 0);
  return html`
    <section class="card">
      <header><h2>Models</h2><span class="muted small">last minute</span></header>
      ${models.length === 0 ? notice('No slate in the last minute.') : html`
        <table>
          <thead><tr><th scope="col">Model</th><th scope="col" class="num">Slates</th>
            <th scope="col" class="num">Last</th></tr></thead>
          <tbody>${models.map((model) => html`
            <tr><th scope="row">${text(`${model.name} ${model.version}`)}</th>
              <td class="num" title="${count(model.slates)} slates">${percent(model.slates / all)}</td>
              <td class="num muted">${ago(model.last)}</td></tr>`)}</tbody>
        </table>`}
    </section>`;
}
