import type { Channel, ChannelModel } from 'amqplib';
import { CarveoutError } from '@carveout/runtime';
import { brokerUnreachable } from '../errors/carv-401-broker-unreachable.ts';
import type { Settings } from '../options.ts';
import { AddressTurns } from './address-turns.ts';
import { BackOff } from './back-off.ts';
import { isBrokerTimeout, lineOf, refusalOf } from './broker-fault.ts';
import { DirectWrites, socketOf } from './direct-writes.ts';
import type { Socket } from './direct-writes.ts';
import { openConnection, sever } from './open-connection.ts';
import { sleep } from './sleep.ts';
import { quietly } from './quietly.ts';
import type { SupervisedChannel } from './supervised-channel.ts';
import { TurnEnd } from './turn-end.ts';
import { withinLimit } from './within-limit.ts';
import type { Limited } from './within-limit.ts';

/** A connection that held so long is taken for sound: the next try to reconnect is quick again. */
const SOUND_MS = 5_000;
/** How long a stopping process waits for the broker's farewell. */
const CLOSE_MS = 2_000;

/** One open connection, until it closes. */
export interface OpenConnection {
  readonly model: ChannelModel;
  readonly socket: Socket | undefined;
  readonly writes: DirectWrites | undefined;
  /** Aborted when the connection closes. */
  readonly closed: AbortSignal;
}

/**
 * Keeps one connection to the broker open for as long as the process wants it, and the channels on it. Reconnects with
 * full jitter; everything a channel needs is set up anew each time.
 */
export class SupervisedConnection {
  readonly settings: Settings;
  readonly turnEnd: TurnEnd;
  readonly limited: Limited;
  readonly #purpose: string;
  readonly #channels = new Set<SupervisedChannel>();
  readonly #stop = new AbortController();
  /** Ends the attempt to connect that is under way; replaced once it has succeeded. */
  #connecting = new AbortController();
  readonly #waiters = new Set<{ resolve(): void; reject(error: CarveoutError): void }>();
  #open: OpenConnection | undefined;
  #ended: Promise<void> | undefined;
  #fault = 'not connected yet';
  #blocked: string | undefined;
  #unblockedAt = 0;
  #everOpen = false;

  constructor(settings: Settings, purpose: string) {
    this.settings = settings;
    this.#purpose = purpose;
    this.turnEnd = new TurnEnd(settings.log);
    this.limited = (what, call) => withinLimit(what, settings.brokerMs, call);
  }

  get open(): OpenConnection | undefined {
    return this.#open;
  }

  /** When the broker last ceased to block, by `performance.now()`: what it owes counts from then. */
  get unblockedAt(): number {
    return this.#unblockedAt;
  }

  /** Why the broker takes nothing from us for now, as it says. */
  get blocked(): string | undefined {
    return this.#blocked;
  }

  /** What waits to be written, when that can be told; 0 otherwise. */
  bufferedBytes(): number {
    return this.#open?.socket?.writableLength ?? 0;
  }

  /**
   * Resolves when connected; may be called again.
   * @throws CarveoutError CARV-401 when that takes longer than `startMs`, CARV-411 when the broker refuses the user.
   */
  start(): Promise<void> {
    this.#ended ??= this.#keepOpen();
    if (this.#open !== undefined) return Promise.resolve();
    return new Promise<void>((resolve, reject) => {
      const waiter = { resolve: () => settle(resolve), reject: (error: CarveoutError) => settle(() => reject(error)) };
      const timer = setTimeout(() => waiter.reject(this.unreachable()), this.settings.startMs);
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        end();
      };
      this.#waiters.add(waiter);
    });
  }

  unreachable(): CarveoutError {
    const { address, startMs } = this.settings;
    const advice = 'Check that it runs, the address, the vhost and the network';
    return new CarveoutError(
      brokerUnreachable,
      `RabbitMQ at ${address} could not be used within ${startMs} ms (${this.#purpose}): ${this.#fault}. ${advice}`,
    );
  }

  health(): string | undefined {
    if (this.#open === undefined) return `RabbitMQ connection '${this.#purpose}' is down: ${this.#fault}`;
    if (this.#blocked !== undefined) return `RabbitMQ blocks connection '${this.#purpose}': ${this.#blocked}`;
    for (const channel of this.#channels) {
      const fault = channel.health();
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** Keeps `channel` open from now on, through every reconnection. */
  keep(channel: SupervisedChannel): void {
    this.#channels.add(channel);
    if (this.#open !== undefined) void channel.keepOpen(this.#open);
  }

  forget(channel: SupervisedChannel): void {
    this.#channels.delete(channel);
  }

  /**
   * Runs `work` on a channel of its own, so that what the broker refuses closes nothing else.
   * @throws whatever amqplib throws; CarveoutError CARV-401 when there is no connection.
   */
  async withChannel<T>(work: (channel: Channel, limited: Limited) => Promise<T>): Promise<T> {
    const open = this.#open;
    if (open === undefined) throw this.unreachable();
    const channel = await this.openChannel(open, 'open a channel', open.model.createChannel());
    channel.on('error', () => undefined);
    open.writes?.adopt(channel);
    try {
      return await work(channel, this.limited);
    } finally {
      // Not awaited: nobody needs the answer, and a closed channel has none.
      this.limited('close a channel', quietly(channel)).catch(() => undefined);
    }
  }

  /**
   * Waits for a channel that is being opened; one that comes too late is closed. A connection that opens none is given up:
   * its channels are all taken, by those that the broker never closed, or amqplib has closed it and did not say so.
   * @throws whatever amqplib throws; CarveoutError CARV-413 when it takes longer than `brokerMs`.
   */
  async openChannel<C extends Channel>(open: OpenConnection, what: string, opening: Promise<C>): Promise<C> {
    try {
      return await this.limited(what, opening);
    } catch (error) {
      opening.then(
        (late) => quietly(late),
        () => undefined,
      );
      const isOver = open.closed.aborted || this.#stop.signal.aborted;
      if (!isOver && !isBrokerTimeout(error)) this.reconnect(lineOf(error));
      throw error;
    }
  }

  /** Whether the broker answers on this connection at all. Never rejects. */
  answers(): Promise<boolean> {
    return this.withChannel(() => Promise.resolve(true)).catch(() => false);
  }

  /** Gives the connection up as it is and opens a new one. */
  reconnect(reason: string): void {
    if (this.#open === undefined) return;
    this.settings.log.warn({ purpose: this.#purpose, reason }, 'rabbitmq: giving a connection up');
    this.#lost(this.#open.model, reason);
  }

  /** Closes for good. Never rejects. */
  async stop(): Promise<void> {
    const model = this.#open?.model;
    this.#fault = 'stopped';
    this.#stop.abort();
    this.#connecting.abort();
    for (const waiter of this.#waiters) waiter.reject(this.unreachable());
    if (model !== undefined) {
      await withinLimit('close the connection', Math.min(CLOSE_MS, this.settings.brokerMs), quietly(model)).catch(
        () => undefined,
      );
      this.#lost(model, 'stopped');
    }
    await this.#ended;
  }

  async #keepOpen(): Promise<void> {
    const { log, reconnectMs } = this.settings;
    const backOff = new BackOff(100, reconnectMs);
    const turns = new AddressTurns(this.settings.addresses);
    while (!this.#stop.signal.aborted) {
      const at = turns.next();
      try {
        const model = await openConnection(this.settings, at, this.#purpose, this.#connecting.signal);
        this.#connecting = new AbortController();
        const openedAt = performance.now();
        await this.#serve(model, at.address);
        if (performance.now() - openedAt > SOUND_MS) backOff.reset();
      } catch (error) {
        this.#fault = lineOf(error);
        log.warn(
          { purpose: this.#purpose, address: at.address, fault: this.#fault },
          'rabbitmq: cannot connect, trying again',
        );
        const refusal = refusalOf(error, at.address);
        if (refusal !== undefined && !this.#everOpen) for (const waiter of this.#waiters) waiter.reject(refusal);
      }
      if (!this.#stop.signal.aborted) await sleep(backOff.next(), this.#stop.signal);
    }
  }

  /** Resolves when the connection has closed. */
  #serve(model: ChannelModel, address: string): Promise<void> {
    const closed = new AbortController();
    const gone = new Promise<void>((resolve) => closed.signal.addEventListener('abort', () => resolve()));
    // After an error amqplib waits for the broker's farewell, which may never come.
    model.on('error', (error: Error) => this.#lost(model, error.message));
    model.on('close', (error?: Error) => this.#lost(model, error?.message ?? 'closed'));
    model.on('blocked', (reason: string) => this.#setBlocked(model, String(reason)));
    model.on('unblocked', () => this.#setBlocked(model, undefined));
    this.#closers.set(model, closed);
    if (this.#stop.signal.aborted) {
      this.#lost(model, 'stopped');
      return gone;
    }
    const socket = socketOf(model);
    const writes = socket === undefined ? undefined : new DirectWrites(socket, this.turnEnd);
    this.#open = { model, socket, writes, closed: closed.signal };
    this.#everOpen = true;
    this.settings.log.info({ purpose: this.#purpose, address }, 'rabbitmq: connected');
    for (const channel of this.#channels) void channel.keepOpen(this.#open);
    for (const waiter of this.#waiters) waiter.resolve();
    return gone;
  }

  readonly #closers = new WeakMap<ChannelModel, AbortController>();

  #lost(model: ChannelModel, reason: string): void {
    const closed = this.#closers.get(model);
    if (closed === undefined || closed.signal.aborted) return;
    if (this.#open?.model === model) {
      this.#open = undefined;
      this.#blocked = undefined;
      this.#fault = reason;
      if (!this.#stop.signal.aborted)
        this.settings.log.warn({ purpose: this.#purpose, reason }, 'rabbitmq: connection lost');
    }
    closed.abort();
    // A moment for the broker's last handshake; after that a half-open socket must not linger.
    setTimeout(() => sever(model), 500).unref();
    for (const channel of this.#channels) channel.connectionLost(reason);
  }

  #setBlocked(model: ChannelModel, reason: string | undefined): void {
    // One that was given up says nothing of its successor, which nobody would unblock.
    if (this.#open?.model !== model) return;
    this.#blocked = reason;
    if (reason === undefined) this.#unblockedAt = performance.now();
    const { log } = this.settings;
    if (reason === undefined) log.info({ purpose: this.#purpose }, 'rabbitmq: unblocked');
    else log.warn({ purpose: this.#purpose, reason }, 'rabbitmq: blocked');
  }
}
