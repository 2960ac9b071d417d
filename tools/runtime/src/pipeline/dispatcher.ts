import { DOOR } from '@carveout/contract';
import type { Span } from '@opentelemetry/api';
import { denied, expired, invalidInput, overloaded, stopping, unknownOperation } from '../errors/index.ts';
import type { CallReply, CallRequest } from '../ports/index.ts';
import { admit, ownsOutput } from './access.ts';
import type { Admission } from './access.ts';
import { HandlerContext } from './handler-context.ts';
import { handlerFailure } from './handler-failure.ts';
import type { HostedModule } from './hosted-module.ts';
import { deepFreeze, parse } from './parse.ts';
import { failure, issuesOf } from './replies.ts';
import { runSaved } from './saved-outcome.ts';
import type { ServedOperation } from './served-operation.ts';
import { endSpan, traceparent } from './tracing.ts';

/** Answers one call in place of a handler: how sagas are entered. */
export type Enter = (request: CallRequest, input: unknown) => Promise<CallReply>;

type Tell = (reply: CallReply) => void;

const MOST_IN_FLIGHT = 2_048;

/** The hosting side of the pipeline: what happens to a request between a link and a handler of one module. */
export class Dispatcher {
  readonly #host: HostedModule;
  readonly #operations: ReadonlyMap<string, ServedOperation>;
  readonly #sagas: ReadonlyMap<string, Enter>;
  #inFlight = 0;
  #stopping = false;

  constructor(host: HostedModule, operations: ReadonlyMap<string, ServedOperation>, sagas: ReadonlyMap<string, Enter>) {
    this.#host = host;
    this.#operations = operations;
    this.#sagas = sagas;
  }

  /** For links: one request, one reply. Never rejects. */
  readonly dispatch = (request: CallRequest): Promise<CallReply> =>
    new Promise((resolve) => this.take(request, resolve));

  /** From here on new requests are told that the host is stopping. */
  refuse(): void {
    this.#stopping = true;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes its copy of the input and starts the handler before it returns; tells the reply once. Never throws. */
  take(request: CallRequest, tell: Tell): void {
    const served = this.#operations.get(request.operation);
    if (served === undefined) {
      return tell(
        failure(
          'not-sent',
          unknownOperation,
          `${this.#host.name} is hosted here without ${request.operation}; deploy a host that has it before its callers`,
        ),
      );
    }
    const { envelope } = request;
    if (envelope.deadline <= Date.now())
      return tell(failure('not-sent', expired, 'its deadline had passed before it was started'));
    if (this.#stopping) return tell(failure('not-sent', stopping, `this host of ${this.#host.name} is stopping`));
    if (this.#inFlight >= MOST_IN_FLIGHT)
      return tell(failure('not-sent', overloaded, `${this.#host.name} has ${MOST_IN_FLIGHT} calls in flight here`));
    const parsed = parse(served.operation.input, request.input);
    if (parsed.issues !== undefined)
      return tell(failure('invalid', invalidInput, 'the input does not match the contract', issuesOf(parsed)));
    const admission: Admission =
      envelope.caller === DOOR ? admit(served.operation.access, envelope.principal, parsed.value) : 'yes';
    if (admission === 'no') return tell(deniedReply());
    this.#start(served, request, this.#host.freeze ? deepFreeze(parsed.value) : parsed.value, admission, tell);
  }

  #start(served: ServedOperation, request: CallRequest, input: unknown, admission: Admission, tell: Tell): void {
    this.#inFlight++;
    const startedAt = performance.now();
    const { tracing } = this.#host;
    const span = tracing?.start(served.operation.id, 'server', request.envelope.trace, {
      'carveout.module': this.#host.name,
    });
    const finish = (reply: CallReply): void => {
      this.#inFlight--;
      served.durations.observe(performance.now() - startedAt);
      if (span !== undefined) endSpan(span, reply.kind === 'value' ? undefined : reply.kind);
      if (
        admission === 'by-output' &&
        reply.kind === 'value' &&
        !ownsOutput(served.operation.access, request.envelope.principal, reply.value)
      )
        tell(deniedReply());
      else tell(reply);
    };
    const run = (): void => this.#run(served, request, input, span, finish);
    if (span !== undefined && tracing !== undefined) tracing.within(span, run);
    else run();
  }

  #run(served: ServedOperation, request: CallRequest, input: unknown, span: Span | undefined, finish: Tell): void {
    const enter = this.#sagas.get(request.operation);
    const envelope = span === undefined ? request.envelope : { ...request.envelope, trace: traceparent(span) };
    if (enter !== undefined) {
      enter({ ...request, envelope }, input).then(finish, (error: unknown) =>
        finish(handlerFailure(served.operation.id, error, this.#host.log)),
      );
      return;
    }
    const context = new HandlerContext(this.#host, served, envelope);
    if (served.saved) {
      void runSaved(this.#host, served, context, input).then(finish);
      return;
    }
    runPlain(served, context, input, finish);
  }
}

/** Runs a handler whose outcome is not saved: queries, idempotent commands, modules without a store. */
function runPlain(served: ServedOperation, context: HandlerContext, input: unknown, finish: Tell): void {
  const fulfilled = (value: unknown): void => {
    context.end();
    finish({ kind: 'value', value: context.committed === undefined ? value : context.committed.value });
  };
  const rejected = (error: unknown): void => {
    context.end();
    finish(handlerFailure(served.operation.id, error, context.log));
  };
  try {
    const result = served.run(input, context);
    if (isPromise(result)) result.then(fulfilled, rejected);
    else fulfilled(result);
  } catch (error) {
    rejected(error);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

function deniedReply(): CallReply {
  return failure('denied', denied, 'the principal may not call this operation');
}
