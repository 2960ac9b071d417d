import { describe, expect, it } from 'vitest';
import { isExpired } from './card-expiry.ts';
import { checkCard } from './check-card.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const GOOD = { number: '4432-8015-6152-0454', expirationMonth: 11, expirationYear: 2026 };

describe('isExpired', () => {
  it.each([
    [11, 2026, '2026-11-30T23:59:59.999Z', false],
    [11, 2026, '2026-12-01T00:00:00Z', true],
    [12, 2025, '2026-01-01T00:00:00Z', true],
    [1, 2027, '2026-12-31T23:59:59Z', false],
  ])('%i/%i at %s: %s', (month, year, now, expired) => {
    expect(isExpired(month, year, new Date(now))).toBe(expired);
  });
});

describe('checkCard', () => {
  it('knows a good card by its digits, brand and last four', () => {
    expect(checkCard(GOOD, NOW)).toEqual({
      verdict: 'good',
      digits: '4432801561520454',
      brand: 'visa',
      lastFour: '0454',
    });
  });

  it('refuses a wrong check digit', () => {
    expect(checkCard({ ...GOOD, number: '4432-8015-6152-0455' }, NOW)).toEqual({ verdict: 'invalid' });
  });

  it('refuses a brand that the shop does not take, before it looks at the date', () => {
    expect(checkCard({ ...GOOD, number: '378282246310005', expirationYear: 2020 }, NOW)).toEqual({
      verdict: 'unsupported',
      brand: 'amex',
    });
  });

  it('refuses an expired card', () => {
    expect(checkCard({ ...GOOD, expirationMonth: 10 }, NOW)).toEqual({ verdict: 'expired' });
  });
});
