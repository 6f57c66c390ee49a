import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { readSession, signIn } from './api.js';
import { connectionState, onConnection } from './parts/connection.js';
import { headerTemplate } from './parts/header.js';
import { notice } from './parts/notice.js';
import { signInForm } from './parts/sign-in.js';
import { showDeadLetters } from './views/dead-letters.js';
import { showExperiment } from './views/experiment.js';
import { showExperiments } from './views/experiments.js';
import { showItem } from './views/item.js';
import { showItems } from './views/items.js';
import { showOverview } from './views/overview.js';
import { showUser } from './views/user.js';
import { showUsers } from './views/users.js';

const BANNER_DELAY_MILLIS = 800;
const SESSION_CHECK_MILLIS = 4_000;

const header = document.getElementById('header');
const banner = document.getElementById('banner');
const main = document.getElementById('main');

let session = null;
let closeView = () => {};
let bannerTimer = 0;
let sessionTimer = 0;

/** The parts of the address after '#/', decoded; one that cannot be decoded is no route. */
function route() {
  try {
    const [section = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
    return { section, id: rest.join('/') };
  } catch {
    return { section: '', id: '' };
  }
}

function viewOf({ section, id }) {
  switch (section) {
    case 'users': return id ? [`User ${id}`, (host) => showUser(host, session, id)] : ['Users', showUsers];
    case 'items': return id ? ['Item', (host) => showItem(host, id)] : ['Items', showItems];
    case 'experiments': return id ? [`Experiment ${id}`, (host) => showExperiment(host, id)]
      : ['Experiments', showExperiments];
    case 'dead-letters': return ['Dead letters', showDeadLetters];
    default: return ['Overview', showOverview];
  }
}

function drawHeader() {
  const { section } = route();
  render(headerTemplate({ section, session, state: connectionState(), onToken: enter }), header);
}

function drawBanner(state, reason) {
  clearTimeout(bannerTimer);
  const draw = () => render(
    state === 'lost' ? html`<p class="banner">${reason === null ? 'Connection lost' : html`<bdi>${reason}</bdi>`}, trying
      again</p>` : nothing, banner);
  // A stream that comes back at once is not worth a word.
  bannerTimer = setTimeout(draw, state === 'lost' ? BANNER_DELAY_MILLIS : 0);
}

function show() {
  closeView();
  closeView = () => {};
  // Each view gets its own element, so that what lit rendered for the last one cannot mix with it.
  const host = document.createElement('div');
  host.className = 'view';
  main.replaceChildren(host);
  drawHeader();
  if (session.required) {
    document.title = 'Sign in · Freshet';
    render(html`<section class="card narrow"><h1>Sign in</h1>
      <p class="muted">This console can be reached from other machines, so it asks for its token first.</p>
      ${signInForm(enter)}</section>`, host);
    return;
  }
  const [title, open] = viewOf(route());
  document.title = `${title} · Freshet`;
  closeView = open(host);
}

/** A stream also breaks when a server that was started again no longer knows this browser. */
async function checkSession() {
  const now = await readSession().catch(() => session);
  if (now.required && !session.required) {
    session = now;
    show();
  }
}

async function enter(token) {
  await signIn(token);
  session = await readSession();
  show();
}

/** The demo opens the page with its token behind '#token='; it must not stay in the address. */
async function takeTokenFromAddress() {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token) {
    history.replaceState(null, '', '#/');
    await signIn(decodeURIComponent(token)).catch(() => {});
  }
}

async function start() {
  try {
    await takeTokenFromAddress();
    session = await readSession();
  } catch {
    render(notice('The server does not answer, trying again.'), main);
    setTimeout(start, 2_000);
    return;
  }
  render(nothing, main);
  addEventListener('hashchange', () => {
    show();
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  });
  onConnection((state, reason) => {
    drawHeader();
    drawBanner(state, reason);
    clearInterval(sessionTimer);
    if (state === 'lost') {
      sessionTimer = setInterval(checkSession, SESSION_CHECK_MILLIS);
    }
  });
  show();
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
start();
