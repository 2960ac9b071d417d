import { setTimeout as sleep } from 'node:timers/promises';
import { defineContract, query } from '@carveout/contract';
import { defineModule, oneProcess } from '@carveout/runtime';
import type { Client, ComposeOptions } from '@carveout/runtime';
import { z } from 'zod';

/** Who asks wants the answer within this; later it is worth nothing. */
export const WANTED_MS = 1_000;

const SPIN_MS = 2;
const LOOK_EVERY_MS = 0.1;
const ELSEWHERE_MS = 5;

/** A module whose work takes the processor for a while, before and after something that others do. */
export const busy = defineContract('busy', {
  work: query({
    input: z.object({}),
    output: z.object({ done: z.boolean() }),
    timeout: WANTED_MS,
    http: 'GET /work',
    access: 'public',
  }),
});
export type BusyCalls = Client<typeof busy>;

const module = defineModule(busy);
export const busyModule = module.assemble({
  handlers: {
    work: module.handle('work', async () => {
      spin();
      await sleep(ELSEWHERE_MS);
      spin();
      return { done: true };
    }),
  },
});

/** By the processor time that it had: what a call takes is the same however fast and however busy the machine is. */
function spin(): void {
  const from = process.cpuUsage();
  for (let spunMs = 0; spunMs < SPIN_MS;) {
    const until = performance.now() + LOOK_EVERY_MS;
    while (performance.now() < until);
    const { user, system } = process.cpuUsage(from);
    spunMs = (user + system) / 1_000;
  }
}

export const askerModule = defineModule(defineContract('asker', {}), { calls: { busy } }).assemble({ handlers: {} });

/** A breaker of the asker's would spare the host; it is the host that is looked at. */
export const topology: ComposeOptions['topology'] = {
  ...oneProcess([busyModule]),
  deployables: [
    { name: 'asker', modules: ['asker'], replicas: 1, line: 1 },
    { name: 'busy', modules: ['busy'], replicas: 1, line: 2 },
  ],
  links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
  resilience: { defaults: { breaker: false } },
};
