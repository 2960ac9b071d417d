import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { loadCommand } from './load-command.ts';
import { oneCheckout } from './one-checkout.ts';
import type { Answered } from './one-checkout.ts';
import { separateTopology, standardTopology, StartedShops } from './started-shops.ts';
import type { StartedShop } from './started-shops.ts';

const shops = new StartedShops(testDatabase(), testVhost());

afterEach(() => shops.stopAll());

/** No request may fail, though the machine may have more to do than it can. */
const takesAll = { env: { CARVEOUT_SHEDDING: 'off' } };

/** The default topology with one line edited: `payments` and so on in a process of its own. */
function moved(line: string): { text: string } {
  const edited = standardTopology.replace('  # payments: [payments]', `  ${line}`);
  const before = standardTopology.split('\n');
  expect(edited.split('\n').filter((text, index) => text !== before[index])).toEqual([`  ${line}`]);
  return { text: edited };
}

describe('a module moves by one edited line', { timeout: 400_000 }, () => {
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
    const shop = await shops.start({ text: separateTopology }, takesAll);
    expect(await oneCheckout(shop.up.url)).toEqual(asOneProcess);
    await expectSoundUnderLoad(shop);
  });

  it('none of them: one process under the same load', async () => {
    await expectSoundUnderLoad(await shops.start({ text: standardTopology }, takesAll));
  });
});

async function expectSoundUnderLoad({ up, databaseUrl }: StartedShop): Promise<void> {
  const { code, printed, report } = await loadCommand(up.url, databaseUrl);
  expect(report.failures).toEqual([]);
  expect(report.failed).toBe(0);
  const counts = new Map(report.perRoute.map(({ route, count }) => [route, count]));
  expect(webSurface.filter((route) => !counts.get(route))).toEqual([]);
  expect(report.checkouts.acknowledged.length).toBeGreaterThan(0);
  expect(printed).toContain('OK: the invariants hold');
  expect(code).toBe(0);
}

const webSurface = [
  ...['GET /', 'GET /product/:id', 'POST /setCurrency', 'GET /cart', 'POST /cart', 'POST /cart/empty'],
  ...['POST /cart/checkout', 'GET /logout'],
];
