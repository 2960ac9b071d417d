import { describe, expect, it } from 'vitest';
import { Card } from './card.ts';

const card = { number: '4432801561520454', cvv: '672', expirationMonth: 1, expirationYear: 2039 };
const paths = (value: unknown) => Card.safeParse(value).error?.issues.map(({ path }) => path.join('.'));

describe('a card as typed in', () => {
  it.each(['4432801561520454', '4432-8015-6152-0454', '4432 8015 6152 0454', '1'.repeat(12), '1'.repeat(19)])(
    'may have the number %s',
    (number) => {
      expect(paths({ ...card, number })).toBeUndefined();
    },
  );

  it.each([
    '',
    '1'.repeat(11),
    '1'.repeat(20),
    '4432--801561520454',
    '4432801561520454-',
    'x'.repeat(16),
    4432801561520454,
  ])('may not have the number %j', (number) => {
    expect(paths({ ...card, number })).toEqual(['number']);
  });

  it('may have expired: that is a declared error, not a malformed card', () => {
    expect(paths({ ...card, expirationYear: 2001 })).toBeUndefined();
  });

  it.each([
    [{ cvv: '12' }, 'cvv'],
    [{ cvv: 672 }, 'cvv'],
    [{ expirationMonth: 0 }, 'expirationMonth'],
    [{ expirationMonth: 13 }, 'expirationMonth'],
    [{ expirationYear: 39 }, 'expirationYear'],
  ])('may not have %j', (part, path) => {
    expect(paths({ ...card, ...part })).toEqual([path]);
  });
});
