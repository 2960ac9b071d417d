import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLink } from '@carveout/runtime';
import { nextEvent } from '../message.ts';
import { connectEvents, subscription } from '../ours-events.ts';
import { deskModule, host, ordersModule, ordersStore } from '../ours-modules.ts';
import { beRelay } from './relay-role.ts';

const ROWS_PER_TRANSACTION = 2_000;

beRelay(async ({ brokerUrl, databaseUrl }) => {
  const events = await connectEvents(brokerUrl);
  await (await events.subscribe(subscription, async () => ({ kind: 'return' }))).close();
  await events.stop(1_000);
  const store = ordersStore(databaseUrl);
  await store.start();
  return {
    fill: async (rows) => {
      for (let left = rows; left > 0; left -= ROWS_PER_TRANSACTION) {
        const batch = Math.min(left, ROWS_PER_TRANSACTION);
        await store.transaction(async (_em, effects) => {
          for (let row = 0; row < batch; row += 1) effects.outbox.push(nextEvent('orders'));
        });
      }
    },
    relay: async (rows) => {
      let startedAt = 0;
      // The relay begins when its host has started: the clock starts with the first message that it sends.
      const timed = (link: EventLink): EventLink => {
        const publish = link.publish.bind(link);
        return Object.assign(link, {
          publish: (message: Parameters<EventLink['publish']>[0]) => {
            startedAt ||= performance.now();
            return publish(message);
          },
        });
      };
      const modules = [deskModule, ordersModule(() => undefined)];
      const writer = await host({ deployable: 'writer', modules, brokerUrl, databaseUrl, around: timed });
      while ((await store.outbox.lag()).rows > 0) await sleep(5);
      const seconds = (performance.now() - startedAt) / 1000;
      await writer.stop(1_000);
      return rows / seconds;
    },
    stop: () => store.stop(),
  };
});
