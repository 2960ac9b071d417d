import { parse } from 'node-html-parser';
import type { HTMLElement } from 'node-html-parser';

/** A page as a visitor has it before them, after all redirects. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
}

/** A form of a page: where it goes, and what its fields hold already, hidden ones included. */
export interface Form {
  readonly action: URL;
  readonly method: 'GET' | 'POST';
  readonly fields: ReadonlyMap<string, string>;
}

/** The first form of a page that is sent to `path`; undefined when the page has none. */
export function findForm(page: Page, path: string): Form | undefined {
  for (const form of parse(page.html).querySelectorAll('form')) {
    const action = new URL(form.getAttribute('action') ?? page.url.href, page.url);
    if (action.pathname !== path) continue;
    const method = form.getAttribute('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET';
    return { action, method, fields: fieldsOf(form) };
  }
  return undefined;
}

function fieldsOf(form: HTMLElement): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of form.querySelectorAll('input, select, textarea')) {
    const name = field.getAttribute('name');
    if (name === undefined || field.hasAttribute('disabled')) continue;
    const value = valueOf(field);
    if (value !== undefined) fields.set(name, value);
  }
  return fields;
}

/** What a browser would send for a field that nobody touched; undefined when nothing. */
function valueOf(field: HTMLElement): string | undefined {
  if (field.tagName === 'TEXTAREA') return field.text;
  if (field.tagName === 'SELECT') {
    const options = field.querySelectorAll('option');
    const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0];
    return chosen && (chosen.getAttribute('value') ?? chosen.text);
  }
  const type = field.getAttribute('type')?.toLowerCase();
  if (type === 'submit' || type === 'button' || type === 'file') return undefined;
  if ((type === 'checkbox' || type === 'radio') && !field.hasAttribute('checked')) return undefined;
  return field.getAttribute('value') ?? '';
}

/** The order that a confirmation page names in `data-order-id`. */
export function orderIdOf(page: Page): string | undefined {
  return /\bdata-order-id="([^"]+)"/.exec(page.html)?.[1];
}
