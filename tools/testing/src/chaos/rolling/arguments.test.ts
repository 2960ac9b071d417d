import { expect, it } from 'vitest';
import { parseRollingArguments } from './arguments.ts';

it('has defaults, and takes what is said', () => {
  expect(parseRollingArguments([])).toEqual({
    restarts: 2,
    rate: undefined,
    only: undefined,
    control: false,
    seed: 1,
    json: undefined,
  });
  const said = ['--restarts', '20', '--rate', '90', '--only', 'orders,carts', '--control', '--seed', '7'];
  expect(parseRollingArguments(said)).toMatchObject({
    restarts: 20,
    rate: 90,
    only: ['orders', 'carts'],
    control: true,
    seed: 7,
  });
});

it.each([
  [['--restarts', '0'], /--restarts/],
  [['--rate', '1.5'], /--rate/],
  [['--seed', ''], /--seed/],
  [['--restart', '3'], /--restart/],
])('refuses %j by name', (args, fault) => {
  expect(() => parseRollingArguments(args)).toThrow(fault);
});
