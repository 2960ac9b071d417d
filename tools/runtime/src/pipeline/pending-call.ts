import type { AnyOperation } from '@carveout/contract';
import type { Span } from '@opentelemetry/api';
import { DeclaredError, Fault, fault, notSent, outcomeUnknown, outputInvalid } from '../errors/index.ts';
import type { CallReply, PendingReply } from '../ports/index.ts';
import type { CallRoute } from './call-route.ts';
import { sweep } from './deadline-sweep.ts';
import type { SweepEntry } from './deadline-sweep.ts';
import { parse } from './parse.ts';
import { failure, failureError, issueLine, issuesOf } from './replies.ts';
import { endSpan } from './tracing.ts';

/** The caller's end of one call: settles once, by its deadline at the latest. */
export class PendingCall implements PendingReply, SweepEntry {
  readonly promise: Promise<unknown>;
  readonly deadline: number;
  settled = false;
  sweepNext: SweepEntry | undefined = undefined;
  sweepPrevious: SweepEntry | undefined = undefined;
  sweepBucket = -1;
  readonly #route: CallRoute;
  readonly #startedAt: number;
  readonly #span: Span | undefined;
  #mayHaveLeft = false;
  #resolve!: (value: unknown) => void;
  #reject!: (error: Error) => void;

  constructor(route: CallRoute, startedAt: number, deadline: number, span: Span | undefined) {
    this.#route = route;
    this.deadline = deadline;
    this.#span = span;
    this.#startedAt = startedAt;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    sweep.add(this);
  }

  sent(): void {
    this.#mayHaveLeft = true;
  }

  reply(reply: CallReply): void {
    if (this.settled) return;
    this.settled = true;
    sweep.remove(this);
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

  expire(): void {
    const ms = Math.round(performance.now() - this.#startedAt);
    this.reply(
      this.#mayHaveLeft
        ? failure(
            'outcome-unknown',
            outcomeUnknown,
            `no answer within ${ms} ms; it may have run. Repeat it under the same key to learn the outcome`,
          )
        : failure('not-sent', notSent, `it could not be sent within ${ms} ms; it did not run`),
    );
  }
}

function outputFault(operation: AnyOperation, parsed: Parameters<typeof issuesOf>[0]): Fault {
  return new Fault(
    outputInvalid,
    operation.id,
    `the answer does not match the caller's contract: ${issueLine(issuesOf(parsed))}`,
  );
}

function declaredError(operation: AnyOperation, code: string, data: unknown): Error {
  const schema = Object.hasOwn(operation.errors, code) ? operation.errors[code] : undefined;
  const parsed = schema === undefined ? undefined : parse(schema, data);
  if (parsed !== undefined && parsed.issues === undefined) return new DeclaredError(operation.id, code, parsed.value);
  return new Fault(
    fault,
    operation.id,
    `it failed with ${code}, which the caller's contract does not declare in this form`,
  );
}
