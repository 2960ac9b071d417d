import { afterEach, describe, expect, it } from 'vitest';
import { need } from '../vitest/index.ts';
import { launchUp } from './shop-up.ts';
import type { ShopUp, UpSettings } from './shop-up.ts';
import { standardTopology } from './started-shops.ts';

need('postgres');

/** A port of loopback at which nobody listens. */
const NOWHERE = '127.0.0.1:9';

const launched: ShopUp[] = [];
afterEach(async () => {
  await Promise.all(launched.splice(0).map((up) => up.stop()));
});

/** The exit code, and what was printed. */
async function run(settings: UpSettings): Promise<{ code: number | null; printed: string }> {
  const up = await launchUp(settings);
  launched.push(up);
  return { code: await up.ended, printed: up.printed() };
}

const serve = (deployable: string) => () => [process.execPath, 'tools/cli/bin/carveout.js', 'serve', deployable];

describe('what cannot start says why, and ends', { timeout: 180_000 }, () => {
  it('without its database and its broker, after it has waited for them', async () => {
    const [noDatabase, noBroker] = await Promise.all([
      run({
        topology: { text: standardTopology },
        env: { DATABASE_URL: `postgresql://shop:secret-word@${NOWHERE}/shop`, RABBITMQ_URL: '' },
      }),
      run({
        topology: { file: 'deployables/topology.separate.yaml' },
        env: {
          CARVEOUT_TOPOLOGY: 'deployables/topology.separate.yaml',
          RABBITMQ_URL: `amqp://shop:secret-word@${NOWHERE}`,
        },
        command: serve('currencies'),
      }),
    ]);
    expect(noDatabase.code).toBe(1);
    expect(noDatabase.printed).toMatch(/^monolith \| .*WARN: CARV-501: .*starting, which is tried for 30 s/m);
    expect(noDatabase.printed).toMatch(/^monolith \| CARV-501: .*127\.0\.0\.1:9\/shop.*tried for 30 s: connect ECONN/m);
    expect(noDatabase.printed).toMatch(/^CARV-623: monolith ended with exit code 1 before it was ready/m);
    expect(noBroker.code).toBe(1);
    expect(noBroker.printed).toMatch(/^CARV-401: RabbitMQ at amqp:\/\/127\.0\.0\.1:9 .*within 30000 ms.*ECONN/m);
    expect(noDatabase.printed + noBroker.printed).not.toContain('secret-word');
  });

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
    const { code, printed } = await run({ topology: { text }, env: {} });
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
