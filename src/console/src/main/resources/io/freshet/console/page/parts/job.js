import { html } from '/lib/lit-html/lit-html.js';
import { ago, bytes, count, micros, since } from './format.js';
import { stateMark } from './pipeline.js';

function p50p99(unit, values) {
  return `${unit(values?.p50)} p50, ${unit(values?.p99)} p99`;
}

function rows(job) {
  const { checkpoint } = job;
  return [
    ['Tasks', `${count(job.tasks?.running)} of ${count(job.tasks?.total)} running`],
    ['Restarts', count(job.restarts)],
    ['Batch size', `${p50p99(count, job.batchSize)}, ${count(job.batchSize?.max)} max`],
    ['Scoring', p50p99(micros, job.scoringMicros)],
    ['Window update', p50p99(micros, job.windowUpdateMicros)],
    ['Waiting for a batch', count(job.waiting)],
    ['Lag', `${count(job.lag)} events`],
    ['State', bytes(job.stateBytes)],
    ['Checkpoints', checkpoint
      ? `${count(checkpoint.completed)} done, ${count(checkpoint.failed)} failed` : 'none yet'],
    ['Last checkpoint', checkpoint?.at
      ? `${ago(checkpoint.at)}, ${count(checkpoint.millis)} ms, ${bytes(checkpoint.bytes)}` : '–'],
    ['Model runs on', job.cuda ? 'CUDA' : 'CPU'],
  ];
}

function content(job) {
  if (job === null) {
    return html`<p class="notice">Start the console with <code>--flink URL</code> to see batch sizes,
      state and checkpoints.</p>`;
  }
  if (job.error) {
    return html`<p class="notice">Flink does not answer: <bdi>${job.error}</bdi>. Is the address behind
      <code>--flink</code> that of the JobManager?</p>`;
  }
  return html`
    <p class="job-state">${stateMark(job.state === 'RUNNING', job.state.toLowerCase())}
      <span class="muted"><bdi>${job.name}</bdi>, for ${since(job.since)}</span></p>
    <dl class="pairs">${rows(job).map(([name, value]) => html`
      <div><dt>${name}</dt><dd class="num">${value}</dd></div>`)}</dl>`;
}

/** The Flink job, or what to do to see it. */
export function jobCard(job) {
  return html`<section class="card two-thirds"><header><h2>Job</h2></header>${content(job)}</section>`;
}
