import { command, defineContract } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { AssembledModule } from '@carveout/runtime';
import { expect, describe, it } from 'vitest';
import { z } from 'zod';
import { rejection } from '../conformance/fixture/latch.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';

const hosts = testHosts();
const output = z.object({ nr: z.int() });
let made = 0;

/** A module in one of two versions that run side by side: the second has a field more, and one less. */
function ledger(version: 1 | 2): { readonly host: () => Promise<Host>; readonly ran: () => number } {
  const input =
    version === 1
      ? z.object({ amount: z.int(), note: z.string().optional() })
      : z.object({ amount: z.int(), stamp: z.string().default(() => `made ${++made}`) });
  const contract = defineContract('ledger', {
    enter: command({ input, output }),
    tour: command({ input, output }),
  });
  const persistence = definePersistence({ entities: [], migrations: [] });
  const module = defineModule(contract, { persistence });
  let ran = 0;
  const assembled = module.assemble({
    handlers: {
      enter: module.handle('enter', async () => ({ nr: ++ran })),
      tour: module.saga('tour', {
        state: z.object({ nr: z.int() }),
        begin: () => ({ nr: 0 }),
        steps: [{ name: 'only', run: () => ({ nr: ++ran }) }],
        finish: ({ nr }) => ({ nr }),
      }),
    },
  });
  const caller: AssembledModule = defineModule(defineContract('caller', {}), { calls: { ledger: contract } }).assemble({
    handlers: {},
  });
  return { host: () => hosts.start([assembled, caller]), ran: () => ran };
}

type Calls = {
  readonly ledger: Record<'enter' | 'tour', (input: object, options: { key: string }) => Promise<unknown>>;
};
const callsOf = (host: Host, deadline = Date.now() + 20_000): Calls['ledger'] =>
  host.calls<Calls>('caller', { deadline }).ledger;

describe.each(['enter', 'tour'] as const)('%s, repeated', (operation) => {
  it('is the same work to a version that has a field more, and one less', async () => {
    const [before, after] = [ledger(1), ledger(2)];
    const [old, young] = [await before.host(), await after.host()];
    const sent = { amount: 1, note: 'kept as it was sent' };
    const key = `${operation} across versions`;
    const first = await callsOf(old)[operation](sent, { key });
    expect(await callsOf(young)[operation](sent, { key })).toEqual(first);
    expect(await callsOf(young)[operation]({ ...sent }, { key })).toEqual(first);
    expect(after.ran()).toBe(0);
    expect(await rejection(callsOf(young)[operation]({ amount: 2 }, { key }))).toMatchObject({ code: 'CARV-307' });
  });

  it('is the same work where a default is made anew for each', async () => {
    const { host, ran } = ledger(2);
    const calls = callsOf(await host());
    const key = `${operation} with a default`;
    const first = await calls[operation]({ amount: 1 }, { key });
    expect(await calls[operation]({ amount: 1 }, { key })).toEqual(first);
    expect(ran()).toBe(1);
  });
});
