import type { Subscription } from '@carveout/runtime';
import { exchangeExists } from '../connection/exchange-exists.ts';
import { SupervisedChannel } from '../connection/supervised-channel.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { heardMark, listeningMark } from '../names.ts';

/** Leaves word that somebody listens to an event, before the first queue for it is declared. */
export async function markHeard(connection: SupervisedConnection, { source }: Subscription): Promise<void> {
  await mark(connection, heardMark(source.module, source.event, source.version));
}

/** A listener, as far as it is to be told of. */
interface Hearing {
  readonly subscription: Subscription;
  /** Declares and binds its queues. */
  declare(): Promise<void>;
}

/**
 * Leaves word of the modules whose subscriptions have all been made, on each new channel again: a broker that was reset
 * has forgotten it.
 */
export class ListeningMarks {
  readonly #connection: SupervisedConnection;
  readonly #modules = new Set<string>();
  /** By module, and by the listener's name: one that could not start is replaced. */
  readonly #heard = new Map<string, Map<string, Hearing>>();
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

  /** To be told of each listener of a module before the module itself is added. */
  hears(hearing: Hearing): void {
    const { module, listener } = hearing.subscription;
    const heard = this.#heard.get(module) ?? new Map<string, Hearing>();
    this.#heard.set(module, heard.set(listener, hearing));
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

  /**
   * What it hears goes first: its queues may come back later, and nobody must take it for one who hears nothing. A broker
   * that has not been told, or has forgotten it, has the queues before the word that it listens: from then on what is
   * published may find other listeners' queues alone, and be confirmed.
   */
  async #mark(module: string): Promise<void> {
    const heard = [...(this.#heard.get(module)?.values() ?? [])];
    for (const { subscription } of heard) await markHeard(this.#connection, subscription);
    if (await exchangeExists(this.#connection, listeningMark(module))) return;
    for (const hearing of heard) await hearing.declare();
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
