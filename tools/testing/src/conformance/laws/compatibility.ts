import { command, defineContract, event, query } from '@carveout/contract';
import { defineModule } from '@carveout/runtime';
import type { Client } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { bankWith } from '../fixture/bank.ts';
import { rejection } from '../fixture/latch.ts';
import { PATIENCE_MS } from '../fixture/patience.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

/** The bank's contract as a caller one version behind has it: fewer fields, and an operation that the host lacks. */
const older = defineContract('bank', {
  deposit: command({
    input: z.object({ account: z.string(), amount: z.int() }),
    output: z.object({ balance: z.int() }),
    timeout: PATIENCE_MS,
  }),
  closeAll: command({ input: z.object({}), output: z.object({}), idempotent: true }),
  balance: query({
    input: z.object({ account: z.string() }),
    output: z.object({ balance: z.int(), limit: z.int().default(100) }),
    timeout: PATIENCE_MS,
  }),
  deposited: event({ version: 1, payload: z.object({ account: z.string() }) }),
});

const behind = defineModule(defineContract('behind', {}), { calls: { bank: older } }).assemble({ handlers: {} });

export function compatibility(startWorld: StartWorld): void {
  law(10, 'compatibility', startWorld, (start) => {
    it('each side parses by its own version of the contract', async () => {
      const world = await start(behind, bankWith());
      const calls = world.callsAs<{ bank: Client<typeof older> }>('behind');
      expect(await calls.bank.deposit({ account: 'a', amount: 3 })).toEqual({ balance: 3 });
      expect(await calls.bank.balance({ account: 'a' })).toEqual({ balance: 3, limit: 100 });
    });

    it('an operation that the host does not know surely did not run', async () => {
      const world = await start(behind, bankWith());
      const calls = world.callsAs<{ bank: Client<typeof older> }>('behind');
      expect(await rejection(calls.bank.closeAll({}))).toMatchObject({ kind: 'not-sent', code: 'CARV-315' });
    });
  });
}
