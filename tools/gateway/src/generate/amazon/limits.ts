import { CarveoutError } from '@carveout/runtime/errors';
import { notExpressible } from '../errors/carv-640-not-expressible.ts';
import type { GatewayPlan, PlannedRoute } from '../plan.ts';

/** Quotas of Amazon API Gateway for REST APIs, from its developer guide. */
export const LIMITS = {
  /** Milliseconds that an integration may take, without asking for more. */
  least: 50,
  within: 29_000,
  /** Bytes of a body. */
  body: 10_485_760,
} as const;

/** What a part of a resource's path may be. */
const PART = /^[A-Za-z0-9._:-]+$/;
/** Paths that a custom domain keeps for its own health check. */
const RESERVED = new Set(['/ping', '/sping']);

/**
 * What Amazon API Gateway cannot carry. A smaller body than 10 MB is none of it: nothing there limits bodies, so the
 * deployable does.
 */
export function limitFaults({ operations, pages, upstreams, isListed }: GatewayPlan): CarveoutError[] {
  const routes = [...operations, ...(pages ? [pages] : [])].flatMap((route) =>
    reasons(route).map((reason) => refused(`Amazon API Gateway cannot serve ${route.name}: ${reason}`)),
  );
  const several = isListed ? upstreams.filter(({ servers }) => servers.length > 1) : [];
  return [
    ...routes,
    ...several.map(({ name, servers }) =>
      refused(
        `Amazon API Gateway asks one address, and the list has ${servers.length} for '${name}'. Name the listener of a load balancer in front of them.`,
      ),
    ),
  ];
}

const refused = (message: string): CarveoutError => new CarveoutError(notExpressible, message);

function reasons({ path, policy: { within, body }, operation }: PlannedRoute): string[] {
  const odd = path.split('/').filter((part) => part !== '' && !part.startsWith(':') && !PART.test(part));
  return [
    ...(operation === undefined
      ? []
      : odd.map((part) => `'${part}' of '${path}' is no part of a path there: letters, digits, '.', '_', ':', '-'.`)),
    ...(RESERVED.has(path) ? [`'${path}' is kept for its own health check. Choose another path.`] : []),
    ...(within > LIMITS.within || within < LIMITS.least
      ? [`'within' is ${within} ms, and it waits from ${LIMITS.least} to ${LIMITS.within} ms.`]
      : []),
    ...(body > LIMITS.body ? [`'body' is ${body} bytes, and it takes at most ${LIMITS.body}.`] : []),
  ];
}
