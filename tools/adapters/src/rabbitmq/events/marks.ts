import type { Subscription } from '@carveout/runtime';
import { exchangeExists } from '../connection/exchange-exists.ts';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { heardMark, listeningMark } from '../names.ts';

/** Leaves word that somebody listens to an event, before the first queue for it is declared. */
export async function markHeard(connection: SupervisedConnection, { source }: Subscription): Promise<void> {
  await mark(connection, heardMark(source.module, source.event, source.version));
}

/**
 * Leaves word of the modules whose subscriptions have all been made, on each new channel again: a broker that was reset
 * has forgotten it.
 */
export class ListeningMarks {
  readonly #connection: SupervisedConnection;
  readonly #modules = new Set<string>();
  readonly #heard = new Map<string, Subscription[]>();
  readonly #channel: SupervisedChannel;
  #started: Promise<void> | undefined;

  constructor(connection: SupervisedConnection) {
    this.#connection = connection;
    this.#channel = new SupervisedChannel(connection, {
      name: 'marks of listening modules',
      confirm: false,
      setUp: async () => {
        for (const module of this.#modules) await this.#mark(module);
      },
      lost: () => undefined,
    });
  }

  /** To be told of each subscription of a module before the module itself is added. */
  hears(subscription: Subscription): void {
    const { module } = subscription;
    this.#heard.set(module, [...(this.#heard.get(module) ?? []), subscription]);
  }

  /** May be called again. */
  start(): Promise<void> {
    return (this.#started ??= this.#channel.start());
  }

  /** To be called after `start`, again where it was rejected. */
  async add(module: string): Promise<void> {
    this.#modules.add(module);
    await this.#mark(module);
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  /** What it hears goes first: its queues may come back later, and nobody must take it for one who hears nothing. */
  async #mark(module: string): Promise<void> {
    for (const subscription of this.#heard.get(module) ?? []) await markHeard(this.#connection, subscription);
    await mark(this.#connection, listeningMark(module));
  }
}

/** An exchange that nothing is published to. Asks first, since asking needs no permission. */
async function mark(connection: SupervisedConnection, name: string): Promise<void> {
  if (await exchangeExists(connection, name)) return;
  await connection.withChannel((channel, limited) =>
    limited(`declare exchange ${name}`, channel.assertExchange(name, 'direct', { durable: true, internal: true })),
  );
}
