import { expect, it } from 'vitest';
import { defineContract } from '../../index.ts';
import { breakingChanges, describeContract } from '../index.ts';

it('a module keeps its name', () => {
  const named = (name: string) => describeContract(defineContract(name, {}));
  expect(breakingChanges(named('shop'), named('shop'))).toEqual([]);
  expect(breakingChanges(named('shop'), named('store'))).toMatchObject([{ where: 'shop', what: 'is named store' }]);
});
