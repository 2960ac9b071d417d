import { expect, it } from 'vitest';
import { maskAddress } from './mask-address.ts';

it.each([
  ['someone@example.com', 's…@example.com'],
  ['"a@b"@example.com', '"…@example.com'],
  ['@example.com', '…'],
  ['nonsense', '…'],
])('shows %s as %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});
