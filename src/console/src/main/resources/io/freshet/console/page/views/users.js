import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { poll, readUsers } from '../api.js';
import { ago } from '../parts/format.js';
import { itemLink, text, userHref } from '../parts/links.js';
import { notice } from '../parts/notice.js';

const POLL_MILLIS = 2_000;
/** 256 characters, of which each may be two in a script. */
const LONGEST_ID = 512;

function search(event) {
  event.preventDefault();
  const userId = event.currentTarget.elements.userId.value;
  if (userId) {
    location.hash = userHref(userId);
  }
}

function table(users) {
  return html`
    <table class="fixed">
      <thead><tr><th scope="col">User</th><th scope="col">Last event</th>
        <th scope="col" class="num time">When</th></tr></thead>
      <tbody>${repeat(users, (user) => user.userId, (user) => html`
        <tr>
          <th scope="row"><a class="cut" href=${userHref(user.userId)} title=${user.userId}
            ><bdi>${user.userId}</bdi></a></th>
          <td><span class="event"><span class="tag">${text(user.type)}</span>
            ${itemLink(user)}</span></td>
          <td class="num muted">${ago(user.at)}</td>
        </tr>`)}</tbody>
    </table>`;
}

/** Finds a user, by id or among those who acted last. */
export function showUsers(host) {
  const draw = (content) => render(html`
    <header class="page"><h1>Users</h1></header>
    <form class="search" role="search" @submit=${search}>
      <label class="hidden" for="user-id">User id</label>
      <input id="user-id" name="userId" type="search" placeholder="User id, exactly as in the events"
        maxlength=${LONGEST_ID} autocomplete="off" spellcheck="false" autocapitalize="off">
      <button class="button primary">Show</button>
    </form>
    <section class="card">
      <header><h2>Acted last</h2></header>
      ${content}
    </section>`, host);

  draw(nothing);
  return poll(readUsers, POLL_MILLIS,
    (users) => draw(users.length ? table(users) : notice('Nobody has acted yet.')),
    (error) => draw(notice(error.message)));
}
