import { expect, it } from 'vitest';
import { parseContractArguments } from './arguments.ts';

it('reads what is asked', () => {
  expect(parseContractArguments([])).toEqual({ modules: [], accept: false, breaking: false, since: undefined });
  expect(parseContractArguments(['--accept', '--breaking', 'orders'])).toMatchObject({
    modules: ['orders'],
    accept: true,
    breaking: true,
  });
  expect(parseContractArguments(['--since', 'v1'])).toMatchObject({ since: 'v1' });
  expect(parseContractArguments(['-h'])).toBe('help');
});

it.each([
  [['--breaking'], /goes with npm run contracts:accept/],
  [['--accept', '--since', 'v1'], /only looks/],
  [['--since=--output=x'], /is no commit/],
  [['--acept'], /acept/],
])('refuses %j', (args, says) => {
  expect(() => parseContractArguments(args)).toThrow(says);
});
