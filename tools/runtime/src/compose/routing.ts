import type { AnyOperation } from '@carveout/contract';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { AnyFallbacks, Fallback } from '../definition/fallbacks.ts';
import type { ModuleParts } from '../definition/index.ts';
import type { InProcessCalls } from '../in-process/call-link.ts';
import { CallHistogram } from '../pipeline/call-histogram.ts';
import { CallRoute } from '../pipeline/call-route.ts';
import { Tracing } from '../pipeline/tracing.ts';
import type { CallLink } from '../ports/index.ts';
import { CallGuards } from '../resilience/call-guards.ts';
import { hostOf } from '../topology/topology.ts';
import type { Topology } from '../topology/topology.ts';

/** Decides, once and at composition, which link each call takes: in process where the module is here, else the topology's. */
export class Routing {
  readonly work: CallHistogram;
  readonly tracing: Tracing | undefined = Tracing.detect();
  readonly #deployable: string;
  readonly #topology: Topology;
  readonly #local: InProcessCalls;
  readonly #links: Readonly<Record<string, CallLink>>;
  readonly #calls: CallHistogram;
  readonly #guards: CallGuards;

  constructor(
    deployable: string,
    topology: Topology,
    local: InProcessCalls,
    links: Readonly<Record<string, CallLink>>,
    registry: Registry | undefined,
  ) {
    this.#deployable = deployable;
    this.#topology = topology;
    this.#local = local;
    this.#links = links;
    this.#guards = new CallGuards(topology.resilience, registry);
    this.#calls = new CallHistogram(
      'carveout_call_seconds',
      'Calls as their caller sees them, by operation, link and outcome',
      registry,
    );
    this.work = new CallHistogram(
      'carveout_work_seconds',
      'Handlers, listeners and schedules, as their host sees them',
      registry,
    );
  }

  route(caller: string, operation: AnyOperation, fallback?: Fallback): CallRoute {
    const guard = this.#guards.of(operation);
    return new CallRoute(caller, operation, this.#link(operation), this.#calls, this.tracing, guard, fallback);
  }

  /** The routes of all that a module calls, by declared name. */
  neighbours({ contract: { name: caller }, calls, fallbacks }: ModuleParts, log: Logger): Record<string, CallRoute[]> {
    const declared = fallbacks as AnyFallbacks;
    return Object.fromEntries(
      Object.entries(calls).map(([name, contract]) => [
        name,
        Object.values(contract.operations).map((operation) => {
          const fallback = declared[name]?.[operation.name];
          return this.route(caller, operation, fallback && said(operation, fallback, log));
        }),
      ]),
    );
  }

  #link(operation: AnyOperation): CallLink {
    if (hostOf(this.#topology, operation.module)?.name === this.#deployable) return this.#local;
    // A missing adapter is a composition fault, reported before anything runs.
    return this.#links[this.#topology.links[operation.kind === 'command' ? 'commands' : 'queries']] ?? this.#local;
  }
}

/** A fallback hides a failure from the caller, and must not from those who look after it. */
function said({ id: operation }: AnyOperation, fallback: Fallback, log: Logger): Fallback {
  return (input, error) => {
    log.warn({ err: error, operation }, 'the fallback answers in place of a call');
    return fallback(input, error);
  };
}
