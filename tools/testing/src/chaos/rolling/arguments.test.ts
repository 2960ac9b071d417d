import { expect, it } from 'vitest';
import { parseRollingArguments } from './arguments.ts';

const deployables = ['orders', 'carts', 'storefront'];

it('has defaults, and takes what is said', () => {
  expect(parseRollingArguments([], deployables)).toEqual({
    restarts: 2,
    rate: undefined,
    only: undefined,
    control: false,
    seed: 1,
    json: undefined,
  });
  const said = ['--restarts', '20', '--rate', '90', '--only', 'orders,carts', '--control', '--seed', '7'];
  expect(parseRollingArguments(said, deployables)).toMatchObject({
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
  [['--only', 'carts,orderz'], /--only names 'orderz'/],
  [['--only', ''], /--only names ''/],
])('refuses %j by name', (args, fault) => {
  expect(() => parseRollingArguments(args, deployables)).toThrow(fault);
});
