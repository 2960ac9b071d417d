import { nextEvent } from '../message.ts';
import { connectEvents, subscription } from '../ours-events.ts';
import { beConsumer } from './consume-role.ts';

const BATCH = 5_000;

beConsumer(async (url) => {
  const events = await connectEvents(url);
  const subscribed = await events.subscribe(subscription, async () => ({ kind: 'return' }));
  await subscribed.close();
  return {
    fill: async (messages) => {
      for (let left = messages; left > 0; left -= BATCH) {
        const batch = Math.min(left, BATCH);
        await Promise.all(Array.from({ length: batch }, () => events.publish(nextEvent('orders'))));
      }
    },
    consume: async (handled) => {
      const consuming = await events.subscribe(subscription, async () => {
        handled();
        return { kind: 'done' };
      });
      return () => consuming.close();
    },
    stop: () => events.stop(1_000),
  };
});
