import { expect, it } from 'vitest';
import { inOrder } from './in-order.ts';

it('follows the order asked for, names each once, leaves unknown ones out', () => {
  const products = [{ id: 'A' }, { id: 'B' }, { id: 'C' }];
  expect(inOrder(['C', 'X', 'A', 'C'], products)).toEqual([{ id: 'C' }, { id: 'A' }]);
});
