import { parseHttpLine } from '@carveout/contract';
import type { AnyContract, AnyOperation, HttpRoute } from '@carveout/contract';
import { composition } from '../errors/carv-250-composition.ts';
import { CarveoutError, throwCollected } from '../errors/carveout-error.ts';
import { inputFields } from './input/fields.ts';
import type { InputFields } from './input/fields.ts';

/** An operation with an `http` line, ready to be served. */
export interface ServedOperation {
  readonly operation: AnyOperation;
  readonly route: HttpRoute;
  readonly fields: InputFields;
}

/**
 * Finds every operation that contracts serve at the door.
 *
 * @throws CarveoutError (CARV-250), one per operation whose input the door cannot compose and per line claimed twice.
 */
export function servedOperations(contracts: readonly AnyContract[]): ServedOperation[] {
  const faults: CarveoutError[] = [];
  const served: ServedOperation[] = [];
  const claims = new Map<string, string>();
  for (const operation of contracts.flatMap((contract) => Object.values(contract.operations))) {
    const route = operation.http && parseHttpLine(operation.http);
    if (!route) continue;
    const claim = routeClaim(route.method, route.path);
    const holder = claims.get(claim);
    if (holder !== undefined)
      faults.push(
        new CarveoutError(
          composition,
          `${holder} and ${operation.id} both claim '${operation.http}'. Change one line.`,
        ),
      );
    claims.set(claim, operation.id);
    const fields = inputFields(operation);
    faults.push(...inputFaults(operation, route, fields));
    if (fields) served.push({ operation, route, fields });
  }
  throwCollected(faults);
  return served;
}

/** The same for two routes that match the same requests. */
export function routeClaim(method: string, path: string): string {
  return `${method} ${path.replace(/:[^/]+/g, ':')}`;
}

function inputFaults(operation: AnyOperation, route: HttpRoute, fields: InputFields | undefined): CarveoutError[] {
  if (!fields)
    return [
      new CarveoutError(
        composition,
        `${operation.id} is served at '${operation.http}', so its input must be an object (or nothing): its fields ` +
          'come from the path, the query string and the body.',
      ),
    ];
  return route.parameters
    .filter((name) => !fields.fields.has(name))
    .map(
      (name) =>
        new CarveoutError(
          composition,
          `${operation.id}: the path parameter ':${name}' of '${operation.http}' is no field of its input.`,
        ),
    );
}
