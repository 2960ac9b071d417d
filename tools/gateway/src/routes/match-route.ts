import type { Context, Middleware } from 'koa';
import { arrivalOf } from '../arrival/arrival.ts';
import { Refusal } from '../problems/refusal.ts';
import { rememberRequest } from '../request-state.ts';
import type { Matcher } from './matcher.ts';

/** Counts a request that comes to no route. Resolves with whether it may go on; otherwise it is answered. */
export type CountUnrouted = (context: Context) => boolean | Promise<boolean>;

/**
 * Finds the route of a request, and says 404 or 405 where there is none.
 *
 * @param count counts those without one. @default all may be told so
 */
export function matchRoute(matcher: Matcher, count: CountUnrouted = () => true): Middleware {
  return (context, next) => {
    const arrival = arrivalOf(context);
    const { path, method } = context;
    let match = matcher.match(method, path);
    if (match.route === undefined && method === 'OPTIONS' && match.allow.length > 0) {
      const asked = context.get('Access-Control-Request-Method');
      context.set('Allow', [...match.allow, 'OPTIONS'].join(', '));
      match = matcher.match(match.allow.includes(asked) ? asked : match.allow[0]!, path);
    }
    const { route } = match;
    if (route === undefined) return refuse(context, match.allow);
    arrival.route = route.name;
    rememberRequest(context, {
      route,
      requestId: arrival.requestId,
      client: arrival.client,
      deadline: Date.now() + route.policy.within,
      principal: undefined,
    });
    return next();
  };

  async function refuse(context: Context, allow: readonly string[]): Promise<void> {
    if (!(await count(context))) return;
    if (allow.length === 0) throw new Refusal(404, undefined, 'Nothing is served at this path.');
    throw new Refusal(405, undefined, 'This path takes other methods: see the Allow header.', {
      headers: { Allow: allow.join(', ') },
    });
  }
}
