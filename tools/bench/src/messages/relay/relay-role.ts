import { offer } from '../../harness/offer.ts';

export interface RelaySetting {
  readonly brokerUrl: string;
  readonly databaseUrl: string;
}

export interface RelayOffers {
  start(setting: RelaySetting): Promise<void>;
  /** Saves so many messages in the outbox, nobody relaying. */
  fill(rows: number): Promise<void>;
  /** Relays them all to a quorum queue; resolves with rows per second, until the last is off the outbox. */
  relay(rows: number): Promise<number>;
  stop(): Promise<void>;
}

export interface OutboxRelay {
  readonly fill: (rows: number) => Promise<void>;
  readonly relay: (rows: number) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Makes this process relay an outbox. */
export function beRelay(connect: (setting: RelaySetting) => Promise<OutboxRelay>): void {
  let relay: OutboxRelay | undefined;
  const offers: RelayOffers = {
    start: async (setting) => {
      relay = await connect(setting);
    },
    fill: (rows) => relay!.fill(rows),
    relay: (rows) => relay!.relay(rows),
    stop: async () => relay?.stop(),
  };
  offer({ ...offers });
}
