import { schemaFaults } from '@carveout/contract';
import type { AssembledModule } from '../definition/index.ts';
import { CarveoutError, composition } from '../errors/index.ts';
import { dueTimes } from '../schedules/due-times.ts';
import { DOOR_MODULE, hostOf, takesRequests } from '../topology/topology.ts';
import type { ComposeOptions } from './compose-options.ts';
import { fallbackFaults, resilienceFaults } from './resilience-faults.ts';

/** Everything that keeps these modules from running together, found before anything is started. */
export function compositionFaults(options: ComposeOptions): CarveoutError[] {
  const lines = [
    ...hostingFaults(options),
    ...doorFaults(options),
    ...siteFaults(options),
    ...resilienceFaults(options),
    ...options.modules.flatMap((module) => moduleFaults(module, options)),
  ];
  return lines.map((line) => new CarveoutError(composition, line));
}

function hostingFaults({ deployable, topology, modules }: ComposeOptions): string[] {
  const wanted = topology.deployables.find((one) => one.name === deployable)?.modules;
  if (wanted === undefined) {
    return [
      `${topology.file} has no deployable '${deployable}' (it has: ${topology.deployables.map((one) => one.name).join(', ')})`,
    ];
  }
  const given = modules.map((module) => module.parts.contract.name);
  return [
    ...wanted
      .filter((name) => !given.includes(name))
      .map((name) => `${deployable} must host ${name}, but its entry does not import it`),
    ...given
      .filter((name) => !wanted.includes(name))
      .map((name) => `${deployable} imports ${name}, but ${topology.file} does not place it there`),
    ...given.filter((name, index) => given.indexOf(name) !== index).map((name) => `${name} is given twice`),
  ];
}

/** The door calls operations that no module here declares as its neighbour's. */
function doorFaults({ deployable, topology, contracts = [], callLinks }: ComposeOptions): string[] {
  const faults = new Set<string>();
  for (const operation of contracts.flatMap((contract) => Object.values(contract.operations))) {
    if (operation.http === undefined) continue;
    const host = hostOf(topology, operation.module);
    const kind = operation.kind === 'command' ? 'commands' : 'queries';
    if (host === undefined) faults.add(`the door serves ${operation.module}, which ${topology.file} hosts nowhere`);
    else if (host.name !== deployable && callLinks?.[topology.links[kind]] === undefined)
      faults.add(
        `the door serves ${operation.module} in deployable ${host.name}, but no adapter is given for its ${kind} (links.${kind}: ${topology.links[kind]})`,
      );
  }
  return [...faults];
}

/** Pages are served by the door, and by one module: whose `identify` would count, and whose 404 page? */
function siteFaults({ deployable, topology, modules }: ComposeOptions): string[] {
  const withPages = modules.filter(({ site }) => site !== undefined).map(({ parts }) => parts.contract.name);
  const here = topology.deployables.find((one) => one.name === deployable);
  if (here === undefined || withPages.length === 0) return [];
  if (!takesRequests(topology, here))
    return withPages.map(
      (name) =>
        `${name}: has a site, but ${deployable} is not the door, which is what hosts ${DOOR_MODULE}: nobody would reach its pages`,
    );
  return withPages.length === 1 ? [] : [`${withPages.join(', ')}: each has a site, but a door serves one`];
}

function moduleFaults(module: AssembledModule, options: ComposeOptions): string[] {
  const { parts } = module;
  const { name } = parts.contract;
  return [
    ...handlerFaults(module),
    ...neighbourFaults(module, options),
    ...fallbackFaults(module),
    ...persistenceFaults(module, options),
    ...listenerFaults(module),
    ...portFaults(module, options),
  ].map((line) => `${name}: ${line}`);
}

function handlerFaults({ parts, handlers }: AssembledModule): string[] {
  const operations = Object.keys(parts.contract.operations);
  return [
    ...operations.filter((name) => !Object.hasOwn(handlers, name)).map((name) => `no handler for ${name}`),
    ...Object.keys(handlers)
      .filter((name) => !operations.includes(name))
      .map((name) => `a handler for ${name}, which its contract does not have`),
    ...Object.entries(handlers)
      .filter(([name, handler]) => (handler.operation as { name?: string } | undefined)?.name !== name)
      .map(
        ([name, handler]) =>
          `the handler given for ${name} answers ${(handler.operation as { name?: string } | undefined)?.name ?? 'nothing'}`,
      ),
    ...Object.values(handlers).flatMap((handler) =>
      handler.kind === 'saga'
        ? [
            ...schemaFaults(handler.parts.state, `${handler.operation.name}.state`).map(
              (fault) => `${fault.where} ${fault.what}`,
            ),
            ...stepNameFaults(
              handler.operation.name,
              handler.parts.steps.map((step) => step.name),
            ),
          ]
        : [],
    ),
  ];
}

/** Steps are remembered, and the keys of their calls made, by name. */
function stepNameFaults(saga: string, names: readonly string[]): string[] {
  return [
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `two steps of the saga ${saga} are named ${name}`),
    ...names
      .filter((name) => !/^[A-Za-z][A-Za-z0-9-]*$/.test(name))
      .map((name) => `'${name}' is no name for a step of the saga ${saga}: letters, digits, dashes`),
  ];
}

function neighbourFaults(
  { parts, listeners }: AssembledModule,
  { topology, callLinks, deployable, eventLink }: ComposeOptions,
): string[] {
  const faults: string[] = [];
  for (const [name, contract] of Object.entries(parts.calls)) {
    const host = hostOf(topology, contract.name);
    if (host === undefined) faults.push(`calls ${name}, which ${topology.file} hosts nowhere`);
    else if (host.name !== deployable) {
      const kinds = new Set(
        Object.values(contract.operations).map((operation) => (operation.kind === 'command' ? 'commands' : 'queries')),
      );
      for (const kind of kinds) {
        if (callLinks?.[topology.links[kind]] === undefined)
          faults.push(
            `calls ${name} in deployable ${host.name}, but no adapter is given for its ${kind} (links.${kind}: ${topology.links[kind]})`,
          );
      }
    }
  }
  for (const { source } of listeners) {
    const host = hostOf(topology, source.module);
    if (host === undefined) faults.push(`hears ${source.module}, which ${topology.file} hosts nowhere`);
    else if (host.name !== deployable && eventLink === undefined)
      faults.push(`hears ${source.module} in deployable ${host.name}, but no broker carries events (links.events)`);
  }
  return faults;
}

function persistenceFaults({ parts, handlers, schedules }: AssembledModule, { store }: ComposeOptions): string[] {
  if (parts.persistence !== undefined)
    return store === undefined ? ['declares persistence, but no store is given'] : [];
  return [
    ...Object.keys(parts.contract.events).map(
      (event) => `publishes ${event}, but declares no persistence: an event is saved with what caused it`,
    ),
    ...schedules.map(
      (schedule) => `has the schedule ${schedule.name}, but declares no persistence: a due time is settled there`,
    ),
    ...Object.values(handlers)
      .filter((handler) => handler.kind === 'saga')
      .map((handler) => `has the saga ${handler.operation.name}, but declares no persistence`),
  ];
}

function listenerFaults({ listeners, schedules }: AssembledModule): string[] {
  const names = [...listeners, ...schedules].map((one) => one.name);
  return [
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `two listeners or schedules are named ${name}`),
    ...names
      .filter((name) => !/^[a-z][a-z0-9-]{0,59}$/.test(name))
      .map((name) => `'${name}' is no name for a listener or schedule: lower case, digits, dashes`),
    ...listeners
      .filter(({ source }) => source.version === 0)
      .map(({ name, source }) => `${name} hears ${source.module}.${source.event}, which that contract does not have`),
    ...schedules.flatMap(({ name, due }) => {
      try {
        dueTimes(due);
        return [];
      } catch (error) {
        return [`schedule ${name}: ${(error as Error).message}`];
      }
    }),
  ];
}

function portFaults({ parts }: AssembledModule, { topology }: ComposeOptions): string[] {
  const module = parts.contract.name;
  return Object.entries(parts.ports).flatMap(([name, port]) => {
    const chosen = topology.ports[`${module}.${name}`] ?? port.default;
    return Object.hasOwn(port.adapters, chosen)
      ? []
      : [`port ${name} has no adapter '${chosen}' (it has: ${Object.keys(port.adapters).join(', ')})`];
  });
}
