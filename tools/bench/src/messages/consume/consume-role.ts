import { offer } from '../../harness/offer.ts';

export interface ConsumeOffers {
  start(setting: { readonly url: string }): Promise<void>;
  /** Fills the queue with so many messages, nobody consuming. */
  fill(messages: number): Promise<void>;
  /** Consumes them all; resolves with messages per second, from the first to the last. */
  drain(messages: number): Promise<number>;
  stop(): Promise<void>;
}

export interface Consumer {
  readonly fill: (messages: number) => Promise<void>;
  /** Begins to consume: `handled` is called for each message, before it is acknowledged. Resolves with how to end it. */
  readonly consume: (handled: () => void) => Promise<() => Promise<void>>;
  readonly stop: () => Promise<void>;
}

/** Makes this process consume. */
export function beConsumer(connect: (url: string) => Promise<Consumer>): void {
  let consumer: Consumer | undefined;
  const offers: ConsumeOffers = {
    start: async ({ url }) => {
      consumer = await connect(url);
    },
    fill: (messages) => consumer!.fill(messages),
    drain: (messages) => drain(consumer!, messages),
    stop: async () => consumer?.stop(),
  };
  offer({ ...offers });
}

async function drain(consumer: Consumer, messages: number): Promise<number> {
  let handled = 0;
  let startedAt = 0;
  const drained = Promise.withResolvers<number>();
  const end = await consumer.consume(() => {
    if (handled === 0) startedAt = performance.now();
    handled += 1;
    if (handled === messages) drained.resolve((performance.now() - startedAt) / 1000);
  });
  const seconds = await drained.promise;
  await end();
  return messages / seconds;
}
