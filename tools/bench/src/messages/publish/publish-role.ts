import { drive } from '../../calls/drive.ts';
import type { Driven } from '../../calls/drive.ts';
import { offer } from '../../harness/offer.ts';

export interface PublishOffers {
  start(setting: { readonly url: string }): Promise<void>;
  /** Confirmed messages per second, and how long a confirmation took. */
  measure(seconds: number): Promise<Driven>;
  stop(): Promise<void>;
}

export interface Publisher {
  /** Resolves once the broker has confirmed the message. */
  readonly publish: () => Promise<void>;
  /** Messages published and not yet confirmed, at any time. */
  readonly window: number;
  readonly stop: () => Promise<void>;
}

/** Makes this process publish. */
export function bePublisher(connect: (url: string) => Promise<Publisher>): void {
  let publisher: Publisher | undefined;
  const offers: PublishOffers = {
    start: async ({ url }) => {
      publisher = await connect(url);
    },
    measure: (seconds) => drive(publisher!.publish, { inFlight: publisher!.window, seconds }),
    stop: async () => publisher?.stop(),
  };
  offer({ ...offers });
}
