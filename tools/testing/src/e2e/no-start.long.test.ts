import { expect, it } from 'vitest';
import { need } from '../vitest/index.ts';
import { runToEnd } from './run-to-end.ts';
import { standardTopology } from './started-shops.ts';

need('postgres');

/** A port of loopback at which nobody listens. */
const NOWHERE = '127.0.0.1:9';

const serve = (deployable: string) => () => [process.execPath, 'tools/cli/bin/carveout.js', 'serve', deployable];

it('what has neither database nor broker waits for them for half a minute, says why, and ends', async () => {
  const [noDatabase, noBroker] = await Promise.all([
    runToEnd({
      topology: { text: standardTopology },
      env: { DATABASE_URL: `postgresql://shop:secret-word@${NOWHERE}/shop`, RABBITMQ_URL: '' },
    }),
    runToEnd({
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
