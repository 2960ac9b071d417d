import { expect, it } from 'vitest';
import { parseChaosArguments } from './arguments.ts';

it('runs for two minutes with one seed, a process for each module', () => {
  expect(parseChaosArguments([])).toEqual({
    seeds: [1],
    forMs: 120_000,
    operations: Infinity,
    clients: 40,
    pace: 1,
    topology: 'deployables/topology.separate.yaml',
    cluster: false,
    control: false,
    json: undefined,
  });
});

it('takes several seeds, and as long as its operations take', () => {
  expect(parseChaosArguments(['--seed', '3,7-9', '--operations', '2000'])).toMatchObject({
    seeds: [3, 7, 8, 9],
    forMs: 24 * 60 * 60_000,
    operations: 2_000,
  });
  expect(parseChaosArguments(['--operations', '2000', '--minutes', '0.5', '--control', '--cluster'])).toMatchObject({
    forMs: 30_000,
    operations: 2_000,
    cluster: true,
    control: true,
  });
  expect(parseChaosArguments(['-h'])).toBe('help');
});

it.each([
  [['--seed', 'x'], /--seed: 'x' is no whole number from 0/],
  [['--seed', '9-7'], /--seed: '7' is no whole number from 9/],
  [['--seed', '1-2-3'], /neither a seed nor a range/],
  [['--operations', '0'], /--operations: '0' is no whole number from 1/],
  [['--clients', '1.5'], /--clients: '1.5' is no whole number from 1/],
  [['--minutes', ''], /--minutes/],
  [['--pace', '0'], /--pace/],
  [['--seeds', '1'], /--seeds/],
])('refuses %j', (args, message) => {
  expect(() => parseChaosArguments(args)).toThrow(message);
});
