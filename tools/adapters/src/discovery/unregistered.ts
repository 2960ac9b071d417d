import type { Announced } from '@carveout/runtime';

/** What `announce` answers where somebody else registers: there is nothing to take back. */
export const unregistered: Announced = { withdraw: async () => undefined };
