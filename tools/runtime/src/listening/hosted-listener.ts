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
import { StoreConflict } from '../ports/index.ts';
import type { DeliveryOutcome, Effects, EventMessage } from '../ports/index.ts';
import { EffectContext } from './effect-context.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { isOutage } from './outage.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;
/** What is told to end at its deadline has this long to do so. */
const OVERDUE_MS = 250;
const DONE: DeliveryOutcome = { kind: 'done' };
const RETURN: DeliveryOutcome = { kind: 'return' };

/**
 * One listener as this process runs it: order per key, retries in place, its effect once (the inbox mark is saved in
 * the listener's own transaction), and after the last try the message is set aside unless the listener says `hold`.
 */
export class HostedListener {
  readonly #host: HostedModule;
  readonly #listener: Listener;
  readonly #event: AnyEvent;
  readonly #keys = new KeyedQueue();
  readonly #stopping = new AbortController();
  readonly #durations: Series;
  /** `audit.on-deposited` */
  readonly #what: string;

  constructor(host: HostedModule, listener: Listener, event: AnyEvent) {
    this.#host = host;
    this.#listener = listener;
    this.#event = event;
    this.#what = `${host.name}.${listener.name}`;
    this.#durations = host.work.series({ module: host.name, work: listener.name });
  }

  readonly deliver = (message: EventMessage): Promise<DeliveryOutcome> =>
    this.#keys.run(message.key, () => this.#handle(message));

  /** Messages not yet begun, and those waiting for another try, are given back. */
  stop(): void {
    this.#stopping.abort();
  }

  async #handle(message: EventMessage): Promise<DeliveryOutcome> {
    const log = workLog(this.#host.log, message.envelope, this.#what);
    const { options } = this.#listener;
    const read = this.#read(message);
    if (read.problem !== undefined && !options.hold) return this.#setAside(log, read.problem);
    const begunAt = performance.now();
    for (let tries = 0, attempt = 1; ; attempt++) {
      if (this.#stopping.signal.aborted) return RETURN;
      const problem = read.problem ?? (await this.#try(message, read.payload));
      if (problem === undefined) return DONE;
      log.warn(
        { ...(read.problem === undefined ? { err: problem } : { reason: read.problem }), attempt },
        'listener failed',
      );
      if (!isOutage(problem, performance.now() - begunAt)) tries++;
      if (tries >= options.tries && !options.hold) return this.#setAside(log, describe(problem));
      await pause(backoffMs(attempt, FIRST_RETRY_MS, LONGEST_RETRY_MS), this.#stopping.signal);
    }
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

  /** One try; resolves with what went wrong, or with nothing. */
  async #try(message: EventMessage, payload: unknown): Promise<unknown> {
    const startedAt = performance.now();
    const span = this.#host.tracing?.start(this.#what, 'consumer', message.envelope.trace, {
      'carveout.event': this.#event.id,
    });
    let problem: unknown;
    try {
      await this.#once(message, payload, span);
    } catch (error) {
      if (!(error instanceof StoreConflict && error.kind === 'inbox'))
        problem = error ?? new Error('the listener threw nothing');
    }
    if (span !== undefined) {
      if (problem !== undefined) span.recordException(problem as Error);
      endSpan(span, problem === undefined ? undefined : 'failed');
    }
    this.#durations.observe(performance.now() - startedAt);
    return problem;
  }

  /** Runs the listener, unless it has handled the message before, and sees to it that its inbox mark is saved. */
  async #once(message: EventMessage, payload: unknown, span: Span | undefined): Promise<void> {
    const { store, tracing } = this.#host;
    const mark = { message: message.id, listener: this.#listener.name };
    if (store !== undefined && (await store.isHandled(mark))) return;
    const save = (effects: Effects): void => void (effects.inbox = mark);
    const envelope = this.#envelope(message, span && traceparent(span));
    const context = new EffectContext(this.#host, envelope, `${message.id}/${this.#listener.name}`, this.#what, save);
    const run = async (): Promise<void> => {
      await (this.#listener.run as (payload: unknown, context: unknown) => unknown)(payload, context);
    };
    try {
      await byDeadline(span === undefined ? run() : tracing!.within(span, run), envelope.deadline + OVERDUE_MS, () =>
        this.#overdue(),
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

  #envelope(message: EventMessage, trace: string | undefined): Envelope {
    return {
      ...message.envelope,
      trace: trace ?? message.envelope.trace,
      deadline: Date.now() + this.#listener.options.timeout,
    };
  }

  #setAside(log: Logger, reason: string): DeliveryOutcome {
    log.error({ event: this.#event.id, reason }, 'message set aside as a dead letter');
    return { kind: 'set-aside', reason };
  }
}

/** What went wrong in one short line: it travels with the dead letter. */
function describe(problem: unknown): string {
  return (problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem)).slice(0, 500);
}
