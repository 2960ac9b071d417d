import { expect, it } from 'vitest';
import { add, bankWith } from '../fixture/bank.ts';
import { rejection } from '../fixture/latch.ts';
import { client } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

export function values(startWorld: StartWorld): void {
  law(1, 'values', startWorld, (start) => {
    it('a handler that changes its input breaks, and the caller keeps its own', async () => {
      const world = await start(
        client,
        bankWith({
          deposit: async (entry, { transaction }) => {
            (entry.labels as string[]).push('changed');
            return transaction(() => ({ account: entry.account, balance: 0, echo: entry }));
          },
        }),
      );
      const mine = { account: 'a', amount: 1, labels: ['mine'] };
      const error = await rejection(world.callsAs<ClientCalls>('client').bank.deposit(mine));
      expect(error.kind).toBe('fault');
      expect(mine).toEqual({ account: 'a', amount: 1, labels: ['mine'] });
    });

    it('what the caller changes after the call is not seen by the handler', async () => {
      const world = await start(client, bankWith());
      const mine = { account: 'a', amount: 1, details: { lines: [{ text: 'before' }] } };
      const answer = world.callsAs<ClientCalls>('client').bank.deposit(mine);
      mine.details.lines[0]!.text = 'after';
      mine.amount = 100;
      expect(await answer).toMatchObject({ balance: 1, echo: { amount: 1, details: { lines: [{ text: 'before' }] } } });
    });

    it('what the handler keeps and changes later is not seen by the caller', async () => {
      const kept: { account: string; balance: number } = { account: 'a', balance: 7 };
      const world = await start(client, bankWith({ balance: () => kept }));
      const calls = world.callsAs<ClientCalls>('client');
      const first = await calls.bank.balance({ account: 'a' });
      kept.balance = 8;
      expect(first).toEqual({ account: 'a', balance: 7 });
      (first as { balance: number }).balance = 9;
      expect(await calls.bank.balance({ account: 'a' })).toEqual({ account: 'a', balance: 8 });
    });

    it('what a handler answers beyond its contract reaches nobody, and stops nothing that JSON cannot carry', async () => {
      const entity = { account: 'a', balance: 7, secret: 'planted', size: 1n } as { account: string; balance: number };
      const world = await start(client, bankWith({ balance: () => entity }));
      expect(await world.callsAs<ClientCalls>('client').bank.balance({ account: 'a' })).toEqual({
        account: 'a',
        balance: 7,
      });
    });

    it('a query that answers less than its contract is a fault', async () => {
      const world = await start(client, bankWith({ balance: () => ({ account: 'a' }) as never }));
      const error = await rejection(world.callsAs<ClientCalls>('client').bank.balance({ account: 'a' }));
      expect(error).toMatchObject({ kind: 'fault', code: 'CARV-311' });
    });

    it('absent equals undefined, and defaults are filled by the handler side', async () => {
      const world = await start(client, bankWith());
      const calls = world.callsAs<ClientCalls>('client');
      const given = await calls.bank.deposit({ account: 'a', amount: 1, note: undefined });
      const absent = await calls.bank.deposit({ account: 'b', amount: 1 });
      expect(given.echo).toEqual({ ...absent.echo, account: 'a' });
      expect(absent.echo.labels).toEqual([]);
      expect(absent.echo.note).toBeUndefined();
    });

    it('carries every text and number that JSON can', async () => {
      const world = await start(client, bankWith());
      const labels = ['', '\u0000', '\ud800 lone', '😀', '"\\\n\t', '__proto__', 'x'.repeat(70_000)];
      const entry = { account: '😀"\\', amount: -Number.MAX_SAFE_INTEGER + 1, labels, note: '\u2028' };
      const answer = await world.callsAs<ClientCalls>('client').bank.deposit(
        // The bank keeps 32 bits; the law is about what travels.
        { ...entry, amount: 1 },
      );
      expect(answer.echo).toEqual({ ...entry, amount: 1 });
    });

    it('input with references in common arrives as separate copies', async () => {
      let same: boolean | undefined;
      const world = await start(
        client,
        bankWith({
          deposit: async (entry, { transaction }) => {
            same = entry.details?.lines[0] === entry.details?.lines[1];
            return transaction(async ({ em }) => ({
              account: entry.account,
              balance: await add(em, entry.account, 1),
              echo: entry,
            }));
          },
        }),
      );
      const line = { text: 'twice' };
      await world
        .callsAs<ClientCalls>('client')
        .bank.deposit({ account: 'a', amount: 1, details: { lines: [line, line] } });
      expect(same).toBe(false);
    });
  });
}
