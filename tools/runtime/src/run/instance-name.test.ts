import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { instanceName } from './instance-name.ts';

it('is what the environment says', () => {
  expect(instanceName({ CARVEOUT_DEPLOYABLE_INSTANCE: 'catalog-1' })).toBe('catalog-1');
});

it.each([{}, { CARVEOUT_DEPLOYABLE_INSTANCE: '' }])('is one of its own for each start with %o', (environment) => {
  const [one, other] = [instanceName(environment), instanceName(environment)];
  expect(one).toMatch(new RegExp(`^${hostname()}-${process.pid}-[0-9a-f]{6}$`));
  expect(other).not.toBe(one);
});
