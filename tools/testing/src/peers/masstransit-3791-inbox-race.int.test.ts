import { defineContract, event, query } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { AssembledModule, EventMessage } from '@carveout/runtime';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { bank } from '../conformance/fixture/bank-contract.ts';
import { latch } from '../conformance/fixture/latch.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { message } from '../conformance/store/samples.ts';
import { testHosts } from '../runtime/fixture/hosts.ts';
import { soon } from '../runtime/fixture/soon.ts';
import { TryingLink } from '../runtime/fixture/trying-link.ts';

const hosts = testHosts();
const contract = defineContract('echo', {
  idle: query({ input: z.object({}), output: z.object({}) }),
  echoed: event({ version: 1, payload: z.object({ by: z.string() }), key: ({ by }) => by }),
});
const module = defineModule(contract, {
  hears: { bank },
  persistence: definePersistence({ entities: [], migrations: [] }),
});

it('publishes once what two deliveries of one message at the same time cause, on two hosts', async () => {
  const bothRun = latch();
  const runs: string[] = [];
  const echo = (by: string): AssembledModule =>
    module.assemble({
      handlers: { idle: module.handle('idle', () => ({})) },
      listeners: [
        module.on('bank', 'deposited', 'on-deposited', async (_payload, { transaction }) => {
          runs.push(by);
          if (runs.length === 2) bothRun.open();
          await transaction(async ({ publish }) => {
            publish.echoed({ by });
            // Neither has an inbox mark when the other looks for it: only the commits can tell them apart.
            await bothRun.opened;
          });
        }),
      ],
    });
  const links = [new TryingLink(), new TryingLink()];
  const started = await Promise.all(
    ['one', 'two'].map((by, index) => hosts.start([bankWith(), echo(by)], { eventLink: links[index]! })),
  );
  const twice: EventMessage = { ...message('a', { account: 'a', amount: 1 }), module: 'bank', event: 'deposited' };
  const outcomes = await Promise.all(
    started.map(({ deployment }) => {
      const unit = deployment.units.find(({ host }) => host.name === 'echo')!;
      return unit.listeners[0]!.listener.deliver(twice);
    }),
  );
  expect(runs.toSorted()).toEqual(['one', 'two']);
  expect(outcomes).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  const published = (): EventMessage[] => links.flatMap((link) => link.asked).filter(({ event }) => event === 'echoed');
  await vi.waitFor(() => expect(published()).toHaveLength(1), soon);
  await vi.waitFor(async () => expect(await hosts.query('select id from echo.carveout_outbox')).toEqual([]), soon);
  expect(published()).toHaveLength(1);
  expect(await hosts.query('select message from echo.carveout_inbox')).toEqual([{ message: twice.id }]);
});
