import type { Context } from 'koa';
import { requestState } from '../request-state.ts';
import { sessionCookie } from './session-cookie.ts';

/** What would have a cache keep the answer, or serve it. */
const OF_CACHES = ['expires', 'pragma', 'age'];

/**
 * Adds a fresh session to an answer that is on its way out, and keeps that answer out of every cache: whoever got it from one
 * would share the session. An answer that sets or ends this session by itself (a logout) is left its own will.
 */
export function giveSession(context: Context, name: string, secret: string, secure: boolean): void {
  const { answer } = requestState(context);
  const cookie = sessionCookie(name, secret, secure);
  const isSaid = (all: readonly unknown[]): boolean => all.some((line) => String(line).startsWith(`${name}=`));
  if (answer === undefined) {
    if (!isSaid([context.response.headers['set-cookie'] ?? []].flat())) context.append('Set-Cookie', cookie);
    context.set('Cache-Control', 'no-store');
    for (const header of OF_CACHES) context.remove(header);
    return;
  }
  const { headers } = answer;
  const set = [headers['set-cookie'] ?? []].flat();
  if (!isSaid(set)) headers['set-cookie'] = [...set, cookie];
  headers['cache-control'] = 'no-store';
  for (const header of OF_CACHES) Reflect.deleteProperty(headers, header);
}
