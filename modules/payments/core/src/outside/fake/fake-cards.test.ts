import { describe, expect, it } from 'vitest';
import { checkCard } from '../../domain/check-card.ts';
import type { Cards } from '../cards.ts';
import { FakeCards } from './fake-cards.ts';
import type { FakeCardsChance, FakeCardsSettings } from './fake-cards.ts';
import { ProviderUnavailable } from './provider-unavailable.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const SETTINGS: FakeCardsSettings = { delayMs: 0, failureRate: 0, vaultSecret: 'one secret for all' };
const AMOUNT = { currency: 'EUR', units: 19, nanos: 990_000_000 };
const signal = new AbortController().signal;

function fake(settings: Partial<FakeCardsSettings> = {}, chance: FakeCardsChance = {}): Cards {
  return new FakeCards({ ...SETTINGS, ...settings }, { now: () => NOW, ...chance });
}

async function tokenOf(digits: string, cards: Cards = fake()): Promise<string> {
  const kept = await cards.keep({ digits, cvv: '672', expirationMonth: 11, expirationYear: 2026 }, signal);
  return kept.token;
}

describe('the fake card provider', () => {
  it('approves a good card, and a repeat from another replica gets the same references', async () => {
    const token = await tokenOf('4432801561520454');
    const replies = await Promise.all(
      [fake(), fake()].map(async (cards) => {
        const asked = await cards.authorise({ key: 'order-1', token, amount: AMOUNT }, signal);
        if (asked.kind !== 'authorised') throw new Error(asked.kind);
        return { asked, taken: await cards.capture({ key: 'order-1', authorisation: asked.authorisation }, signal) };
      }),
    );
    expect(replies[0]).toEqual(replies[1]);
    expect(replies[0]?.asked.lastFour).toBe('0454');
    expect(replies[0]?.taken.paymentId).toMatch(/^pay_[\w-]{24}$/);
  });

  it('takes another payment under another key', async () => {
    const capture = (key: string) => fake().capture({ key, authorisation: 'auth' }, signal);
    expect(await capture('order-1')).not.toEqual(await capture('order-2'));
  });

  it.each([
    ['4000000000000002', 'declined by the bank'],
    ['4000000000009995', 'insufficient funds'],
  ])('declines %s', async (digits, reason) => {
    const asked = await fake().authorise({ key: 'order-1', token: await tokenOf(digits), amount: AMOUNT }, signal);
    expect(asked).toEqual({ kind: 'declined', reason });
  });

  it('declines amounts that no card is good for', async () => {
    const token = await tokenOf('4432801561520454');
    const asked = await fake().authorise({ key: 'order-1', token, amount: { ...AMOUNT, units: 100_000_001 } }, signal);
    expect(asked).toEqual({ kind: 'declined', reason: 'over the limit of the card' });
  });

  it('breaks once for 4000000000000341 under each key, and always for 4000000000000119', async () => {
    const cards = fake();
    const once = { key: 'order-1', token: await tokenOf('4000000000000341'), amount: AMOUNT };
    await expect(cards.authorise(once, signal)).rejects.toThrow(ProviderUnavailable);
    await expect(cards.authorise(once, signal)).resolves.toMatchObject({ kind: 'authorised' });
    await expect(cards.authorise({ ...once, key: 'order-2' }, signal)).rejects.toThrow(ProviderUnavailable);
    const always = { ...once, token: await tokenOf('4000000000000119') };
    await expect(cards.authorise(always, signal)).rejects.toThrow(ProviderUnavailable);
    await expect(cards.authorise(always, signal)).rejects.toThrow(ProviderUnavailable);
  });

  it('gives up a delayed answer when it is told to stop', async () => {
    const token = await tokenOf('4000000000003220');
    const stop = new AbortController();
    const asked = fake().authorise({ key: 'order-1', token, amount: AMOUNT }, stop.signal);
    stop.abort();
    await expect(asked).rejects.toThrow('aborted');
  });

  it('breaks as often as it is set to', async () => {
    const draws = [0.1, 0.3, 0.2, 0.9].values();
    const cards = fake({ failureRate: 0.25 }, { random: () => draws.next().value! });
    const refunds = Array.from({ length: 4 }, () => cards.refund({ key: 'order-1/refund', charge: 'order-1' }, signal));
    const outcomes = await Promise.allSettled(refunds);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('tells a card that has expired since, and a token that it did not give', async () => {
    const token = await tokenOf('4432801561520454');
    const later = fake({}, { now: () => Date.parse('2026-12-01T00:00:00Z') });
    const ask = (cards: Cards, asked: string) => cards.authorise({ key: 'k', token: asked, amount: AMOUNT }, signal);
    expect(await ask(later, token)).toEqual({ kind: 'expired', month: 11, year: 2026 });
    expect(await ask(fake({ vaultSecret: 'another secret' }), token)).toEqual({ kind: 'unknown-token' });
    expect(await ask(fake(), 'tok_12345678')).toEqual({ kind: 'unknown-token' });
  });

  it('has test cards that pass the checks of the shop', () => {
    for (const number of [
      '4000000000000002',
      '4000000000009995',
      '4000000000000341',
      '4000000000000119',
      '4000000000003220',
    ])
      expect(checkCard({ number, expirationMonth: 11, expirationYear: 2026 }, new Date(NOW)).verdict).toBe('good');
  });
});
