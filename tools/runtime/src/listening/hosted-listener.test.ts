import { defineContract, event } from '@carveout/contract';
import pino from 'pino';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Listener } from '../definition/index.ts';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import type { EventMessage } from '../ports/index.ts';
import { HostedListener } from './hosted-listener.ts';
import { Places } from './places.ts';
import { Quarantine } from './quarantine.ts';

const bank = defineContract('bank', { paid: event({ version: 1, payload: z.object({}), key: () => 'k' }) });

function message(id: string): EventMessage {
  const envelope = { id, correlation: `of ${id}`, caller: 'bank' };
  return { id, module: 'bank', event: 'paid', version: 1, key: 'k', payload: {}, at: 0, envelope };
}

/** A listener of a module without a store. */
function hosted(
  run: (payload: unknown, context: { correlation: string }) => unknown,
  options: object = {},
): HostedListener {
  const host = {
    name: 'audit',
    log: pino({ level: 'silent' }),
    quarantine: new Quarantine(),
    signals: new Set(),
    work: { series: () => ({ observe: () => undefined }) },
    callsOf: () => ({}),
  } as unknown as HostedModule;
  const listener = {
    name: 'on-paid',
    options: { tries: 1, crashes: 3, timeout: 10_000, hold: false, ...options },
    run,
  } as unknown as Listener;
  return new HostedListener(host, listener, bank.events.paid, new Places(undefined).line());
}

it('sets aside what fails with a value that has no text', async () => {
  const { deliver } = hosted(() => {
    throw Object.create(null);
  });
  expect(await deliver(message('m'))).toMatchObject({ kind: 'set-aside' });
});

it('gives a message back that it cannot begin to handle, and goes on with the next of its key', async () => {
  const { deliver } = hosted(() => undefined);
  const wrong = { ...message('m'), envelope: null as never };
  const outcomes = await Promise.all([deliver(wrong), deliver(message('n'))]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['return', 'done']);
});

it('gives back what it retries when the way on which that came is gone, and what waits behind it', async () => {
  const ran: string[] = [];
  let broken = true;
  const { deliver } = hosted(
    (_payload, { correlation }) => {
      ran.push(correlation);
      if (broken) throw new Error('planted');
    },
    { hold: true },
  );
  const gone = new AbortController();
  const old = [message('a'), message('b')].map((one) => deliver(one, false, gone.signal));
  await vi.waitFor(() => expect(ran.length).toBeGreaterThan(1), { timeout: 20_000 });
  gone.abort();
  const again = [message('a'), message('b')].map((one) => deliver(one, true, new AbortController().signal));
  expect(await Promise.all(old)).toEqual([{ kind: 'return' }, { kind: 'return' }]);
  broken = false;
  ran.length = 0;
  expect(await Promise.all(again)).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  expect(ran).toEqual(['of a', 'of b']);
});
