import { describe, expect, it } from 'vitest';
import { need } from '../vitest/index.ts';
import { runToEnd } from './run-to-end.ts';

need('postgres');

describe('what cannot start says why, and ends', { timeout: 180_000 }, () => {
  it('with a topology that is wrong in several places: all of them at once, before anything is started', async () => {
    const text = [
      'deployables:',
      '  monolith: rest',
      '  payments: [payments, wallets]',
      '  cash: [payments]',
      '  shop: { modules: [catalog], replica: 2 }',
      'links:',
      '  comands: rabbitmq',
      '  queries: pigeon',
      'deployables: {}',
    ].join('\n');
    const { code, printed } = await runToEnd({ topology: { text }, env: {} });
    expect(code).toBe(1);
    const told = printed.trim().split('\n');
    const at = (line: number, ...parts: string[]) =>
      expect(told).toContainEqual(
        expect.stringMatching(new RegExp(`^CARV-2\\d\\d: .*\\.yaml:${line}:\\d+.*${parts.join('.*')}`)),
      );
    at(3, 'wallets');
    at(4, 'payments');
    at(5, 'replica', 'replicas');
    at(7, 'comands', 'commands');
    at(8, 'pigeon');
    at(9, 'deployables');
    expect(printed).not.toMatch(/starting|PostgreSQL|RabbitMQ:/);
  });
});
