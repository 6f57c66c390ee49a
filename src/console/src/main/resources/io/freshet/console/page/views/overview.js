import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { createRef, ref } from '/lib/lit-html/directives/ref.js';
import { listen } from '../api.js';
import { timeChart } from '../parts/chart.js';
import { count, millis, millisNumber, percent, shortCount, time } from '../parts/format.js';
import { histogram, stageLine } from '../parts/histogram.js';
import { jobCard } from '../parts/job.js';
import { notice } from '../parts/notice.js';
import { modelsCard, topicsCard } from '../parts/pipeline.js';
import { vars } from '../parts/vars.js';

const HISTORY_SECONDS = 600;

function figure(label, value, unit, more = {}) {
  return html`
    <div class="figure ${more.className ?? ''}">
      <dt>${label}</dt>
      <dd><b class="num">${value}</b> ${unit} ${more.note ?? nothing}</dd>
    </div>`;
}

function figures({ second, minute, deadLetters }) {
  const some = deadLetters.lastMinute > 0;
  const unit = minute.freshness.p50 === null ? '' : 'ms';
  return html`
    <dl class="card figures">
      ${figure('Events', count(second.events), 'per second')}
      ${figure('Slates', count(second.slates), 'per second')}
      ${figure('Freshness p50', millisNumber(minute.freshness.p50), unit)}
      ${figure('Freshness p99', millisNumber(minute.freshness.p99), unit)}
      ${figure('Dead letters', count(deadLetters.lastMinute), 'last minute', {
        className: some ? 'warn' : '',
        note: some ? html`<a href="#/dead-letters">See why</a>` : nothing,
      })}
    </dl>`;
}

function chartCard(title, note, host, legend) {
  return html`
    <section class="card half">
      <header><h2>${title}</h2><span class="muted small">${note}</span></header>
      <ul class="legend">${legend.map(([shape, name, value]) => html`
        <li><i class="key ${shape}"></i>${name} <b class="num">${value}</b></li>`)}</ul>
      <div class="chart" ${ref(host)}></div>
    </section>`;
}

function freshnessCard({ freshness, stages, slates, read }) {
  return html`
    <section class="card two-thirds">
      <header><h2>Freshness in the last minute</h2>
        <span class="muted small">broker to slate${read < slates
          ? `, ${count(read)} of ${count(slates)} slates` : ''}</span></header>
      ${read === 0 ? notice('No slate in the last minute.') : html`
        <ul class="legend">${['p50', 'p90', 'p99', 'max'].map((name) => html`
          <li>${name} <b class="num">${millis(freshness[name])}</b></li>`)}</ul>
        ${histogram(freshness.bars)}
        <h3>Where the time goes</h3>
        ${stageLine(stages)}`}
    </section>`;
}

function sourcesCard({ sources }) {
  const all = sources.reduce((sum, source) => sum + source.slots, 0);
  const most = Math.max(...sources.map((source) => source.slots), 1);
  return html`
    <section class="card">
      <header><h2>Sources of slots</h2><span class="muted small">last minute</span></header>
      ${all === 0 ? notice('No slots in the last minute.') : html`
        <ul class="shares">${sources.map(({ source, slots }) => html`
          <li title="${count(slots)} slots">
            <bdi class="cut">${source}</bdi>
            <i class="bar" ${vars({ '--part': slots / most })}></i>
            <span class="num muted">${shortCount(slots)}</span>
            <b class="num">${percent(slots / all)}</b>
          </li>`)}</ul>`}
    </section>`;
}

/** What the pipeline does right now. */
export function showOverview(host) {
  const rateHost = createRef();
  const freshHost = createRef();
  let history = [];
  let latest = null;
  let charts = null;
  let pointed = null;

  const at = (index) => (index === null ? latest.second : history[index] ?? latest.second);

  function draw() {
    const shown = at(pointed);
    const when = pointed === null ? 'last ten minutes' : time(shown.at);
    const quiet = history.every((second) => second.events === 0 && second.slates === 0);
    render(html`
      <h1 class="hidden">Overview</h1>
      ${figures(latest)}
      ${quiet ? notice('No traffic yet. Events and slates appear here as soon as there are some.') : nothing}
      <div class="grid overview">
        ${chartCard('Throughput', when, rateHost, [
          ['area', 'events per second', count(shown.events)],
          ['edge', 'slates per second', count(shown.slates)]])}
        ${chartCard('Freshness', `${when}, ms, log scale`, freshHost, [
          ['edge', 'p50', millis(shown.p50)],
          ['line', 'p99', millis(shown.p99)]])}
        ${freshnessCard(latest.minute)}
        <div class="third">
          ${sourcesCard(latest.minute)}
          ${modelsCard(latest.minute.models)}
        </div>
        ${jobCard(latest.job)}
        ${topicsCard(latest.topics)}
      </div>`, host);
  }

  function drawCharts() {
    charts ??= [[rateHost, false], [freshHost, true]].map(([element, log]) => timeChart(element.value, {
      log,
      onPoint(index) {
        pointed = index;
        draw();
      },
    }));
    const { events, slates, p50, p99 } = latest.second;
    const seconds = history.map((second) => second.at / 1_000);
    const series = (name) => history.map((second) => second[name]);
    charts[0].draw(seconds, series('events'), series('slates'),
      `Throughput of the last ten minutes, now ${count(events)} events, ${count(slates)} slates per second`);
    charts[1].draw(seconds, series('p50'), series('p99'),
      `Freshness of the last ten minutes, now p50 ${millis(p50)} and p99 ${millis(p99)}`);
  }

  render(notice('Waiting for the first second.'), host);
  const close = listen('overview', 'overview', (data) => {
    history = [...(data.history ?? history), data.second]
      .filter((second, i, all) => i === 0 || second.at > all[i - 1].at).slice(-HISTORY_SECONDS);
    latest = data;
    pointed = null;
    draw();
    drawCharts();
  });
  return () => {
    close();
    charts?.forEach((chart) => chart.close());
  };
}
