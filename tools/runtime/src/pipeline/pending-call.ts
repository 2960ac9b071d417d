import type { Span } from '@opentelemetry/api';
import { Fault, notSent, outcomeUnknown, outputInvalid } from '../errors/index.ts';
import type { CallReply, CallRequest, PendingReply } from '../ports/index.ts';
import { backOff } from '../resilience/back-off.ts';
import type { Probe } from '../resilience/breaker.ts';
import type { Bulkhead, Place } from '../resilience/bulkhead.ts';
import { inputText, keepInput, releaseInput } from '../resilience/kept-inputs.ts';
import { mayTryAgain, signOf } from '../resilience/retry-rule.ts';
import { Tries } from '../resilience/tries.ts';
import type { Tried } from '../resilience/tries.ts';
import { declaredError, outputFault } from './answered.ts';
import type { CallRoute } from './call-route.ts';
import { epochMs } from './clock.ts';
import { sweep } from './deadline-sweep.ts';
import type { SweepEntry } from './deadline-sweep.ts';
import { failure, failureError } from './replies.ts';
import { endSpan } from './tracing.ts';

/**
 * The caller's end of one call: settles once, by its deadline at the latest, after one try or several. A link knows the
 * first try by this object itself, so that a call that needs no second one makes nothing else.
 */
export class PendingCall implements PendingReply, SweepEntry, Tried {
  readonly promise: Promise<unknown>;
  /** Of the try under way; of the call while none is. By `performance.now()`, as `#endsAt` is. */
  expiresAt: number;
  /** The first try has ended. */
  settled = false;
  sweepNext: SweepEntry | undefined = undefined;
  sweepPrevious: SweepEntry | undefined = undefined;
  sweepBucket = -1;
  readonly #route: CallRoute;
  readonly #request: CallRequest;
  readonly #startedAt: number;
  /** Deadline of the call. */
  readonly #endsAt: number;
  readonly #span: Span | undefined;
  #mayHaveLeft = false;
  /** The caller has control again, and may change its input. */
  #begun = false;
  #kept: string | undefined = undefined;
  #probe: Probe | undefined = undefined;
  #place: Place | undefined = undefined;
  /** The try under way has no place in the bulkhead yet. */
  #queued = false;
  #tries: Tries | undefined = undefined;
  #unheard: (() => void) | undefined = undefined;
  #resolve!: (value: unknown) => void;
  #reject!: (error: Error) => void;

  /** @param until epoch ms by which the call settles; the request's deadline may come sooner, when a try has less. */
  constructor(route: CallRoute, request: CallRequest, startedAt: number, until: number, span: Span | undefined) {
    this.#route = route;
    this.#request = request;
    this.#startedAt = startedAt;
    const now = epochMs(startedAt);
    this.#endsAt = startedAt + (until - now);
    this.expiresAt = startedAt + (request.envelope.deadline - now);
    this.#span = span;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    sweep.add(this);
  }

  /** Makes the first try. */
  begin(): void {
    this.#dispatch(this.#request, this);
    if (!this.settled && this.#kept === undefined) this.#keepCopy();
    this.#begun = true;
  }

  /** Settles the call when `signal` aborts, if it has not settled before. */
  endWith(signal: AbortSignal): void {
    const giveUp = (): void => this.#giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    this.#unheard = () => signal.removeEventListener('abort', giveUp);
  }

  sent(): void {
    this.#mayHaveLeft = true;
  }

  keep(input: string): void {
    if (this.#kept === undefined && this.#route.guard.policy.retry !== undefined && keepInput(input))
      this.#kept = input;
  }

  reply(reply: CallReply): void {
    if (this.settled) return;
    this.settled = true;
    this.ended(reply);
  }

  /** A try has ended. */
  ended(reply: CallReply): void {
    const { breaker } = this.#route.guard;
    if (breaker !== undefined) {
      if (this.#probe !== undefined) this.#endProbe(signOf(reply) === 'answers' || isOverload(reply));
      else if (reply.kind === 'value') breaker.succeeded();
      else {
        const sign = signOf(reply);
        if (sign === 'fails') breaker.failed();
        else if (sign === 'answers') breaker.succeeded();
      }
    }
    if (this.#place !== undefined) this.#leave();
    this.#queued = false;
    if (reply.kind === 'value' || !this.#pauseBeforeNext(reply)) this.#settle(reply);
  }

  expire(): void {
    const paused = this.#tries?.pausedAfter;
    if (paused !== undefined) return this.#settle(paused);
    const ms = Math.round(performance.now() - this.#startedAt);
    this.#endTry();
    if (this.#queued) return this.ended(this.#route.guard.expiredInBulkhead(ms));
    this.ended(
      this.#mayHaveLeft
        ? failure(
            'outcome-unknown',
            outcomeUnknown,
            `no answer within ${ms} ms; it may have run. Repeat it under the same key to learn the outcome`,
          )
        : failure('not-sent', notSent, `it could not be sent within ${ms} ms; it did not run`),
    );
  }

  /** The caller wants it no more. This says nothing about the host. */
  #giveUp(): void {
    const paused = this.#tries?.pausedAfter;
    this.#endTry();
    this.#endProbe(false);
    this.#leave();
    if (paused !== undefined) this.#settle(paused);
    else if (this.#mayHaveLeft)
      this.#settle(failure('outcome-unknown', outcomeUnknown, 'its caller has given it up; it may have run'));
    else this.#settle(failure('not-sent', notSent, 'its caller has given it up before it was sent; it did not run'));
  }

  #endTry(): void {
    (this.#tries?.current ?? this).settled = true;
  }

  #endProbe(succeeded: boolean): void {
    this.#probe?.end(succeeded);
    this.#probe = undefined;
  }

  #leave(): void {
    this.#place?.leave();
    this.#place = undefined;
  }

  #dispatch(request: CallRequest, pending: PendingReply): void {
    const { guard, link } = this.#route;
    const { breaker, bulkhead } = guard;
    if (breaker !== undefined && !breaker.closed) {
      this.#probe = breaker.probe();
      if (this.#probe === undefined) return pending.reply(guard.refusedByBreaker());
    }
    if (bulkhead === undefined) link.send(request, pending);
    else this.#enter(bulkhead, request, pending);
  }

  #enter(bulkhead: Bulkhead, request: CallRequest, pending: PendingReply): void {
    const { guard, link } = this.#route;
    let waited = false;
    this.#queued = true;
    const place = bulkhead.enter(
      () => {
        this.#queued = false;
        link.send(waited ? { ...request, input: this.#keptInput() } : request, pending);
      },
      () => pending.reply(guard.refusedByBulkhead()),
    );
    waited = true;
    if (this.#queued && !pending.settled && !this.#hasCopy()) pending.reply(guard.refusedByBulkhead());
    if (pending.settled) place.leave();
    else this.#place = place;
  }

  /** Whether the input can be sent later: its caller may change it from now on. */
  #hasCopy(): boolean {
    if (!this.#begun && this.#kept === undefined) this.#keepCopy();
    return this.#kept !== undefined || this.#request.input === undefined;
  }

  #keepCopy(): void {
    const { retry, bulkhead } = this.#route.guard.policy;
    if (retry === undefined && bulkhead === undefined) return;
    const text = inputText(this.#request.input);
    if (text !== undefined && keepInput(text)) this.#kept = text;
  }

  #keptInput(): unknown {
    return this.#kept === undefined ? this.#request.input : JSON.parse(this.#kept);
  }

  /** False when there is no next try: not after this reply, not in the time that is left, not within the budget. */
  #pauseBeforeNext(reply: CallReply): boolean {
    const { guard, operation } = this.#route;
    const { retry } = guard.policy;
    const made = this.#tries?.count ?? 1;
    if (retry === undefined || made >= retry.attempts || !mayTryAgain(reply, operation, this.#request.envelope.key))
      return false;
    if (!this.#hasCopy()) return false;
    const pause = backOff(retry.backoff, made, 'after' in reply ? reply.after : undefined);
    if (performance.now() + pause >= this.#endsAt || !guard.allowsRetry()) return false;
    this.#watch(this.#endsAt);
    (this.#tries ??= new Tries()).pause(reply, pause, () => this.#tryAgain());
    return true;
  }

  #tryAgain(): void {
    const { envelope } = this.#request;
    const tries = this.#tries!;
    const perTry = this.#route.guard.policy.retry!.perTry ?? Infinity;
    const now = performance.now();
    const expiresAt = Math.min(this.#endsAt, now + perTry);
    this.#mayHaveLeft = false;
    this.#watch(expiresAt);
    this.#dispatch(
      {
        ...this.#request,
        envelope: {
          ...envelope,
          deadline: Math.floor(Date.now() + expiresAt - now),
          attempt: (envelope.attempt ?? 0) + tries.count - 1,
          repeated: tries.mayHaveRun ? true : undefined,
        },
        input: this.#keptInput(),
      },
      tries.next(this),
    );
  }

  #watch(expiresAt: number): void {
    sweep.remove(this);
    this.expiresAt = expiresAt;
    sweep.add(this);
  }

  #settle(last: CallReply): void {
    sweep.remove(this);
    this.#tries?.end();
    this.#unheard?.();
    if (this.#kept !== undefined) releaseInput(this.#kept);
    const reply = this.#tries?.mayHaveRun ? knownOf(last) : last;
    this.#route.observe(reply.kind, performance.now() - this.#startedAt);
    if (this.#span !== undefined) endSpan(this.#span, reply.kind === 'value' ? undefined : reply.kind);
    const { operation } = this.#route;
    try {
      if (reply.kind === 'value') {
        const parsed = this.#route.parseOutput(reply.value);
        if (parsed.issues === undefined) this.#resolve(parsed.value);
        else this.#reject(outputFault(operation, parsed));
      } else if (reply.kind === 'declared') this.#reject(declaredError(operation, reply.code, reply.data));
      else this.#reject(failureError(operation.id, reply));
    } catch (error) {
      // A check that the contract brings along threw instead of saying no.
      this.#reject(new Fault(outputInvalid, operation.id, 'the answer could not be checked', { cause: error }));
    }
  }
}

/** What the last try says of itself does not take back that an earlier one may have run. */
function knownOf(reply: CallReply): CallReply {
  if (reply.kind !== 'not-sent' && reply.kind !== 'invalid' && reply.kind !== 'denied') return reply;
  const message = `an earlier try got no answer and may have run; the last one: ${reply.message}`;
  return failure('outcome-unknown', outcomeUnknown, message);
}

function isOverload(reply: CallReply): boolean {
  return reply.kind === 'not-sent' && reply.after !== undefined;
}
