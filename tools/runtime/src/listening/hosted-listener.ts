import type { AnyEvent, Envelope } from '@carveout/contract';
import type { Span } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { backoffMs } from '../backoff.ts';
import type { Listener } from '../definition/index.ts';
import { CarveoutError, workOverdue } from '../errors/index.ts';
import { byDeadline } from '../pipeline/by-deadline.ts';
import type { Series } from '../pipeline/call-histogram.ts';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import { deepFreeze, parse } from '../pipeline/parse.ts';
import { issueLine, issuesOf } from '../pipeline/replies.ts';
import { endSpan, traceparent } from '../pipeline/tracing.ts';
import { workLog } from '../pipeline/work-log.ts';
import { pause } from '../pause.ts';
import type { DeadLetter, Deliver, DeliveryOutcome, Effects, EventMessage, InboxMark } from '../ports/index.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { ListenerContext } from './listener-context.ts';
import { isOutage } from './outage.ts';
import { PlacedStore } from './placed-store.ts';
import type { PlaceLine } from './places.ts';
import { describe, endsProcesses, isHandled } from './problems.ts';
import { Tries } from './tries.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;
/** What is told to end at its deadline has this long to do so. */
const OVERDUE_MS = 250;
const DONE: DeliveryOutcome = { kind: 'done' };
const RETURN: DeliveryOutcome = { kind: 'return' };
/** In place of a problem: the host stops, or the message comes again, and the try was not made. */
const NOT_TRIED = Symbol('not tried');

interface Delivery {
  readonly message: EventMessage;
  readonly mark: InboxMark;
  /** The module's, if it has one: all that the delivery uses of it waits for its place. */
  readonly store: PlacedStore | undefined;
  readonly tries: Tries;
  readonly log: Logger;
  /** Aborted when it will be delivered again. */
  readonly gone: AbortSignal | undefined;
}

/**
 * One listener as this process runs it: order per key, retries in place, its effect once (the inbox mark is saved in
 * the listener's own transaction), and after the last try the message is set aside unless the listener says `hold`: with
 * its inbox mark, in the listener's module, where that has a store. What may have ended a process before runs alone.
 */
export class HostedListener {
  readonly #host: HostedModule;
  readonly #listener: Listener;
  readonly #event: AnyEvent;
  readonly #line: PlaceLine;
  readonly #keys = new KeyedQueue();
  readonly #stopping = new AbortController();
  readonly #durations: Series;
  /** Of the tries under way. */
  readonly #running = new Set<Tries>();
  /** `audit.on-deposited` */
  readonly #what: string;

  constructor(host: HostedModule, listener: Listener, event: AnyEvent, line: PlaceLine) {
    this.#host = host;
    this.#listener = listener;
    this.#event = event;
    this.#line = line;
    this.#what = `${host.name}.${listener.name}`;
    this.#durations = host.work.series({ module: host.name, work: listener.name });
  }

  /** How many tries are under way, and how many wait for one of their module's connections. */
  get tries(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running.size, waiting: this.#line.length };
  }

  readonly deliver: Deliver = (message, again = false, gone) =>
    this.#keys.run(message.key, () => this.#handleOrReturn(message, again, gone));

  /** Messages not yet begun, and those waiting for another try, are given back. */
  stop(): void {
    this.#stopping.abort();
    this.#line.stop();
    for (const tries of this.#running) void tries.hostStops();
  }

  /** Never rejects. */
  async #handleOrReturn(
    message: EventMessage,
    again: boolean,
    gone: AbortSignal | undefined,
  ): Promise<DeliveryOutcome> {
    // Many may have waited behind one that was retried until it came again.
    if (this.#ends(gone)) return RETURN;
    try {
      return await this.#handle(message, again, gone);
    } catch (error) {
      this.#host.log.error({ err: error, message: message.id, operation: this.#what }, 'a delivery is given back');
      return RETURN;
    }
  }

  /** Whether what is delivered is not to be tried, or tried again, here. */
  #ends(gone: AbortSignal | undefined): boolean {
    return this.#stopping.signal.aborted || gone?.aborted === true;
  }

  async #handle(message: EventMessage, again: boolean, gone: AbortSignal | undefined): Promise<DeliveryOutcome> {
    const { options, name } = this.#listener;
    const mark = { message: message.id, listener: name };
    const store = this.#host.store && new PlacedStore(this.#host.store, this.#line);
    const tries = new Tries(store, mark, again, options.crashes);
    const log = workLog(this.#host.log, message.envelope, this.#what);
    const delivery: Delivery = { message, mark, store, tries, log, gone };
    const read = this.#read(message);
    if (read.problem !== undefined && !options.hold) return this.#setAside(delivery, read.problem);
    const begunAt = performance.now();
    for (let attempt = 1; ; attempt++) {
      if (this.#ends(gone)) return RETURN;
      const problem = read.problem ?? (await this.#try(delivery, read.payload));
      if (problem === undefined) return DONE;
      if (problem === NOT_TRIED) return RETURN;
      log.warn(
        { ...(read.problem === undefined ? { err: problem } : { reason: read.problem }), attempt },
        'listener failed',
      );
      const triedMs = performance.now() - begunAt - (store?.waitedMs ?? 0);
      if (await this.#wasLast(tries, problem, triedMs)) {
        if (!options.hold) return this.#setAside(delivery, describe(problem));
        await this.#hold(delivery, describe(problem));
      }
      await pause(backoffMs(attempt, FIRST_RETRY_MS, LONGEST_RETRY_MS), this.#stopping.signal, gone);
    }
  }

  /** Counts a failure; true when the message has had the tries that it may have. */
  async #wasLast(tries: Tries, problem: unknown, triedMs: number): Promise<boolean> {
    if (endsProcesses(problem)) return true;
    const { options } = this.#listener;
    const counts = !isOutage(problem, triedMs);
    const last = counts && tries.failures + 1 >= options.tries;
    await tries.failed(counts ? describe(problem) : undefined, last && !options.hold);
    return last;
  }

  /** The payload as the listener's contract has it, or why there is none. */
  #read(message: EventMessage): { readonly payload?: unknown; readonly problem?: string } {
    try {
      const parsed = parse(this.#event.payload, message.payload);
      if (parsed.issues === undefined) return { payload: this.#host.freeze ? deepFreeze(parsed.value) : parsed.value };
      return {
        problem: `CARV-421: the payload does not match the listener's contract: ${issueLine(issuesOf(parsed))}`,
      };
    } catch (error) {
      return { problem: `CARV-421: a check of the listener's contract threw ${describe(error)}` };
    }
  }

  /** One try, beside others or alone; resolves with what went wrong, or with nothing. */
  async #try(delivery: Delivery, payload: unknown): Promise<unknown> {
    const { tries, store } = delivery;
    const { quarantine } = this.#host;
    let alone = false;
    try {
      if (store !== undefined && !(await store.begin(delivery.gone))) return NOT_TRIED;
      if (tries.suspect) alone = await tries.mustBeAlone();
    } catch (error) {
      store?.leave();
      return error;
    }
    const turn = quarantine.enter(alone);
    if (turn !== undefined) {
      // Those that it waits for may need its place.
      store?.leave();
      await turn;
      await store?.beginNext();
    }
    this.#running.add(tries);
    try {
      return this.#ends(delivery.gone) ? NOT_TRIED : await this.#observed(delivery, payload, alone);
    } finally {
      this.#running.delete(tries);
      store?.leave();
      quarantine.leave();
    }
  }

  async #observed(delivery: Delivery, payload: unknown, alone: boolean): Promise<unknown> {
    const startedAt = performance.now();
    const span = this.#host.tracing?.start(this.#what, 'consumer', delivery.message.envelope.trace, {
      'carveout.event': this.#event.id,
    });
    let problem: unknown;
    try {
      await this.#once(delivery, payload, alone, span);
    } catch (error) {
      if (isHandled(error)) await delivery.tries.handledElsewhere();
      else problem = error ?? new Error('the listener threw nothing');
    }
    if (span !== undefined) {
      if (problem !== undefined) span.recordException(problem instanceof Error ? problem : describe(problem));
      endSpan(span, problem === undefined ? undefined : 'failed');
    }
    this.#durations.observe(performance.now() - startedAt);
    return problem;
  }

  /** Runs the listener, unless it has handled the message before, and sees to it that its inbox mark is saved. */
  async #once(
    { message, mark, store, tries }: Delivery,
    payload: unknown,
    alone: boolean,
    span: Span | undefined,
  ): Promise<void> {
    const { tracing } = this.#host;
    if (store !== undefined && (await store.isHandled(mark))) return tries.handledElsewhere();
    await tries.begin(alone);
    const save = (effects: Effects): void => void (effects.inbox = { ...mark, suspect: tries.suspect });
    const envelope = this.#envelope(message, tries.count - 1, span && traceparent(span));
    const keyBase = `${message.id}/${this.#listener.name}`;
    const context = new ListenerContext(this.#host, store, envelope, keyBase, this.#what, save);
    const run = async (): Promise<void> => {
      await (this.#listener.run as (payload: unknown, context: unknown) => unknown)(payload, context);
    };
    try {
      const running = span === undefined ? run() : tracing!.within(span, run);
      // Most open their transaction at once, and have taken it over.
      store?.leave();
      await byDeadline(
        running,
        envelope.deadline + OVERDUE_MS,
        () => this.#overdue(),
        () => context.waitedMs(),
      );
    } finally {
      context.end();
    }
    if (store !== undefined && !context.committedOnce) await store.transaction(async (_em, effects) => save(effects));
  }

  /** A hung try must not keep its key, and with it all the queue, waiting for ever. */
  #overdue(): never {
    throw new CarveoutError(
      workOverdue,
      `${this.#what} did not end within ${this.#listener.options.timeout} ms (its option timeout). Pass context.signal on to what it waits for`,
    );
  }

  #envelope(message: EventMessage, triesBefore: number, trace: string | undefined): Envelope {
    return {
      ...message.envelope,
      attempt: triesBefore > 0 ? triesBefore : undefined,
      trace: trace ?? message.envelope.trace,
      deadline: Date.now() + this.#listener.options.timeout,
    };
  }

  /**
   * Saves the dead letter and the inbox mark in one transaction, however long the database is away: what comes again is
   * then neither handled nor set aside anew. A module without a store leaves it to the link.
   */
  async #setAside(delivery: Delivery, reason: string): Promise<DeliveryOutcome> {
    const { log, mark, store, gone } = delivery;
    log.error({ event: this.#event.id, reason }, 'message set aside as a dead letter');
    if (store === undefined) return { kind: 'set-aside', reason };
    const deadLetter = this.#letter(delivery, reason);
    // Once even when it comes again: each delivery might otherwise be lost during its last try.
    for (let attempt = 1; !this.#ends(attempt > 1 ? gone : undefined); attempt++) {
      try {
        await store.transaction(async (_em, effects) => {
          effects.inbox = { ...mark, suspect: true };
          effects.deadLetter = deadLetter;
        });
        return DONE;
      } catch (error) {
        if (isHandled(error)) return DONE;
        log.warn({ err: error }, 'a dead letter has to wait');
      }
      await pause(backoffMs(attempt, FIRST_RETRY_MS, LONGEST_RETRY_MS), this.#stopping.signal, gone);
    }
    return RETURN;
  }

  /** Shows the message among the dead letters, while those behind it wait. */
  async #hold(delivery: Delivery, reason: string): Promise<void> {
    await delivery.store
      ?.hold(this.#letter(delivery, reason))
      .catch((error: unknown) => delivery.log.warn({ err: error }, 'a held message is not yet among the dead letters'));
  }

  #letter({ message, mark, tries }: Delivery, reason: string): DeadLetter {
    const { origin } = this.#host;
    // How it failed before it began to end processes is the best hint at why it does.
    const before = tries.reason === undefined || reason.includes(tries.reason) ? '' : `; before that: ${tries.reason}`;
    const { count: attempts, firstAt } = tries;
    return { ...mark, reason: `${reason}${before}`, origin, attempts, firstAt, content: message };
  }
}
