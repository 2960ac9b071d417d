import { describe, expect, it } from 'vitest';
import { AMOUNT, paymentsHost } from '../testing/payments-scenario.ts';

const CARD = { number: '4432-8015-6152-0454', cvv: '672', expirationMonth: 1, expirationYear: 2040 };
const host = paymentsHost();

describe('tokenize', () => {
  it.each([
    ['a wrong check digit', { number: '4432-8015-6152-0455' }, 'CARD_INVALID', {}],
    ['American Express', { number: '378282246310005', cvv: '1234' }, 'CARD_UNSUPPORTED', {}],
    ['a date that is past', { expirationYear: 2020 }, 'CARD_EXPIRED', { month: 1, year: 2020 }],
  ])('refuses %s', async (_what, change, code, data) => {
    await expect(host.calls.tokenize({ card: { ...CARD, ...change } })).rejects.toMatchObject({ code, data });
  });
});

describe('charge, with the fake provider', () => {
  it('takes the money from the card behind the token, and keeps neither number nor check value', async () => {
    const { token, lastFour } = await host.callsWith('checkout-1').tokenize({ card: CARD });
    expect(lastFour).toBe('0454');
    const charged = await host.callsWith('checkout-1').charge({ orderId: 'order-1', amount: AMOUNT, card: token });
    expect(charged).toEqual({ paymentId: charged.paymentId, amount: AMOUNT, lastFour: '0454' });
    const kept = await host.everythingKept();
    expect(kept).toContain(charged.paymentId);
    for (const secret of ['4432801561520454', '4432-8015', token]) expect(kept).not.toContain(secret);
  });

  it.each([
    ['4000-0000-0000-0002', 'CARD_DECLINED', { reason: 'declined by the bank' }],
    ['4000-0000-0000-9995', 'CARD_DECLINED', { reason: 'insufficient funds' }],
  ])('is declined for %s', async (number, code, data) => {
    const { token } = await host.calls.tokenize({ card: { ...CARD, number } });
    const orderId = `declined-${number}`;
    await expect(host.calls.charge({ orderId, amount: AMOUNT, card: token })).rejects.toMatchObject({ code, data });
    expect(await host.calls.byOrder({ orderId })).toEqual({ payment: null });
  });

  it('refuses a token that the provider did not give', async () => {
    const charge = host.calls.charge({ orderId: 'order-2', amount: AMOUNT, card: 'tok_made-up' });
    await expect(charge).rejects.toMatchObject({ code: 'CARD_INVALID' });
  });

  it('breaks once for 4000-0000-0000-0341, and a repeat under the same key goes through', async () => {
    const { token } = await host.calls.tokenize({ card: { ...CARD, number: '4000-0000-0000-0341' } });
    const charge = () => host.callsWith('checkout-2').charge({ orderId: 'order-3', amount: AMOUNT, card: token });
    await expect(charge()).rejects.toMatchObject({ name: 'Fault' });
    await expect(charge()).resolves.toMatchObject({ amount: AMOUNT });
  });
});
