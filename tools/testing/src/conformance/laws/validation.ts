import { expect, it } from 'vitest';
import { add, bankWith } from '../fixture/bank.ts';
import { rejection } from '../fixture/latch.ts';
import { client } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

export function validation(startWorld: StartWorld): void {
  law(2, 'validation', startWorld, (start) => {
    it('refuses bad input with the place of each fault, before the handler runs', async () => {
      let ran = false;
      const world = await start(
        client,
        bankWith({
          balance: () => {
            ran = true;
            return { account: 'a', balance: 0 };
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      const error = await rejection(
        calls.bank.deposit({ account: '', amount: 1.5, details: { lines: [{ text: 3 as never }] } }),
      );
      expect(error).toMatchObject({ kind: 'invalid', code: 'CARV-302' });
      expect((error as unknown as { issues: { path: unknown[] }[] }).issues.map((issue) => issue.path)).toEqual([
        ['account'],
        ['amount'],
        ['details', 'lines', 0, 'text'],
      ]);
      await rejection(calls.bank.balance({ account: 7 as never }));
      expect(ran).toBe(false);
    });

    it('strips unknown fields between modules, both ways', async () => {
      let seen: unknown;
      const world = await start(
        client,
        bankWith({
          balance: (input) => {
            seen = input;
            return { account: 'a', balance: 1, extra: 'inside' } as never;
          },
        }),
      );
      const answer = await world.callsAs<ClientCalls>('client').bank.balance({ account: 'a', more: true } as never);
      expect(seen).toEqual({ account: 'a' });
      expect(answer).toEqual({ account: 'a', balance: 1 });
    });

    it('an output that does not match the contract is a fault, and its transaction does not commit', async () => {
      const world = await start(
        client,
        bankWith({
          deposit: async (entry, { transaction }) =>
            transaction(async ({ em }) => {
              await add(em, entry.account, entry.amount);
              return { account: entry.account, balance: 'much' as never, echo: entry };
            }),
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      expect(await rejection(calls.bank.deposit({ account: 'a', amount: 5 }))).toMatchObject({ kind: 'fault' });
      expect(await rejection(calls.bank.balance({ account: 'a' }))).toMatchObject({ code: 'UNKNOWN_ACCOUNT' });
    });

    it('a query output that does not match the contract is a fault', async () => {
      const world = await start(client, bankWith({ balance: () => ({ account: 'a', balance: 'much' as never }) }));
      expect(await rejection(world.callsAs<ClientCalls>('client').bank.balance({ account: 'a' }))).toMatchObject({
        kind: 'fault',
      });
    });
  });
}
