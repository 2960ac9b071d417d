import { randomBytes } from 'node:crypto';
import { CarveoutError } from '@carveout/runtime/errors';
import { deployableNamed } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { didNotStart } from '../errors/carv-623-did-not-start.ts';
import { printFailure } from '../output/print-failure.ts';
import type { Printer } from '../output/printer.ts';
import { LOOPBACK } from '../ports/door-ports.ts';
import { keepRunning } from '../processes/keep-running.ts';
import { programOf } from '../processes/program-of.ts';
import type { Launch } from '../processes/start-process.ts';
import type { StopOrders } from '../supervisor/stop-orders.ts';
import type { Placed, Places } from './places.ts';
import type { Readiness } from './readiness.ts';

/** So long a process that was added may take to be ready. */
const READY_WITHIN_MS = 120_000;

export interface FleetSurroundings {
  readonly workspaceRoot: string;
  readonly topology: Topology;
  readonly places: Places;
  readonly orders: StopOrders;
  readonly printer: Printer;
  readonly readiness: Readiness;
  /** What all processes are given. */
  readonly environment: NodeJS.ProcessEnv;
  /** What one deployable alone is given. */
  readonly own: (deployable: string) => NodeJS.ProcessEnv;
  /** Told of those that others may find, before one is taken away and after one has been added. */
  readonly list: (placed: readonly Placed[]) => void;
}

interface Running {
  readonly placed: Placed;
  readonly stop: AbortController;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

/** The processes of one `up`: all of a topology at first, then as many replicas as are asked for. */
export class Fleet {
  readonly #around: FleetSurroundings;
  readonly #running = new Set<Running>();
  #turn: Promise<unknown> = Promise.resolve();
  #failed = false;

  constructor(around: FleetSurroundings) {
    this.#around = around;
  }

  /**
   * Starts them; resolves when a stop was asked for and all have ended, those too that were added later. Answers whether
   * it was because one could not be kept running.
   */
  async run(placed: readonly Placed[]): Promise<{ readonly failed: boolean }> {
    const { stop } = this.#around.orders;
    for (const one of placed) this.#start(one);
    if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
    while (this.#running.size > 0) await Promise.race([...this.#running].map(({ ended }) => ended));
    return { failed: this.#failed };
  }

  /**
   * Starts or stops processes of a deployable until it has so many, and resolves then. One change at a time.
   *
   * @throws CarveoutError CARV-218 when there is no such deployable.
   */
  scale(deployable: string, replicas: number): Promise<void> {
    const done = this.#turn.then(() => this.#scale(deployable, replicas));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #scale(name: string, replicas: number): Promise<void> {
    const deployable = deployableNamed(this.#around.topology, name);
    const running = [...this.#running]
      .filter(({ placed }) => placed.deployable === deployable)
      .sort((one, other) => one.placed.replica - other.placed.replica);
    const taken = new Set(running.map(({ placed }) => placed.replica));
    const added: Running[] = [];
    for (let replica = 1; running.length + added.length < replicas; replica++)
      if (!taken.has(replica)) added.push(this.#start(await this.#around.places.place(deployable, replica), 'added'));
    await this.#untilReady(added);
    const removed = new Set(running.slice(replicas));
    this.#around.list([...this.#running].filter((one) => !removed.has(one)).map(({ placed }) => placed));
    for (const one of removed) one.stop.abort();
    await Promise.all([...removed].map(({ ended }) => ended));
  }

  /** Those that cannot start are taken away again, all of them: what runs is not to suffer for what was asked for. */
  async #untilReady(added: readonly Running[]): Promise<void> {
    try {
      await within(READY_WITHIN_MS, Promise.all(added.map(({ ready }) => ready)));
    } catch (error) {
      for (const one of added) one.stop.abort();
      await Promise.all(added.map(({ ended }) => ended));
      throw error;
    }
  }

  /** @param why one that cannot be kept running ends all, but not one that was only added. */
  #start(placed: Placed, why: 'asked for by the topology' | 'added' = 'asked for by the topology'): Running {
    const { workspaceRoot, topology, orders, printer, readiness } = this.#around;
    const program = programOf(workspaceRoot, topology, placed.deployable);
    const own = new AbortController();
    const stop = AbortSignal.any([orders.stop, own.signal]);
    const { promise: ready, resolve: isReady, reject: isNotReady } = Promise.withResolvers<void>();
    ready.catch(() => undefined);
    const kept = keepRunning(() => this.#launch(placed, program), { stop, kill: orders.kill }, printer, {
      watchReady: async (signal) => {
        await readiness.watch(placed, signal);
        isReady();
      },
    });
    const ended = kept
      .catch((error: unknown) => {
        isNotReady(error);
        printFailure(error, (line) => printer.fault(line));
        if (why === 'added') return;
        this.#failed = true;
        orders.stopAll();
      })
      .then(() => {
        this.#running.delete(running);
        readiness.forget(placed);
        isNotReady(new CarveoutError(didNotStart, `${placed.name} was stopped before it was ready`));
      });
    const running: Running = { placed, stop: own, ready, ended };
    this.#running.add(running);
    return running;
  }

  #launch(
    { name, deployable, isDoor, replica, port, linkPort, adminPort }: Placed,
    program: ReturnType<typeof programOf>,
  ): Launch {
    // The ports of the door are not for all; that of the identity endpoint is for the first of its replicas.
    const { PORT: _port, LINK_PORT: _linkPort, IDENTITY_PORT: identityPort, ...rest } = process.env;
    const environment: NodeJS.ProcessEnv = {
      ...rest,
      ...this.#around.environment,
      ...this.#around.own(deployable.name),
      ...(port === undefined ? {} : { PORT: String(port) }),
      ...(isDoor && replica === 1 && identityPort !== undefined ? { IDENTITY_PORT: identityPort } : {}),
      ...(linkPort === undefined ? {} : { LINK_PORT: String(linkPort) }),
      ADMIN_PORT: String(adminPort),
      // What stands behind the door is reached on this machine alone.
      ...(isDoor ? {} : { CARVEOUT_HOST: LOOPBACK }),
      // A new name for each start: what the one before held, it must be given anew.
      CARVEOUT_DEPLOYABLE_INSTANCE: `${name}-${randomBytes(3).toString('hex')}`,
    };
    return { name, ...program, environment, watch: false };
  }
}

function within(ms: number, work: Promise<unknown>): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = setTimeout(() => reject(new CarveoutError(didNotStart, `it was not ready within ${ms / 1_000} s`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(late));
}
