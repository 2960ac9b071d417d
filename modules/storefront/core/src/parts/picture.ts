import { picturePath } from '../assets/index.ts';
import { html } from '../html.ts';

/** A product's drawing. Its name stands beside it everywhere, so that it needs no text of its own. */
export function Picture({ name, lazy = false }: { readonly name: string; readonly lazy?: boolean }) {
  return html`<img
    class="picture"
    src=${picturePath(name)}
    alt=""
    width="240"
    height="180"
    loading=${lazy ? 'lazy' : undefined}
  />`;
}
