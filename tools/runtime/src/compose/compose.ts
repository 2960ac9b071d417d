import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { throwCollected } from '../errors/index.ts';
import { InProcessCalls } from '../in-process/call-link.ts';
import { InProcessEvents } from '../in-process/event-link.ts';
import type { SetAside } from '../in-process/event-link.ts';
import { Quarantine } from '../listening/quarantine.ts';
import { Intake } from '../load/intake.ts';
import { isOneProcess } from '../topology/topology.ts';
import type { ComposeOptions } from './compose-options.ts';
import { compositionFaults } from './composition-faults.ts';
import { Deployment } from './deployment.ts';
import { hostModule } from './host-module.ts';
import { callFromOutside } from './outside-calls.ts';
import { Routing } from './routing.ts';

/**
 * Composes the modules of one deployable: wires each call to the in-process or the remote link, each event to the
 * broker or the outbox, each module to its store. Nothing is started.
 *
 * @throws CarveoutError or CarveoutErrors (CARV-250, CARV-251) with everything that does not fit, at once.
 */
export function compose(options: ComposeOptions): Deployment {
  const faults = compositionFaults(options);
  throwCollected(faults);
  const instance = options.instance ?? `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const local = new InProcessCalls();
  const remote = isOneProcess(options.topology) ? [] : usedLinks(options);
  const routing = new Routing(options.deployable, options.topology, local, options.callLinks ?? {}, options.registry);
  const intake = new Intake(options.registry, options.shedding ?? true);
  const parts = { instance, intake, quarantine: new Quarantine() };
  const units = options.modules.map((module) => hostModule(module, options, routing, parts, faults));
  throwCollected(faults);
  const contracts = options.contracts ?? options.modules.map((module) => module.parts.contract);
  return new Deployment({
    units,
    local,
    remote,
    events: options.eventLink ?? new InProcessEvents(logDeadLetters(options)),
    // A program of another language says nobody what it hears.
    modules: options.topology.deployables.flatMap((one) => (one.program === undefined ? one.modules : [])),
    call: callFromOutside(routing, contracts),
    contracts,
    instance,
    intake,
    relayLeaseMs: options.leaseMs?.relay,
    log: options.log,
  });
}

function usedLinks({ topology, callLinks = {} }: ComposeOptions) {
  const names = new Set([topology.links.commands, topology.links.queries]);
  return [...names].flatMap((name) => callLinks[name] ?? []);
}

/** What listeners of modules without a store set aside has no home without a broker: it is only logged. */
function logDeadLetters({ log }: ComposeOptions): SetAside {
  return async (subscription, message, reason) => {
    // A log is no place for what a message says, or on whose behalf.
    const { id, module, event, key } = message;
    log.error(
      { module: subscription.module, listener: subscription.listener, dead: { id, module, event, key }, reason },
      'dead letter of a module without a store',
    );
  };
}
