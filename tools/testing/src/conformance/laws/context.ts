import type { Envelope } from '@carveout/contract';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { expect, it, vi } from 'vitest';
import { auditReader, auditWith, write } from '../fixture/audit.ts';
import { bankWith, deposit } from '../fixture/bank.ts';
import { rejection } from '../fixture/latch.ts';
import { recordSpans } from '../fixture/record-spans.ts';
import { client, tellerContract, tellerWith } from '../fixture/teller.ts';
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
      expect(bank).toMatchObject({
        caller: 'teller',
        causation: teller.id,
        key: 'client/teller.relay/k/bank.deposit#first',
      });
      expect(audit).toMatchObject({ caller: 'bank', causation: bank.id });
      expect(new Set([teller.id, bank.id, audit.id]).size).toBe(3);
    });

    it('log lines bear correlation, module, operation and message', async () => {
      const world = await start(
        client,
        auditReader,
        tellerWith({
          relay: async ({ account }, { calls, log }) => {
            log.info('told by the teller');
            return { balances: [(await calls.bank.deposit({ account, amount: 1 })).balance] };
          },
        }),
        bankWith(),
        auditWith(async (payload, context) => {
          context.log.info('told by the audit');
          await write(payload, context);
        }),
      );
      await world.callsAs<ClientCalls>('client', { correlation: 'visit-8' }).teller.relay({ account: 'a' });
      const told = (by: string) => world.lines.find((line) => line['msg'] === `told by the ${by}`);
      await vi.waitFor(() => expect(told('audit')).toBeDefined(), { timeout: 20_000 });
      const message = expect.any(String) as string;
      expect(told('teller')).toMatchObject({
        correlation: 'visit-8',
        module: 'teller',
        operation: 'teller.relay',
        message,
      });
      expect(told('audit')).toMatchObject({
        correlation: 'visit-8',
        module: 'audit',
        operation: 'audit.on-deposited',
        message,
      });
    });

    it('spans of the door, of modules and of listeners are one trace, each under what caused it', async () => {
      const tracing = recordSpans();
      try {
        const world = await start(
          client,
          auditReader,
          tellerWith(),
          bankWith(),
          auditWith(async (payload, context) => {
            context.log.info('told by the audit');
            await write(payload, context);
          }),
        );
        await world.outside('client', tellerContract.operations.relay, { account: 'a' });
        await vi.waitFor(() => expect(tracing.named('audit.on-deposited')).toBeDefined(), { timeout: 20_000 });
        const chain = ['teller.relay call', 'teller.relay', 'bank.deposit call', 'bank.deposit', 'audit.on-deposited'];
        const spans = chain.map((name) => tracing.named(name)!);
        expect(spans.map((span) => span.parentSpanContext?.spanId)).toEqual([
          undefined,
          ...spans.slice(0, -1).map((span) => span.spanContext().spanId),
        ]);
        const { traceId } = spans[0]!.spanContext();
        expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]));
        expect(spans.map((span) => span.kind)).toEqual([
          SpanKind.CLIENT,
          SpanKind.SERVER,
          SpanKind.CLIENT,
          SpanKind.SERVER,
          SpanKind.CONSUMER,
        ]);
        expect(world.lines.find((line) => line['msg'] === 'told by the audit')).toMatchObject({ trace: traceId });
      } finally {
        tracing.end();
      }
    });

    it('spans tell what failed', async () => {
      const tracing = recordSpans();
      try {
        const world = await start(client, tellerWith(), bankWith());
        await rejection(world.callsAs<ClientCalls>('client').bank.balance({ account: 'nobody' }));
        expect(tracing.named('bank.balance')!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'declared' });
        expect(tracing.named('bank.balance call')!.status.code).toBe(SpanStatusCode.ERROR);
      } finally {
        tracing.end();
      }
    });
  });
}
