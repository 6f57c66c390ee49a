import { html, nothing } from '/lib/lit-html/lit-html.js';
import { signInForm } from './sign-in.js';

const SECTIONS = [['', 'Overview'], ['users', 'Users'], ['items', 'Items'], ['experiments', 'Experiments'],
  ['dead-letters', 'Dead letters']];
const STATES = { connecting: 'Connecting', live: 'Live', lost: 'Reconnecting' };

/**
 * The head of every page: name, navigation, state, and a way to sign in where there is one.
 *
 * @param {{section: string, session: object, state: string, onToken: (token: string) => Promise<void>}} model
 */
export function headerTemplate({ section, session, state, onToken }) {
  const known = SECTIONS.some(([name]) => name === section) ? section : '';
  const mayEnter = session.signIn && !session.mayWrite && !session.required;
  return html`
    <a class="brand" href="#/"><img src="/mark.svg" alt="" width="22" height="22">Freshet</a>
    <nav class="nav" aria-label="Console">
      ${SECTIONS.map(([name, label]) => html`
        <a href="#/${name}" aria-current=${name === known ? 'page' : nothing}>${label}</a>`)}
    </nav>
    ${session.required ? nothing : html`<span class="state ${state}"><i></i>${STATES[state]}</span>`}
    ${mayEnter ? html`
      <details class="enter">
        <summary class="button">Sign in</summary>${signInForm(onToken)}
      </details>` : nothing}`;
}
