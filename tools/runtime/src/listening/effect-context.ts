import type { Envelope } from '@carveout/contract';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import { WorkContext } from '../pipeline/work-context.ts';
import type { Effects } from '../ports/index.ts';

/** What a listener or schedule gets: `mark` puts its trace into the transaction that it opens. */
export class EffectContext extends WorkContext {
  readonly what: string;
  readonly #keyBase: string;
  readonly #mark: (effects: Effects) => void;

  constructor(host: HostedModule, envelope: Envelope, keyBase: string, what: string, mark: (effects: Effects) => void) {
    super(host, envelope);
    this.#keyBase = keyBase;
    this.what = what;
    this.#mark = mark;
  }

  override get keyBase(): string {
    return this.#keyBase;
  }

  get transaction(): unknown {
    return (work: (scope: object) => unknown) =>
      this.openTransaction(work, (result, effects) => {
        this.#mark(effects);
        return result;
      });
  }
}
