import { isRefusedByClients } from '@carveout/testing/refused-ports';
import { whyNotFree } from './check-port.ts';
import { LOOPBACK } from './door-ports.ts';

/**
 * Gives away ports that are free, each once, and none at which browsers and `fetch` do not ask. A port that is settled
 * for a process may not be open yet, so that asking the system is not enough.
 */
export class FreePorts {
  readonly #given: Set<number>;

  /** @param settled ports that others have been promised. */
  constructor(settled: Iterable<number> = []) {
    this.#given = new Set(settled);
  }

  /** The next one from here on, upwards. */
  async from(lowest: number): Promise<number> {
    let port = lowest;
    while (this.#given.has(port) || isRefusedByClients(port) || (await whyNotFree(port, LOOPBACK)) !== undefined)
      port++;
    this.#given.add(port);
    return port;
  }
}
