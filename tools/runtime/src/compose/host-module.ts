import type { AnyContract } from '@carveout/contract';
import type { Logger } from 'pino';
import type { AssembledModule } from '../definition/index.ts';
import type { CarveoutError } from '../errors/index.ts';
import { HostedListener } from '../listening/hosted-listener.ts';
import { Places } from '../listening/places.ts';
import type { Quarantine } from '../listening/quarantine.ts';
import type { Intake } from '../load/intake.ts';
import { callsFactory } from '../pipeline/clients.ts';
import { Dispatcher } from '../pipeline/dispatcher.ts';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import { serveOperation } from '../pipeline/served-operation.ts';
import type { ServedOperation } from '../pipeline/served-operation.ts';
import { hostSaga } from '../saga/hosted-saga.ts';
import type { HostedSaga } from '../saga/hosted-saga.ts';
import { SagaHost } from '../saga/saga-host.ts';
import { HostedSchedule } from '../schedules/hosted-schedule.ts';
import type { Subscription } from '../ports/index.ts';
import type { ComposeOptions } from './compose-options.ts';
import { readConfig } from './module-config.ts';
import type { Routing } from './routing.ts';

/** One module with everything that runs for it in this process. */
export interface ModuleUnit {
  readonly host: HostedModule;
  readonly assembled: AssembledModule;
  readonly dispatcher: Dispatcher;
  readonly sagas: SagaHost | undefined;
  readonly schedules: readonly HostedSchedule[];
  readonly listeners: readonly { readonly subscription: Subscription; readonly listener: HostedListener }[];
}

/** What the modules of one process share. */
export interface ProcessParts {
  /** Names the process: holder of leases. */
  readonly instance: string;
  readonly intake: Intake;
  readonly quarantine: Quarantine;
}

/** Puts one module together with its store, ports, configuration and routes. Starts nothing. */
export function hostModule(
  assembled: AssembledModule,
  options: ComposeOptions,
  routing: Routing,
  { instance, intake, quarantine }: ProcessParts,
  faults: CarveoutError[],
): ModuleUnit {
  const { parts } = assembled;
  const { name } = parts.contract;
  const log = options.log.child({ module: name });
  const config = readConfig(parts, options.topology, options.env ?? process.env, faults);
  const host: HostedModule = {
    name,
    contract: parts.contract,
    store: parts.persistence === undefined ? undefined : options.store!(parts),
    config,
    ports: faults.length > 0 ? {} : bindPorts(assembled, options, config, log),
    log,
    callsOf: callsFactory(
      name,
      routing.neighbours(parts, log),
      options.topology.deployables.flatMap((one) => one.modules),
    ),
    tracing: routing.tracing,
    work: routing.work,
    freeze: !(options.production ?? process.env['NODE_ENV'] === 'production'),
    signals: new Set(),
    quarantine,
    origin: { link: options.eventLink?.name ?? 'in-process', deployable: options.deployable, host: instance },
  };
  const sagas = new Map<string, HostedSaga>();
  const sagaHost = Object.values(assembled.handlers).some(({ kind }) => kind === 'saga')
    ? new SagaHost(sagas, host.store!, instance, log, intake, {
        leaseMs: options.leaseMs?.saga,
        stepMs: options.sagaStepMs,
      })
    : undefined;
  return {
    host,
    assembled,
    dispatcher: new Dispatcher(host, serveHandlers(host, assembled, sagas, sagaHost), intake),
    sagas: sagaHost,
    schedules: assembled.schedules.map(
      (schedule) => new HostedSchedule(host, schedule, instance, options.leaseMs?.schedule),
    ),
    listeners: hostListeners(host, assembled),
  };
}

function serveHandlers(
  host: HostedModule,
  { handlers }: AssembledModule,
  sagas: Map<string, HostedSaga>,
  sagaHost: SagaHost | undefined,
): Map<string, ServedOperation> {
  const operations = new Map<string, ServedOperation>();
  for (const [name, handler] of Object.entries(handlers)) {
    if (handler.kind === 'handler') {
      operations.set(name, serveOperation(host, handler.operation, handler.run));
      continue;
    }
    const served = serveOperation(
      host,
      handler.operation,
      () => undefined,
      (request, input) => sagaHost!.enter(sagas.get(name)!, request, input),
    );
    operations.set(name, served);
    sagas.set(name, hostSaga(host, served, handler));
  }
  return operations;
}

function hostListeners(host: HostedModule, { parts, listeners }: AssembledModule): ModuleUnit['listeners'] {
  const contracts = new Map(
    Object.values(parts.hears as Readonly<Record<string, AnyContract>>).map((contract) => [contract.name, contract]),
  );
  const places = new Places(host.store?.writeRoom);
  return listeners.map((listener) => {
    const event = contracts.get(listener.source.module)!.events[listener.source.event]!;
    return {
      subscription: { module: host.name, listener: listener.name, source: listener.source },
      listener: new HostedListener(host, listener, event, places.line()),
    };
  });
}

function bindPorts(
  { parts }: AssembledModule,
  { topology }: ComposeOptions,
  config: object,
  log: Logger,
): Readonly<Record<string, unknown>> {
  const bound = Object.entries(parts.ports).map(([name, port]) => {
    const chosen = topology.ports[`${parts.contract.name}.${name}`] ?? port.default;
    return [
      name,
      port.adapters[chosen]!({ config: config as never, log: log.child({ port: name, adapter: chosen }) }),
    ] as const;
  });
  return Object.fromEntries(bound);
}
