import { afterEach, describe, expect, it } from 'vitest';
import { need, testDatabase, testVhost } from '../vitest/index.ts';
import { checkInvariants } from '../load/index.ts';
import { expectClearAnswers } from './faults/clear-answers.ts';
import { LightTraffic } from './faults/light-traffic.ts';
import { oneCheckout } from './one-checkout.ts';
import { areGone, processesOf } from './processes-of.ts';
import { launchUp } from './shop-up.ts';
import type { ShopUp } from './shop-up.ts';
import { standardTopology, StartedShops } from './started-shops.ts';

// `up` starts servers of its own here, in processes that can be counted: none from Docker.
need('postgres');
need('private-rabbitmq');
const shops = new StartedShops(testDatabase(), testVhost());

const twoProcesses = standardTopology.replace('  # payments: [payments]', '  payments: [payments]');
const ownProcesses = 'embedded,installed,apt';
const soon = { timeout: 60_000, interval: 50 };

describe('with backing servers of its own', { timeout: 240_000 }, () => {
  let up: ShopUp | undefined;
  afterEach(async () => {
    await up?.stop();
  });

  const npmRunUp = 'npm run -s up --';
  it.each([
    { command: npmRunUp, signal: 'SIGTERM', text: twoProcesses, parts: ['postgres', 'rabbit', 'epmd', 'payments.ts'] },
    { command: npmRunUp, signal: 'SIGINT', text: standardTopology, parts: ['postgres', 'monolith.ts'] },
    { command: 'npm start', signal: 'SIGTERM', text: standardTopology, parts: ['postgres', 'monolith.ts'] },
    { command: 'npm start', signal: 'SIGINT', text: standardTopology, parts: ['postgres', 'monolith.ts'] },
  ] as const)('$command ends every process on $signal', async ({ command, signal, text, parts }) => {
    const started = await launchUp({
      topology: { text },
      env: { DATABASE_URL: '', RABBITMQ_URL: '', AMQP_URL: '', CARVEOUT_BACKING: ownProcesses, NX_DAEMON: 'false' },
      ownGroup: true,
      command: (file) => (command === 'npm start' ? command : `${command} ${file}`).split(' '),
    });
    up = started;
    await started.until(/ready(?: at|:) http/);
    expect((await oneCheckout(started.url)).status).toBe(200);
    const all = processesOf(started.folder);
    for (const part of parts) expect(all.filter(({ command: words }) => words.includes(part))).not.toEqual([]);

    if (signal === 'SIGINT') started.interrupt();
    else started.signal(signal);
    await started.ended;
    expect(await areGone(all), JSON.stringify(processesOf(started.folder))).toBe(true);
    expect(processesOf(started.folder)).toEqual([]);
    expect(started.printed()).not.toMatch(/SIGKILL|CARV-/);
  });
});

describe('a process that is killed', { timeout: 240_000 }, () => {
  afterEach(() => shops.stopAll());

  it('is started again, and the shop works: clear answers meanwhile, and nothing is lost', async () => {
    const { up, databaseUrl } = await shops.start({ text: twoProcesses });
    const kill = (entry: string): void => {
      const found = processesOf(up.folder).filter(({ command }) => command.endsWith(`/${entry}.ts `));
      expect(found).toHaveLength(1);
      process.kill(found[0]!.pid, 'SIGKILL');
    };
    const traffic = await LightTraffic.begin(up.url);
    await expect.poll(() => traffic.acknowledged.length, soon).toBeGreaterThan(3);
    kill('payments');
    await up.until(/payments was ended by SIGKILL; starting it again[^]*payments is ready \(2 of 2\)/);
    const before = traffic.acknowledged.length;
    await expect.poll(() => traffic.acknowledged.length, soon).toBeGreaterThan(before + 3);
    await traffic.end();
    expectClearAnswers(traffic.answers);

    kill('monolith');
    await up.until(/monolith was ended by SIGKILL; starting it again[^]*monolith is ready \(2 of 2\)/);
    expect((await oneCheckout(up.url)).status).toBe(200);
    const { acknowledged } = traffic;
    const environment = { DATABASE_URL: databaseUrl };
    expect((await checkInvariants({ environment, acknowledged, settleWithinMs: 60_000 })).faults).toEqual([]);
  });
});
