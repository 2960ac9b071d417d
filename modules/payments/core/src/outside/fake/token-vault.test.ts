import { CardToken } from '@shop/payments';
import { expect, it } from 'vitest';
import { TokenVault } from './token-vault.ts';

const CARD = { digits: '4432801561520454', expirationMonth: 1, expirationYear: 2030 };
const vault = new TokenVault('one secret for all');

it('opens its own tokens on any replica', () => {
  expect(new TokenVault('one secret for all').open(vault.seal(CARD))).toEqual(CARD);
});

it('gives a card the same token each time, and each card another one', () => {
  expect(new TokenVault('one secret for all').seal(CARD)).toBe(vault.seal(CARD));
  const others = [
    { ...CARD, digits: '4432801561520455' },
    { ...CARD, expirationMonth: 2 },
    { ...CARD, expirationYear: 2031 },
  ];
  expect(new Set([CARD, ...others].map((card) => vault.seal(card))).size).toBe(4);
});

it('makes tokens that the contract takes, and that do not show the card', () => {
  const token = vault.seal({ ...CARD, digits: '4'.repeat(19), expirationMonth: 12 });
  expect(CardToken.safeParse(token).success).toBe(true);
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('4444');
});

it('opens nothing that it did not seal', () => {
  const changed = Buffer.from(vault.seal(CARD), 'base64url');
  changed[changed.length - 1]! ^= 1;
  expect(vault.open(changed.toString('base64url'))).toBeUndefined();
  expect(vault.open(new TokenVault('another secret').seal(CARD))).toBeUndefined();
  expect(vault.open('tok_12345678')).toBeUndefined();
  expect(vault.open('')).toBeUndefined();
});
