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
export function retryAfter({ operations, pages }: GatewayPlan): [string, string][] {
  return [...operations, ...(pages ? [pages] : [])]
    .map(({ name, policy: { rate } }) => [name, String(Math.ceil(rate.seconds / rate.requests))] as [string, string])
    .filter(([, seconds]) => seconds !== '1');
}

const zoneOf = (line: string): string => `rate_${line}`;

/** nginx counts by second or minute, in whole numbers: what is less than one a minute is one a minute. */
function perSecondOrMinute({ requests, seconds }: PlannedRoute['policy']['rate']): string {
  if (seconds === 1) return `${requests}r/s`;
  return `${Math.max(1, Math.floor((requests * 60) / seconds))}r/m`;
}
