import { defineContract } from '@carveout/contract';
import { defineModule } from '@carveout/runtime';
import type { AssembledModule, KeptDeadLetter } from '@carveout/runtime';
import { expect, it, vi } from 'vitest';
import { auditWith, write } from '../fixture/audit.ts';
import { bank } from '../fixture/bank-contract.ts';
import { bankWith } from '../fixture/bank.ts';
import { client } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import type { StartWorld, World } from '../world.ts';
import { law } from './law.ts';

const patient = { timeout: 20_000, interval: 50 };

/** Hears what the audit hears, and has no data of its own. */
function witness(): { readonly module: AssembledModule; readonly seen: number[] } {
  const seen: number[] = [];
  const module = defineModule(defineContract('witness', {}), { hears: { bank } });
  const on = module.on('bank', 'deposited', 'on-deposited', ({ amount }) => void seen.push(amount));
  return { module: module.assemble({ handlers: {}, listeners: [on] }), seen };
}

const letters = (world: World): Promise<KeptDeadLetter[]> => world.storeOf('audit').deadLetters.list(100);
const untilLetters = (world: World, expected: object[]): Promise<void> =>
  vi.waitFor(async () => expect(await letters(world)).toMatchObject(expected), patient);
const pay = (world: World, account: string, amount: number): Promise<unknown> =>
  world.callsAs<ClientCalls>('client').bank.deposit({ account, amount });

export function deadLetters(startWorld: StartWorld): void {
  law(6, 'dead letters', startWorld, (start) => {
    it('say why and where, and are handled again when they are replayed: by their listener alone, once, under their id', async () => {
      const tried: number[] = [];
      let broken = true;
      const other = witness();
      const world = await start(
        client,
        other.module,
        bankWith(),
        auditWith(
          async (payload, context) => {
            tried.push(payload.amount);
            if (payload.amount === 1 && broken) throw new Error('planted: broken');
            await write(payload, context);
          },
          { tries: 2 },
        ),
      );
      for (const amount of [1, 2]) await pay(world, 'a', amount);
      await untilLetters(world, [{ state: 'set-aside', reason: 'Error: planted: broken', attempts: 2, key: 'a' }]);
      const [letter] = await letters(world);
      expect(letter).toMatchObject({ event: 'bank.deposited.v1', origin: { host: expect.any(String) } });
      const { message } = letter!;
      expect(await world.storeOf('audit').isHandled({ message, listener: 'on-deposited' })).toBe(true);
      await vi.waitFor(() => expect(tried).toEqual([1, 1, 2]), patient);

      // Not cured yet: it is set aside again.
      await world.storeOf('audit').deadLetters.replay({ message });
      await untilLetters(world, [{ state: 'set-aside', replays: 1, attempts: 2 }]);
      expect(tried).toEqual([1, 1, 2, 1, 1]);

      broken = false;
      // Twice: the second comes before the first is handled, or after.
      await world.storeOf('audit').deadLetters.replay({ message });
      await world.storeOf('audit').deadLetters.replay({ message });
      await untilLetters(world, []);
      expect(tried).toEqual([1, 1, 2, 1, 1, 1]);
      expect(await world.storeOf('audit').isHandled({ message, listener: 'on-deposited' })).toBe(true);
      await vi.waitFor(() => expect(other.seen).toEqual([1, 2]), patient);
    });

    it('of a listener that says hold are held: shown, tried on, and gone when the message is handled', async () => {
      let broken = true;
      const world = await start(
        client,
        bankWith(),
        auditWith(
          async (payload, context) => {
            if (broken) throw new Error('planted: broken');
            await write(payload, context);
          },
          { tries: 2, hold: true },
        ),
      );
      await pay(world, 'a', 1);
      await untilLetters(world, [{ state: 'held', reason: 'Error: planted: broken' }]);
      const { message } = (await letters(world))[0]!;
      expect(await world.storeOf('audit').isHandled({ message, listener: 'on-deposited' })).toBe(false);
      broken = false;
      await untilLetters(world, []);
      expect(await world.storeOf('audit').isHandled({ message, listener: 'on-deposited' })).toBe(true);
    });
  });
}
