import { DOOR } from '@carveout/contract';
import type { AnyContract, Principal } from '@carveout/contract';
import type { CallFromOutside } from '../door/outside.ts';
import { CarveoutError, notHosted } from '../errors/index.ts';
import { invoke } from '../pipeline/invoke.ts';
import type { CallOrigin } from '../pipeline/invoke.ts';
import { newId } from '../pipeline/ids.ts';
import { deepFreeze } from '../pipeline/parse.ts';
import type { Routing } from './routing.ts';

/** What a request from outside brings to the calls that are made for it. */
export interface Occasion {
  readonly principal?: Principal | undefined;
  /** Idempotency key that the client gave: scoped to the principal, so that two clients cannot meet in one. */
  readonly key?: string | undefined;
  readonly correlation?: string | undefined;
  /** W3C `traceparent` of the span around it. */
  readonly trace?: string | undefined;
  /** True when the same was asked before, and may have run. */
  readonly repeated?: true | undefined;
  /** Epoch ms. Default: 10 s from now. */
  readonly deadline?: number | undefined;
}

/** The outermost origin of calls: nothing around it but the occasion. */
export function originOf(caller: string, occasion: Occasion): CallOrigin {
  const id = newId();
  let ordinal = 0;
  return {
    caller,
    causation: undefined,
    correlation: occasion.correlation ?? id,
    // Modules of this process all get this one object.
    principal: occasion.principal === undefined ? undefined : deepFreeze(structuredClone(occasion.principal)),
    trace: occasion.trace,
    deadline: occasion.deadline ?? Date.now() + 10_000,
    keyBase: occasion.key === undefined ? id : JSON.stringify([occasion.principal?.id ?? null, occasion.key]),
    inTransaction: false,
    attempt: undefined,
    repeated: occasion.repeated,
    nextOrdinal: () => ++ordinal,
  };
}

/** The door's way in: every operation of these contracts, with access checked. */
export function callFromOutside(routing: Routing, contracts: readonly AnyContract[]): CallFromOutside {
  const routes = new Map(
    contracts
      .flatMap((contract) => Object.values(contract.operations))
      .map((operation) => [operation.id, routing.route(DOOR, operation)]),
  );
  return (operation, input, request) => {
    const route = routes.get(operation.id);
    if (route === undefined) {
      return Promise.reject(new CarveoutError(notHosted, `${operation.id} is not served by this door`));
    }
    return invoke(originOf(DOOR, request), route, input, undefined);
  };
}
