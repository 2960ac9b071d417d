import type { AnyContract, Envelope, ReceivedOf, ReturnedOf } from '@carveout/contract';
import { defineModule } from '@carveout/runtime';
import type { AssembledModule, Fail } from '@carveout/runtime';

type FakeHandlers<C extends AnyContract> = {
  readonly [K in keyof C['operations']]?: (
    input: ReceivedOf<C['operations'][K]>,
    context: { readonly fail: Fail<C['operations'][K]>; readonly envelope: Envelope },
  ) => ReturnedOf<C['operations'][K]> | Promise<ReturnedOf<C['operations'][K]>>;
};

/** One call that a fake has taken. */
export interface TakenCall {
  readonly operation: string;
  readonly input: unknown;
  readonly envelope: Envelope;
}

/** A stand-in for a neighbour: its contract is the real one, so what it takes and gives is checked as in earnest. */
export interface Fake {
  readonly module: AssembledModule;
  /** Calls in the order in which they arrived, repeats included. */
  readonly taken: TakenCall[];
  /** Inputs of the calls to one operation. */
  of(operation: string): unknown[];
}

/**
 * A typed fake of a neighbour. Operations that are not given break when called, so that a test names what it needs.
 * A fake keeps no outcomes: what it does under a repeated key is the test's to say.
 */
export function fake<C extends AnyContract>(contract: C, handlers: FakeHandlers<C>): Fake {
  const taken: TakenCall[] = [];
  const module = defineModule(contract as AnyContract);
  const made = Object.keys(contract.operations).map((operation) => [
    operation,
    module.handle(operation, ((input: unknown, context: { readonly envelope: Envelope }) => {
      taken.push({ operation, input, envelope: context.envelope });
      const handler = handlers[operation as keyof C['operations']] as
        ((input: unknown, context: unknown) => unknown) | undefined;
      if (handler === undefined) throw new Error(`the fake of ${contract.name} has no ${operation}`);
      return handler(input, context);
    }) as never),
  ]);
  return {
    // A fake publishes through the scenario, never by itself: without its events it needs no database.
    module: withoutEvents(module.assemble({ handlers: Object.fromEntries(made) as never })),
    taken,
    of: (operation) => taken.filter((call) => call.operation === operation).map((call) => call.input),
  };
}

function withoutEvents(module: AssembledModule): AssembledModule {
  const { name, operations } = module.parts.contract;
  return { ...module, parts: { ...module.parts, contract: { name, operations, events: {} } } };
}
