import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange } from '../../contract-change.fixture.ts';

it('a multiple of ten is one of five, and not the other way round', () => {
  expect(inputChange(z.number().multipleOf(10), z.number().multipleOf(5))).toEqual([]);
  expect(inputChange(z.number().multipleOf(5), z.number())).toEqual([]);
  expect(inputChange(z.number().multipleOf(5), z.number().multipleOf(10))).toEqual(['f: multipleOf 5 became 10']);
  expect(inputChange(z.number(), z.number().multipleOf(5))).toEqual(['f: multipleOf none became 5']);
});
