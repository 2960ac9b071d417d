import { startScenario, type Scenario } from '@carveout/testing/scenario';
import { testDatabase } from '@carveout/testing/vitest';
import { orders, type Order } from '@shop/orders';
import { shipping } from '@shop/shipping';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import assembled from './index.ts';

const address = { street: '1 Main Street', city: 'Town', state: '', country: 'Land', zipCode: '1' };
const items = [{ productId: 'MUG', quantity: 2 }];
const usd = (units: number, nanos = 0) => ({ currency: 'USD', units, nanos });
const placed = (id: string): Order => ({
  id,
  customer: 'anna',
  email: 'someone@example.com',
  address,
  status: 'placed',
  currency: 'USD',
  items: items.map((item) => ({ ...item, name: 'Mug', price: usd(1) })),
  shippingCost: usd(9),
  total: usd(11),
  trackingId: 'CV-1',
  payment: { paymentId: 'p', lastFour: '0454' },
  placedAt: '2026-01-02T03:04:05.000Z',
});
/** The carrier comes every second. */
const often = { ...assembled, schedules: assembled.schedules.map((one) => ({ ...one, due: { every: 1_000 } })) };

describe('shipping', () => {
  const database = testDatabase();
  let scenario: Scenario<typeof shipping>;
  beforeAll(async () => {
    scenario = await startScenario(shipping, assembled, { databaseUrl: database.url });
  });
  afterAll(() => scenario.stop());

  const ship = (orderId: string) => scenario.calls.ship({ orderId, address, items });
  const parcelOf = async (orderId: string) => (await scenario.calls.track({ orderId })).parcel;

  it('costs the same for whatever is sent', async () => {
    await expect(scenario.calls.quote({ items })).resolves.toEqual({ cost: usd(8, 990_000_000) });
    await expect(scenario.calls.quote({ items: [], address })).resolves.toEqual({ cost: usd(0) });
  });

  it('books one parcel per order, however often it is asked and at once', async () => {
    const answers = await Promise.all([ship('once'), ship('once'), ship('once')]);
    expect(new Set(answers.map(({ trackingId }) => trackingId)).size).toBe(1);
    expect(await parcelOf('once')).toEqual({ trackingId: answers[0]?.trackingId, left: null });
  });

  it('lets no parcel go whose order was not placed', async () => {
    await ship('unplaced');
    await expect(scenario.calls.dispatch({ orderId: 'unplaced' })).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(scenario.calls.dispatch({ orderId: 'unheard-of' })).rejects.toMatchObject({ code: 'UNKNOWN_PARCEL' });
  });

  it('lets it go once the order was placed; from then on it cannot be stopped', async () => {
    const { trackingId } = await ship('gone');
    await scenario.publish(orders.events.placed, placed('gone'));
    const parcel = await scenario.calls.dispatch({ orderId: 'gone' });
    expect(parcel).toEqual({ trackingId, left: expect.any(String) as string });
    await expect(scenario.calls.dispatch({ orderId: 'gone' })).resolves.toEqual(parcel);
    await expect(scenario.calls.cancel({ orderId: 'gone' })).rejects.toMatchObject({
      code: 'ALREADY_LEFT',
      data: { at: parcel.left },
    });
    expect(await parcelOf('gone')).toEqual(parcel);
  });

  it('stops a parcel that is still here, once', async () => {
    await ship('stopped');
    await scenario.publish(orders.events.placed, placed('stopped'));
    await expect(scenario.calls.cancel({ orderId: 'stopped' })).resolves.toEqual({ cancelled: true });
    await expect(scenario.calls.cancel({ orderId: 'stopped' })).resolves.toEqual({ cancelled: false });
    expect(await parcelOf('stopped')).toBeNull();
    await expect(scenario.calls.dispatch({ orderId: 'stopped' })).rejects.toMatchObject({ code: 'UNKNOWN_PARCEL' });
  });

  it('refuses a booking that comes after its cancellation', async () => {
    await expect(scenario.calls.cancel({ orderId: 'late' })).resolves.toEqual({ cancelled: false });
    await expect(ship('late')).rejects.toMatchObject({ code: 'ORDER_CANCELLED' });
    expect(await parcelOf('late')).toBeNull();
  });

  it('has no parcel left over when booking and cancellation come at once', async () => {
    const ids = Array.from({ length: 10 }, (_, at) => `race-${at}`);
    await Promise.all(
      ids.map(async (orderId) => {
        await Promise.allSettled([ship(orderId), scenario.calls.cancel({ orderId })]);
        expect(await parcelOf(orderId)).toBeNull();
      }),
    );
  });

  it('does not stumble over a placed order without a parcel', async () => {
    await scenario.publish(orders.events.placed, placed('nowhere'));
    expect(await scenario.setAside()).toEqual([]);
  });
});

describe("the carrier's round", () => {
  const database = testDatabase();
  let scenario: Scenario<typeof shipping>;
  beforeAll(async () => {
    scenario = await startScenario(shipping, often, { databaseUrl: database.url, config: { handlingMinutes: 0 } });
  });
  afterAll(() => scenario.stop());

  it('takes what is ready and nothing else', async () => {
    for (const orderId of ['booked', 'ready', 'cancelled']) await scenario.calls.ship({ orderId, address, items });
    await scenario.calls.cancel({ orderId: 'cancelled' });
    await scenario.publish(orders.events.placed, placed('cancelled'));
    await scenario.publish(orders.events.placed, placed('ready'));
    await vi.waitFor(
      async () => {
        const { parcel } = await scenario.calls.track({ orderId: 'ready' });
        expect(parcel?.left).toEqual(expect.any(String));
      },
      { timeout: 20_000, interval: 100 },
    );
    await expect(scenario.calls.track({ orderId: 'booked' })).resolves.toMatchObject({ parcel: { left: null } });
    await expect(scenario.calls.track({ orderId: 'cancelled' })).resolves.toEqual({ parcel: null });
  });
});
