import type { AnyEvent, Envelope } from '@carveout/contract';
import { CarveoutError, eventInvalid } from '../errors/index.ts';
import type { Effects, EventMessage } from '../ports/index.ts';
import type { HostedModule } from './hosted-module.ts';
import { newId } from './ids.ts';
import { parse } from './parse.ts';
import { issueLine, issuesOf } from './replies.ts';

/** The `publish` object of one transaction: each event's function adds a row to the outbox that is saved with it. */
export function publisher(host: HostedModule, envelope: Envelope, effects: Effects, isOpen: () => boolean): object {
  const publish: Record<string, (payload: unknown) => void> = {};
  for (const [name, event] of Object.entries(host.contract.events)) {
    publish[name] = (payload) => {
      if (!isOpen())
        throw new CarveoutError(
          eventInvalid,
          `${event.id} is published after its transaction has ended. Events are saved with the transaction that causes them`,
        );
      effects.outbox.push(eventMessage(event, payload, envelope));
    };
  }
  return publish;
}

function eventMessage(event: AnyEvent, payload: unknown, cause: Envelope): EventMessage {
  const parsed = parse(event.payload, payload);
  if (parsed.issues !== undefined) {
    throw new CarveoutError(
      eventInvalid,
      `${event.id} is published with a payload that does not match its contract: ${issueLine(issuesOf(parsed))}`,
    );
  }
  const id = newId();
  return {
    id,
    module: event.module,
    event: event.name,
    version: event.version,
    key: (event.key as (payload: unknown) => string)(parsed.value),
    payload: parsed.value,
    at: Date.now(),
    envelope: {
      id,
      correlation: cause.correlation,
      causation: cause.id,
      caller: event.module,
      principal: cause.principal,
      trace: cause.trace,
    },
  };
}
