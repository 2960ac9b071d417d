import { isRefusedByClients } from '@carveout/testing/refused-ports';
import { whyNotFree } from './check-port.ts';
import { LOOPBACK } from './door-ports.ts';

/** Answers free ports one after the other, upwards; none at which browsers and `fetch` do not ask. */
export function freePorts(from: number): () => Promise<number> {
  let candidate = from;
  return async () => {
    while (isRefusedByClients(candidate) || (await whyNotFree(candidate, LOOPBACK)) !== undefined) candidate++;
    return candidate++;
  };
}
