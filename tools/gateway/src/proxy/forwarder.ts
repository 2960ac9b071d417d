import type { Member } from '@carveout/runtime/discovery';
import type { Readable } from 'node:stream';
import { RetryBudget } from '@carveout/runtime/process';
import type { Logger } from 'pino';
import type { GatewayMetrics, RetryReason } from '../metrics.ts';
import { Attempt } from './attempt.ts';
import type { Answer, Outcome } from './attempt.ts';
import type { Headers } from './inward-headers.ts';
import { saysNotRun } from './not-run.ts';
import type { RequestBody } from './request-body.ts';
import { SAME_NAME } from './upstreams.ts';
import type { Upstream, Upstreams } from './upstreams.ts';

/** A request as it goes to an instance. */
export interface Outgoing {
  readonly module: string;
  readonly requestId: string;
  readonly method: string;
  /** In origin form. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: RequestBody;
  /** Epoch ms by which the answer must begin. */
  readonly deadline: number;
  /** Whether it may be sent again although it may have run: it only reads, or bears a key. */
  readonly repeatable: boolean;
  /** Whether every instance of the module serves it. Which pages there are, is for the instance to say. */
  readonly declared: boolean;
}

/** What became of it. `mayHaveRun` is about all tries together. */
export type Forwarded =
  | Answer
  | { readonly kind: 'unavailable' | 'full' | 'broken' | 'late'; readonly mayHaveRun: boolean; readonly cause: unknown }
  | { readonly kind: 'body'; readonly error: Error }
  | { readonly kind: 'left' };

/** So many instances may refuse a connection before the request is given up. */
const MOST_TRIES = 4;
/** How often a request that waits for a connection looks for one that its client does not use. */
const LOOK_FOR_ROOM_MS = 250;

type Failed = Exclude<Outcome, Answer> | { readonly kind: 'full'; readonly error: undefined };

/**
 * Sends requests to instances, and again where that is safe: one that took no connection, or does not serve it; one that broke
 * off before the answer, once, when it may be repeated; one that the instance says it did not run, once. All of that within
 * the deadline and a budget per module, so that retries do not multiply what an outage brings.
 */
export class Forwarder {
  readonly #upstreams: Upstreams;
  readonly #metrics: GatewayMetrics;
  readonly #log: Logger;
  readonly #budgets = new Map<string, RetryBudget>();

  constructor(upstreams: Upstreams, metrics: GatewayMetrics, log: Logger) {
    this.#upstreams = upstreams;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** @param watch gets each try, to give it up when the client leaves. */
  async forward(request: Outgoing, watch: (attempt: Attempt) => void): Promise<Forwarded> {
    const budget = this.#budgetOf(request.module);
    budget.called();
    const tried = new Set<Member>();
    let mayHaveRun = false;
    let repeats = 0;
    let notRun: Answer | undefined;
    let failed: Failed | undefined;
    for (;;) {
      // Its body, the keys that its token needs, or another's answer may have taken all of its time.
      if (Date.now() >= request.deadline) return givenUp({ kind: 'late', sent: false }, mayHaveRun, notRun);
      const member = this.#upstreams.pick(request.module, tried);
      // The one that broke off is asked again where it is alone: it may have ended a kept connection just then.
      const spent = member !== undefined && tried.has(member) && failed?.kind !== 'broken';
      if (member === undefined || spent) return givenUp(failed, mayHaveRun, notRun);
      const outcome = await this.#try(request, member, watch);
      tried.add(member);
      if (outcome.kind === 'body' || outcome.kind === 'left') return outcome;
      const why = reasonToRepeat(outcome, request);
      if (outcome.kind === 'answered') {
        if (why === undefined || mayHaveRun || notRun !== undefined) return this.#honest(outcome, why, mayHaveRun);
        notRun = outcome;
      } else {
        this.#tell(outcome, member, request);
        failed = outcome;
        mayHaveRun ||= outcome.kind === 'broken' || outcome.kind === 'cut' || (outcome.kind === 'late' && outcome.sent);
      }
      if (why === 'broken' || why === 'not-run') repeats += 1;
      const again = why !== undefined && repeats <= 1 && tried.size < MOST_TRIES && Date.now() < request.deadline;
      if (!again || !budget.take(performance.now())) return givenUp(failed, mayHaveRun, notRun);
      this.#metrics.retried(request.module, why);
      // Who keeps no outcomes must not do it twice.
      if (mayHaveRun) request.headers['carveout-repeated'] = '1';
    }
  }

  /** What the last instance did not run, an earlier one may have. */
  #honest(answer: Answer, why: RetryReason | undefined, mayHaveRun: boolean): Forwarded {
    return why === 'not-run' && mayHaveRun ? { kind: 'broken', mayHaveRun, cause: undefined } : answer;
  }

  async #try(request: Outgoing, member: Member, watch: (attempt: Attempt) => void): Promise<Outcome | Failed> {
    const upstream = this.#upstreamOf(member);
    if (upstream instanceof Error) return { kind: 'refused', error: upstream, sent: false };
    if (upstream === undefined || this.#upstreams.isFull(upstream)) return { kind: 'full', error: undefined };
    const { method, target, headers, body, deadline } = request;
    upstream.usedAt = performance.now();
    member.began();
    const attempt: Attempt = new Attempt(
      request.declared,
      (how) => member.ended(how),
      () => {
        upstream.inFlight.delete(attempt);
      },
    );
    upstream.inFlight.add(attempt);
    watch(attempt);
    // What is left of the request's time goes with it: nobody works on for an answer that comes too late.
    headers['carveout-within'] = String(Math.max(1, deadline - Date.now()));
    const timer = setTimeout(() => attempt.giveUp('late'), Math.max(1, deadline - Date.now()));
    const room = this.#upstreams.isBusy(upstream) ? this.#makeRoom(upstream, attempt) : undefined;
    try {
      const sent = body.kept ?? streamOf(body, attempt);
      upstream.pool.dispatch({ path: target, method, headers, body: sent, ...SAME_NAME }, attempt);
      return await attempt.outcome;
    } finally {
      clearTimeout(timer);
      clearInterval(room);
    }
  }

  /** As long as the attempt waits for a connection. */
  #makeRoom(upstream: Upstream, attempt: Attempt): NodeJS.Timeout {
    const look = setInterval(() => {
      if (attempt.isQueued) this.#upstreams.makeRoom(upstream);
      else clearInterval(look);
    }, LOOK_FOR_ROOM_MS);
    return look;
  }

  /** An error for one that cannot be connected to: as if it took no connection, so that it is left alone. */
  #upstreamOf(member: Member): Upstream | Error | undefined {
    try {
      return this.#upstreams.of(member);
    } catch (error) {
      member.began();
      member.ended('refused');
      return error as Error;
    }
  }

  #tell(outcome: Failed, { instance }: Member, { module, requestId, method }: Outgoing): void {
    if (outcome.kind === 'body' || outcome.kind === 'left') return;
    this.#metrics.failed(module, outcome.kind);
    const line = {
      correlation: requestId,
      module,
      instance: instance.id,
      host: instance.host,
      method,
      how: outcome.kind,
    };
    const error = 'error' in outcome ? outcome.error : undefined;
    this.#log.warn(error === undefined ? line : { ...line, err: error }, 'an instance brought no answer');
  }

  #budgetOf(module: string): RetryBudget {
    const known = this.#budgets.get(module);
    if (known !== undefined) return known;
    const budget = new RetryBudget(performance.now());
    this.#budgets.set(module, budget);
    return budget;
  }
}

function reasonToRepeat(outcome: Outcome | Failed, { body, repeatable }: Outgoing): RetryReason | undefined {
  switch (outcome.kind) {
    case 'refused':
      return outcome.sent && body.stream !== undefined ? undefined : 'refused';
    case 'full':
      return 'full';
    case 'broken':
      return repeatable && body.stream === undefined ? 'broken' : undefined;
    case 'answered':
      return body.stream === undefined && saysNotRun(outcome) ? 'not-run' : undefined;
    default:
      return undefined;
  }
}

/** @param notRun what the first instance answered: the whole truth unless a later one may have run it. */
function givenUp(failed: Failed | undefined, mayHaveRun: boolean, notRun: Answer | undefined): Forwarded {
  if (notRun !== undefined && !mayHaveRun) return notRun;
  const cause = failed !== undefined && 'error' in failed ? failed.error : undefined;
  if (failed?.kind === 'late') return { kind: 'late', mayHaveRun, cause };
  if (mayHaveRun) return { kind: 'broken', mayHaveRun, cause };
  return { kind: failed?.kind === 'full' ? 'full' : 'unavailable', mayHaveRun, cause };
}

/** A failing body must not count against the instance: undici would tell it as any other error. */
function streamOf({ stream }: RequestBody, attempt: Attempt): Readable | null {
  // undici takes any iterable, and reads it as fast as it can write; its types have not heard of that.
  return stream === undefined ? null : (watched(stream, attempt) as AsyncIterable<Buffer> as Readable);
}

async function* watched(stream: AsyncIterable<Buffer>, attempt: Attempt): AsyncGenerator<Buffer> {
  try {
    attempt.awaitsBody = true;
    for await (const piece of stream) {
      attempt.awaitsBody = false;
      yield piece;
      attempt.awaitsBody = true;
    }
    attempt.awaitsBody = false;
  } catch (error) {
    attempt.failBody(error as Error);
    throw error;
  }
}
