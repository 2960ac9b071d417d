import { CarveoutError } from '@carveout/runtime/errors';
import { notExpressible } from '../errors/carv-640-not-expressible.ts';
import type { GatewayPlan, PlannedRoute } from '../plan.ts';

/** How many clients a zone remembers: 1 MiB holds some 8,000 by nginx's documentation. */
const ZONE = '4m';

/** A zone for each line of the topology that has a rate, by which clients are counted. */
export function rateZones(routes: readonly PlannedRoute[]): string[] {
  const rates = new Map(routes.map(({ rateLine, policy }) => [rateLine, policy.rate]));
  return [...rates].map(
    ([line, rate]) => `limit_req_zone $carveout_client zone=${zoneOf(line)}:${ZONE} rate=${perSecondOrMinute(rate)};`,
  );
}

/**
 * nginx lets requests through at an even pace, and so many more at once as `burst` says. With the whole number as the burst,
 * a client may use its share at once, as with the Carveout gateway; but what flows back meanwhile comes on top.
 */
export function rateLimit({ rateLine, policy: { rate } }: PlannedRoute): string {
  const burst = rate.requests > 1 ? ` burst=${rate.requests - 1}` : '';
  return `limit_req zone=${zoneOf(rateLine)}${burst} nodelay;`;
}

/** Seconds after which one more request is surely let through, by route; only those that are more than one. */
export function retryAfter(plan: GatewayPlan): [string, string][] {
  return routesOf(plan)
    .map(({ name, policy: { rate } }) => [name, String(rate.seconds === 1 ? 1 : Math.ceil(60 / perMinute(rate)))])
    .filter((line): line is [string, string] => line[1] !== '1');
}

/** Rates that nginx has no words for: it counts by second or minute, in whole numbers. */
export function rateFaults(plan: GatewayPlan): CarveoutError[] {
  const slow = routesOf(plan).filter(({ policy: { rate } }) => perMinute(rate) < 1);
  const rates = new Map(slow.map(({ rateLine, policy }) => [rateLine, policy.rate]));
  return [...rates].map(
    ([line, { requests, seconds }]) =>
      new CarveoutError(
        notExpressible,
        `nginx cannot count by 'gateway.routes.${line}.rate': ${requests} in ${seconds} s is less than one a minute, and that is the least there.`,
      ),
  );
}

const routesOf = ({ operations, pages }: GatewayPlan): PlannedRoute[] => [...operations, ...(pages ? [pages] : [])];

const zoneOf = (line: string): string => `rate_${line}`;

type Rate = PlannedRoute['policy']['rate'];

/** In whole numbers, and never more than the topology says. */
const perMinute = ({ requests, seconds }: Rate): number => Math.floor((requests * 60) / seconds);

function perSecondOrMinute(rate: Rate): string {
  return rate.seconds === 1 ? `${rate.requests}r/s` : `${perMinute(rate)}r/m`;
}
