import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardDigits, passesLuhn } from './card-number.ts';

describe('cardDigits', () => {
  it('drops spaces and dashes', () => {
    expect(cardDigits('4432-8015 6152-0454')).toBe('4432801561520454');
  });

  it.each(['', '4432', '44328015615204540000', '4432-8015-6152-045x', '٤٤٣٢٨٠١٥٦١٥٢٠٤٥٤'])('refuses %j', (typed) => {
    expect(cardDigits(typed)).toBeUndefined();
  });
});

describe('passesLuhn', () => {
  it.each(['4432801561520454', '5555555555554444', '4222222222222', '378282246310005'])('takes %s', (digits) => {
    expect(passesLuhn(digits)).toBe(true);
  });

  it('notices any one digit typed wrong', () => {
    const numbers = fc.constantFrom('4432801561520454', '5555555555554444', '4222222222222');
    fc.assert(
      fc.property(numbers, fc.nat(), fc.integer({ min: 1, max: 9 }), (digits, position, by) => {
        const at = position % digits.length;
        const wrong = (Number(digits[at]) + by) % 10;
        expect(passesLuhn(digits.slice(0, at) + wrong + digits.slice(at + 1))).toBe(false);
      }),
    );
  });
});
