import { setTimeout as sleep } from 'node:timers/promises';
import { defineContract } from '@carveout/contract';
import { defineModule, oneProcess } from '@carveout/runtime';
import type { ComposeOptions } from '@carveout/runtime';
import { busy } from './busy-contract.ts';
import { desk } from './desk.ts';

const SPIN_MS = 2;
const LOOK_EVERY_MS = 0.1;
const ELSEWHERE_MS = 5;

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

export const askerModule = defineModule(defineContract('asker', {}), { calls: { busy, desk } }).assemble({
  handlers: {},
});

/** A breaker of the callers' would spare the hosts; it is the hosts that are looked at. */
export const topology: ComposeOptions['topology'] = {
  ...oneProcess([busyModule]),
  deployables: [
    { name: 'asker', modules: ['asker'], replicas: 1, line: 1 },
    { name: 'busy', modules: ['busy'], replicas: 1, line: 2 },
    { name: 'desk', modules: ['desk'], replicas: 1, line: 3 },
  ],
  links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
  resilience: { defaults: { breaker: false } },
};
