import { expect, it } from 'vitest';
import { bankWith } from '../fixture/bank.ts';
import { latch, rejection } from '../fixture/latch.ts';
import { client, tellerWith } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

export function deadlines(startWorld: StartWorld): void {
  law(4, 'deadlines', startWorld, (start) => {
    it('shrinks along the chain', async () => {
      const seen: number[] = [];
      const world = await start(
        client,
        tellerWith({
          ask: async ({ account }, { calls, envelope }) => {
            seen.push(envelope.deadline);
            return { balance: (await calls.bank.balance({ account }, { timeout: 60_000 })).balance };
          },
        }),
        bankWith({
          balance: ({ account }, { envelope }) => {
            seen.push(envelope.deadline);
            return { account, balance: 1 };
          },
        }),
      );
      const outer = Date.now() + 1_500;
      await world.callsAs<ClientCalls>('client', { deadline: outer }).teller.ask({ account: 'a' });
      expect(seen).toHaveLength(2);
      expect(seen[0]!).toBeLessThanOrEqual(outer);
      expect(seen[1]!).toBeLessThan(seen[0]!);
    });

    it('does not start work whose deadline has passed', async () => {
      let ran = false;
      const world = await start(
        client,
        bankWith({
          balance: ({ account }) => {
            ran = true;
            return { account, balance: 1 };
          },
        }),
      );
      const error = await rejection(
        world.callsAs<ClientCalls>('client', { deadline: Date.now() - 50 }).bank.balance({ account: 'a' }),
      );
      expect(error).toMatchObject({ kind: 'not-sent' });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(ran).toBe(false);
    });

    it('settles every call by its deadline, however many hang', async () => {
      const held = latch();
      const world = await start(
        client,
        bankWith({
          balance: async ({ account }) => {
            await held.opened;
            return { account, balance: 1 };
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      const settled = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          rejection(calls.bank.balance({ account: 'a' }, { timeout: 200 + index })),
        ),
      );
      held.open();
      expect(new Set(settled.map((error) => error.kind))).toEqual(new Set(['outcome-unknown']));
    });

    it('aborts the signal of the handler when the deadline passes', async () => {
      const aborted = latch();
      const world = await start(
        client,
        bankWith({
          balance: ({ account }, { signal }) =>
            new Promise((resolve) => {
              signal.addEventListener('abort', () => {
                aborted.open();
                resolve({ account, balance: 1 });
              });
            }),
        }),
      );
      await rejection(world.callsAs<ClientCalls>('client').bank.balance({ account: 'a' }, { timeout: 150 }));
      await aborted.opened;
    });
  });
}
