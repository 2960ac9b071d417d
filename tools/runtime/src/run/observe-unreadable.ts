import type { Logger } from 'pino';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Unreadable } from './answer-unreadable.ts';

const NAME = 'carveout_unreadable_requests_total';

/**
 * Counts what one server of the process could not read, and logs it where debug lines are wanted: whoever sends such
 * things can send many.
 *
 * @param at the server's name, as `listen` is told.
 */
export function observeUnreadable(at: string, registry: Registry, log: Logger): (unreadable: Unreadable) => void {
  const known = registry.getSingleMetric(NAME) as Counter<'at' | 'status'> | undefined;
  const counter = known ?? newCounter(registry);
  return ({ status, why, requestId }) => {
    counter.inc({ at, status });
    log.debug({ correlation: requestId, at, status, why }, 'a request could not be read');
  };
}

function newCounter(registry: Registry): Counter<'at' | 'status'> {
  return new Counter({
    name: NAME,
    help: 'Requests that were refused before any route: they could not be read as HTTP, or came too slowly',
    labelNames: ['at', 'status'],
    registers: [registry],
  });
}
