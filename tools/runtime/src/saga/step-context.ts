import type { Envelope } from '@carveout/contract';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import { WorkContext } from '../pipeline/work-context.ts';
import type { Effects } from '../ports/index.ts';

/** What a saga's step gets. `save` turns what its transaction returns into the saga's next position, saved with it. */
export class StepContext extends WorkContext {
  readonly what: string;
  readonly sagaId: string;
  readonly startedAt: number;
  readonly fail: unknown;
  readonly #keyBase: string;
  readonly #save: (patch: unknown, effects: Effects) => void;

  constructor(
    host: HostedModule,
    envelope: Envelope,
    step: {
      readonly what: string;
      readonly keyBase: string;
      readonly sagaId: string;
      readonly startedAt: number;
      readonly fail: unknown;
    },
    save: (patch: unknown, effects: Effects) => void,
  ) {
    super(host, envelope);
    this.#keyBase = step.keyBase;
    this.sagaId = step.sagaId;
    this.startedAt = step.startedAt;
    this.fail = step.fail;
    this.what = step.what;
    this.#save = save;
  }

  override get keyBase(): string {
    return this.#keyBase;
  }

  get transaction(): unknown {
    return (work: (scope: object) => unknown) =>
      this.openTransaction(work, (patch, effects) => {
        this.#save(patch, effects);
        return patch ?? {};
      });
  }
}
