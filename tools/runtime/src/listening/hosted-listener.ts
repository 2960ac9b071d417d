import type { AnyEvent, Envelope } from '@carveout/contract';
import { backoffMs } from '../backoff.ts';
import type { Listener } from '../definition/index.ts';
import type { Series } from '../pipeline/call-histogram.ts';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import { deepFreeze, parse } from '../pipeline/parse.ts';
import { issueLine, issuesOf } from '../pipeline/replies.ts';
import { endSpan, traceparent } from '../pipeline/tracing.ts';
import { pause } from '../pause.ts';
import { StoreConflict } from '../ports/index.ts';
import type { DeliveryOutcome, Effects, EventMessage } from '../ports/index.ts';
import { EffectContext } from './effect-context.ts';
import { KeyedQueue } from './keyed-queue.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;
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

  constructor(host: HostedModule, listener: Listener, event: AnyEvent) {
    this.#host = host;
    this.#listener = listener;
    this.#event = event;
    this.#durations = host.work.series({ module: host.name, work: listener.name });
  }

  readonly deliver = (message: EventMessage): Promise<DeliveryOutcome> =>
    this.#keys.run(message.key, () => this.#handle(message));

  /** Messages not yet begun, and those waiting for another try, are given back. */
  stop(): void {
    this.#stopping.abort();
  }

  async #handle(message: EventMessage): Promise<DeliveryOutcome> {
    const parsed = parse(this.#event.payload, message.payload);
    if (parsed.issues !== undefined) {
      return this.#setAside(
        message,
        `CARV-421: the payload does not match the listener's contract: ${issueLine(issuesOf(parsed))}`,
      );
    }
    const payload = this.#host.freeze ? deepFreeze(parsed.value) : parsed.value;
    for (let attempt = 1; ; attempt++) {
      if (this.#stopping.signal.aborted) return RETURN;
      const problem = await this.#try(message, payload);
      if (problem === undefined) return DONE;
      const { tries, hold } = this.#listener.options;
      this.#host.log.warn(
        { err: problem, listener: this.#listener.name, message: message.id, attempt },
        'listener failed',
      );
      if (attempt >= tries && !hold) return this.#setAside(message, describe(problem));
      await pause(backoffMs(attempt, FIRST_RETRY_MS, LONGEST_RETRY_MS), this.#stopping.signal);
    }
  }

  /** One try; resolves with what went wrong, or with nothing. */
  async #try(message: EventMessage, payload: unknown): Promise<unknown> {
    const { store } = this.#host;
    const mark = { message: message.id, listener: this.#listener.name };
    const startedAt = performance.now();
    const span = this.#host.tracing?.start(
      `${this.#host.name}.${this.#listener.name}`,
      'consumer',
      message.envelope.trace,
      { 'carveout.event': this.#event.id },
    );
    try {
      if (store !== undefined && (await store.isHandled(mark))) return undefined;
      const save = (effects: Effects): void => void (effects.inbox = mark);
      const context = new EffectContext(
        this.#host,
        this.#envelope(message, span && traceparent(span)),
        `${message.id}/${this.#listener.name}`,
        this.#listener.name,
        save,
      );
      const run = async (): Promise<void> => {
        await (this.#listener.run as (payload: unknown, context: unknown) => unknown)(payload, context);
      };
      try {
        await (span === undefined ? run() : this.#host.tracing!.within(span, run));
      } finally {
        context.end();
      }
      if (store !== undefined && !context.transactionOpened)
        await store.transaction(async (_em, effects) => save(effects));
      return undefined;
    } catch (error) {
      if (error instanceof StoreConflict && error.kind === 'inbox') return undefined;
      if (span !== undefined) span.recordException(error as Error);
      return error ?? new Error('the listener threw nothing');
    } finally {
      if (span !== undefined) endSpan(span);
      this.#durations.observe(performance.now() - startedAt);
    }
  }

  #envelope(message: EventMessage, trace: string | undefined): Envelope {
    return {
      ...message.envelope,
      trace: trace ?? message.envelope.trace,
      deadline: Date.now() + this.#listener.options.timeout,
    };
  }

  #setAside(message: EventMessage, reason: string): DeliveryOutcome {
    this.#host.log.error(
      { listener: this.#listener.name, message: message.id, event: this.#event.id, reason },
      'message set aside as a dead letter',
    );
    return { kind: 'set-aside', reason };
  }
}

/** What went wrong in one short line: it travels with the dead letter. */
function describe(problem: unknown): string {
  return (problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem)).slice(0, 500);
}
