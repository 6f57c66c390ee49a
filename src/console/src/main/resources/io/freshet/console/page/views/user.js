import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { createRef, ref } from '/lib/lit-html/directives/ref.js';
import { listen } from '../api.js';
import { clicks } from '../parts/clicks.js';
import { moved } from '../parts/flip.js';
import { count, plural, wholeMillis } from '../parts/format.js';
import { drawLines } from '../parts/lines.js';
import { encode, titleOf } from '../parts/links.js';
import { notice } from '../parts/notice.js';
import { fact, leftList, slateList } from '../parts/slate.js';
import { surfaceTabs } from '../parts/tabs.js';
import { windowList } from '../parts/window.js';

const TICK_MILLIS = 1_000;

function facts(slate) {
  const { event, ingested, scored, emitted } = slate.timestamps;
  const stages = `${count(ingested - event)} ms to the job, ${count(scored - ingested)} ms to score, `
    + `${count(emitted - scored)} ms to emit`;
  return html`
    <dl class="facts">
      ${fact('Freshness', html`<span class="num" title=${stages}>${wholeMillis(emitted - ingested)}</span>`)}
      ${fact('Revision', html`<span class="num">${count(slate.revision)}</span>`)}
      ${fact('Model', `${slate.model.name} ${slate.model.version}`)}
      ${slate.experiments.map(({ experimentId, variant }) => fact(experimentId, variant))}
    </dl>`;
}

function searchedWords({ records, toTheBeginning }) {
  return `The topics were read back over ${plural(records, 'record')}`
    + `${toTheBeginning ? ', to their beginning.' : ', not to their beginning: there may be older ones.'}`;
}

function titlesOf({ window, slates }) {
  const all = [...slates.flatMap((slate) => slate.items), ...window];
  return new Map(all.map((item) => [item.itemId, titleOf(item)]));
}

/** A user's behaviour window, the slate that follows from it, and why. */
export function showUser(host, session, userId) {
  const mayAct = session.mayWrite && session.eventTypes.length > 0;
  const canvas = createRef();
  const columns = createRef();
  let data = null;
  let surface = session.surface;
  let type = session.eventTypes.includes('click') ? 'click' : session.eventTypes[0];
  let said = '';
  let pointed = null;
  let moving = false;

  const slateNow = () => data?.slates.find((slate) => slate.surface === surface) ?? data?.slates[0];
  const rows = (selector) => new Map(
    [...host.querySelectorAll(selector)].map((row) => [row.dataset.key, row]));

  const clicking = clicks(userId, (words) => {
    said = words;
    draw();
  });

  const act = (item) => clicking.send({
    itemId: item.itemId, type, surface: slateNow().surface, slateId: slateNow().slateId,
  });

  function point(what) {
    pointed = what;
    requestAnimationFrame(connect);
  }

  /** The links between the lists: of several entries of an item, the newest stands for it. */
  function links() {
    const entries = rows('.entry');
    const slots = rows('.slot');
    const newest = new Map([...data.window].reverse().map((entry) => [entry.itemId, entry.eventId]));
    return (slateNow()?.items ?? []).flatMap((item) => item.reasons.map((reason) => {
      const entry = newest.get(reason.itemId);
      const lit = pointed !== null && (pointed.slot === item.itemId || pointed.entry === entry);
      return { from: entries.get(entry), to: slots.get(item.itemId), weight: reason.weight, lit };
    })).filter((link) => link.from && link.to);
  }

  function connect() {
    if (!canvas.value) {
      return;
    }
    const all = links();
    const lit = new Set(all.filter((link) => link.lit).flatMap((link) => [link.from, link.to]));
    columns.value.classList.toggle('pointing', lit.size > 0);
    for (const row of [...rows('.entry').values(), ...rows('.slot').values()]) {
      row.classList.toggle('lit', lit.has(row));
    }
    drawLines(canvas.value, all);
  }

  function connectWhileMoving() {
    connect();
    if (moving) {
      requestAnimationFrame(connectWhileMoving);
    }
  }

  const typeChooser = () => html`
    <label class="chooser">Act as this user
      <select @change=${(event) => {
        type = event.target.value;
        draw();
      }}>${session.eventTypes.map((name) => html`
        <option ?selected=${name === type}>${name}</option>`)}</select>
    </label>`;

  const slateColumn = (slate) => html`
    <section class="card slate-column" aria-labelledby="slate-heading">
      <header><h2 id="slate-heading">Slate</h2>
        ${surfaceTabs(data.slates.map((each) => each.surface), slate.surface, (name) => {
          surface = name;
          draw();
        })}
        <p class="said" role="status">${said}</p>
        ${mayAct ? typeChooser() : nothing}
      </header>
      ${slateList(slate, { titles: titlesOf(data), act: mayAct ? act : null, type, onPoint: point })}
      ${leftList(slate.left)}
    </section>`;

  function draw() {
    const slate = slateNow();
    render(html`
      <header class="page"><h1><a class="quiet" href="#/users">Users</a> <bdi>${userId}</bdi></h1>
        ${slate ? facts(slate) : nothing}</header>
      ${data === null ? notice('Looking for this user.') : html`
        <div class="columns" ${ref(columns)}>
          <section class="card window-column" aria-labelledby="window-heading">
            <header><h2 id="window-heading">Behaviour window</h2>
              <span class="muted small">${data.window.length
                ? `${plural(data.window.length, 'event')}, newest first` : nothing}</span></header>
            ${data.window.length ? windowList(data.window, point)
              : notice(`No event of this user was found. ${searchedWords(data.searched)}`)}
          </section>
          <div class="between"><svg class="lines" aria-hidden="true" ${ref(canvas)}></svg></div>
          ${slate ? slateColumn(slate) : html`
            <section class="card slate-column"><header><h2>Slate</h2></header>
              ${notice(`No slate of this user was found. ${searchedWords(data.searched)}`)}</section>`}
        </div>`}`, host);
    connect();
  }

  async function receive(next) {
    const before = slateNow()?.slateId;
    const slideSlots = moved(rows('.slot'));
    const slideEntries = moved(rows('.entry'));
    const first = data === null;
    data = next;
    clicking.seen(data.slates);
    draw();
    if (!first && slateNow()?.slateId !== before) {
      moving = true;
      connectWhileMoving();
      await Promise.all([slideSlots(rows('.slot')), slideEntries(rows('.entry'))]);
      moving = false;
    }
  }

  draw();
  const resized = new ResizeObserver(connect);
  resized.observe(host);
  const ticking = setInterval(() => data && draw(), TICK_MILLIS);
  const close = listen(`users/${encode(userId)}`, 'user', receive);
  return () => {
    close();
    clicking.close();
    clearInterval(ticking);
    resized.disconnect();
    moving = false;
  };
}
