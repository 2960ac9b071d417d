import { DOOR } from '@carveout/contract';
import type { Envelope, Principal } from '@carveout/contract';
import {
  denied,
  invalidInput,
  outcomeUnknown,
  outputInvalid,
  overloaded,
  stopping,
  unknownOperation,
} from '../errors/index.ts';
import type { Intake, Refusal } from '../load/intake.ts';
import type { CallReply, CallRequest } from '../ports/index.ts';
import { admit, ownsOutput } from './access.ts';
import type { Admission } from './access.ts';
import { epochMs } from './clock.ts';
import { HandlerContext, checkedOutput } from './handler-context.ts';
import { handlerFailure } from './handler-failure.ts';
import type { HostedModule } from './hosted-module.ts';
import { deepFreeze } from './parse.ts';
import { failure, final, issuesOf, tooLate } from './replies.ts';
import type { ReplySink } from './reply-sink.ts';
import { runSaved } from './saved-outcome.ts';
import type { ServedOperation } from './served-operation.ts';
import { endSpan, traceparent } from './tracing.ts';

/** Of one module, calls of this process's own modules included. */
const MOST_IN_FLIGHT = 2_048;
const FULL_AFTER_MS = 100;

/** The hosting side of the pipeline: what happens to a request between a link and a handler of one module. */
export class Dispatcher {
  readonly #host: HostedModule;
  readonly #operations: ReadonlyMap<string, ServedOperation>;
  readonly #intake: Intake;
  #inFlight = 0;
  #stopping = false;

  constructor(host: HostedModule, operations: ReadonlyMap<string, ServedOperation>, intake: Intake) {
    this.#host = host;
    this.#operations = operations;
    this.#intake = intake;
  }

  /** For links to other processes: one request, one reply, timed here since the caller's clock is elsewhere. Never rejects. */
  readonly dispatch = (request: CallRequest): Promise<CallReply> => {
    const startedAt = performance.now();
    const left = request.envelope.deadline - epochMs(startedAt);
    if (left <= 0) return Promise.resolve(tooLate());
    const served = this.#operations.get(request.operation);
    const refusal = this.#intake.enter('calls', left, served?.pace.ms ?? 0);
    if (refusal !== undefined) return Promise.resolve(this.#shed(refusal));
    return new Promise((resolve) => {
      this.take(request, {
        reply: (reply) => {
          const took = performance.now() - startedAt;
          this.#intake.leave();
          served?.durations.observe(took);
          served?.pace.took(took);
          resolve(served === undefined ? reply : this.#asDeclared(served, reply));
        },
      });
    });
  };

  #shed(refusal: Refusal): CallReply {
    const why = refusal === 'deadline' ? 'this call would not end in time' : 'it takes what it can';
    const message = `this host of ${this.#host.name} has more to do than it can; ${why}`;
    return { kind: 'not-sent', code: overloaded.code, message, after: this.#intake.afterMs };
  }

  /**
   * What leaves the process is what the contract has. A saved outcome has been parsed before it was saved; of others the
   * caller's parse in this process makes the copy, and over a link what it would strip has left the module already.
   */
  #asDeclared(served: ServedOperation, reply: CallReply): CallReply {
    if (reply.kind !== 'value' || served.saved) return reply;
    try {
      return { kind: 'value', value: checkedOutput(served, reply.value) };
    } catch (error) {
      this.#host.log.error({ err: error, operation: served.operation.id }, 'operation answered what it must not');
      return failure('fault', outputInvalid, 'the answer does not match the contract of its module');
    }
  }

  /** From here on new requests are told that the host is stopping. */
  refuse(): void {
    this.#stopping = true;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** One line when no more calls are taken; so many that do not end are rarely load, and mostly a handler that hangs. */
  health(): string | undefined {
    return this.#inFlight >= MOST_IN_FLIGHT ? `${MOST_IN_FLIGHT} calls in flight; none is taken` : undefined;
  }

  /** Takes its copy of the input and starts the handler before it returns; tells the reply once. Never throws. */
  take(request: CallRequest, sink: ReplySink): void {
    const { envelope } = request;
    const served = this.#operations.get(request.operation);
    if (served === undefined || this.#stopping || this.#inFlight >= MOST_IN_FLIGHT) {
      return sink.reply(this.#refusal(served, request));
    }
    if (envelope.repeated === true && !served.repeatable) return sink.reply(unrepeatable());
    let input: unknown;
    try {
      const parsed = served.parseInput(request.input);
      if (parsed.issues !== undefined) {
        return sink.reply(failure('invalid', invalidInput, 'the input does not match the contract', issuesOf(parsed)));
      }
      input = this.#host.freeze ? deepFreeze(parsed.value) : parsed.value;
    } catch (error) {
      // A check that the contract brings along is anybody's code, and may throw instead of saying no.
      return sink.reply(handlerFailure(served.operation, error, this.#host.log, false));
    }
    if (envelope.caller === DOOR) this.#admit(served, request, input, sink);
    else this.#start(served, request, input, sink);
  }

  #refusal(served: ServedOperation | undefined, { operation }: CallRequest): CallReply {
    const { name } = this.#host;
    if (served === undefined) {
      return failure(
        'not-sent',
        unknownOperation,
        `${name} is hosted here without ${operation}; deploy a host that has it before its callers`,
      );
    }
    if (this.#stopping) return failure('not-sent', stopping, `this host of ${name} is stopping`);
    const message = `${name} has ${MOST_IN_FLIGHT} calls in flight here`;
    return { kind: 'not-sent', code: overloaded.code, message, after: FULL_AFTER_MS };
  }

  #admit(served: ServedOperation, request: CallRequest, input: unknown, sink: ReplySink): void {
    const { access } = served.operation;
    const { principal } = request.envelope;
    let admission: Admission;
    try {
      admission = admit(access, principal, input);
    } catch (error) {
      return sink.reply(this.#unadmitted(served, error));
    }
    if (admission === 'no') return sink.reply(deniedReply());
    if (admission === 'yes') return this.#start(served, request, input, sink);
    this.#start(served, request, input, {
      reply: (reply) => sink.reply(reply.kind === 'value' ? this.#ownersOnly(served, principal, reply) : reply),
    });
  }

  #ownersOnly(
    served: ServedOperation,
    principal: Principal | undefined,
    reply: CallReply & { kind: 'value' },
  ): CallReply {
    try {
      return ownsOutput(served.operation.access, principal, reply.value) ? reply : deniedReply();
    } catch (error) {
      return this.#unadmitted(served, error);
    }
  }

  /** An access rule that throws lets nobody in. */
  #unadmitted({ operation }: ServedOperation, error: unknown): CallReply {
    this.#host.log.error({ err: error, operation: operation.id }, 'an access rule broke; it lets nobody in');
    return deniedReply();
  }

  #start(served: ServedOperation, request: CallRequest, input: unknown, sink: ReplySink): void {
    const { tracing } = this.#host;
    if (tracing === undefined) return this.#execute(served, request, request.envelope, input, sink);
    const span = tracing.start(served.operation.id, 'server', request.envelope.trace, {
      'carveout.module': this.#host.name,
    });
    const traced: ReplySink = {
      reply: (reply) => {
        endSpan(span, reply.kind === 'value' ? undefined : reply.kind);
        sink.reply(reply);
      },
    };
    tracing.within(span, () =>
      this.#execute(served, request, { ...request.envelope, trace: traceparent(span) }, input, traced),
    );
  }

  #execute(served: ServedOperation, request: CallRequest, envelope: Envelope, input: unknown, sink: ReplySink): void {
    this.#inFlight++;
    if (served.enter !== undefined) {
      void this.#settle(served, served.enter({ ...request, envelope }, input), sink);
      return;
    }
    const context = new HandlerContext(this.#host, served, envelope);
    if (served.saved) {
      void this.#settle(served, runSaved(this.#host, served, context, input, request.input), sink);
      return;
    }
    let result: unknown;
    try {
      result = served.run(input, context);
    } catch (error) {
      return this.#end(context, sink, handlerFailure(served.operation, error, context.log));
    }
    if (result instanceof Promise) this.#settlePlain(served, context, result, sink);
    else this.#end(context, sink, { kind: 'value', value: result });
  }

  /** A handler whose outcome is not saved: queries, idempotent commands, modules without a store. */
  #settlePlain(served: ServedOperation, context: HandlerContext, result: Promise<unknown>, sink: ReplySink): void {
    result.then(
      (value) => {
        const { committed } = context;
        this.#end(context, sink, { kind: 'value', value: committed === undefined ? value : committed.value });
      },
      (error: unknown) => this.#end(context, sink, handlerFailure(served.operation, error, context.log)),
    );
  }

  #end(context: HandlerContext, sink: ReplySink, reply: CallReply): void {
    context.end();
    this.#inFlight--;
    sink.reply(reply);
  }

  /** A saga, or a handler whose outcome is saved: what ends in a reply by itself. */
  async #settle(served: ServedOperation, work: Promise<CallReply>, sink: ReplySink): Promise<void> {
    let reply: CallReply;
    try {
      reply = await work;
    } catch (error) {
      // Only what comes before a handler or a saga's first step is not turned into a reply by those.
      reply = handlerFailure(served.operation, error, this.#host.log, false);
    }
    this.#inFlight--;
    sink.reply(reply);
  }
}

function deniedReply(): CallReply {
  return failure('denied', denied, 'the principal may not call this operation');
}

function unrepeatable(): CallReply {
  return final(
    'outcome-unknown',
    outcomeUnknown,
    'an earlier try may have run, and this module keeps no outcomes: it is not run again',
  );
}
