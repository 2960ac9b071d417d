import { expect, it, vi } from 'vitest';
import { bankWith } from '../fixture/bank.ts';
import { latch, rejection } from '../fixture/latch.ts';
import { client, tellerWith } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import { untilReached } from '../fixture/until-reached.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

const MANY = 200;

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
      const outer = Date.now() + 15_000;
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
      let begun = 0;
      const world = await start(
        client,
        bankWith({
          balance: async ({ account }) => {
            if (account === 'warm') return { account, balance: 1 };
            begun++;
            await held.opened;
            return { account, balance: 1 };
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client', { deadline: Date.now() + 120_000 });
      const settled = await untilReached(
        async (timeout) => {
          // Opens the link, and closes a breaker that a round before has opened.
          await vi.waitFor(() => calls.bank.balance({ account: 'warm' }), { timeout: 20_000 });
          begun = 0;
          return Promise.all(
            Array.from({ length: MANY }, (_, index) =>
              rejection(calls.bank.balance({ account: 'a' }, { timeout: timeout + index })),
            ),
          );
        },
        () => begun >= MANY,
        200,
      );
      held.open();
      expect(new Set(settled.map((error) => error.kind))).toEqual(new Set(['outcome-unknown']));
    });

    it('aborts the signal of the handler when the deadline passes', async () => {
      const aborted = latch();
      let begun = false;
      const world = await start(
        client,
        bankWith({
          balance: ({ account }, { signal }) => {
            begun = true;
            return new Promise((resolve) => {
              signal.addEventListener('abort', () => {
                aborted.open();
                resolve({ account, balance: 1 });
              });
            });
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client', { deadline: Date.now() + 120_000 });
      // What the handler answers to that may just be in time for its caller, whose clock is another one.
      await untilReached(
        (timeout) => Promise.allSettled([calls.bank.balance({ account: 'a' }, { timeout })]),
        () => begun,
        150,
      );
      await aborted.opened;
    });
  });
}
