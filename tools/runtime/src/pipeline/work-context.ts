import type { Envelope, Principal } from '@carveout/contract';
import type { Logger } from 'pino';
import { CarveoutError, secondTransaction } from '../errors/index.ts';
import type { Effects, Store } from '../ports/index.ts';
import { monotonicMs } from './clock.ts';
import { sweep } from './deadline-sweep.ts';
import { Deadline } from './deadline.ts';
import { storeOf } from './hosted-module.ts';
import type { Haltable, HostedModule } from './hosted-module.ts';
import type { CallOrigin } from './invoke.ts';
import { publisher } from './publisher.ts';
import { workLog } from './work-log.ts';

type Work = (scope: { readonly em: unknown; readonly publish: object }) => unknown;

/** What one piece of work has made so far, apart from the context itself: most work makes nothing. */
interface Made {
  ordinal: number;
  calls?: object;
  em?: unknown;
  log?: Logger;
  abort?: AbortOnDeadline;
}

/**
 * What a handler, listener, schedule or saga step works with. Everything is made on first use: most work needs little
 * of it. Accessors give bound functions, so that they can be destructured.
 */
export abstract class WorkContext implements CallOrigin {
  /** Names the work in messages and log lines: `orders.place`, `audit.on-deposited`. */
  abstract readonly what: string;
  readonly host: HostedModule;
  readonly envelope: Envelope;
  inTransaction = false;
  transactionOpened = false;
  /** The transaction has committed. */
  committedOnce = false;
  /** For the context's own use. */
  made: Made | undefined = undefined;

  constructor(host: HostedModule, envelope: Envelope) {
    this.host = host;
    this.envelope = envelope;
  }

  /** What the idempotency keys of its calls are derived from. */
  get keyBase(): string {
    return this.envelope.key ?? this.envelope.id;
  }
  get deadline(): number {
    return this.envelope.deadline + this.waitedMs();
  }
  /** For how long it has waited for what is not its own affair, in ms: by that its deadline moves on. */
  waitedMs(): number {
    return 0;
  }

  get caller(): string {
    return this.host.name;
  }
  get causation(): string {
    return this.envelope.id;
  }
  get correlation(): string {
    return this.envelope.correlation;
  }
  get principal(): Principal | undefined {
    return this.envelope.principal;
  }
  get trace(): string | undefined {
    return this.envelope.trace;
  }
  get attempt(): number | undefined {
    return this.envelope.attempt;
  }
  nextOrdinal(): number {
    return ++madeBy(this).ordinal;
  }

  get calls(): object {
    return (madeBy(this).calls ??= this.host.callsOf(this));
  }
  get em(): unknown {
    return (madeBy(this).em ??= storeOf(this.host, `reads through 'em'`).reader());
  }
  get ports(): object {
    return this.host.ports;
  }
  get config(): object {
    return this.host.config;
  }
  get log(): Logger {
    return (madeBy(this).log ??= workLog(this.host.log, this.envelope, this.what));
  }
  get signal(): AbortSignal {
    return (madeBy(this).abort ??= new AbortOnDeadline(this, this.host.signals)).signal;
  }

  /** Ends what outlives the work: called by the pipeline when the work has ended. */
  end(): void {
    this.made?.abort?.end();
  }

  /** Where its transaction is opened. */
  protected storeFor(wanted: string): Pick<Store, 'transaction'> {
    return storeOf(this.host, wanted);
  }

  /** Opens the one transaction of this work; `save` adds to the effects what the kind of work saves with it. */
  async openTransaction<T>(work: Work, save: (result: unknown, effects: Effects) => T): Promise<T> {
    const store = this.storeFor(`opens a transaction in ${this.what}`);
    if (this.transactionOpened) {
      throw new CarveoutError(
        secondTransaction,
        `${this.what} opens a second transaction. One piece of work has at most one, with which its outcome is saved`,
      );
    }
    this.transactionOpened = true;
    this.inTransaction = true;
    let open = true;
    try {
      const saved = await store.transaction(async (em, effects) => {
        const result = await work({ em, publish: publisher(this.host, this.envelope, effects, () => open) });
        // What it left running publishes nothing any more: the commit may have read the effects by then.
        open = false;
        return save(result, effects);
      });
      this.committedOnce = true;
      return saved;
    } finally {
      open = false;
      this.inTransaction = false;
    }
  }
}

// A function, not a private method: those cost every instance a brand.
function madeBy(context: WorkContext): Made {
  return (context.made ??= { ordinal: 0 });
}

class AbortOnDeadline extends Deadline implements Haltable {
  readonly #all: Set<Haltable>;
  readonly #controller = new AbortController();

  constructor(work: WorkContext, all: Set<Haltable>) {
    super(monotonicMs(work.envelope.deadline), () => work.waitedMs());
    this.#all = all;
    sweep.add(this);
    all.add(this);
  }
  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  protected override passed(): void {
    this.#controller.abort(new DOMException('the deadline has passed', 'TimeoutError'));
  }
  halt(): void {
    this.#controller.abort(new DOMException('this host stops now', 'AbortError'));
  }
  end(): void {
    sweep.remove(this);
    this.#all.delete(this);
  }
}
