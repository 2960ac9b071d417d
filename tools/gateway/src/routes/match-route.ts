import type { Middleware } from 'koa';
import { arrivalOf } from '../arrival/arrival.ts';
import { Refusal } from '../problems/refusal.ts';
import { rememberRequest } from '../request-state.ts';
import type { Matcher } from './matcher.ts';

/** Finds the route of a request, and says 404 or 405 where there is none. */
export function matchRoute(matcher: Matcher): Middleware {
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
    if (route === undefined) {
      if (match.allow.length === 0) throw new Refusal(404, undefined, 'Nothing is served at this path.');
      const allow = match.allow.join(', ');
      throw new Refusal(405, undefined, 'This path takes other methods: see the Allow header.', {
        headers: { Allow: allow },
      });
    }
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
}
