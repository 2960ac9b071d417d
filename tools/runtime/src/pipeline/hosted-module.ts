import type { AnyContract } from '@carveout/contract';
import type { Logger } from 'pino';
import { CarveoutError, noPersistence } from '../errors/index.ts';
import type { Quarantine } from '../listening/quarantine.ts';
import type { DeadLetterOrigin, Store } from '../ports/index.ts';
import type { CallHistogram } from './call-histogram.ts';
import type { CallsOf } from './clients.ts';
import type { Tracing } from './tracing.ts';

/** One module as this process hosts it: what every piece of its work needs. */
export interface HostedModule {
  readonly name: string;
  readonly contract: AnyContract;
  readonly store: Store | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  readonly ports: Readonly<Record<string, unknown>>;
  readonly log: Logger;
  readonly callsOf: CallsOf;
  readonly tracing: Tracing | undefined;
  /** Duration of handlers, listeners and schedules. */
  readonly work: CallHistogram;
  /** True: inputs are frozen, so that a handler that changes its input fails where it does so. Off in production. */
  readonly freeze: boolean;
  /** What is running and has asked for its `signal`. */
  readonly signals: Set<Haltable>;
  /** One for the process: whatever listeners try goes through it. */
  readonly quarantine: Quarantine;
  /** What a dead letter says of where it was made. */
  readonly origin: DeadLetterOrigin;
}

/** Something that can be told to end at once. */
export interface Haltable {
  halt(): void;
}

/** The module's store, or a coded error that says what lacks one. */
export function storeOf(host: HostedModule, wanted: string): Store {
  if (host.store === undefined) {
    throw new CarveoutError(
      noPersistence,
      `${host.name} ${wanted}, but declares no persistence. Give 'persistence' to defineModule in modules/${host.name}/core/src/module.ts`,
    );
  }
  return host.store;
}
