import type { CallOptions } from '../definition/index.ts';
import { CarveoutError, undeclaredNeighbour } from '../errors/index.ts';
import type { CallRoute } from './call-route.ts';
import { invoke } from './invoke.ts';
import type { CallOrigin } from './invoke.ts';

/** Makes the `calls` object of one piece of work. */
export type CallsOf = (origin: CallOrigin) => object;

type ClientClass = new (origin: CallOrigin) => object;

/**
 * Builds the class of a module's `calls` once, so that a piece of work pays only for what it uses.
 *
 * @param neighbours declared name → routes of its operations.
 * @param others modules that exist but were not declared: using one names the mistake.
 */
export function callsFactory(
  caller: string,
  neighbours: Readonly<Record<string, readonly CallRoute[]>>,
  others: readonly string[],
): CallsOf {
  class Calls {
    readonly origin: CallOrigin;
    readonly clients: Record<string, object> = {};
    constructor(origin: CallOrigin) {
      this.origin = origin;
    }
  }
  for (const [name, routes] of Object.entries(neighbours)) {
    const Client = clientClass(routes);
    Object.defineProperty(Calls.prototype, name, {
      get(this: Calls): object {
        return (this.clients[name] ??= new Client(this.origin));
      },
    });
  }
  for (const name of others) {
    if (name in Calls.prototype) continue;
    Object.defineProperty(Calls.prototype, name, {
      get(): never {
        throw new CarveoutError(
          undeclaredNeighbour,
          `${caller} calls ${name}, which it does not declare. Add it to 'calls' in modules/${caller}/core/src/module.ts`,
        );
      },
    });
  }
  return (origin) => new Calls(origin);
}

function clientClass(routes: readonly CallRoute[]): ClientClass {
  class Client {
    readonly origin: CallOrigin;
    constructor(origin: CallOrigin) {
      this.origin = origin;
    }
  }
  for (const route of routes) {
    Object.defineProperty(Client.prototype, route.operation.name, {
      value(this: Client, input: unknown, options?: CallOptions): Promise<unknown> {
        return invoke(this.origin, route, input, options);
      },
    });
  }
  return Client;
}
