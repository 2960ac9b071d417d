import type { Envelope } from '@carveout/contract';
import { expect, it, vi } from 'vitest';
import { auditReader, auditWith, write } from '../fixture/audit.ts';
import { bankWith, deposit } from '../fixture/bank.ts';
import { client, tellerWith } from '../fixture/teller.ts';
import type { ClientCalls } from '../fixture/teller.ts';
import type { StartWorld } from '../world.ts';
import { law } from './law.ts';

export function context(startWorld: StartWorld): void {
  law(8, 'context', startWorld, (start) => {
    it('correlation, causation, principal, caller and key cross calls and events', async () => {
      const seen: Record<string, Envelope> = {};
      const world = await start(
        client,
        auditReader,
        tellerWith({
          relay: async ({ account }, { calls, envelope }) => {
            seen['teller'] = envelope;
            return { balances: [(await calls.bank.deposit({ account, amount: 1 }, { step: 'first' })).balance] };
          },
        }),
        bankWith({
          deposit: (entry, scope) => {
            seen['bank'] = scope.envelope;
            return deposit(entry, scope);
          },
        }),
        auditWith(async (payload, scope) => {
          seen['audit'] = scope.envelope;
          await write(payload, scope);
        }),
      );
      const principal = { id: 'ann', roles: ['customer'] };
      await world
        .callsAs<ClientCalls>('client', { principal, correlation: 'visit-7' })
        .teller.relay({ account: 'a' }, { key: 'k' });
      await vi.waitFor(() => expect(seen['audit']).toBeDefined(), { timeout: 20_000 });
      const { teller, bank, audit } = seen as { teller: Envelope; bank: Envelope; audit: Envelope };
      for (const envelope of [teller, bank, audit])
        expect(envelope).toMatchObject({ correlation: 'visit-7', principal });
      expect(teller).toMatchObject({ caller: 'client', key: 'k' });
      expect(bank).toMatchObject({ caller: 'teller', causation: teller.id, key: 'client/teller.relay/k/bank.deposit#first' });
      expect(audit).toMatchObject({ caller: 'bank', causation: bank.id });
      expect(new Set([teller.id, bank.id, audit.id]).size).toBe(3);
    });
  });
}
