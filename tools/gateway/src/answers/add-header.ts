import type { Context } from 'koa';
import { arrivalOf } from '../arrival/arrival.ts';

/**
 * Adds a header to the answer, whoever gives it: the gateway or an instance. What the answer says of the same name by itself
 * stays; `Vary` is joined with it.
 */
export function addHeader(context: Pick<Context, 'req'>, name: string, value: string): void {
  arrivalOf(context).added.push(name, value);
}

/** The same, in place of what was added under that name before. */
export function setAdded(context: Pick<Context, 'req'>, name: string, value: string): void {
  const { added } = arrivalOf(context);
  for (let index = 0; index < added.length; index += 2)
    if (added[index] === name) {
      added[index + 1] = value;
      return;
    }
  added.push(name, value);
}

/** Puts those headers on an answer that Koa sends. */
export function putAdded(context: Context): void {
  const { added } = arrivalOf(context);
  const { res } = context;
  for (let index = 0; index < added.length; index += 2) {
    const name = added[index]!;
    const value = added[index + 1]!;
    if (name === 'Vary') context.vary(value);
    else if (!res.hasHeader(name)) res.setHeader(name, value);
  }
}
