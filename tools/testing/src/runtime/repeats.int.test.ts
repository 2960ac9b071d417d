import { command, defineContract } from '@carveout/contract';
import { defineModule, definePersistence } from '@carveout/runtime';
import type { AssembledModule } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { latch, rejection } from '../conformance/fixture/latch.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

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

  it('is not begun when its time is over once its key was looked up', async () => {
    const { host, ran } = ledger(1);
    const started = await host();
    const [asked, answered] = [latch(), latch()];
    started.trouble('ledger').after = async (method) => {
      if (!/find/.test(method)) return;
      asked.open();
      await answered.opened;
    };
    const key = `${operation} too late`;
    const late = rejection(callsOf(started, Date.now() + 1_500)[operation]({ amount: 1 }, { key }));
    await asked.opened;
    expect(await late).toMatchObject({ kind: 'outcome-unknown' });
    answered.open();
    const { dispatcher } = started.deployment.units.find((unit) => unit.host.name === 'ledger')!;
    await vi.waitFor(() => expect(dispatcher.inFlight).toBe(0), soon);
    expect(ran()).toBe(0);
  });
});

it('a saga is not begun by a host that has stopped, once its key was looked up', async () => {
  const { host, ran } = ledger(1);
  const started = await host();
  const [asked, answered] = [latch(), latch()];
  started.trouble('ledger').after = async (method) => {
    if (method !== 'sagas.find') return;
    asked.open();
    await answered.opened;
  };
  const refused = rejection(callsOf(started).tour({ amount: 1 }, { key: 'stopped' }));
  await asked.opened;
  await started.deployment.units.find((unit) => unit.host.name === 'ledger')!.sagas!.stop(0, Promise.resolve());
  answered.open();
  expect(await refused).toMatchObject({ kind: 'not-sent', code: 'CARV-314' });
  expect(ran()).toBe(0);
});
