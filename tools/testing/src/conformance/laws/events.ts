import { expect, it } from 'vitest';
import type { Client } from '@carveout/runtime';
import { vi } from 'vitest';
import { auditReader, auditWith, write } from '../fixture/audit.ts';
import type { auditContract } from '../fixture/audit.ts';
import { bankWith, deposit } from '../fixture/bank.ts';
import { latch, rejection } from '../fixture/latch.ts';
import { client } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import type { StartWorld, World } from '../world.ts';
import { law } from './law.ts';

function heard(world: World, account: string): Promise<{ amounts: number[] }> {
  return world.callsAs<{ audit: Client<typeof auditContract> }>('reader').audit.heard({ account });
}

function expectHeard(world: World, account: string, amounts: number[]): Promise<void> {
  return vi.waitFor(async () => expect((await heard(world, account)).amounts).toEqual(amounts), {
    timeout: 20_000,
    interval: 50,
  });
}

export function events(startWorld: StartWorld): void {
  law(6, 'events', startWorld, (start) => {
    it('arrive once they are committed, and never when the transaction is undone', async () => {
      const world = await start(
        client,
        auditReader,
        auditWith(),
        bankWith({
          deposit: async (input, context) =>
            input.note === 'undo'
              ? context.transaction(({ publish }) => {
                  publish.deposited({ account: input.account, amount: -1 });
                  throw new Error('undone');
                })
              : deposit(input, context),
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      await rejection(calls.bank.deposit({ account: 'a', amount: 1, note: 'undo' }));
      await calls.bank.deposit({ account: 'a', amount: 2 });
      await expectHeard(world, 'a', [2]);
    });

    it('keep the commit order of their key', async () => {
      const world = await start(client, auditReader, auditWith(), bankWith());
      const calls = world.callsAs<ClientCalls>('client');
      const amounts = Array.from({ length: 20 }, (_, index) => index + 1);
      await Promise.all(
        ['a', 'b', 'c'].map(async (account) => {
          for (const amount of amounts) await calls.bank.deposit({ account, amount });
        }),
      );
      for (const account of ['a', 'b', 'c']) await expectHeard(world, account, amounts);
    });

    it('a listener that fails is tried again, and its effect happens once', async () => {
      let tries = 0;
      const world = await start(
        client,
        auditReader,
        auditWith(async (payload, context) => {
          if (++tries < 3) throw new Error('not yet');
          await write(payload, context);
          throw new Error('after the commit');
        }),
        bankWith(),
      );
      await world.callsAs<ClientCalls>('client').bank.deposit({ account: 'a', amount: 1 });
      await expectHeard(world, 'a', [1]);
      // The fourth try finds the inbox mark, so the listener does not run again.
      await vi.waitFor(() => expect(tries).toBe(3), { timeout: 20_000 });
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(tries).toBe(3);
      expect((await heard(world, 'a')).amounts).toEqual([1]);
    });

    it('a message that is set aside frees those behind it', async () => {
      const world = await start(
        client,
        auditReader,
        auditWith(
          (payload, context) => {
            if (payload.amount === 1) throw new Error('poison');
            return write(payload, context);
          },
          { tries: 2 },
        ),
        bankWith(),
      );
      const calls = world.callsAs<ClientCalls>('client');
      for (const amount of [1, 2, 3]) await calls.bank.deposit({ account: 'a', amount });
      await expectHeard(world, 'a', [2, 3]);
    });

    it('a listener that says hold keeps those behind it waiting, and other keys go on', async () => {
      const released = latch();
      let free = false;
      void released.opened.then(() => (free = true));
      const world = await start(
        client,
        auditReader,
        auditWith(
          (payload, context) => {
            if (payload.amount === 1 && payload.account === 'a' && !free) throw new Error('not before it is released');
            return write(payload, context);
          },
          { tries: 1, hold: true },
        ),
        bankWith(),
      );
      const calls = world.callsAs<ClientCalls>('client');
      for (const amount of [1, 2]) await calls.bank.deposit({ account: 'a', amount });
      await calls.bank.deposit({ account: 'b', amount: 1 });
      await expectHeard(world, 'b', [1]);
      expect((await heard(world, 'a')).amounts).toEqual([]);
      released.open();
      await expectHeard(world, 'a', [1, 2]);
    });
  });
}
