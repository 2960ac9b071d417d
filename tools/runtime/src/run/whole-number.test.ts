import { expect, it } from 'vitest';
import { portOf } from './whole-number.ts';

const port = (PORT?: string): number => portOf({ PORT }, 'PORT', 3000);

it.each([
  [undefined, 3000],
  ['', 3000],
  ['0', 0],
  ['080', 80],
  ['65535', 65_535],
])('reads %o as %i', (text, value) => {
  expect(port(text)).toBe(value);
});

it.each([' ', ' 80', '-1', '1.5', '8e1', '0x50', '65536', '9'.repeat(400), 'http'])('refuses %o', (text) => {
  expect(() => port(text)).toThrow(
    expect.objectContaining({
      code: 'CARV-633',
      message: expect.stringContaining(`PORT is '${text}'; it must be a port`),
    }),
  );
});
