import { defineContract } from '@carveout/contract';
import { defineModule } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { bankWith, deposit } from '../fixture/bank.ts';
import { rejection } from '../fixture/latch.ts';
import { client, tellerContract, tellerWith } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

const entry = { account: 'a', amount: 5 };

export function once(startWorld: StartWorld): void {
  law(5, 'once', startWorld, (start) => {
    it('a repeat under the same key answers the saved outcome', async () => {
      const world = await start(client, bankWith());
      const calls = world.callsAs<ClientCalls>('client');
      const first = await calls.bank.deposit(entry, { key: 'k' });
      expect(await calls.bank.deposit({ ...entry }, { key: 'k' })).toEqual(first);
      expect(await calls.bank.balance({ account: 'a' })).toMatchObject({ balance: 5 });
      expect(await calls.bank.deposit(entry, { key: 'another' })).toMatchObject({ balance: 10 });
    });

    it('concurrent repeats have one effect and one answer', async () => {
      const world = await start(client, bankWith());
      const calls = world.callsAs<ClientCalls>('client');
      const answers = await Promise.all(Array.from({ length: 8 }, () => calls.bank.deposit(entry, { key: 'k' })));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await calls.bank.balance({ account: 'a' })).toMatchObject({ balance: 5 });
    });

    it('the same key with another input is refused', async () => {
      const world = await start(client, bankWith());
      const calls = world.callsAs<ClientCalls>('client');
      await calls.bank.deposit(entry, { key: 'k' });
      expect(await rejection(calls.bank.deposit({ ...entry, amount: 6 }, { key: 'k' }))).toMatchObject({
        kind: 'invalid',
        code: 'CARV-307',
      });
      expect(await calls.bank.balance({ account: 'a' })).toMatchObject({ balance: 5 });
    });

    it('keys of different callers do not meet', async () => {
      const world = await start(
        client,
        tellerWith({
          relay: async ({ account }, { calls }) => ({
            balances: [(await calls.bank.deposit({ ...entry, account }, { key: 'k' })).balance],
          }),
        }),
        bankWith(),
      );
      const calls = world.callsAs<ClientCalls>('client');
      await calls.bank.deposit(entry, { key: 'k' });
      expect(await calls.teller.relay({ account: 'a' })).toEqual({ balances: [10] });
    });

    it('one key of two callers does not meet further on, in a neighbour of the module that both call', async () => {
      const clerkModule = defineModule(defineContract('clerk', {}), { calls: { teller: tellerContract } });
      const world = await start(client, clerkModule.assemble({ handlers: {} }), tellerWith(), bankWith());
      const [ours, theirs] = ['client', 'clerk'].map((caller) => world.callsAs<ClientCalls>(caller).teller);
      expect(await ours!.relay({ account: 'a' }, { key: 'k' })).toEqual({ balances: [1] });
      expect(await theirs!.relay({ account: 'a' }, { key: 'k' })).toEqual({ balances: [2] });
      expect(await ours!.relay({ account: 'a' }, { key: 'k' })).toEqual({ balances: [1] });
    });

    it('one key of two principals is two, however they are named', async () => {
      const world = await start(client, bankWith());
      const deposit = (id: string, key: string): Promise<unknown> =>
        world.callsAs<ClientCalls>('client', { principal: { id, roles: [] }, key }).bank.deposit(entry);
      expect(await deposit('ann', 'x:1')).toMatchObject({ balance: 5 });
      expect(await deposit('ann:x', '1')).toMatchObject({ balance: 10 });
      expect(await deposit('ann', 'x:1')).toMatchObject({ balance: 5 });
    });

    it('a declared error is saved, a fault is not', async () => {
      let tries = 0;
      const world = await start(
        client,
        bankWith({
          deposit: async (input, context) => {
            tries++;
            if (tries === 1) throw new Error('broken once');
            if (input.note === 'closed' && tries === 3)
              return context.fail('CLOSED', { account: input.account, since: [] });
            return deposit(input, context);
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      expect(await rejection(calls.bank.deposit(entry, { key: 'k' }))).toMatchObject({ kind: 'fault' });
      expect(await calls.bank.deposit(entry, { key: 'k' })).toMatchObject({ balance: 5 });
      const closed = { ...entry, note: 'closed' };
      expect(await rejection(calls.bank.deposit(closed, { key: 'c' }))).toMatchObject({ code: 'CLOSED' });
      expect(await rejection(calls.bank.deposit(closed, { key: 'c' }))).toMatchObject({
        code: 'CLOSED',
        data: { account: 'a', since: [] },
      });
      expect(tries).toBe(3);
    });

    it('what breaks after the commit does not change the outcome', async () => {
      const world = await start(
        client,
        bankWith({
          deposit: async (input, context) => {
            await deposit(input, context);
            throw new Error('too late to matter');
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      expect(await calls.bank.deposit(entry, { key: 'k' })).toMatchObject({ balance: 5 });
      expect(await calls.bank.deposit(entry, { key: 'k' })).toMatchObject({ balance: 5 });
    });

    it('a command whose outcome is unknown is made again under its key, and has one effect', async () => {
      let tries = 0;
      const world = await start(
        client,
        bankWith({
          deposit: async (input, context) => {
            tries++;
            // As a store says it that has lost the answer to a write.
            if (tries === 1) throw Object.assign(new Error('planted'), { availability: 'unknown' });
            return deposit(input, context);
          },
        }),
      );
      const calls = world.callsAs<ClientCalls>('client');
      expect(await calls.bank.deposit(entry, { key: 'k' })).toMatchObject({ balance: 5 });
      expect(await calls.bank.deposit(entry, { key: 'k' })).toMatchObject({ balance: 5 });
      expect(tries).toBe(2);
    });

    it('nested calls repeat under the keys that they had', async () => {
      const world = await start(client, tellerWith(), bankWith());
      const calls = world.callsAs<ClientCalls>('client');
      const first = await calls.teller.relay({ account: 'a', times: 3 }, { key: 'k' });
      expect(first).toEqual({ balances: [1, 2, 3] });
      expect(await calls.teller.relay({ account: 'a', times: 3 }, { key: 'k' })).toEqual(first);
      expect(await calls.bank.balance({ account: 'a' })).toMatchObject({ balance: 3 });
    });
  });
}
