import { DeclaredError, isDeclared } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { bank } from '../fixture/bank-contract.ts';
import { add, bankWith } from '../fixture/bank.ts';
import { latch, rejection } from '../fixture/latch.ts';
import { client, tellerWith } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import { untilReached } from '../fixture/until-reached.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

/** As a store says it that cannot be reached. */
const away = (): Error => Object.assign(new Error('planted: the data is away'), { availability: 'away' });

export function errors(startWorld: StartWorld): void {
  law(3, 'errors', startWorld, (start) => {
    it('a declared error arrives with type, code and data, and undoes what was written', async () => {
      const world = await start(
        client,
        bankWith({
          deposit: async (entry, { transaction, fail }) =>
            transaction(async ({ em }) => {
              await add(em, entry.account, entry.amount);
              return fail('CLOSED', { account: entry.account, since: [2020, 1] });
            }),
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      const error = await rejection(calls.bank.deposit({ account: 'a', amount: 5 }));
      expect(error).toBeInstanceOf(DeclaredError);
      expect(isDeclared(error, bank.operations.deposit)).toBe(true);
      expect(error).toMatchObject({
        operation: 'bank.deposit',
        code: 'CLOSED',
        data: { account: 'a', since: [2020, 1] },
      });
      expect(await rejection(calls.bank.balance({ account: 'a' }))).toMatchObject({
        code: 'UNKNOWN_ACCOUNT',
        data: { account: 'a' },
      });
    });

    it('anything else that a handler throws is a fault that tells nothing of the inside', async () => {
      const world = await start(
        client,
        bankWith({
          balance: () => {
            throw new Error('password=hunter2 at /srv/secret.ts');
          },
        }),
      );
      const error = await rejection(world.callsAs<ClientCalls>('client').bank.balance({ account: 'a' }));
      expect(error).toMatchObject({ kind: 'fault', code: 'CARV-306' });
      expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/hunter2|secret\.ts/);
    });

    it('an undeclared code, or data that does not fit, is a fault', async () => {
      const world = await start(
        client,
        bankWith({
          balance: ({ account }, { fail }) =>
            account === 'code' ? fail('NEVER' as never, {} as never) : fail('UNKNOWN_ACCOUNT', { account: 7 as never }),
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      expect(await rejection(calls.bank.balance({ account: 'code' }))).toMatchObject({ kind: 'fault' });
      expect(await rejection(calls.bank.balance({ account: 'data' }))).toMatchObject({ kind: 'fault' });
    });

    it("a neighbour's declared error that the handler does not handle is a fault to its own caller", async () => {
      const world = await start(client, tellerWith(), bankWith());
      expect(await rejection(world.callsAs<ClientCalls>('client').teller.ask({ account: 'nobody' }))).toMatchObject({
        kind: 'fault',
        operation: 'teller.ask',
      });
    });

    it('a call without an answer by its deadline is of unknown outcome', async () => {
      const held = latch();
      let begun = false;
      const world = await start(
        client,
        bankWith({
          balance: async ({ account }) => {
            begun = true;
            await held.opened;
            return { account, balance: 1 };
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client', { deadline: Date.now() + 120_000 });
      const error = await untilReached(
        (timeout) => rejection(calls.bank.balance({ account: 'a' }, { timeout })),
        () => begun,
        300,
      );
      held.open();
      expect(error).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-305' });
    });

    it('what surely did not run is tried again, so that a moment without its data goes unnoticed', async () => {
      let tries = 0;
      const world = await start(
        client,
        bankWith({
          balance: ({ account }) => {
            tries++;
            if (tries < 3) throw away();
            return { account, balance: tries };
          },
        }),
      );
      expect(await world.callsAs<ClientCalls>('client').bank.balance({ account: 'a' })).toMatchObject({ balance: 3 });
    });

    it('what was tried again by the module that called it is not tried again from above', async () => {
      let tries = 0;
      const world = await start(
        client,
        tellerWith(),
        bankWith({
          balance: () => {
            tries++;
            throw away();
          },
        }),
      );
      expect(await rejection(world.callsAs<ClientCalls>('client').teller.ask({ account: 'a' }))).toMatchObject({
        kind: 'not-sent',
        operation: 'teller.ask',
      });
      expect(tries).toBe(3);
    });

    it('an outside caller that may not is denied, before the handler runs', async () => {
      let ran = 0;
      const world = await start(
        client,
        bankWith({
          balance: ({ account }) => {
            ran++;
            return { account, balance: 1 };
          },
        }),
      );
      const as = (id: string, ...roles: string[]) => ({ principal: { id, roles } });
      const { deposit, balance, secret } = bank.operations;
      const entry = { account: 'ann', amount: 1 };
      expect(await rejection(world.outside('client', deposit, entry))).toMatchObject({ kind: 'denied' });
      expect(await rejection(world.outside('client', deposit, entry, as('bob')))).toMatchObject({ kind: 'denied' });
      expect(await world.outside('client', deposit, entry, as('ann'))).toMatchObject({ balance: 1 });
      expect(await world.outside('client', deposit, entry, as('bob', 'clerk'))).toMatchObject({ balance: 2 });
      expect(await rejection(world.outside('client', secret, {}, as('ann', 'clerk')))).toMatchObject({
        kind: 'denied',
      });
      expect(await rejection(world.outside('client', balance, { account: 'ann' }))).toMatchObject({ kind: 'denied' });
      expect(ran).toBe(0);
      expect(await rejection(world.outside('client', balance, { account: 'ann' }, as('bob')))).toMatchObject({
        kind: 'denied',
      });
      expect(await world.outside('client', balance, { account: 'ann' }, as('ann'))).toEqual({
        account: 'ann',
        balance: 1,
      });
    });
  });
}
