import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { LedgerCards } from '../testing/ledger-cards.ts';
import { AMOUNT, paymentsHost } from '../testing/payments-scenario.ts';

const cards = new LedgerCards();
const host = paymentsHost(cards);
const card = 'tok_any-card';
let count = 0;
let orderId: string;

beforeEach(() => {
  orderId = `order-${(count += 1)}`;
  cards.on = {};
});

describe('charge', () => {
  it('takes the money once for an order, whoever repeats it and however', async () => {
    const charge = (key: string) => host.callsWith(key).charge({ orderId, amount: AMOUNT, card });
    const answers = await Promise.all([charge('a'), charge('a'), charge('b'), charge('c')]);
    answers.push(await charge('a'), await charge('d'));
    for (const answer of answers)
      expect(answer).toEqual({ paymentId: `pay_${orderId}`, amount: AMOUNT, lastFour: '0454' });
    expect(await host.calls.byOrder({ orderId })).toEqual({
      payment: { paymentId: `pay_${orderId}`, orderId, amount: AMOUNT, lastFour: '0454', status: 'captured' },
    });
  });

  it('does not take another amount for an order that was charged', async () => {
    await host.calls.charge({ orderId, amount: AMOUNT, card });
    const another = host.calls.charge({ orderId, amount: { ...AMOUNT, units: 25 }, card });
    await expect(another).rejects.toMatchObject({ name: 'Fault' });
    expect(cards.captures.filter((key) => key === orderId)).toHaveLength(1);
  });

  it('saves the payment on a repeat when the answer of the provider was lost', async () => {
    cards.on.captured = () => {
      delete cards.on.captured;
      throw new Error('connection reset');
    };
    const charge = () => host.callsWith(orderId).charge({ orderId, amount: AMOUNT, card });
    await expect(charge()).rejects.toMatchObject({ name: 'Fault' });
    expect(await host.calls.byOrder({ orderId })).toEqual({ payment: null });
    expect(await charge()).toMatchObject({ paymentId: `pay_${orderId}` });
  });
});

describe('refund', () => {
  it('gives the money back once, and answers a repeat the same', async () => {
    await host.calls.charge({ orderId, amount: AMOUNT, card });
    const refunded = { refunded: { paymentId: `pay_${orderId}`, amount: AMOUNT } };
    expect(await host.calls.refund({ orderId })).toEqual(refunded);
    expect(await host.calls.refund({ orderId })).toEqual(refunded);
    expect(cards.money.get(orderId)).toBe('given back');
    expect(await host.calls.byOrder({ orderId })).toMatchObject({ payment: { status: 'refunded' } });
  });

  it('of an order that was not charged makes a late charge fail, without a trace of money', async () => {
    expect(await host.calls.refund({ orderId })).toEqual({ refunded: null });
    expect(await host.calls.refund({ orderId })).toEqual({ refunded: null });
    await expect(host.calls.charge({ orderId, amount: AMOUNT, card })).rejects.toMatchObject({
      code: 'ORDER_REFUNDED',
    });
    expect(cards.money.has(orderId)).toBe(false);
    expect(await host.calls.byOrder({ orderId })).toEqual({ payment: null });
  });

  it('gives back what a charge took whose answer was lost', async () => {
    cards.on.captured = () => Promise.reject(new Error('connection reset'));
    await expect(host.calls.charge({ orderId, amount: AMOUNT, card })).rejects.toMatchObject({ name: 'Fault' });
    expect(await host.calls.refund({ orderId })).toEqual({ refunded: null });
    expect(cards.money.get(orderId)).toBe('given back');
  });

  it.each(['authorise', 'captured'] as const)(
    'that overtakes a charge at the provider (%s) leaves nothing taken',
    async (point) => {
      cards.on[point] = () => host.calls.refund({ orderId });
      await expect(host.calls.charge({ orderId, amount: AMOUNT, card })).rejects.toMatchObject({
        code: 'ORDER_REFUNDED',
      });
      expect(cards.captures).toContain(orderId);
      expect(cards.money.get(orderId)).toBe('given back');
    },
  );

  it('that overtook a charge which could not tell the provider so is made good by the repeat', async () => {
    cards.on.authorise = () =>
      host.calls.refund({ orderId }).then(() => {
        cards.on = { refund: () => Promise.reject(new Error('connection reset')) };
      });
    const charge = () => host.callsWith(orderId).charge({ orderId, amount: AMOUNT, card });
    await expect(charge()).rejects.toMatchObject({ name: 'Fault' });
    expect(cards.money.get(orderId)).toBe('taken');
    cards.on = {};
    await expect(charge()).rejects.toMatchObject({ code: 'ORDER_REFUNDED' });
    expect(cards.money.get(orderId)).toBe('given back');
  });

  it('that the provider hears before the charge, and the database after it, is repeated', async () => {
    cards.on.refunded = () => {
      delete cards.on.refunded;
      return host.calls.charge({ orderId, amount: AMOUNT, card });
    };
    const refund = () => host.callsWith(orderId).refund({ orderId });
    await expect(refund()).rejects.toMatchObject({ name: 'Fault' });
    expect(cards.money.get(orderId)).toBe('taken');
    expect(await refund()).toEqual({ refunded: { paymentId: `pay_${orderId}`, amount: AMOUNT } });
    expect(cards.money.get(orderId)).toBe('given back');
  });

  it('wins against a charge at the same time, in whatever order they come', async () => {
    const scatter = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    Object.assign(cards.on, { authorise: scatter, captured: scatter, refund: scatter, refunded: scatter });
    const orders = Array.from({ length: 30 }, (_, index) => `${orderId}-${index}`);
    await Promise.all(
      orders.map(async (id) => {
        const charge = host.calls.charge({ orderId: id, amount: AMOUNT, card }).catch(() => undefined);
        await scatter();
        const refund = () => host.callsWith(id).refund({ orderId: id });
        await refund().catch(refund);
        await charge;
      }),
    );
    expect(orders.filter((id) => cards.money.get(id) === 'taken')).toEqual([]);
    for (const id of orders) {
      const { payment } = await host.calls.byOrder({ orderId: id });
      expect(payment?.status).not.toBe('captured');
    }
  });
});

describe('a charge that is cut off at its deadline', { timeout: 90_000 }, () => {
  const chargeUntil = (deadline: number) =>
    host.callsWith(orderId, deadline).charge({ orderId, amount: AMOUNT, card }, { timeout: 60_000 });

  /**
   * Before it a refund and a new connection must fit: ten times what those and a charge take on this machine now, and at
   * least so much that it may stand still for 3 s.
   */
  const deadlineToMeet = async (): Promise<number> => {
    const begun = performance.now();
    await host.calls.charge({ orderId: `${orderId}-measured`, amount: AMOUNT, card });
    await host.calls.refund({ orderId: `${orderId}-measured` });
    await host.withDatabase((client) => client.query('select'));
    return Date.now() + Math.min(15_000, Math.max(4_000, 10 * (performance.now() - begun)));
  };

  it('gives back what it took when it learns only afterwards that a refund came first', async () => {
    const deadline = await deadlineToMeet();
    const over = Promise.withResolvers<void>();
    over.promise.catch(() => undefined);
    cards.on.capture = async () => {
      delete cards.on.capture;
      const locked = Promise.withResolvers<void>();
      // Keeps the charge from reading the row before its time is over.
      const refundAndLock = async () => {
        await host.calls.refund({ orderId });
        await host.withDatabase(async (client) => {
          // Who waits for a row for 5 s is refused it: the charge must still be waiting at its deadline.
          await delay(Math.max(0, deadline - Date.now() - 3_500));
          await client.query('begin');
          await client.query('select from payments.payments where order_id = $1 for update', [orderId]);
          locked.resolve();
          await delay(deadline - Date.now() + 600);
          await client.query('commit');
        });
      };
      refundAndLock().then(over.resolve, (error: unknown) => {
        locked.reject(error);
        over.reject(error);
      });
      await locked.promise;
    };
    await expect(chargeUntil(deadline)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    await over.promise;
    await expect.poll(() => cards.money.get(orderId)).toBe('given back');
  });

  it('and whose money the provider takes later is settled after a while', async () => {
    const deadline = await deadlineToMeet();
    const taken = Promise.withResolvers<void>();
    taken.promise.catch(() => undefined);
    cards.on.capture = async () => {
      delete cards.on.capture;
      await host.calls.refund({ orderId }).catch((error: unknown) => {
        taken.reject(error);
        throw error;
      });
      await delay(deadline - Date.now() + 600);
      cards.on.captured = () => taken.resolve();
    };
    await expect(chargeUntil(deadline)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    await taken.promise;
    expect(cards.money.get(orderId)).toBe('taken');
    const settleAt = () =>
      host.withDatabase(async (client) => {
        const sql = 'select settle_at from payments.payments where order_id = $1';
        return (await client.query<{ settle_at: Date | null }>(sql, [orderId])).rows[0]!.settle_at;
      });
    expect((await settleAt())!.getTime()).toBeGreaterThan(Date.now() + 60_000);
    await host.withDatabase((client) =>
      client.query('update payments.payments set settle_at = now() where order_id = $1', [orderId]),
    );
    await expect.poll(settleAt).toBeNull();
    expect(cards.money.get(orderId)).toBe('given back');
  });
});
