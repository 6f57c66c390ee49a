import { html } from '/lib/lit-html/lit-html.js';
import { count, millis, percent, shortCount } from './format.js';
import { vars } from './vars.js';

function label(bars, index) {
  const { upTo } = bars[index];
  return upTo === null ? `over ${millisWhole(bars[index - 1].upTo)}` : `up to ${millisWhole(upTo)}`;
}

function millisWhole(value) {
  return value >= 1_000 ? `${value / 1_000} s` : `${value} ms`;
}

function tick(bars, index) {
  const { upTo } = bars[index];
  if (upTo === null) {
    return 'more';
  }
  return upTo >= 1_000 ? `${upTo / 1_000} s` : count(upTo);
}

/**
 * How many slates were how fresh.
 *
 * @param {{upTo: number | null, count: number}[]} bars
 */
export function histogram(bars) {
  const all = bars.reduce((sum, bar) => sum + bar.count, 0);
  const highest = Math.max(...bars.map((bar) => bar.count), 1);
  const words = bars.map((bar, i) => [bar, i]).filter(([bar]) => bar.count > 0)
    .map(([bar, i]) => `${count(bar.count)} ${label(bars, i)}`).join(', ');
  return html`
    <div class="histogram" role="img" aria-label="Slates by freshness: ${words || 'none'}">
      ${bars.map((bar, i) => html`
        <div class="bin ${bar.count ? '' : 'empty'}" ${vars({ '--part': bar.count / highest })}
          title="${label(bars, i)}: ${count(bar.count)} (${percent(all ? bar.count / all : 0)})">
          <span class="num">${bar.count ? shortCount(bar.count) : ''}</span>
          <i></i>
          <span class="num muted">${tick(bars, i)}</span>
        </div>`)}
    </div>`;
}

/**
 * Where the time goes, as one thin line cut into stages.
 *
 * @param {{name: string, p50: number | null}[]} stages
 */
export function stageLine(stages) {
  const all = stages.reduce((sum, stage) => sum + stage.p50, 0) || 1;
  return html`
    <div class="stack" aria-hidden="true">
      ${stages.map((stage, i) => html`
        <i class="stage-${i % 3}" ${vars({ '--part': stage.p50 / all })}></i>`)}
    </div>
    <ul class="legend">
      ${stages.map((stage, i) => html`
        <li><i class="swatch stage-${i % 3}"></i>${stage.name} <b class="num">${millis(stage.p50)}</b></li>`)}
    </ul>`;
}
