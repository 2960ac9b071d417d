import pino from 'pino';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { HostedModule } from '../pipeline/hosted-module.ts';
import type { ClaimedReplay, Effects, EventLink, EventMessage, Store } from '../ports/index.ts';
import { Replayer } from './replayer.ts';

const envelope = { id: 'm', correlation: 'c', caller: 'bank' };
const event: EventMessage = {
  ...{ id: 'm', module: 'bank', event: 'deposited', version: 1 },
  ...{ key: 'k', payload: {}, at: 1, envelope },
};

it('sets a letter aside again whose listener the module does not have', async () => {
  const claims: ClaimedReplay[] = [{ listener: 'gone', event, replays: 1 }];
  const saved: Partial<Effects>[] = [];
  const sent: ClaimedReplay[] = [];
  const store = {
    deadLetters: {
      claimReplays: async () => claims.splice(0),
      sent: async (replay: ClaimedReplay) => void sent.push(replay),
    },
    transaction: async (work: (em: unknown, effects: Effects) => Promise<void>) => {
      const effects: Partial<Effects> = {};
      await work(undefined, effects as Effects);
      saved.push(effects);
    },
  } as unknown as Store;
  const origin = { link: 'rabbitmq', deployable: 'ears', host: 'h' };
  const host = { name: 'audit', origin, log: pino({ level: 'silent' }) } as unknown as HostedModule;
  const replayer = new Replayer(host, store, {} as EventLink, []);
  replayer.start();
  onTestFinished(() => replayer.stop());
  await vi.waitFor(() => expect(saved).toHaveLength(1), { timeout: 20_000 });
  expect(saved[0]).toMatchObject({
    inbox: { message: 'm', listener: 'gone' },
    deadLetter: { reason: "audit has no listener 'gone'", content: event, origin },
  });
  expect(sent).toEqual([]);
});
