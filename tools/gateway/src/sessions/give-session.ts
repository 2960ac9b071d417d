import type { Context } from 'koa';
import { sessionCookie } from './session-cookie.ts';

/**
 * Adds a fresh session to an answer that is on its way out, and keeps that answer out of every cache: whoever got it from one
 * would share the session. An answer that sets or ends this session by itself (a logout) is left its own will.
 */
export function giveSession(context: Context, name: string, secret: string, secure: boolean): void {
  if (context.headerSent) return;
  const set = [context.response.headers['set-cookie'] ?? []].flat().map(String);
  if (!set.some((line) => line.startsWith(`${name}=`)))
    context.append('Set-Cookie', sessionCookie(name, secret, secure));
  context.set('Cache-Control', 'no-store');
  for (const header of ['Expires', 'Pragma', 'Age']) context.remove(header);
}
