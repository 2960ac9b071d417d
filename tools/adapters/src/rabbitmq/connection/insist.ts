import { CarveoutError } from '@carveout/runtime';
import { brokerUnreachable } from '../errors/carv-401-broker-unreachable.ts';
import { linkStopped } from '../errors/carv-416-link-stopped.ts';
import type { Settings } from '../options.ts';
import { BackOff } from './back-off.ts';
import { lineOf, refusalOf } from './broker-fault.ts';
import { sleep } from './sleep.ts';

/**
 * Does a part of a start that has no channel of its own to be kept: again, where a connection is lost under it or not
 * there, for as long as a start may take.
 *
 * @param what for messages: what is done
 * @throws CarveoutError CARV-410 or CARV-411 when trying again cannot help, CARV-401 after `startMs`, CARV-416 when `stop` is
 *   aborted.
 */
export async function insist(
  { address, startMs, reconnectMs, log }: Settings,
  what: string,
  stop: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const until = performance.now() + startMs;
  const backOff = new BackOff(50, reconnectMs);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const refusal = refusalOf(error, address);
      if (refusal !== undefined) throw refusal;
      const fault = lineOf(error);
      if (stop.aborted) throw new CarveoutError(linkStopped, `the link was stopped before it could ${what}`);
      if (performance.now() > until)
        throw new CarveoutError(
          brokerUnreachable,
          `RabbitMQ at ${address}: could not ${what} within ${startMs} ms: ${fault}`,
          { cause: error },
        );
      log.warn({ fault }, `rabbitmq: could not ${what}, trying again`);
    }
    await sleep(backOff.next(), stop);
  }
}
