import { nextEvent } from '../message.ts';
import { connectEvents, subscription } from '../ours-events.ts';
import { bePublisher } from './publish-role.ts';

bePublisher(async (url) => {
  const events = await connectEvents(url);
  // Declares the listener's queue, which outlives it: what is published is kept there.
  const subscribed = await events.subscribe(subscription, async () => ({ kind: 'return' }));
  await subscribed.close();
  return {
    publish: () => events.publish(nextEvent('orders')),
    window: 1024,
    stop: () => events.stop(1_000),
  };
});
