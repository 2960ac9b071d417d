import type { Envelope } from '@carveout/contract';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import type { Effects, Store } from '../ports/index.ts';
import { EffectContext } from './effect-context.ts';
import type { PlacedStore } from './placed-store.ts';

/** What one try of a listener gets: waiting for its transaction's place takes nothing of its time. */
export class ListenerContext extends EffectContext {
  readonly #store: PlacedStore | undefined;
  readonly #waitedBefore: number;

  constructor(
    host: HostedModule,
    store: PlacedStore | undefined,
    envelope: Envelope,
    keyBase: string,
    what: string,
    mark: (effects: Effects) => void,
  ) {
    super(host, envelope, keyBase, what, mark);
    this.#store = store;
    this.#waitedBefore = store?.waitedMs ?? 0;
  }

  override waitedMs(): number {
    return this.#store === undefined ? 0 : this.#store.waitedMs - this.#waitedBefore;
  }

  protected override storeFor(wanted: string): Pick<Store, 'transaction'> {
    return this.#store ?? super.storeFor(wanted);
  }
}
