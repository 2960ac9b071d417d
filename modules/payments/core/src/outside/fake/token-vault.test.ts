import { CardToken } from '@shop/payments';
import { expect, it } from 'vitest';
import { TokenVault } from './token-vault.ts';

const CARD = { digits: '4432801561520454', expirationMonth: 1, expirationYear: 2030 };
const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

it('opens its own tokens on any replica, as long as they are fresh', () => {
  const token = new TokenVault('one secret for all').seal(CARD, NOW);
  const replica = new TokenVault('one secret for all');
  expect(replica.open(token, NOW + DAY_MS)).toEqual(CARD);
  expect(replica.open(token, NOW + DAY_MS + 1)).toBeUndefined();
});

it('makes tokens that the contract takes, that differ each time, and that do not show the card', () => {
  const vault = new TokenVault('one secret for all');
  const longest = { ...CARD, digits: '4'.repeat(19), expirationMonth: 12 };
  const tokens = [vault.seal(longest, NOW), vault.seal(longest, NOW)];
  for (const token of tokens) {
    expect(CardToken.safeParse(token).success).toBe(true);
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('4444');
  }
  expect(new Set(tokens).size).toBe(2);
});

it('opens nothing that it did not seal', () => {
  const vault = new TokenVault('one secret for all');
  const token = vault.seal(CARD, NOW);
  const changed = Buffer.from(token, 'base64url');
  changed[changed.length - 1]! ^= 1;
  expect(vault.open(changed.toString('base64url'), NOW)).toBeUndefined();
  expect(vault.open(new TokenVault('another secret').seal(CARD, NOW), NOW)).toBeUndefined();
  expect(vault.open('tok_12345678', NOW)).toBeUndefined();
  expect(vault.open('', NOW)).toBeUndefined();
});
