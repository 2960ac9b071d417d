import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants, runLoad } from '../load/index.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { oneCheckout } from './one-checkout.ts';
import type { Answered } from './one-checkout.ts';
import { separateTopology, standardTopology, StartedShops } from './started-shops.ts';
import type { StartedShop } from './started-shops.ts';

const shops = new StartedShops(testDatabase(), testVhost());

afterEach(() => shops.stopAll());

/** The default topology with one line edited: `payments` and so on in a process of its own. */
function moved(line: string): { text: string } {
  const edited = standardTopology.replace('  # payments: [payments]', `  ${line}`);
  const before = standardTopology.split('\n');
  expect(edited.split('\n').filter((text, index) => text !== before[index])).toEqual([`  ${line}`]);
  return { text: edited };
}

describe('a module moves by one edited line', { timeout: 240_000 }, () => {
  let asOneProcess: Answered;

  beforeAll(async () => {
    const { up } = await shops.start({ text: standardTopology });
    asOneProcess = await oneCheckout(up.url);
    expect(asOneProcess.status).toBe(200);
    expect(asOneProcess.text).toContain('your order is placed');
    await shops.stopAll();
  });

  it.each([
    ['payments', 'payments: [payments]'],
    ['catalog', 'catalog: [catalog]'],
    ['orders', 'orders: [orders]'],
    ['two together', 'goods: [catalog, inventory]'],
  ])('%s: same checkout, same answer', async (_name, line) => {
    const { up } = await shops.start(moved(line));
    expect(await oneCheckout(up.url)).toEqual(asOneProcess);
    const declined = await oneCheckout(up.url, { credit_card_number: '4000000000000002' });
    expect(declined.status).toBe(402);
  });

  it('all of them: every module its own process, under load, same answer', async () => {
    const shop = await shops.start({ text: separateTopology });
    expect(await oneCheckout(shop.up.url)).toEqual(asOneProcess);
    await expectSoundUnderLoad(shop);
  });

  it('none of them: one process under the same load', async () => {
    await expectSoundUnderLoad(await shops.start({ text: standardTopology }));
  });
});

async function expectSoundUnderLoad({ up, databaseUrl }: StartedShop): Promise<void> {
  const report = await runLoad({ url: up.url, users: 6, seconds: 15, thinkMs: 200 });
  expect(report.failures).toEqual([]);
  expect(report.requests).toBeGreaterThan(50);
  const { acknowledged } = report.checkouts;
  expect(acknowledged.length).toBeGreaterThan(0);
  const { faults } = await checkInvariants({ environment: { DATABASE_URL: databaseUrl }, acknowledged });
  expect(faults).toEqual([]);
}
