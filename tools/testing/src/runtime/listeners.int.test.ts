import { defineContract, query } from '@carveout/contract';
import { Fault, OutcomeUnknown, defineModule, definePersistence } from '@carveout/runtime';
import type { AssembledModule, DeliveryOutcome, EventMessage, ListenerOptions } from '@carveout/runtime';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { bank } from '../conformance/fixture/bank-contract.ts';
import { bankWith } from '../conformance/fixture/bank.ts';
import { client, tellerContract, tellerWith } from '../conformance/fixture/teller.ts';
import { message } from '../conformance/store/samples.ts';
import { testHosts } from './fixture/hosts.ts';
import type { Host } from './fixture/hosts.ts';
import { soon } from './fixture/soon.ts';

const hosts = testHosts();
const contract = defineContract('ear', { idle: query({ input: z.object({}), output: z.object({}) }) });
const module = defineModule(contract, {
  hears: { bank },
  calls: { teller: tellerContract },
  persistence: definePersistence({ entities: [], migrations: [] }),
});
type Hear = Parameters<typeof module.on<'bank', 'deposited'>>[3];

const ear = (run: Hear, options: ListenerOptions): AssembledModule =>
  module.assemble({
    handlers: { idle: module.handle('idle', () => ({})) },
    listeners: [module.on('bank', 'deposited', 'on-deposited', run, options)],
  });
const deposited = (payload: unknown): EventMessage => ({
  ...message('key', payload),
  module: 'bank',
  event: 'deposited',
});
const start = (run: Hear, options: ListenerOptions = {}): Promise<Host> =>
  hosts.start([client, tellerWith(), bankWith(), ear(run, options)]);
const listenerOf = (host: Host) =>
  host.deployment.units.find((unit) => unit.host.name === 'ear')!.listeners[0]!.listener;
/** Delivers what is to be set aside, and answers for which reason it was. */
async function setAside(host: Host, event: EventMessage): Promise<string | undefined> {
  expect(await listenerOf(host).deliver(event)).toEqual({ kind: 'done' });
  const { store } = host.deployment.units.find((unit) => unit.host.name === 'ear')!.host;
  return (await store!.deadLetters.list(100)).find(({ message }) => message === event.id)?.reason;
}
const failures = (host: Host): number => host.lines.filter((line) => line['msg'] === 'listener failed').length;
const planted = { code: 'CARV-300', title: 'planted' } as const;

describe('a message that a listener cannot read', () => {
  it('is set aside', async () => {
    const host = await start(() => {});
    expect(await setAside(host, deposited({ account: 7 }))).toMatch(/^CARV-421: /);
  });

  it('is kept where the listener holds, until the host stops', async () => {
    const host = await start(() => {}, { hold: true, tries: 1 });
    const listener = listenerOf(host);
    let outcome: DeliveryOutcome | undefined;
    const delivered = listener.deliver(deposited({ account: 7 })).then((end) => (outcome = end));
    await vi.waitFor(() => expect(failures(host)).toBeGreaterThan(1), soon);
    expect(outcome).toBeUndefined();
    listener.stop();
    expect(await delivered).toEqual({ kind: 'return' });
  });
});

describe('a listener with one try', () => {
  it('does not use it up for a call that got no answer', async () => {
    let tries = 0;
    const host = await start(
      () => {
        if (++tries < 3) throw new OutcomeUnknown(planted, 'teller.ask', 'planted');
      },
      { tries: 1 },
    );
    expect(await listenerOf(host).deliver(deposited({ account: 'a', amount: 1 }))).toEqual({ kind: 'done' });
    expect(tries).toBe(3);
  });

  it('does not use it up when what its neighbour asks is out of reach', async () => {
    const host = await start(async ({ account }, { calls }) => void (await calls.teller.ask({ account })), {
      tries: 1,
    });
    await host.calls<{ bank: { deposit: (entry: object) => Promise<unknown> } }>('client').bank.deposit({
      account: 'two-hops',
      amount: 1,
    });
    const away = host.deployment.units.find((unit) => unit.host.name === 'bank')!.dispatcher;
    const take = vi.spyOn(away, 'take').mockImplementation((_request, sink) => {
      sink.reply({ kind: 'not-sent', code: 'CARV-304', message: 'planted' });
    });
    const delivered = listenerOf(host).deliver(deposited({ account: 'two-hops', amount: 1 }));
    await vi.waitFor(() => expect(failures(host)).toBeGreaterThan(1), soon);
    take.mockRestore();
    expect(await delivered).toEqual({ kind: 'done' });
  });

  it('uses it up for a fault', async () => {
    const host = await start(
      () => {
        throw new Fault(planted, 'teller.ask', 'planted');
      },
      { tries: 1 },
    );
    expect(await setAside(host, deposited({ account: 'a', amount: 1 }))).toBe('Fault: teller.ask: planted');
  });
});
