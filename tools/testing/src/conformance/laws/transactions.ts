import { expect, it } from 'vitest';
import { defineModule } from '@carveout/runtime';
import type { AssembledModule } from '@carveout/runtime';
import { bank } from '../fixture/bank-contract.ts';
import { bankPersistence, bankWith, deposit } from '../fixture/bank.ts';
import { rejection } from '../fixture/latch.ts';
import { client, tellerContract, tellerWith } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

/** A bank that breaks the law: it calls a neighbour while its transaction is open. */
function bankThatCallsInside(undeclared: boolean): AssembledModule {
  const module = defineModule(bank, { calls: { teller: tellerContract }, persistence: bankPersistence });
  return module.assemble({
    handlers: {
      deposit: module.handle('deposit', (entry, { transaction, calls }) =>
        transaction(async () => {
          if (undeclared) await (calls as unknown as { client: { nothing(): Promise<void> } }).client.nothing();
          else await calls.teller.ask({ account: entry.account });
          return { account: entry.account, balance: 0, echo: entry };
        }),
      ),
      balance: module.handle('balance', ({ account }) => ({ account, balance: 1 })),
      secret: module.handle('secret', () => ({ ok: true })),
    },
  });
}

export function transactions(startWorld: StartWorld): void {
  law(7, 'transactions', startWorld, (start) => {
    it('an event published after the work, before the commit, is refused and not lost silently', async () => {
      const late = Promise.withResolvers<unknown>();
      const world = await start(
        client,
        tellerWith(),
        bankWith({
          deposit: (entry, { transaction }) =>
            transaction(({ publish }) => {
              setImmediate(() => {
                try {
                  late.resolve(publish.deposited({ account: entry.account, amount: 1 }));
                } catch (error) {
                  late.resolve(error);
                }
              });
              return { account: entry.account, balance: 0, echo: entry };
            }),
        }),
      );
      await world.callsAs<ClientCalls>('client').bank.deposit({ account: 'late', amount: 1 });
      expect(await late.promise).toMatchObject({ code: 'CARV-421' });
    });

    it('a call inside a transaction is refused', async () => {
      let asked = false;
      const world = await start(
        client,
        tellerWith({
          ask: () => {
            asked = true;
            return { balance: 1 };
          },
        }),
        bankThatCallsInside(false),
      );
      expect(
        await rejection(world.callsAs<ClientCalls>('client').bank.deposit({ account: 'a', amount: 1 })),
      ).toMatchObject({ kind: 'fault' });
      expect(asked).toBe(false);
    });

    it('a call to an undeclared neighbour is refused', async () => {
      const world = await start(client, tellerWith(), bankThatCallsInside(true));
      expect(
        await rejection(world.callsAs<ClientCalls>('client').bank.deposit({ account: 'a', amount: 1 })),
      ).toMatchObject({ kind: 'fault' });
    });

    it('a second transaction in one handler is refused, and the first one stands', async () => {
      const world = await start(
        client,
        bankWith({
          deposit: async (entry, context) => {
            await deposit(entry, context);
            return deposit(entry, context);
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      expect(await calls.bank.deposit({ account: 'a', amount: 4 })).toMatchObject({ balance: 4 });
      expect(await calls.bank.balance({ account: 'a' })).toMatchObject({ balance: 4 });
    });
  });
}
