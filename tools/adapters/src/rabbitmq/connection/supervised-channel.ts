import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { CarveoutError } from '@carveout/runtime';
import { brokerUnreachable } from '../errors/carv-401-broker-unreachable.ts';
import { linkStopped } from '../errors/carv-416-link-stopped.ts';
import { BackOff } from './back-off.ts';
import { isBrokerTimeout, lineOf, refusalOf } from './broker-fault.ts';
import { quietly } from './quietly.ts';
import { sleep } from './sleep.ts';
import type { OpenConnection, SupervisedConnection } from './supervised-connection.ts';
import { withinLimit } from './within-limit.ts';
import type { Limited } from './within-limit.ts';

/** A channel that held so long is taken for sound: it is opened anew without delay. */
const SOUND_MS = 5_000;
/** How long a stopping process waits for the broker's farewell. */
const CLOSE_MS = 2_000;
/** After so many set-ups in a row that the broker did not answer, the connection itself is doubted and tried. */
const DOUBTFUL_SETUPS = 5;
/** Each of them leaves a channel behind that the broker may never close; a new connection clears them away. */
const MANY_SETUPS = 100;

export interface ChannelUse {
  /** For messages: what the channel is for. */
  readonly name: string;
  /** Whether the broker confirms what is published; without it the channel is a plain one all the same. */
  readonly confirm: boolean;
  /** Without it all goes on: it is never a fault of the process's health. @default false */
  readonly dispensable?: boolean;
  /** Declares and consumes all that is needed, on each new channel. */
  setUp(channel: ConfirmChannel, limited: Limited): Promise<void>;
  /** The channel is ready: `current` is set. */
  ready?(channel: ConfirmChannel): void;
  /** What is wrong although the channel is ready; asked for `health`. */
  fault?(): string | undefined;
  /** It could not be set up, and will be tried again unless it is closed. */
  failed?(error: unknown): void;
  /** The channel is gone, with everything on it that was not confirmed. Called once per opened channel, at once. */
  lost(reason: string): void;
}

/**
 * Keeps one channel open and set up. A channel that the broker closes is opened anew, while its connection and its
 * other channels go on.
 */
export class SupervisedChannel {
  readonly #connection: SupervisedConnection;
  readonly #use: ChannelUse;
  readonly #backOff: BackOff;
  readonly #waiters = new Set<{ resolve(): void; reject(error: Error): void }>();
  readonly #stop = new AbortController();
  #opened: { readonly channel: ConfirmChannel; readonly end: (reason: string) => void } | undefined;
  #current: ConfirmChannel | undefined;
  #fault = 'not open yet';
  #everReady = false;
  #silent = 0;
  #quick = false;
  #refusal: CarveoutError | undefined;

  constructor(connection: SupervisedConnection, use: ChannelUse) {
    this.#connection = connection;
    this.#use = use;
    this.#backOff = new BackOff(50, connection.settings.reconnectMs);
  }

  /** The channel while it is open and set up. Compare before using anything that belongs to an older one. */
  get current(): ConfirmChannel | undefined {
    return this.#current;
  }

  health(): string | undefined {
    if (this.#current !== undefined) return this.#use.fault?.();
    if (this.#use.dispensable === true) return undefined;
    return `RabbitMQ channel '${this.#use.name}' is down: ${this.#fault}`;
  }

  /**
   * Opens the channel and resolves when it is set up for the first time.
   * @throws CarveoutError CARV-401 when that takes longer than `startMs`; CARV-410 or CARV-411 when trying again cannot
   *   help; CARV-416 when it is closed meanwhile. The channel is then closed.
   */
  async start(): Promise<void> {
    this.#connection.keep(this);
    try {
      await this.#whenReady();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Opens the channel whenever that becomes possible, and does not wait for it. */
  startLater(): void {
    this.#connection.keep(this);
  }

  #whenReady(): Promise<void> {
    if (this.#current !== undefined) return Promise.resolve();
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => waiter.reject(this.#tooLate()), this.#connection.settings.startMs);
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        end();
      };
      const waiter = { resolve: () => settle(resolve), reject: (error: Error) => settle(() => reject(error)) };
      this.#waiters.add(waiter);
    });
  }

  #tooLate(): CarveoutError {
    if (this.#connection.open === undefined) return this.#connection.unreachable();
    const { address, startMs } = this.#connection.settings;
    return new CarveoutError(
      brokerUnreachable,
      `RabbitMQ at ${address}: '${this.#use.name}' could not be set up within ${startMs} ms: ${this.#fault}`,
    );
  }

  /** Called by the connection, on each one that opens. */
  async keepOpen(open: OpenConnection): Promise<void> {
    while (!open.closed.aborted && !this.#stop.signal.aborted && this.#refusal === undefined) {
      const openedAt = performance.now();
      await this.#openOnce(open);
      const sound = performance.now() - openedAt > SOUND_MS;
      if (sound) this.#backOff.reset();
      // One that is recycled again and again is no better than one that fails.
      const waitMs = this.#quick && sound ? 0 : this.#backOff.next();
      this.#quick = false;
      await sleep(waitMs, AbortSignal.any([open.closed, this.#stop.signal]));
    }
  }

  async #openOnce(open: OpenConnection): Promise<void> {
    try {
      const opening = openChannel(open.model, this.#use.confirm);
      const channel = await this.#connection.openChannel(open, `open channel '${this.#use.name}'`, opening);
      // Closed meanwhile, or the connection was given up: nobody could close this one, and it may have a successor.
      if (this.#stop.signal.aborted || open.closed.aborted) return void quietly(channel);
      await this.#attend(open, channel);
    } catch (error) {
      this.#failed(error, open);
    }
  }

  async #attend(open: OpenConnection, channel: ConfirmChannel): Promise<void> {
    let reason = 'closed';
    let cause: Error | undefined;
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const end = (why: string): void => {
      if (this.#opened?.channel !== channel) return;
      reason = cause?.message ?? why;
      this.#opened = undefined;
      this.#current = undefined;
      this.#fault = reason;
      this.#use.lost(reason);
      resolve();
    };
    this.#opened = { channel, end };
    channel.on('error', (error: Error) => void (cause = error));
    channel.on('close', () => end('closed'));
    open.writes?.adopt(channel);
    try {
      await Promise.race([
        this.#use.setUp(channel, this.#connection.limited),
        gone.then(() => {
          throw cause ?? new Error(reason);
        }),
      ]);
    } catch (error) {
      end(lineOf(error));
      void quietly(channel);
      throw cause ?? error;
    }
    if (this.#opened?.channel !== channel) return;
    this.#current = channel;
    this.#everReady = true;
    this.#silent = 0;
    this.#use.ready?.(channel);
    for (const waiter of this.#waiters) waiter.resolve();
    await gone;
    // A successor must not reach the broker before this one's messages have been given back.
    if (this.#quick) await this.#connection.limited('close a channel', quietly(channel)).catch(() => undefined);
    else void quietly(channel);
    if (!this.#stop.signal.aborted && !open.closed.aborted && !this.#quick)
      this.#connection.settings.log.warn(
        { channel: this.#use.name, reason },
        'rabbitmq: channel lost, opening it anew',
      );
  }

  #failed(error: unknown, open: OpenConnection): void {
    if (open.closed.aborted || this.#stop.signal.aborted) return;
    this.#fault = lineOf(error);
    const { log, address } = this.#connection.settings;
    const refusal = refusalOf(error, address);
    log.warn({ channel: this.#use.name, fault: this.#fault }, 'rabbitmq: cannot set a channel up');
    this.#use.failed?.(error);
    if (refusal !== undefined && !this.#everReady) {
      this.#refusal = refusal;
      for (const waiter of this.#waiters) waiter.reject(refusal);
      return;
    }
    this.#silent = isBrokerTimeout(error) ? this.#silent + 1 : 0;
    if (this.#silent > 0 && this.#silent % DOUBTFUL_SETUPS === 0) void this.#doubt(open);
  }

  /** One queue without a leader is no reason to disturb the others: only a connection that is dead as a whole is given up. */
  async #doubt(open: OpenConnection): Promise<void> {
    const alive = this.#silent < MANY_SETUPS && (await this.#connection.answers());
    if (!alive && !open.closed.aborted)
      this.#connection.reconnect(`${this.#silent} set-ups of '${this.#use.name}' were not answered`);
  }

  /** Called by the connection when it is gone, whether or not amqplib closes its channels. */
  connectionLost(reason: string): void {
    this.#opened?.end(reason);
  }

  /** Closes the channel, which gives back all that was not acknowledged, and opens a new one, at once if it was sound. */
  recycle(reason: string): void {
    const opened = this.#opened;
    if (opened === undefined) return;
    this.#quick = true;
    opened.end(reason);
  }

  /** Closes for good; resolves when the broker has confirmed that, or after a time limit. Never rejects. */
  async close(): Promise<void> {
    this.#connection.forget(this);
    this.#stop.abort();
    const opened = this.#opened;
    const stopped = new CarveoutError(linkStopped, `'${this.#use.name}' was stopped before its channel was open`);
    for (const waiter of this.#waiters) waiter.reject(stopped);
    if (opened === undefined) return;
    const closed = quietly(opened.channel);
    opened.end('closed');
    const limitMs = Math.min(CLOSE_MS, this.#connection.settings.brokerMs);
    await withinLimit(`close channel '${this.#use.name}'`, limitMs, closed).catch(() => undefined);
  }
}

function openChannel(model: ChannelModel, confirm: boolean): Promise<ConfirmChannel> {
  return confirm ? model.createConfirmChannel() : (model.createChannel() as Promise<ConfirmChannel>);
}
