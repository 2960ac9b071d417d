import type { Saga, SagaParts, SagaStep } from '../definition/index.ts';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import type { ServedOperation } from '../pipeline/served-operation.ts';

/** One saga as this process runs it. */
export interface HostedSaga {
  readonly host: HostedModule;
  readonly served: ServedOperation;
  readonly parts: AnyParts;
}

export type AnyStep = SagaStep<unknown, Record<string, unknown>>;
export type AnyParts = Omit<SagaParts<never, unknown, Record<string, unknown>>, 'begin' | 'finish'> & {
  readonly begin: (input: unknown, start: object) => Record<string, unknown>;
  readonly finish: (state: unknown) => unknown;
};

export function hostSaga(host: HostedModule, served: ServedOperation, saga: Saga): HostedSaga {
  return { host, served, parts: saga.parts as unknown as AnyParts };
}
