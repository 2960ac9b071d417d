import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { EVENT, MODULE } from './publisher.ts';
import type { Publisher } from './publisher.ts';

/** Nobody has this module's name: so it is never known that nobody listens, and what no queue takes is not confirmed. */
const NEVER_THERE = 'nobody';
const nothing = (): void => undefined;

/** Publishes events as a deployable does, over the adapter's event link. */
export async function publishThroughLinks(url: string): Promise<Publisher> {
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const { events } = createRabbitmq({ url, host: 'chaos-messages', log });
  await events.start([NEVER_THERE]);
  return {
    publish: (message) => {
      const id = String(message);
      const envelope = { id, correlation: id, caller: MODULE };
      const key = `key-${message % 97}`;
      const at = Date.now();
      return events
        .publish({ id, module: MODULE, event: EVENT, version: 1, key, payload: { message }, at, envelope })
        .then(
          () => true,
          () => false,
        );
    },
    close: () => events.stop(5_000),
  };
}
