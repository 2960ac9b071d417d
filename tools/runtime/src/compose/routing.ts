import type { AnyContract, AnyOperation } from '@carveout/contract';
import type { Registry } from 'prom-client';
import type { InProcessCalls } from '../in-process/call-link.ts';
import { CallHistogram } from '../pipeline/call-histogram.ts';
import { CallRoute } from '../pipeline/call-route.ts';
import { Tracing } from '../pipeline/tracing.ts';
import type { CallLink } from '../ports/index.ts';
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

  route(caller: string, operation: AnyOperation): CallRoute {
    return new CallRoute(caller, operation, this.#link(operation), this.#calls, this.tracing);
  }

  neighbours(caller: string, contracts: Readonly<Record<string, AnyContract>>): Record<string, CallRoute[]> {
    return Object.fromEntries(
      Object.entries(contracts).map(([name, contract]) => [
        name,
        Object.values(contract.operations).map((operation) => this.route(caller, operation)),
      ]),
    );
  }

  #link(operation: AnyOperation): CallLink {
    if (hostOf(this.#topology, operation.module)?.name === this.#deployable) return this.#local;
    // A missing adapter is a composition fault, reported before anything runs.
    return this.#links[this.#topology.links[operation.kind === 'command' ? 'commands' : 'queries']] ?? this.#local;
  }
}
