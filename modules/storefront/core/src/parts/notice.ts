import { html } from '../html.ts';
import type { Markup } from '../html.ts';

/** Says what went wrong: read out at once, and focused, so that the next key goes on from here. */
export function Notice({ heading, children }: { readonly heading: string; readonly children?: Markup }) {
  return html`<div class="notice" role="alert" tabindex="-1" autofocus><strong>${heading}</strong>${children}</div>`;
}
