import type { Sent } from '../exchange.ts';

/** Whom the requests of the cases speak of. Ids are those of customers. */
export interface World {
  /** Sends every request that names no other cookie; has something in the cart. */
  readonly me: string;
  readonly somebodyElse: string;
  /** Was placed by somebody else. */
  readonly theirOrder: string;
  /** Good for paying, for me. */
  readonly card: string;
}

/** A request that must be refused, and how. */
export interface BadInput {
  readonly what: string;
  readonly sends: (world: World) => Sent;
  readonly status: number;
  /** The code of the problem that is answered. Undefined: a problem without one, or a page. */
  readonly code?: string;
  /** The fields that the problem names, such as `address.planet`. */
  readonly issues?: readonly string[];
  /** What the page that is answered says. Undefined: a problem is answered. */
  readonly page?: RegExp;
  /** Headers that the answer must have. */
  readonly headers?: Readonly<Record<string, RegExp>>;
}

/** With which a request is an operator's. */
export const OPERATOR_TOKEN = 'the-token-of-this-test';

export const MB = 1024 * 1024;

/** A JSON body as it is, or the JSON of a value. */
export function json(
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Sent {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { method, path, body: text, headers: { 'content-type': 'application/json', ...headers } };
}

export function form(path: string, fields: string | Readonly<Record<string, string>>): Sent {
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  return { method: 'POST', path, body, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
}
