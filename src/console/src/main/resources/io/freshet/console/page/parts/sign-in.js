import { html } from '/lib/lit-html/lit-html.js';

/**
 * Asks for the console's token.
 *
 * @param {(token: string) => Promise<void>} onToken fails where the token is wrong
 */
export function signInForm(onToken) {
  async function submit(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const answer = form.querySelector('[role=alert]');
    answer.textContent = '';
    try {
      await onToken(form.elements.token.value);
    } catch (e) {
      answer.textContent = e.status === 401 ? 'This is not the token.' : e.message;
    }
  }

  return html`
    <form class="sign-in" @submit=${submit}>
      <label>Token <input type="password" name="token" autocomplete="current-password" required></label>
      <button class="button primary">Sign in</button>
      <p role="alert"></p>
    </form>`;
}
