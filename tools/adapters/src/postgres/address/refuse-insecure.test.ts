import { describe, expect, it } from 'vitest';
import { parseAddress } from './server-address.ts';
import { refuseInsecure } from './refuse-insecure.ts';

const check = (url: string) => () => refuseInsecure('orders', parseAddress('orders', url));

describe('in production', () => {
  it.each([
    'postgresql://postgres:postgres@127.0.0.1/shop',
    'postgresql://orders:orders@127.0.0.1/shop',
    'postgresql://orders:Password@127.0.0.1/shop',
    'postgresql://orders@127.0.0.1/shop',
    'postgresql://carveout:carveout-development@127.0.0.1:5432/carveout',
  ])('a default password is refused: %s', (url) => {
    expect(check(url)).toThrow(expect.objectContaining({ code: 'CARV-508' }));
  });

  it.each([
    'postgresql://o:w8!kf3@db.example/shop',
    'postgresql://o:w8!kf3@10.0.0.1/shop?sslmode=disable',
    'postgresql://o:w8!kf3@127.example/shop',
  ])('a plaintext link is refused: %s', (url) => {
    expect(check(url)).toThrow('not encrypted');
    expect(check(url)).not.toThrow('w8!kf3');
  });

  it.each([
    'postgresql://o:w8!kf3@db.example/shop?sslmode=verify-full',
    'postgresql://o:w8!kf3@localhost/shop',
    'postgresql:///shop?host=/run/postgresql&user=o&password=w8!kf3',
  ])('an own password over a safe link is accepted: %s', (url) => {
    expect(check(url)).not.toThrow();
  });
});
