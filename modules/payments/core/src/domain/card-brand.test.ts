import { describe, expect, it } from 'vitest';
import { brandOf, isAccepted } from './card-brand.ts';

describe('brandOf', () => {
  it.each([
    ['4432801561520454', 'visa'],
    ['4222222222222', 'visa'],
    ['5105105105105100', 'mastercard'],
    ['5555555555554444', 'mastercard'],
    ['2221000000000009', 'mastercard'],
    ['2720990000000007', 'mastercard'],
    ['2220999999999999', 'unknown'],
    ['2721000000000000', 'unknown'],
    ['378282246310005', 'amex'],
    ['6011111111111117', 'discover'],
    ['30569309025904', 'diners'],
    ['3530111333300000', 'jcb'],
    ['443280156152045', 'unknown'],
    ['51051051051051000', 'unknown'],
  ])('%s is %s', (digits, brand) => {
    expect(brandOf(digits)).toBe(brand);
  });
});

describe('isAccepted', () => {
  it('takes Visa and Mastercard and no other', () => {
    expect(
      (['visa', 'mastercard', 'amex', 'discover', 'diners', 'jcb', 'unknown'] as const).filter(isAccepted),
    ).toEqual(['visa', 'mastercard']);
  });
});
