import { createPostgresStore } from '@carveout/adapters/postgres';
import type { AnyContract, AnyEvent, PayloadInput } from '@carveout/contract';
import { compose, defineModule, newId, oneProcess } from '@carveout/runtime';
import type { AssembledModule, Client, Deployment, Occasion } from '@carveout/runtime';
import { defineContract } from '@carveout/contract';
import pino from 'pino';
import { vi } from 'vitest';
import { CONNECT_WITHIN_MS } from '../conformance/fixture/patience.ts';
import type { Fake } from './fake.ts';
import { RecordingEvents } from './recording-events.ts';

export interface ScenarioOptions {
  /** Stand-ins for the neighbours that the module calls. */
  readonly fakes?: readonly Fake[];
  /** A fresh database of the test; needed when the module declares persistence. */
  readonly databaseUrl?: string;
  /** Configuration of the module, as the topology's `config` would give it. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Adapters of its outside ports, by the port's name. */
  readonly ports?: Readonly<Record<string, string>>;
}

/** One module alone: real pipeline, real database, real outbox; only its neighbours are stand-ins. */
export interface Scenario<C extends AnyContract> {
  /** Calls to the module, as a neighbour makes them. */
  readonly calls: Client<C>;
  /** The same with a principal, key base, correlation or deadline. */
  callsWith(occasion: Occasion): Client<C>;
  /** Lets the module hear an event, and waits until every listener has handled it or set it aside. Returns its id. */
  publish<E extends AnyEvent>(event: E, payload: PayloadInput<E>, id?: string): Promise<string>;
  /** Payloads of the events of this name that the module has published so far. */
  published(event: string): unknown[];
  /** Waits until the module has published so many events of this name; at most 10 s. */
  untilPublished(event: string, count: number): Promise<unknown[]>;
  /** Messages that listeners could not handle: the listener and the reason of each. */
  setAside(): Promise<readonly { readonly listener: string; readonly reason: string }[]>;
  readonly deployment: Deployment;
  stop(): Promise<void>;
}

export async function startScenario<C extends AnyContract>(
  contract: C,
  module: AssembledModule,
  options: ScenarioOptions = {},
): Promise<Scenario<C>> {
  const caller = defineModule(defineContract('scenario', {}), { calls: { [contract.name]: contract } }).assemble({
    handlers: {},
  });
  const modules = [
    caller,
    module,
    ...(options.fakes ?? []).map((fake) => fake.module),
    ...heardOnly(module, options.fakes ?? []),
  ];
  const events = new RecordingEvents();
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const deployment = compose({
    deployable: 'all',
    topology: {
      ...oneProcess(modules),
      config: { [contract.name]: options.config ?? {} },
      ports: Object.fromEntries(
        Object.entries(options.ports ?? {}).map(([port, adapter]) => [`${contract.name}.${port}`, adapter]),
      ),
    },
    modules,
    eventLink: events,
    store: ({ contract: { name }, persistence }) =>
      createPostgresStore({
        module: name,
        persistence: persistence!,
        url: databaseOf(options, name),
        log,
        production: false,
        connectWithinMs: CONNECT_WITHIN_MS,
      }),
    log,
    env: {},
    production: false,
  });
  await deployment.start();
  const callsWith = (occasion: Occasion): Client<C> =>
    (deployment.callsAs('scenario', occasion) as Record<string, Client<C>>)[contract.name]!;
  const published = (event: string): unknown[] =>
    events.published
      .filter((message) => message.module === contract.name && message.event === event)
      .map(({ payload }) => payload);
  return {
    calls: callsWith({ deadline: Date.now() + 3_600_000 }),
    callsWith,
    publish: async (event, payload, id = newId()) => {
      await events.publish({
        id,
        module: event.module,
        event: event.name,
        version: event.version,
        key: (event.key as (payload: unknown) => string)(payload),
        payload,
        at: Date.now(),
        envelope: { id, correlation: id, caller: event.module },
      });
      return id;
    },
    published,
    untilPublished: (event, count) =>
      vi.waitFor(
        () => {
          const seen = published(event);
          if (seen.length < count)
            throw new Error(`${contract.name} has published ${event} ${seen.length} times, not ${count}`);
          return seen;
        },
        { timeout: 10_000, interval: 20 },
      ),
    setAside: async () => {
      const kept = deployment.units.flatMap(({ host }) => host.store?.deadLetters.list(1_000) ?? []);
      return [...events.setAside, ...(await Promise.all(kept)).flat()].map(({ listener, reason }) => ({
        listener,
        reason,
      }));
    },
    deployment,
    stop: () => deployment.stop(2_000),
  };
}

/** Modules that it only hears must exist for the composition; they have nothing to do. */
function heardOnly({ parts, listeners }: AssembledModule, fakes: readonly Fake[]): AssembledModule[] {
  const there = new Set([parts.contract.name, ...fakes.map((fake) => fake.module.parts.contract.name)]);
  const names = new Set(listeners.map(({ source }) => source.module).filter((name) => !there.has(name)));
  return [...names].map((name) => defineModule(defineContract(name, {})).assemble({ handlers: {} }));
}

function databaseOf({ databaseUrl }: ScenarioOptions, module: string): string {
  if (databaseUrl === undefined)
    throw new Error(`${module} declares persistence: give startScenario a databaseUrl (testDatabase().url)`);
  return databaseUrl;
}
