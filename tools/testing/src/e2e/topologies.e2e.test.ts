import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, createVhost } from '../backing/index.ts';
import { runLoad } from '../load/index.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { oneCheckout } from './one-checkout.ts';
import { shopUp, workspaceRoot } from './shop-up.ts';
import type { ShopUp } from './shop-up.ts';

const server = testDatabase();
const broker = testVhost();
const standard = readFileSync(join(workspaceRoot, 'deployables/topology.yaml'), 'utf8');

const running: { up: ShopUp; drop(): Promise<void> }[] = [];

/** Starts a topology on a database and a vhost of its own. */
async function start(topology: Parameters<typeof shopUp>[0]['topology']): Promise<{ up: ShopUp; databaseUrl: string }> {
  const name = `up_${randomBytes(6).toString('hex')}`;
  const database = await createDatabase({ url: server.url }, name);
  const vhost = await createVhost({ url: broker.url, managementUrl: broker.managementUrl }, name);
  const up = await shopUp({ topology, env: { DATABASE_URL: database.url, RABBITMQ_URL: vhost.url } });
  running.push({
    up,
    drop: async () => {
      await vhost.drop();
      await database.drop();
    },
  });
  return { up, databaseUrl: database.url };
}

afterEach(async () => {
  for (const { up, drop } of running.splice(0)) {
    // Every stop of this file is also a test: SIGTERM ends all of it cleanly.
    expect(await up.stop(), up.printed().slice(-4_000)).toBe(0);
    await drop();
  }
});

/** The default topology with one line edited: `payments` and so on in a process of its own. */
function moved(line: string): { text: string } {
  const edited = standard.replace('  # payments: [payments]', `  ${line}`);
  expect(edited).not.toBe(standard);
  const differing = edited.split('\n').filter((text, index) => text !== standard.split('\n')[index]);
  expect(differing).toEqual([`  ${line}`]);
  return { text: edited };
}

describe('a module moves by one edited line', { timeout: 240_000 }, () => {
  let asOneProcess: { status: number; text: string };

  beforeAll(async () => {
    const { up } = await start({ text: standard });
    asOneProcess = await oneCheckout(up.url);
    expect(asOneProcess.status).toBe(200);
    expect(asOneProcess.text).toContain('your order is placed');
    for (const { up: one, drop } of running.splice(0)) {
      expect(await one.stop()).toBe(0);
      await drop();
    }
  });

  it.each([
    ['payments', 'payments: [payments]'],
    ['catalog', 'catalog: [catalog]'],
    ['orders', 'orders: [orders]'],
    ['two together', 'goods: [catalog, inventory]'],
  ])('%s: same checkout, same answer', async (_name, line) => {
    const { up } = await start(moved(line));
    expect(await oneCheckout(up.url)).toEqual(asOneProcess);
    const declined = await oneCheckout(up.url, { credit_card_number: '4000000000000002' });
    expect(declined.status).toBe(402);
  });

  it('all of them: every module its own process, under load, same answer', async () => {
    const { up, databaseUrl } = await start({ file: 'deployables/topology.separate.yaml' });
    expect(await oneCheckout(up.url)).toEqual(asOneProcess);
    await expectSoundUnderLoad(up, databaseUrl);
  });

  it('none of them: one process under the same load', async () => {
    const { up, databaseUrl } = await start({ text: standard });
    await expectSoundUnderLoad(up, databaseUrl);
  });
});

async function expectSoundUnderLoad(up: ShopUp, databaseUrl: string): Promise<void> {
  const report = await runLoad({ url: up.url, users: 6, seconds: 15, thinkMs: 200 });
  expect(report.failures).toEqual([]);
  expect(report.requests).toBeGreaterThan(50);
  expect(report.checkouts.acknowledged.length).toBeGreaterThan(0);
  void databaseUrl;
}
