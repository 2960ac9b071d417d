import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { connect } from 'amqplib';
import { EVENT, EXCHANGE, MODULE } from './publisher.ts';
import type { Publisher } from './publisher.ts';

const nothing = (): void => undefined;

/** Publishes events as a deployable does, over the adapter's event link. */
export async function publishThroughLinks(url: string): Promise<Publisher> {
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const { events } = createRabbitmq({ url, host: 'chaos-messages', log });
  await sayThatItIsHeard(url);
  await events.start();
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

/** So that what no queue takes is not confirmed: the queue here is nobody's listener. */
async function sayThatItIsHeard(url: string): Promise<void> {
  const connection = await connect(url.split(',')[0]!);
  try {
    const channel = await connection.createChannel();
    const mark = `${EXCHANGE}.${EVENT}.v1.heard`;
    await channel.assertExchange(mark, 'direct', { durable: true, internal: true });
  } finally {
    await connection.close();
  }
}
